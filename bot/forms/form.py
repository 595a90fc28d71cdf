"""Form: a pydantic model that is also a Slack modal; its block ids are made of its field names."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from bot.forms.definition import FormDefinition, FormState, Page, block_id, new_key
from bot.forms.fields import Field, Labels, Stored, is_optional, opened
from bot.forms.messages import NotOurs, explain
from bot.forms.render import Frame, modal
from bot.slack.blocks import Block

View = Mapping[str, Any]
Values = Mapping[str, Any]


class Form(BaseModel):
    """A form, whose fields are declared as `name: Annotated[type, Kind("Label")]`.

    A field may be left empty if it allows None or has a default. With `keep_draft` the bot hears of every change and
    keeps it. `context["about"]` says what a draft is about: without it one pupil's draft would be offered for another.
    """

    # The validator of a form is built when the form is first read.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"
    close: ClassVar[str] = "Close"
    pages: ClassVar[tuple[Page, ...]] = ()
    keep_draft: ClassVar[bool] = False
    own_words: ClassVar[bool] = False  # what it opens with is the person's own, and kept like what is typed
    drafts_of: ClassVar[str] = ""  # the name of the form with which this form shares its drafts
    shape: ClassVar[FormDefinition]

    _meta: FormState = PrivateAttr(default_factory=lambda: FormState(""))

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.name:
            cls.shape = _shape_of(cls)
            cls.shape.check()

    @property
    def key(self) -> str:
        """The key of the submission; empty if the form was not read from a view."""
        return self._meta.key

    @property
    def version(self) -> int | None:
        return self._meta.version

    @property
    def context(self) -> dict[str, Any]:
        return self._meta.context

    @classmethod
    def view(
        cls,
        values: "Values | Form | None" = None,
        *,
        key: str | None = None,
        page: int = 0,
        version: int | None = None,
        context: Mapping[str, Any] | None = None,
        lead: Sequence[Block] = (),
        notice: str | None = None,
        fresh: bool = False,
        labels: Mapping[str, Labels] | None = None,
        hidden: Collection[str] = (),
    ) -> dict[str, Any]:
        """Return the modal of one page, filled with `values`; values that Slack would refuse are left out.

        `labels` are the texts of looked-up ids, by field; `fresh` puts the button "Start again" next to the notice.
        `hidden` are fields of a sparse page that are left out.
        """
        shown = max(0, min(page, len(cls.shape.pages) - 1))
        meta = FormState(key or new_key(), shown, version, dict(context or {}))
        return modal(cls.shape, _raw(cls.shape, values), meta, Frame(lead, notice, fresh, labels or {}, hidden))

    @classmethod
    def held(cls, values: "Values | Form") -> dict[str, Stored]:
        """Return values in the form that a draft stores."""
        return _raw(cls.shape, values)

    @classmethod
    def meta(cls, view: View) -> FormState:
        """Read the state that a view carries. Raises NotOurs for a view of another form."""
        meta = FormState.unpacked(view.get("private_metadata") or "")
        if view.get("callback_id") != cls.name or not 0 <= meta.page < len(cls.shape.pages):
            raise NotOurs
        return meta

    @classmethod
    def typed(cls, view: View) -> dict[str, Stored]:
        """Return what each field of the visible page holds, fit for JSON."""
        return {name: kind.typed(state) for name, kind, state in _elements(cls.shape, cls.meta(view), view)}

    @classmethod
    def altered(cls, view: View) -> set[str]:
        """Return the fields of the visible page that hold something else than when the page was shown."""
        meta = cls.meta(view)
        inputs = {block.get("block_id"): block.get("element", {}) for block in view.get("blocks", ())}
        return {
            name
            for name, kind, state in _elements(cls.shape, meta, view)
            if kind.typed(state) != kind.typed(opened(inputs.get(block_id(name, meta.key), {})))
        }

    @classmethod
    def labels(cls, view: View) -> dict[str, Labels]:
        """Return the texts of looked-up ids on the visible page, by field and id."""
        shown = {name: kind.labels(state) for name, kind, state in _elements(cls.shape, cls.meta(view), view)}
        return {name: labels for name, labels in shown.items() if labels}

    @classmethod
    def read(cls, view: View, draft: Values | None = None, labels: Mapping[str, Labels] | None = None) -> Self:
        """Read and check the visible page, with the other pages from the draft. Raises Invalid.

        `labels` are the texts of looked-up ids in the draft, for the view that shows the errors.
        """
        meta, typed = cls.meta(view), _known(cls.shape, draft or {}) | cls.typed(view)
        try:
            form = cls.model_validate(_given(cls.shape, typed, cls))
        except ValidationError as error:
            shown = {**(labels or {}), **cls.labels(view)}
            raise Invalid(cls, explain(error, first_field(cls, view)), view, typed, shown) from None
        form._meta = meta
        return form


class Invalid(Exception):
    """A form holds errors and cannot be saved. `errors` are texts by field; `typed` is everything that was typed.

    With a `lead`, the form is shown again with these blocks at the top, as to ask something.
    """

    def __init__(
        self,
        form: type[Form],
        errors: Mapping[str, str],
        view: View,
        typed: Mapping[str, Stored],
        labels: Mapping[str, Labels] | None = None,
        lead: Sequence[Block] | None = None,
    ) -> None:
        super().__init__(f"{form.name}: {', '.join(errors)}")  # field names only: what people type must not reach a log
        first = first_field(form, view)
        self.form = form
        self.errors = {name if name in form.shape.kinds else first: text for name, text in errors.items()}
        self.view = view
        self.typed = dict(typed)
        self.labels = dict(labels or {})
        self.lead = lead


def fields_shown(form: type[Form], view: View) -> list[str]:
    """Return the names of the fields that can be seen on the visible page: a sparse page leaves some out."""
    meta, blocks = form.meta(view), {block.get("block_id") for block in view.get("blocks", ())}
    return [name for name in form.shape.pages[meta.page].fields if block_id(name, meta.key) in blocks]


def first_field(form: type[Form], view: View) -> str:
    """Return the name of the first field that can be seen; "" for a page without fields."""
    return next(iter(fields_shown(form, view)), "")


def _shape_of(form: type[Form]) -> FormDefinition:
    fields = form.model_fields
    kinds = {name: kind.bound(fields[name].annotation) for name in fields if (kind := _kind(form, name))}
    needed = {name for name in fields if fields[name].is_required() and not is_optional(fields[name].annotation)}
    needed -= {name for name in fields if fields[name].annotation is bool}  # an unticked box is an answer
    pages = form.pages or (Page(form.title, *kinds),)
    return FormDefinition(
        form.name, form.title, form.submit, form.close, pages, form.keep_draft, kinds, frozenset(needed)
    )


def _kind(form: type[Form], name: str) -> Field:
    kinds = [part for part in form.model_fields[name].metadata if isinstance(part, Field)]
    if len(kinds) != 1:
        raise TypeError(f"{form.name}: {name} has one kind, as in Annotated[str, Text('Name')].")
    return kinds[0]


def _raw(shape: FormDefinition, values: "Values | Form | None") -> dict[str, Stored]:
    if isinstance(values, Form):
        values = {name: getattr(values, name) for name in shape.kinds}
    return {name: shape.kinds[name].raw(value) for name, value in (values or {}).items() if name in shape.kinds}


def _elements(shape: FormDefinition, meta: FormState, view: View) -> list[tuple[str, Field, dict[str, Any]]]:
    blocks = (view.get("state") or {}).get("values", {})
    names = shape.pages[meta.page].fields
    found = [(name, shape.kinds[name], blocks.get(block_id(name, meta.key), {})) for name in names]
    return [(name, kind, elements.get(kind.action_id) or {}) for name, kind, elements in found]


def _known(shape: FormDefinition, draft: Values) -> dict[str, Stored]:
    """Return a draft's values for the fields that the form still has: a draft may be older than the form."""
    return {name: raw for name, raw in draft.items() if name in shape.kinds}


def _given(shape: FormDefinition, typed: Mapping[str, Stored], form: type[Form]) -> dict[str, Stored]:
    """Leave out empty fields, so that their defaults apply; an optional field without a default gets None or False."""
    given = {name: raw for name, raw in typed.items() if not shape.kinds[name].is_empty(raw)}
    silent = {name for name, info in form.model_fields.items() if info.is_required() and name not in shape.needed}
    nothing: dict[str, Stored] = {
        name: False if form.model_fields[name].annotation is bool else None for name in silent
    }
    return nothing | given
