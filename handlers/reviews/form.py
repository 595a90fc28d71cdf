"""The forms for a subject review and for a family review."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from bot.forms import Day, Form, Lookup, Page, Pick, PickMany, Text, Tick
from models.reviews.save import Formality, ReviewInput

LONG = 1000
OF_THE_PLACEMENT = "How the placement is going for them, in their own words."
WITHOUT_PARENTS = f"{OF_THE_PLACEMENT} Needed if the parents or carers say nothing."
IF_FORMAL = "Needed in a formal review. If you cannot reach them, log each contact instead."
ONLY_IN_SUBJECTS = ("grade", "assessed_on", "why", "told_on", "told_how")


class TookPart(StrEnum):
    """Somebody who took part in a review."""

    PUPIL = "pupil"
    PARENTS = "parents"

    @property
    def label(self) -> str:
        """The participant in words for the screen."""
        return {"pupil": "The pupil", "parents": "Parents or carers"}[self.value]


def hope_field(label: str) -> Text:
    """Return the field for a hope in a subject. A hope that is a grade can be compared with the target."""
    return Text(label, max_length=200, hint="As a grade, or in their own words.")


class SubjectForm(Form):
    """The fields of a subject review, which the form that corrects it has too."""

    keep_draft = True

    grade: Annotated[
        str | None, Text("Grade or score now", max_length=40, hint="Needed, unless it is too soon: then say why.")
    ] = None
    assessed_on: Annotated[date | None, Day("Assessed on", hint="Needed with a grade or the tick.")] = None
    why: Annotated[str | None, Text("What is helping or getting in the way", long=True, max_length=LONG)] = None
    next_step: Annotated[
        str,
        Text(
            "Next step, in the pupil's words",
            long=True,
            max_length=LONG,
            hint="For example: I check my units at the end.",
        ),
    ]
    told_on: Annotated[
        date | None, Day("Told the pupil on", hint="Leave blank if not told yet. Needed if you say how.")
    ] = None
    told_how: Annotated[
        str | None,
        Text(
            "How the pupil was told",
            max_length=200,
            placeholder="In a chat after the lesson",
            hint="Needed with a day.",
        ),
    ] = None
    formality: Annotated[Formality, Pick("Kind of review", style="radio")]
    took_part: Annotated[tuple[TookPart, ...], PickMany("Who took part")] = ()
    pupil_view: Annotated[str | None, Text("What the pupil says", long=True, max_length=LONG)] = None
    parent_view: Annotated[str | None, Text("What the parents or carers say", long=True, max_length=LONG)] = None
    hopes_pupil: Annotated[str | None, hope_field("Grade the pupil hopes for")] = None
    hopes_parents: Annotated[str | None, hope_field("Grade the parents or carers hope for")] = None
    on: Annotated[date, Day("Held on")]


class ReviewForm(SubjectForm):
    """The form for a subject review that is followed by the next review due."""

    name = "review.next"
    title = "Review"
    submit = "Save and next"
    pages: ClassVar[tuple[Page, ...]] = (
        Page("How it is going", "grade", "same", "assessed_on", "why", "next_step", "on", "formality"),
        Page(
            "The pupil and the family",
            *("told_on", "told_how", "took_part", "pupil_view", "parent_view"),
            note="As far as you know",
        ),
        Page("Hopes", "hopes_pupil", "hopes_parents", note="Ask again at each review"),
    )

    same: Annotated[bool, Tick("Or the last grade again", text="Same as last time, looked at again")] = False


class OneReviewForm(ReviewForm):
    """The form for a subject review that no other review follows."""

    name = "review.one"
    drafts_of = ReviewForm.name
    submit = "Save"


class FamilyForm(Form):
    """The form for a family review that is followed by the next review due."""

    name = "review.family_next"
    title = "Family review"
    submit = "Save and next"
    keep_draft = True
    pages: ClassVar[tuple[Page, ...]] = (
        Page("What they say", "took_part", "pupil_view", "parent_view", "next_step", "on", "formality"),
        Page("Hopes", "hopes_pupil", "hopes_parents", note="Ask again at each review"),
    )

    took_part: Annotated[tuple[TookPart, ...], PickMany("Who took part")] = ()
    pupil_view: Annotated[str | None, Text("What the pupil says", long=True, max_length=LONG, hint=WITHOUT_PARENTS)] = (
        None
    )
    parent_view: Annotated[
        str | None, Text("What the parents or carers say", long=True, max_length=LONG, hint=IF_FORMAL)
    ] = None
    next_step: Annotated[str | None, Text("Next step, in the pupil's words", long=True, max_length=LONG)] = None
    formality: Annotated[Formality, Pick("Kind of review", style="radio")]
    on: Annotated[date, Day("Held on")]
    hopes_pupil: Annotated[str | None, Text("What the pupil hopes for", long=True, max_length=LONG)] = None
    hopes_parents: Annotated[str | None, Text("What the parents or carers hope for", long=True, max_length=LONG)] = None


class OneFamilyForm(FamilyForm):
    """The form for a family review that no other review follows."""

    name = "review.family_one"
    drafts_of = FamilyForm.name
    submit = "Save"


class ChooseForm(Form):
    """The form that asks which pupil and subject to review."""

    name = "review.choose"
    title = "Review"
    submit = "Open"

    review: Annotated[
        str, Lookup("Pupil and subject", source="reviewable", least=0, hint="Type a name, reference or subject.")
    ]


AnyForm = SubjectForm | FamilyForm
FORMS: tuple[type[AnyForm], ...] = (ReviewForm, OneReviewForm, FamilyForm, OneFamilyForm)


def review_input(form: AnyForm) -> ReviewInput:
    """Return what the form says as the input for saving or correcting a review."""
    subject = {} if isinstance(form, FamilyForm) else {name: getattr(form, name) for name in ONLY_IN_SUBJECTS}
    return ReviewInput(
        form.on,
        form.formality,
        form.next_step,
        pupil_took_part=TookPart.PUPIL in form.took_part,
        parents_took_part=TookPart.PARENTS in form.took_part,
        pupil_view=form.pupil_view,
        parent_view=form.parent_view,
        hopes_pupil=form.hopes_pupil,
        hopes_parents=form.hopes_parents,
        same_as=str(form.context.get("last", "")) if isinstance(form, ReviewForm) and form.same else None,
        **subject,
    )
