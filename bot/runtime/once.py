"""A change that is made once, however often it is sent: by a key that is saved with it, and with its answer."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import orjson

from models.change import Change
from models.requests.submissions import claim, conclude, first_answer

R = TypeVar("R")
Key = tuple[str, str]  # the key of a submission, and a digest of its arguments


def digest(args: tuple[Any, ...]) -> str:
    """Return a digest that is equal for equal arguments in every process; sets are sorted, as they have no order."""
    said = orjson.dumps(args, default=sorted, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def run_once(change: Change, fn: Callable[[Change], R], once: Key | None) -> tuple[R, bool]:
    """Run `fn`, and return the answer, and whether it is the first one: a repeat changes nothing."""
    if once is None:
        answer = fn(change)
    elif claim(change.session, *once, change.now):
        answer = fn(change)
        key, _ = once
        conclude(change.session, key, _kept(answer), change.now)
    else:
        return first_answer(change.session, *once), False
    change.session.flush()
    change.refresh_screens()
    return answer, True


def _kept(answer: Any) -> Any:
    if not isinstance(answer, str | int | list | dict | None):
        raise TypeError("the answer to a keyed change is kept as JSON: return text, a number, a list, a dict or None")
    return answer
