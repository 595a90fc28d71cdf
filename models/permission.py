"""What somebody can be allowed to do, and what they are to the pupil or thing in question; who may: models.rights."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The role of a member of staff. Several can be Head; deputies are Heads."""

    HEAD = "head"
    ADMINISTRATOR = "administrator"
    TEACHER = "teacher"
    SUPPORT = "support"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return "Support (assistant, tutor, supply)" if self is Role.SUPPORT else self.value.capitalize()


class Permission(StrEnum):
    """What somebody can be allowed to do, as `thing:verb`."""

    SUMMARY_SEE = "summary:see"
    STAY_SEE = "stay:see"
    UPN_SEE = "upn:see"
    REFER = "referral:make"
    ATTEMPT_LOG = "attempt:log"
    ATTEMPT_CORRECT = "attempt:correct"
    CONTACT_SEE = "contact:see"
    CONTACT_CHANGE = "contact:change"
    CONTACT_MEND = "contact:mend"
    NONE_INVOLVED = "contact:none_involved"
    CONTACT_BARRED = "contact:barred"
    MEDICAL_SEE = "medical:see"
    RESTRICTED_SEE = "restricted:see"
    PROGRESS_SEE = "progress:see"
    PROGRESS_SET = "progress:set"
    PROGRESS_CORRECT = "progress:correct"
    PROGRESS_QUESTION = "progress:question"
    QUESTION_ANSWER = "question:answer"
    PROFILE_SET = "profile:set"
    PROFILE_UNREAD = "profile:unread"
    AMBITION_SEE = "ambition:see"
    ASSESSMENT_SET = "assessment:set"
    ASSESSMENT_RECORD = "assessment:record"
    ASSESSMENT_LIST = "assessment:list"
    COHORT_SEE = "cohort:see"
    ATTENDANCE_SET = "attendance:set"
    MEETING_CHANGE = "meeting:change"
    PUPIL_CHANGE = "pupil:change"
    DATES_CORRECT = "placement:dates"
    ALLOCATE = "placement:allocate"
    FIRST_DAY_SET = "placement:first_day"
    DATA_SUPPLY = "missing:supply"
    LEAVING_SET = "placement:leave"
    RECORDS_SEND = "leaving:records"
    FILE_SEND = "leaving:file"
    REFERRAL_END = "referral:end"
    LEGAL_SET = "legal:set"
    PLAN_SEE = "plan:see"
    PLAN_SET = "plan:set"
    PLAN_SIGN = "plan:sign"
    PLAN_GAPS = "plan:gaps"
    DIGEST_POST = "digest:post"
    DUTY_ASSIGN = "duty:assign"
    DUTY_END = "duty:end"
    DUTY_TICK = "duty:tick"
    DOCUMENT_MAKE = "document:make"
    PAST_SEE = "pupil:past"
    LEAVER_SEE = "pupil:leaver"
    MERGE = "pupil:merge"
    IMPORT = "import:make"
    STAFF_CHANGE = "staff:change"
    SETTING_CHANGE = "setting:change"


@dataclass(frozen=True)
class Relation:
    """The role and duties of the person who asks, and their relation to the pupil or thing in question."""

    role: Role | None
    active: bool = True
    senco: bool = False
    dsl: bool = False
    keyworker: bool = False
    teacher: bool = False
    own: bool = False
    system: bool = False
