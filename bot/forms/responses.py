"""The answer to Slack when a form cannot be saved: a line under the field, or the page that holds the field."""

from collections.abc import Mapping
from typing import Any

from bot.forms.definition import FormDefinition, block_id
from bot.forms.form import Form, Invalid, View, fields_shown, first_field
from bot.forms.opening import Filled
from bot.forms.render import lead_of
from models.errors import Refused


def errors_response(
    problem: Invalid | Refused, form: type[Form] | None = None, view: View | None = None, held: Filled | None = None
) -> dict[str, Any]:
    """Return the answer to Slack. A Refused needs the form and its view, and what its other pages hold.

    Raises TypeError if a Refused comes without its form or view.
    """
    if isinstance(problem, Invalid):
        return _answer(problem)
    if form is None or view is None:
        raise TypeError("A refusal stands beside a field: say of which form and view.")
    return _answer(refusal(problem, form, view, held))


def refusal(refused: Refused, form: type[Form], view: View, held: Filled | None = None) -> Invalid:
    """Turn a refusal into an error under its field, or under the page's first field if it names none of this form."""
    kept = held or Filled()
    field = refused.field if refused.field in form.shape.kinds else first_field(form, view)
    typed = {**kept.values, **form.typed(view)}
    return Invalid(form, {field or "": refused.message}, view, typed, {**kept.labels, **form.labels(view)})


def _answer(invalid: Invalid) -> dict[str, Any]:
    meta = invalid.form.meta(invalid.view)
    shown = fields_shown(invalid.form, invalid.view)
    if invalid.lead is None and all(name in shown for name in invalid.errors):
        return {"response_action": "errors", "errors": _beside(invalid.errors, meta.key)}
    return {"response_action": "update", "view": _page_with_the_trouble(invalid)}


def _beside(errors: Mapping[str, str], key: str) -> dict[str, str]:
    return {block_id(name, key): text for name, text in errors.items()}


def _page_with_the_trouble(invalid: Invalid) -> dict[str, Any]:
    form, meta = invalid.form, invalid.form.meta(invalid.view)
    pages = [form.shape.page_of(name) for name in invalid.errors]
    return form.view(
        invalid.typed,
        key=meta.key,
        page=min((page for page in pages if page != meta.page), default=meta.page),
        version=meta.version,
        context=meta.context,
        lead=lead_of(invalid.view) if invalid.lead is None else invalid.lead,
        notice=_notice(invalid),
        labels=invalid.labels,
    )


def _notice(invalid: Invalid) -> str:
    lines = [_of_a_field(invalid.form.shape, name, text) for name, text in invalid.errors.items()]
    return "\n".join(["Not saved yet.", *lines])


def _of_a_field(shape: FormDefinition, name: str, text: str) -> str:
    """Return an error's text with the label of its field, unless the field is the only one on its page."""
    stands_alone = name not in shape.kinds or len(shape.pages[shape.page_of(name)].fields) == 1
    return text if stands_alone else f"{shape.kinds[name].label}: {text}"
