"""Everything that the workspace remembers, in memory only: messages, views, files, and what people saw and typed."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from bot.workspace.types import Json

MOST_POSTS = 5_000

Typed = dict[tuple[str, str], Json]


@dataclass
class Post:
    """A message. `body` is in Slack's shape; metadata is kept apart, because Slack shows it only if asked."""

    channel: str
    ts: str
    body: Json
    ephemeral_for: str | None = None
    metadata: Json | None = None

    @property
    def thread_ts(self) -> str | None:
        thread = self.body.get("thread_ts")
        return str(thread) if thread else None


@dataclass
class OpenView:
    """A view on somebody's screen. `typed` holds the state of every stateful element, by (block_id, action_id)."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: Typed = field(default_factory=dict)


@dataclass
class StoredFile:
    """A file of the app, or of the person `owner`; `length` is the size in bytes that was announced beforehand."""

    id: str
    name: str
    title: str
    content: bytes = b""
    uploaded: bool = False
    deleted: bool = False
    channel: str | None = None
    length: int = 0
    owner: str | None = None


@dataclass
class ResponseUrl:
    """An address where the app may answer an interaction 5 times, within 30 minutes."""

    key: str
    user: str
    channel: str
    opened_at: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class Store:
    """The memory of the workspace, which keeps the newest 5,000 messages."""

    def __init__(self) -> None:
        self.posts: defaultdict[str, dict[str, Post]] = defaultdict(dict)
        self.stacks: defaultdict[str, list[OpenView]] = defaultdict(list)
        self.homes: dict[str, OpenView] = {}
        self.chosen: defaultdict[tuple[str, str, str], Typed] = defaultdict(dict)
        self.read_up_to: dict[tuple[str, str], str] = {}
        self.offered: dict[tuple[str, str, str], list[Json]] = {}
        self.files: dict[str, StoredFile] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self._order: deque[tuple[str, str]] = deque()

    def keep(self, post: Post) -> None:
        self.posts[post.channel][post.ts] = post
        self._order.append((post.channel, post.ts))
        if len(self._order) > MOST_POSTS:
            channel, ts = self._order.popleft()
            self.posts[channel].pop(ts, None)

    def keep_response_url(self, known: ResponseUrl) -> None:
        self.response_urls[known.key] = known
        if len(self.response_urls) > MOST_POSTS:
            del self.response_urls[next(iter(self.response_urls))]

    def view(self, view_id: str, user: str | None = None) -> OpenView | None:
        """Return an open modal or a Home by its id, of anybody or of one person only."""
        return next((view for view in self._views() if view.id == view_id and user in (None, view.user)), None)

    def view_by_external_id(self, external_id: str) -> OpenView | None:
        views = self._views() if external_id else ()
        return next((view for view in views if view.body.get("external_id") == external_id), None)

    def _views(self) -> Iterator[OpenView]:
        """Yield every open modal and every Home."""
        return chain(*self.stacks.values(), self.homes.values())
