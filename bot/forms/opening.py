"""Opening a form, either with known values or with a draft that somebody typed and did not save."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, TypedDict

from bot.forms.fields import Labels
from bot.forms.form import Form, Values
from bot.slack.blocks import Block
from models.change import Change
from models.requests.drafts import ACTED_AT, LEFT_OUT
from models.tables.requests.draft import Draft

# What a draft's context holds in addition to the ids of the form.
VERSION = "version"
OWN = frozenset({VERSION, ACTED_AT, LEFT_OUT, "untouched"})  # the last one in drafts of an earlier version


class Opening(TypedDict, total=False):
    """The values and ids with which a form opens, as `Form.view` takes them; `context["about"]` names the subject."""

    values: Values
    page: int
    version: int | None
    context: Mapping[str, Any]
    lead: Sequence[Block]
    labels: Mapping[str, Labels]
    hidden: Collection[str]


def draft_name(form: type[Form]) -> str:
    """Return the name under which drafts of this form are kept."""
    return form.drafts_of or form.name


@dataclass(frozen=True)
class Filled:
    """What the record says in the fields of a form. `labels` are the texts of looked-up ids, by field."""

    values: Values = field(default_factory=dict)
    labels: Mapping[str, Labels] = field(default_factory=dict)

    def under(self, form: type[Form], draft: Draft | None) -> "Filled":
        """Return the values with what was typed over them, as a draft stores them."""
        typed, labels = (draft.typed, draft.labels) if draft else ({}, {})
        return Filled({**form.held(self.values), **typed}, {**self.labels, **labels})


# Reads what the record says in a form of several pages about a thing, `context["about"]`; nothing of it is saved.
Refill = Callable[[Change, str], Filled]


def draft_context(context: Mapping[str, Any], version: int | None) -> dict[str, Any]:
    """Return the context of a draft: the form's ids, and the version that was opened."""
    return {**context, **({} if version is None else {VERSION: version})}


def is_empty(draft: Draft) -> bool:
    """Return whether a draft holds nothing; in an edit, a field that was emptied is something."""
    return not (draft.typed if VERSION in draft.context else any(draft.typed.values()))


def fills_a_later_page(form: type[Form], opening: Opening) -> bool:
    """Return whether a form opens with values on a later page, which are saved even if nobody turns to that page."""
    return any(opening.get("values", {}).get(name) for page in form.shape.pages[1:] for name in page.fields)


def reopen(form: type[Form], draft: Draft, opening: Opening, zone: tzinfo) -> dict[str, Any]:
    """Return the view of a form filled from a draft, under the draft's key, with a notice that says so."""
    version = opening.get("version")
    ids = {name: held for name, held in draft.context.items() if name not in OWN}
    return form.view(
        {**opening.get("values", {}), **draft.typed},
        key=draft.id,
        page=draft.page,
        version=version,
        context={**ids, **opening.get("context", {})},  # the ids of the latest press win
        lead=opening.get("lead", ()),
        notice=_notice(form, draft, opening, zone),
        fresh=version is None,  # starting an edit again would show an empty form for a full record
        labels={**opening.get("labels", {}), **draft.labels},
    )


def _notice(form: type[Form], draft: Draft, opening: Opening, zone: tzinfo) -> str:
    """Say when the draft was begun and, if the record has changed since, what it says now where somebody typed."""
    begun = f"You were working on this on {draft.kept_at.astimezone(zone):%A at %H:%M}. What you typed is here."
    if LEFT_OUT in draft.context:
        begun += " Words that may be about child protection were not kept: tell the DSL."
    if draft.context.get(VERSION, opening.get("version")) == opening.get("version"):
        return begun
    kinds, labels = form.shape.kinds, opening.get("labels", {})
    theirs = {
        name: kinds[name].said(raw, labels.get(name, {})) or "blank"
        for name, raw in form.held(opening.get("values", {})).items()
        if name in draft.typed and raw != draft.typed[name]
    }
    lines = [f"{kinds[name].label} now: {said}" for name, said in theirs.items()]
    return "\n".join([f"{begun} The record has changed since then: saving replaces their text with yours.", *lines])
