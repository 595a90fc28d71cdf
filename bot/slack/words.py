"""What Halfterm says: Jinja2 templates in which no fact can become a mention, a link or a broken escape."""

from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

_UNSAFE = ("safe", "escape", "e", "forceescape", "tojson", "urlize", "xmlattr")


class Mrkdwn(Markup):
    """Text that is safe in Slack's mrkdwn because it came from a template. What is added to it is escaped for Slack."""

    __slots__ = ()

    @classmethod
    def escape(cls, text: object, /) -> "Mrkdwn":
        """Escape the three characters that Slack asks for, and no quotes, which would be shown as `&#39;`."""
        if isinstance(text, Markup):
            return cls(text)
        return cls(str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _finalize(value: object) -> object:
    if isinstance(value, Undefined):  # StrictUndefined raises once it is printed, with its own name
        return value
    return Mrkdwn.escape("" if value is None else value)


class _Codes(CodeGenerator):
    """A code generator that leaves constants to `_finalize`, as Jinja would escape them for HTML while compiling."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> str:
        if isinstance(node, nodes.TemplateData):
            return super()._output_child_to_const(node, frame, finalize)
        raise nodes.Impossible


class _Environment(SandboxedEnvironment):
    code_generator_class = _Codes


class Words:
    """The texts of the templates: `words("referrals/saved.text", pupil=...)` renders `text` of referrals/saved.j2."""

    def __init__(self, folder: Path | tuple[Path, ...], timezone: tzinfo) -> None:
        self.timezone = timezone
        self._templates: dict[str, Template] = {}
        self._environment = _environment(folder)
        self._environment.filters.update(self._filters())

    def __call__(self, name: str, /, **facts: object) -> Mrkdwn:
        """Render a block of a file, or the whole file without `.part`. Raises LookupError if there is no such block.

        A block stands alone, so macros that it needs are imported inside it. White space around the text is removed, so
        that the text may be written on lines of its own.
        """
        path, _, part = name.partition(".")
        template = self._template(path)
        if not part:
            return Mrkdwn(template.render(facts).strip())
        if part not in template.blocks:
            raise LookupError(f"{path}.j2 has no block {part!r}; it has: {', '.join(self.parts(path))}")
        context = template.new_context(facts)
        return Mrkdwn("".join(template.blocks[part](context)).strip())

    def parts(self, name: str) -> tuple[str, ...]:
        """Return the names of a file's blocks, in alphabetical order."""
        return tuple(sorted(self._template(name).blocks))

    def names(self) -> tuple[str, ...]:
        """Return the name of every file in the folder, without `.j2`."""
        return tuple(sorted(path.removesuffix(".j2") for path in self._environment.list_templates(["j2"])))

    def _template(self, path: str) -> Template:
        if path not in self._templates:
            self._templates[path] = self._environment.get_template(f"{path}.j2")
        return self._templates[path]

    def _local(self, when: date) -> date:
        if isinstance(when, datetime):
            if when.tzinfo is None:
                raise ValueError("A moment without a time zone cannot be told in school time.")
            return when.astimezone(self.timezone)
        return when

    def day(self, when: date) -> str:
        """Return a day as "Monday 7 September". A moment is told in school time."""
        local = self._local(when)
        return f"{day_name[local.weekday()]} {local.day} {month_name[local.month]}"

    def short_day(self, when: date) -> str:
        """Return a day as "Mon 7 Sep". A moment is told in school time."""
        local = self._local(when)
        return f"{day_abbr[local.weekday()]} {local.day} {month_abbr[local.month]}"

    def time_of_day(self, when: datetime | time) -> str:
        """Return a time as "08:10". A moment is told in school time, a time of day as it is."""
        local = self._local(when) if isinstance(when, datetime) else when
        return f"{local:%H:%M}"

    def _filters(self) -> Mapping[str, Callable[..., Any]]:
        return {
            "day": self.day,
            "short_day": self.short_day,
            "time": self.time_of_day,
            "plural": plural,
            "listed": listed,
        }


@cache
def words_in(folder: Path | tuple[Path, ...], timezone: tzinfo) -> Words:
    """Return the texts of a folder, one object for the process, since compiling the templates is most of a start."""
    return Words(folder, timezone)


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: "1 pupil", "3 pupils". `many` is the plural if an s is not enough."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def listed(things: Iterable[object], last: str = "and") -> Mrkdwn:
    """Return things as "a, b and c", each escaped unless it is safe already."""
    texts = [Mrkdwn.escape(thing) for thing in things]
    if len(texts) < 2:
        return Mrkdwn("".join(texts))
    return Mrkdwn(f"{', '.join(texts[:-1])} {last} {texts[-1]}")


def _environment(folder: Path | tuple[Path, ...]) -> _Environment:
    environment = _Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        finalize=_finalize,  # escapes everything first, so that Jinja's own escaping, for HTML, finds nothing to do
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for name in _UNSAFE:
        del environment.filters[name]
    return environment
