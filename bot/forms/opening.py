"""Opening a form: with what is known already, or with what somebody typed before and did not save."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, TypedDict

from bot.forms.fields import Labels
from bot.forms.form import Form, Values
from bot.slack.blocks import Block
from models.requests.drafts import ACTED_AT
from models.tables.draft import Draft

# What a draft's context holds beside the ids of the form.
VERSION = "version"
UNTOUCHED = "untouched"  # the draft holds nothing yet but what the form was opened with
OWN = frozenset({VERSION, UNTOUCHED, ACTED_AT})


class Opening(TypedDict, total=False):
    """What a form opens with, as `Form.view` takes it; `context["about"]` says what its drafts are about."""

    values: Values
    version: int | None
    context: Mapping[str, Any]
    lead: Sequence[Block]
    labels: Mapping[str, Labels]


def draft_name(form: type[Form]) -> str:
    """Return the name under which drafts of this form are kept."""
    return form.drafts_of or form.name


def draft_context(context: Mapping[str, Any], version: int | None, *, untouched: bool) -> dict[str, Any]:
    """Return what is kept beside a draft: the ids, the version that was opened, whether anybody has typed."""
    return {**context, **({} if version is None else {VERSION: version}), UNTOUCHED: untouched}


def is_untouched(draft: Draft) -> bool:
    """Return whether a draft holds nothing but what its form was opened with."""
    return bool(draft.context.get(UNTOUCHED))


def fills_a_later_page(form: type[Form], opening: Opening) -> bool:
    """Return whether any page but the first opens with something: it is saved though nobody turns to it."""
    return any(opening.get("values", {}).get(name) for page in form.shape.pages[1:] for name in page.fields)


def reopen(form: type[Form], draft: Draft, opening: Opening, zone: tzinfo) -> dict[str, Any]:
    """Return the view of a form with what was typed before, under the draft's key, and a notice that says so."""
    version = opening.get("version")
    ids = {name: held for name, held in draft.context.items() if name not in OWN}
    return form.view(
        {**opening.get("values", {}), **draft.typed},
        key=draft.id,
        page=draft.page,
        version=version,
        context={**ids, **opening.get("context", {})},  # what the button said last counts
        lead=opening.get("lead", ()),
        notice=_notice(form, draft, opening, zone),
        fresh=version is None,  # an edit begun afresh would be an empty form over a full record
        labels={**opening.get("labels", {}), **draft.labels},
    )


def _notice(form: type[Form], draft: Draft, opening: Opening, zone: tzinfo) -> str:
    """Say when the draft was begun; where the record is another by now, what differs in it."""
    begun = f"You began this on {draft.kept_at.astimezone(zone):%A at %H:%M}. What you typed is here."
    if draft.context.get(VERSION) == opening.get("version"):
        return begun
    kinds, labels = form.shape.kinds, opening.get("labels", {})
    theirs = {
        name: said
        for name, raw in form.held(opening.get("values", {})).items()
        if raw != draft.typed.get(name) and (said := kinds[name].said(raw, labels.get(name, {})))
    }
    lines = [f"{kinds[name].label} now: {said}" for name, said in theirs.items()]
    return "\n".join([f"{begun} The record has been changed since: saving puts your text in place of theirs.", *lines])
