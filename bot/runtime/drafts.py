"""Drafts in the database, as forms ask for them."""

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Any

from bot.forms.drafts import Draft
from models.change import Actor, Look
from models.requests import drafts
from models.tables.draft import Draft as DraftRow

# Slack's time of what the person did, since requests may overtake each other, and come again.
acted_at: ContextVar[str | None] = ContextVar("acted_at", default=None)
# Whether the person has any draft at all, which is told with who they are: without one no form need ask.
has_left: ContextVar[bool] = ContextVar("has_left", default=True)
# The desk's two verbs; the desk itself imports this module.
Verb = Callable[..., Awaitable[Any]]


class DraftsInDatabase:
    """Each person's own drafts; see `bot.forms.drafts.Drafts`."""

    def __init__(self, change: Verb, read: Verb) -> None:
        self._change = change
        self._read = read

    async def keep(
        self,
        form: str,
        key: str,
        actor: Actor,
        typed: Mapping[str, Any],
        page: int,
        context: Mapping[str, Any],
        labels: Mapping[str, Mapping[str, str]],
    ) -> None:
        """Lay what was typed over what is kept."""
        about = str(context.get("about", ""))
        kept = (key, form, about, page, dict(typed), dict(context), {name: dict(of) for name, of in labels.items()})
        await self._change(drafts.keep_draft, *kept, acted_at.get(), by=actor)
        has_left.set(True)

    async def of(self, form: str, actor: Actor, about: str) -> Draft | None:
        """The newest of this form and subject."""
        draft: Draft | None = await self._read(_newest, form, about, by=actor) if has_left.get() else None
        return draft

    async def by_key(self, key: str, actor: Actor) -> Draft | None:
        """The one with this key."""
        draft: Draft | None = await self._read(_by_key, key, by=actor)
        return draft

    async def drop(self, key: str, actor: Actor) -> None:
        """Forget it."""
        await self._change(drafts.drop_draft, key, by=actor)


def _newest(look: Look, form: str, about: str) -> Draft | None:
    return _plain(drafts.draft_of(look.session, str(look.by.staff_id), form, about))


def _by_key(look: Look, key: str) -> Draft | None:
    row = look.session.get(DraftRow, key)
    return _plain(row) if row is not None and row.staff_id == look.by.staff_id else None


def _plain(row: DraftRow | None) -> Draft | None:
    if row is None:
        return None
    context = {name: held for name, held in row.context.items() if name != drafts.ACTED_AT}
    return Draft(row.id, row.page, row.typed, context, row.kept_at, row.labels)
