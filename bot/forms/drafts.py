"""What forms ask of whoever keeps drafts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.forms.fields import Labels, Raw
from models.change import Actor


@dataclass(frozen=True)
class Draft:
    """What somebody typed and did not save, under the key that its submission will carry."""

    key: str
    page: int
    values: Mapping[str, Any]
    context: Mapping[str, Any]
    kept_at: datetime
    labels: Mapping[str, Labels] = field(default_factory=dict)


class Drafts(Protocol):
    """`actor` sees and drops only their own."""

    async def keep(
        self,
        form: str,
        key: str,
        actor: Actor,
        typed: Mapping[str, Raw],
        page: int,
        context: Mapping[str, Any],
        labels: Mapping[str, Labels],
    ) -> None:
        """Lay `typed` over what is kept already; nothing once the form of that key was saved."""

    async def of(self, form: str, actor: Actor, about: str) -> Draft | None:
        """The newest; `about` is what the form's context says under "about", or ""."""

    async def by_key(self, key: str, actor: Actor) -> Draft | None: ...

    async def drop(self, key: str, actor: Actor) -> None: ...


class KeepsDrafts(Protocol):
    """The desk, as far as forms know it."""

    @property
    def drafts(self) -> Drafts: ...
