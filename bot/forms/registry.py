"""A register of every form, by the callback_id of its views."""

from collections.abc import Iterable

from bot.forms.form import Form, View


class FormRegistry:
    """The forms of all capabilities."""

    def __init__(self, forms: Iterable[type[Form]]) -> None:
        self._forms = {form.name: form for form in forms}

    def form_of(self, view: View | None) -> type[Form] | None:
        """Return the form that a view shows; None for a view that is no form or comes from an earlier version."""
        return None if view is None else self._forms.get(view.get("callback_id", ""))

    def names(self) -> tuple[str, ...]:
        """Return the names of all forms, in alphabetical order."""
        return tuple(sorted(self._forms))
