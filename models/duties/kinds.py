"""What each kind of duty is: digest, reminder, Home, due dates and handing over read it here.

A new kind is a member of `DutyKind`, a line here, and a button declared by the capability that does it. One that is
counted from the referral or the first day also has its number of days in `models.duties.due_dates.StepDays`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from models.duties.kind import CountedFrom, Heir, Kind, missing_data, of_leaving, statutory, step
from models.permission import Permission
from models.tables.duty import Duty, DutyKind

FIND_DATE = "Find a date that the law counts from"

KINDS: Mapping[DutyKind, Kind] = MappingProxyType(
    {
        DutyKind.FAMILY: step("Contact the family", Permission.ATTEMPT_LOG, 2),
        DutyKind.PROFESSIONALS: step("Contact the professionals", Permission.ATTEMPT_LOG, 3),
        DutyKind.BOOK: step("Book the planning meeting", Permission.MEETING_CHANGE, 5),
        DutyKind.HOLD: step("Hold the planning meeting", Permission.MEETING_CHANGE, 10),
        DutyKind.ALLOCATE: Kind(
            "Allocate keyworker and teachers",
            Permission.ALLOCATE,
            Heir.HEAD,
            counted_from=CountedFrom.ALLOCATIONS,
            is_step=True,
            shared_line="to_allocate",  # one meeting allocates them all
        ),
        DutyKind.EXCLUSION_DATE: Kind(  # on the day on which it turns out to be unknown
            "Find the date of the exclusion", Permission.PUPIL_CHANGE, Heir.HEAD, is_of_exclusion=True
        ),
        DutyKind.PROVIDE: Kind(  # on the sixth school day, or day one of a looked-after child
            "Start full-time education",
            Permission.FIRST_DAY_SET,
            Heir.HEAD,
            counted_from=CountedFrom.EXCLUSION,
            is_legal=True,
            is_of_exclusion=True,
        ),
        DutyKind.BASELINE: Kind(
            "Do the baseline assessment",
            Permission.PROGRESS_SET,
            Heir.TEACHER,
            days=10,
            counted_from=CountedFrom.FIRST_DAY,
            by_subject=True,
            can_wait=True,
        ),
        DutyKind.TARGET: Kind(
            "Set a target",
            Permission.PROGRESS_SET,
            Heir.TEACHER,
            days=15,
            counted_from=CountedFrom.FIRST_DAY,
            by_subject=True,
            can_wait=True,
        ),
        DutyKind.REVIEW: Kind(
            "Review progress",
            Permission.PROGRESS_SET,
            Heir.TEACHER,
            is_review=True,
            by_subject=True,
            shared_line="reviews",  # one form goes through them all
        ),
        DutyKind.FAMILY_REVIEW: Kind(
            "Hold the family review", Permission.PROGRESS_SET, Heir.KEYWORKER, is_review=True, shared_line="reviews"
        ),
        DutyKind.PUPIL_VIEW: Kind(  # on the day of the family review
            "Ask for the pupil's view",
            Permission.PROGRESS_SET,
            Heir.KEYWORKER,
            on_agenda=False,  # it is between the keyworker and the pupil
        ),
        DutyKind.COMMISSIONER_VIEW: Kind(  # on the day of the family review; see models.duties.commissioner
            "Ask for the commissioner's view",
            Permission.PROGRESS_SET,
            Heir.KEYWORKER,
            on_agenda=False,  # it is between the keyworker and the commissioner
            is_of_agreement=True,
        ),
        DutyKind.TELL: Kind(
            "Tell the pupil about their review",
            Permission.PROGRESS_SET,
            Heir.TEACHER,
            days=5,
            counted_from=CountedFrom.REVIEW,
            by_subject=True,
            on_agenda=False,  # it is between the teacher and the pupil
            shared_line="to_tell",  # one lesson tells them all
        ),
        DutyKind.QUESTION: Kind(
            "Answer a colleague's question",
            Permission.QUESTION_ANSWER,
            Heir.NAMED,
            days=5,
            counted_from=CountedFrom.QUESTION,
            on_agenda=False,  # it is between two colleagues
        ),
        DutyKind.PROFILE: Kind(
            "Complete the learning profile",
            Permission.PROFILE_SET,
            Heir.KEYWORKER,
            days=10,
            counted_from=CountedFrom.FIRST_DAY,
            is_of_profile=True,
        ),
        DutyKind.READ_PROFILE: Kind(  # before the first lesson, or else soon; see models.duties.profiles
            "Read the learning profile",
            Permission.SUMMARY_SEE,
            Heir.NAMED,
            on_agenda=False,  # the meeting has one line for all of them
            is_personal=True,
        ),
        DutyKind.ACTION: Kind(  # the meeting has a separate list of actions
            "Agreed action", Permission.DUTY_TICK, Heir.NAMED, is_private=True, on_agenda=False, is_agreed=True
        ),
        DutyKind.NUMBER: Kind(
            "Get a right number",
            Permission.CONTACT_CHANGE,
            Heir.OFFICE,
            days=2,
            counted_from=CountedFrom.CALL,
            is_private=True,
        ),
        # These labels stand in the channel and in messages: they say nothing of what is suspected or tested.
        DutyKind.ASSESSMENT: Kind(  # at the end of the initial period
            "Decide on further assessments",
            Permission.ASSESSMENT_SET,
            Heir.SENCO,
            days=15,
            counted_from=CountedFrom.FIRST_DAY,
        ),
        DutyKind.SUSPICION: Kind(
            "Decide whether to assess",
            Permission.ASSESSMENT_SET,
            Heir.SENCO,
            days=10,
            counted_from=CountedFrom.SUSPICION,
        ),
        DutyKind.UNDERTAKE: Kind(  # the meeting talks about the decision
            "Carry out an assessment", Permission.ASSESSMENT_RECORD, Heir.NAMED, on_agenda=False
        ),
        DutyKind.CHASE: Kind(  # each week; it is between the SENCo and whoever was asked
            "Chase an assessment", Permission.ASSESSMENT_SET, Heir.SENCO, on_agenda=False
        ),
        DutyKind.PLANNED_END: Kind(  # in time to find what comes next; see models.duties.planned_end
            "Decide what follows the planned end", Permission.LEAVING_SET, Heir.KEYWORKER
        ),
        DutyKind.AGREEMENT: Kind(  # until commissioner and end are known
            "Agree the placement with the commissioner",
            Permission.PUPIL_CHANGE,
            Heir.KEYWORKER,
            days=5,
            counted_from=CountedFrom.MEETING,
            is_of_agreement=True,
        ),
        DutyKind.PART_TIME: Kind(  # in good time before it ends, and at once if no end is agreed
            "Decide about the part-time timetable", Permission.PUPIL_CHANGE, Heir.KEYWORKER, is_of_agreement=True
        ),
        # Who is asked for what: a question has one kind, and so one owner; the date of an exclusion has EXCLUSION_DATE.
        DutyKind.MISSING_RECORDS: missing_data("Find the UPN and a second contact", Heir.OFFICE),
        DutyKind.MISSING_SEN: missing_data("Find out whether there is an EHC plan", Heir.SENCO),
        DutyKind.MISSING_CONSENT: missing_data("Ask for consent to share information", Heir.KEYWORKER),
        DutyKind.MISSING_PRIOR: missing_data("Find the prior attainment", Heir.TEACHER, by_subject=True),
        DutyKind.FIND_DESTINATION: of_leaving("Find out where they go on to", Permission.LEAVING_SET, Heir.KEYWORKER),
        DutyKind.DESTINATION: of_leaving("Confirm the destination with them", Permission.LEAVING_SET, Heir.KEYWORKER),
        DutyKind.OWN_ASSESSMENT: of_leaving(
            "Ask the pupil how the placement was", Permission.LEAVING_SET, Heir.KEYWORKER
        ),
        DutyKind.PACK: of_leaving("Send the leaving pack", Permission.LEAVING_SET, Heir.KEYWORKER),
        # School Attendance (Pupil Registration) (England) Regulations 2024: to the local authority, by the last day.
        DutyKind.DELETION: of_leaving(
            "Tell the local authority (deletion return)", Permission.RECORDS_SEND, Heir.OFFICE
        ),
        # Education (Pupil Information) (England) Regulations 2005: by whoever holds the roll, within 15 school days.
        DutyKind.CTF: of_leaving("Send the transfer file (CTF)", Permission.RECORDS_SEND, Heir.OFFICE, days=15),
        # Keeping children safe in education: within 5 days, from DSL to DSL, apart from the rest, with a receipt.
        DutyKind.CP_FILE: of_leaving("Settle the child protection file", Permission.FILE_SEND, Heir.DSL, days=5),
        DutyKind.CHECK_IN_2: of_leaving("Check in after 2 weeks", Permission.LEAVING_SET, Heir.KEYWORKER),
        DutyKind.CHECK_IN_6: of_leaving("Check in after 6 weeks", Permission.LEAVING_SET, Heir.KEYWORKER),
        DutyKind.PLAN: Kind(
            "Write the support plan",
            Permission.PLAN_SET,
            Heir.KEYWORKER,
            days=20,
            counted_from=CountedFrom.FIRST_DAY,
            is_of_plan=True,
        ),
        DutyKind.PLAN_SIGN: Kind(
            "Sign the support plan",
            Permission.PLAN_SIGN,
            Heir.SENCO,
            days=3,
            counted_from=CountedFrom.HANDED_IN,
            is_of_plan=True,
        ),
        DutyKind.PLAN_REVIEW: Kind(  # on the day of the family review, which is on the agenda already
            "Review the support plan", Permission.PLAN_SET, Heir.KEYWORKER, is_of_plan=True, on_agenda=False
        ),
        DutyKind.PROVISION: Kind(  # on its planned end; it is between the keyworker and whoever gives it
            "End or extend a provision", Permission.PLAN_SET, Heir.KEYWORKER, is_of_plan=True, on_agenda=False
        ),
        DutyKind.EHC_DATE: statutory("Find the date of the EHC plan or its last review", Heir.SENCO, FIND_DATE),
        DutyKind.EHC_EARLY: statutory("Decide whether to review the EHC plan early", Heir.SENCO),
        DutyKind.EHC_BOOK: statutory("Set the day of the annual review", Heir.SENCO),
        DutyKind.EHC_ADVICE: statutory("Send out advice for the annual review", Heir.SENCO, is_legal=True),
        DutyKind.EHC_REVIEW: statutory("Hold the annual review of the EHC plan", Heir.SENCO, is_legal=True),
        DutyKind.EHC_REPORT: statutory("Send the report of the annual review", Heir.SENCO, is_legal=True),
        DutyKind.EHC_DECISION: statutory("Get the authority's decision on the EHC plan", Heir.SENCO, is_legal=True),
        DutyKind.EHC_CHASE: statutory("Chase the authority's decision on the EHC plan", Heir.SENCO),
        DutyKind.CARE_DATE: statutory("Find out since when they are looked after", Heir.DSL, FIND_DATE),
        DutyKind.PEP_START: statutory("Begin the personal education plan (PEP)", Heir.DSL, is_legal=True),
        DutyKind.PEP: statutory("Hold this term's PEP meeting", Heir.DSL, is_legal=True),
        DutyKind.HEALTH_DATE: statutory("Find out since when health keeps them away", Heir.HEAD, FIND_DATE),
        DutyKind.HEALTH: statutory("Start education for their health need", Heir.HEAD, is_legal=True),
        DutyKind.SUSPENSIONS: statutory("Decide what follows so many days of suspension", Heir.HEAD),
        DutyKind.OFF_SITE_DATE: statutory("Find out until when the off-site direction runs", Heir.HEAD, FIND_DATE),
        DutyKind.OFF_SITE_REVIEW: statutory("Have the off-site direction reviewed before it ends", Heir.HEAD),
    }
)

STEPS = tuple(kind for kind, what in KINDS.items() if what.is_step)
REVIEWS = tuple(kind for kind, what in KINDS.items() if what.is_review)
LEGAL = tuple(kind for kind, what in KINDS.items() if what.is_legal)
BY_SUBJECT = tuple(kind for kind, what in KINDS.items() if what.by_subject)
MISSING = tuple(kind for kind, what in KINDS.items() if what.is_missing_data)
CAN_WAIT = tuple(kind for kind, what in KINDS.items() if what.can_wait)
OF_LEAVING = tuple(kind for kind, what in KINDS.items() if what.is_of_leaving)
PERSONAL = tuple(kind for kind, what in KINDS.items() if what.is_personal)
DECISIONS = (DutyKind.ASSESSMENT, DutyKind.SUSPICION)
OF_PLAN = tuple(kind for kind, what in KINDS.items() if what.is_of_plan)
STATUTORY = tuple(kind for kind, what in KINDS.items() if what.is_statutory)
OFF_THE_AGENDA = tuple(kind for kind, what in KINDS.items() if not what.on_agenda)
KEYWORKERS = tuple(kind for kind, what in KINDS.items() if what.heir is Heir.KEYWORKER)
OWNED_BY_HEAD_AT_FIRST = tuple(kind for kind, what in KINDS.items() if what.heir in (Heir.HEAD, Heir.KEYWORKER))


def kinds_from(start: CountedFrom) -> tuple[DutyKind, ...]:
    """Return the kinds whose school days are counted from this day."""
    return tuple(kind for kind, what in KINDS.items() if what.counted_from is start)


def in_words(kind: DutyKind, subject: str) -> str:
    """Return what is to be done in words, with the subject if the kind of duty has one."""
    what = KINDS[kind]
    return f"{what.label} in {subject}" if what.by_subject else what.label


def in_full(kind: DutyKind, subject: str) -> str:
    """Return the same for those who may know of the need that a legal date would tell."""
    return KINDS[kind].in_full or in_words(kind, subject)


def is_waiting(duty: Duty) -> bool:
    """Return whether it is too early to do a duty, so that nobody is reminded before the day to look again."""
    return KINDS[duty.kind].can_wait and duty.since is None and duty.snoozed_until is not None
