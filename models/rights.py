"""Who may do what: for each permission, the relation that it takes and what everybody else is told."""

from collections.abc import Callable, Mapping

from models.permission import Permission, Relation, Role


def _head(who: Relation) -> bool:
    return who.role is Role.HEAD


def _leads(who: Relation) -> bool:
    return who.role is Role.HEAD or who.senco


def _office(who: Relation) -> bool:
    return _leads(who) or who.role is Role.ADMINISTRATOR


def _around(who: Relation) -> bool:
    """Return whether somebody reads what is written of the pupil. The DSL does, and sets none of it."""
    return _office(who) or who.dsl or who.keyworker or who.teacher


RULES: Mapping[Permission, tuple[Callable[[Relation], bool], str]] = {
    Permission.SUMMARY_SEE: (lambda who: True, ""),
    Permission.STAY_SEE: (
        _around,
        "This is for the pupil's keyworker and teachers, the office, the SENCo, the DSL and Heads.",
    ),
    Permission.UPN_SEE: (
        lambda who: _office(who) or who.dsl,
        "The UPN is for the office, the SENCo, the DSL and Heads.",
    ),
    Permission.REFER: (lambda who: True, ""),
    Permission.ATTEMPT_LOG: (lambda who: True, ""),
    # `own`: they logged it.
    Permission.ATTEMPT_CORRECT: (
        lambda who: _office(who) or who.keyworker or who.own,
        "Only whoever logged this, the keyworker, the office, the SENCo or a Head can correct it.",
    ),
    # `own`: the step of contacting them is theirs. Staff who are asked to ring must see the number.
    Permission.CONTACT_SEE: (
        lambda who: _around(who) or who.own,
        "Contacts are for the pupil's keyworker and teachers, the office, the SENCo, the DSL and Heads.",
    ),
    Permission.CONTACT_CHANGE: (_office, "Only the office, the SENCo or a Head can change contact details."),
    Permission.CONTACT_MEND: (
        lambda who: _office(who) or who.keyworker,
        "Only the pupil's keyworker, the office, the SENCo or a Head can put right a number or an email address.",
    ),
    # `own`: the step of contacting the professionals is theirs.
    Permission.NONE_INVOLVED: (
        lambda who: _office(who) or who.keyworker or who.own,
        "Only the keyworker, the office, the SENCo, a Head or whoever has this step can say that nobody is involved.",
    ),
    Permission.CONTACT_BARRED: (
        _leads,
        'This person is marked "do not contact". If they got in touch, tell a Head or the SENCo: they can log it.',
    ),
    Permission.MEDICAL_SEE: (
        _around,
        "Medical notes are for the pupil's keyworker and teachers, the office, the SENCo, the DSL and Heads.",
    ),
    Permission.RESTRICTED_SEE: (
        lambda who: _leads(who) or who.dsl or who.keyworker,
        "Restricted notes are for Heads, the SENCo, the DSL and the keyworker.",
    ),
    # Results, targets and reviews. `own`: they teach the subject, or the review was assigned to them.
    Permission.PROGRESS_SEE: (
        lambda who: _around(who) or who.own,
        "Results, targets and reviews are for the keyworker and teachers, the office, the SENCo, the DSL and Heads.",
    ),
    Permission.PROGRESS_SET: (
        lambda who: _leads(who) or who.keyworker or who.own,
        "Only the subject teacher, the keyworker, the SENCo or a Head can enter results, targets and reviews.",
    ),
    # `own`: they saved it themselves.
    Permission.PROGRESS_CORRECT: (
        lambda who: _leads(who) or who.own,
        "Only whoever saved this, the SENCo or a Head can correct it. Tell them what looks wrong.",
    ),
    Permission.PROGRESS_QUESTION: (
        lambda who: who.keyworker or who.teacher,
        "Only the pupil's keyworker and teachers can question this. Heads and the SENCo can correct it.",
    ),
    # `own`: they were asked.
    Permission.QUESTION_ANSWER: (lambda who: who.own, "Only whoever was asked can answer this."),
    # `own`: completing it is theirs.
    Permission.PROFILE_SET: (
        lambda who: _office(who) or who.keyworker or who.own,
        "Only the keyworker, the office, the SENCo or a Head can write the learning profile. Tell them what you know.",
    ),
    Permission.PROFILE_UNREAD: (_leads, "Who has not read a learning profile yet is for Heads and the SENCo."),
    # `own`: they confirmed it themselves.
    Permission.AMBITION_SEE: (
        lambda who: _leads(who) or who.own,
        "Questioned targets that staff have confirmed are for Heads and the SENCo.",
    ),
    Permission.ASSESSMENT_SET: (
        _leads,
        "Only the SENCo or a Head can decide on assessments, ask for them and chase them.",
    ),
    # `own`: they were asked to carry it out.
    Permission.ASSESSMENT_RECORD: (
        lambda who: _leads(who) or who.own,
        "Only the SENCo, a Head or whoever carries out an assessment can record what came of it.",
    ),
    Permission.ASSESSMENT_LIST: (
        lambda who: _leads(who) or who.dsl,
        "The list of all assessments is for the SENCo, Heads and the DSL.",
    ),
    Permission.COHORT_SEE: (_office, "What is about all pupils is for the office, the SENCo and Heads."),
    Permission.MEETING_CHANGE: (
        lambda who: _office(who) or who.keyworker or who.own,
        "Only the office, the SENCo, a Head, the keyworker or whoever has this step can change planning meetings.",
    ),
    Permission.PUPIL_CHANGE: (
        lambda who: _office(who) or who.keyworker,
        "Only the office, the keyworker, the SENCo or a Head can change a pupil's record.",
    ),
    # What the law asks for is counted from these dates.
    Permission.DATES_CORRECT: (
        _office,
        "Only the office, the SENCo or a Head can change the date of an exclusion or a referral once it is recorded.",
    ),
    Permission.ATTENDANCE_SET: (
        lambda who: _office(who) or who.keyworker,
        "Only the office, the keyworker, the SENCo or a Head can enter attendance.",
    ),
    Permission.ALLOCATE: (_office, "Only a Head, the SENCo or the office can allocate pupils."),
    Permission.FIRST_DAY_SET: (
        lambda who: _office(who) or who.keyworker or who.own,
        "Only the office, the keyworker, the SENCo, a Head or whoever has this step can set the first day.",
    ),
    # `own`: they were asked.
    Permission.DATA_SUPPLY: (
        lambda who: _office(who) or who.own,
        "Only whoever was asked, the office, the SENCo or a Head can supply this.",
    ),
    # `own`: a step of leaving, or a check-in, is theirs, also once the pupil has left.
    Permission.LEAVING_SET: (
        lambda who: _office(who) or who.keyworker or who.own,
        "Only the keyworker, the office, the SENCo, a Head or whoever has this step can record how a pupil leaves.",
    ),
    Permission.RECORDS_SEND: (_office, "Only the office, the SENCo or a Head can say that records were sent."),
    Permission.FILE_SEND: (
        lambda who: who.dsl or who.role is Role.HEAD,
        "Only the DSL or a Head can settle the child protection file.",
    ),
    Permission.REFERRAL_END: (_office, "Only the office, the SENCo or a Head can withdraw or decline a referral."),
    Permission.LEGAL_SET: (
        lambda who: _office(who) or who.own,
        "Only the office, the SENCo, a Head or whoever has this step can record what a legal date hangs on.",
    ),
    # The support plan. `own`: a step of it is theirs.
    Permission.PLAN_SEE: (
        lambda who: _around(who) or who.own,
        "The support plan is for the pupil's keyworker and teachers, the office, the SENCo, the DSL and Heads.",
    ),
    Permission.PLAN_SET: (
        lambda who: _leads(who) or who.keyworker or who.own,
        "Only the keyworker, the SENCo, a Head or whoever has this step can change the support plan.",
    ),
    Permission.PLAN_SIGN: (_leads, "Only the SENCo or a Head can sign the support plan."),
    Permission.PLAN_GAPS: (_leads, "This list is for the SENCo and Heads."),
    Permission.DIGEST_POST: (
        _office,
        "Only a Head, the SENCo or the office can post the digest and its recap.",
    ),
    Permission.DUTY_ASSIGN: (
        _office,
        "Only a Head, the SENCo or the office can hand over other people's steps or add general actions.",
    ),
    Permission.DUTY_END: (_office, "Only a Head, the SENCo or the office can say that a step is not needed."),
    Permission.DUTY_TICK: (
        lambda who: _office(who) or who.own,
        "This is someone else's. They can do it, or a Head, the SENCo or the office can.",
    ),
    # They hold what those around the pupil read, and no more.
    Permission.DOCUMENT_MAKE: (
        _around,
        "Documents are for the pupil's keyworker and teachers, the office, the SENCo, the DSL and Heads.",
    ),
    Permission.PAST_SEE: (_office, "Past pupils are for Heads, the SENCo and the office."),
    # `own`: something of leaving is theirs to do. They see what it takes: where the pupil went, and the check-ins.
    Permission.LEAVER_SEE: (
        lambda who: _office(who) or who.own,
        "Pupils who have left are for Heads, the SENCo, the office and whoever still has something to do for them.",
    ),
    Permission.MERGE: (
        lambda who: who.role in (Role.HEAD, Role.ADMINISTRATOR),
        "Only a Head or the office can merge duplicate records.",
    ),
    Permission.IMPORT: (_office, "Only a Head, the SENCo or the office can import files."),
    Permission.STAFF_CHANGE: (_head, "Only a Head can change staff."),
    Permission.SETTING_CHANGE: (_head, "Only a Head can change settings."),
}


def refusal_reason(permission: Permission, who: Relation) -> str | None:
    """Return why somebody may not do this, in words for the screen, or None if they may."""
    if who.system:
        return None
    if who.role is None or not who.active:
        return "Halfterm is for the staff of this service. If you work here, ask a Head to add you."
    allowed, reason = RULES[permission]
    return None if allowed(who) else reason


def access_reason(who: Relation) -> str:
    """Return the reason for access that the view log keeps, as a code: the closest relation to the pupil."""
    reasons = (
        (who.keyworker, "keyworker"),
        (who.teacher, "teaches"),
        (who.senco, "senco"),
        (who.dsl, "dsl"),
        (who.role in (Role.HEAD, Role.ADMINISTRATOR), str(who.role)),
    )
    return next((reason for holds, reason in reasons if holds), "staff")


def permissions_of(who: Relation) -> frozenset[Permission]:
    """Return every permission that somebody with this relation has."""
    return frozenset(permission for permission in Permission if refusal_reason(permission, who) is None)
