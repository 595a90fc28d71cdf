"""Turning every error of a request into what the person sees."""

import logging
import secrets
from contextlib import suppress

from slack_sdk.errors import SlackApiError

from bot.forms import Form, Invalid, NotOurs, errors_response
from bot.forms.opening import Filled
from bot.requests.answer import Answer
from bot.requests.busy import could_not_show, try_again
from bot.requests.limits import TooOften
from bot.requests.request import Request
from bot.runtime.desk import MaybeSaved, NotSaved
from bot.runtime.unwell import UNWELL
from bot.slack import blocks
from bot.slack.api_errors import FAILURES, reason, refused_at
from bot.slack.words import Mrkdwn
from models.errors import Absent, Conflict, Denied, Refused
from models.requests.looks import record_refusal

log = logging.getLogger(__name__)

NO_CHOICE = "-"  # no id of anything: whoever chooses it is told that it is not there


async def answer_error(error: Exception, request: Request) -> Answer | None:
    """Tell the person what went wrong: a refusal under its field, or an apology with a reference for the unexpected.

    Logs errors that are ours to mend, without anything that was typed.
    """
    if request.is_suggestion and (words := _unsearched(error, request)):
        return Answer.with_options([blocks.option(words, NO_CHOICE)])  # an empty list would say that nothing is found
    refused = _refusal(error, request)
    await _log_refusal(error, request)
    if request.is_submission and not (request.is_answered or _came_after_saving(error, request)):
        beside = await _beside(refused, request)
        if beside is not None:
            return beside
    if isinstance(refused, Invalid) or request.is_notice:
        return None
    text = Mrkdwn.escape(refused.message)
    if request.is_submission and request.is_answered and refused is not error:  # the form has closed
        await _write_to(request, text)
        return None
    try:
        if could_not_show(error, request):
            return await request.say(request.words("requests/error.not_shown_title"), text, try_again(request))
        return await request.say(request.words("requests/error.title"), text)
    except FAILURES as unheard:
        log.warning("the person could not be told at once: %s", reason(unheard))
        # An apology may show on a lock screen, since it names nobody; a refusal may name a pupil.
        if refused is not error:
            await _write_to(request, text)
        return None


def _unsearched(error: Exception, request: Request) -> str | None:
    """Return what a list says where nothing was searched for; None if the search failed otherwise."""
    if isinstance(error, TooOften):
        return request.words("requests/too_often.option", wait=error.wait)
    return request.words("requests/error.not_searched") if could_not_show(error, request) else None


async def _log_refusal(error: Exception, request: Request) -> None:
    """Have the audit say what was refused to whom. What cannot be written keeps nobody waiting."""
    if not isinstance(error, Denied | Absent) or request.actor.staff_id is None:
        return
    try:
        await request.change(record_refusal, error)
    except (*UNWELL, NotSaved, MaybeSaved) as failed:
        log.warning("a refusal could not be logged: %s", type(failed).__name__)


async def _write_to(request: Request, text: str) -> None:
    """Send the actor a direct message, when the time for an answer has passed, as after a failed upload."""
    try:
        await request.client.chat_postMessage(channel=str(request.actor.slack_id), text=text)
    except FAILURES as unheard:
        log.warning("nor by a direct message: %s", reason(unheard))


def _refusal(error: Exception, request: Request) -> Refused | Invalid:
    if isinstance(error, TooOften):
        return Refused(request.words(f"requests/too_often.{error.what}", wait=error.wait, typed=request.typed_command))
    if isinstance(error, Refused | Invalid):
        return error
    if could_not_show(error, request):
        log.warning("not shown: the database was busy until the deadline")
        typed, is_form = request.typed_command, request.is_submission or request.form_class is not None
        return Refused(request.words("requests/error.not_shown", typed=typed, is_form=is_form))
    if isinstance(error, NotSaved) and not request.has_saved:
        log.warning("not saved: the database was busy until the deadline")
        return Refused(request.words("requests/error.not_saved"))
    if isinstance(error, MaybeSaved):
        log.warning("the connection to the database was lost while something was saved")
        return Refused(request.words("requests/error.maybe_saved"))
    reference = secrets.token_hex(3).upper()
    log.error("unexpected error, reference %s%s", reference, _of_slack(error), exc_info=error)
    what = "half_done" if request.has_saved else "unexpected"
    return Refused(request.words(f"requests/error.{what}", reference=reference))


def _of_slack(error: Exception) -> str:
    """Return what Slack refused, and where in the page."""
    return f": Slack refused {reason(error)} {refused_at(error)}".rstrip() if isinstance(error, SlackApiError) else ""


def _came_after_saving(error: Exception, request: Request) -> bool:
    return request.has_saved and not isinstance(error, Refused | Invalid)


async def _beside(refused: Refused | Invalid, request: Request) -> Answer | None:
    """Return the answer that shows a refusal under its field; None if there is no form to show it in."""
    form, view = request.form_class, request.view
    if isinstance(refused, Invalid):
        return Answer(errors_response(refused))
    if form is None or isinstance(refused, NotOurs):
        return None
    if request.actor.staff_id is None:  # the actor was never identified: read and keep nothing
        return Answer(errors_response(refused, form, view))
    try:
        return await _with_draft(refused, request, form)
    except (*UNWELL, NotSaved, MaybeSaved) as failed:  # the refusal matters more than the draft
        log.warning("a draft could not be read or kept: %s", type(failed).__name__)
        return Answer(errors_response(refused, form, view))


async def _with_draft(refused: Refused, request: Request, form: type[Form]) -> Answer:
    """Return the answer that shows a refusal with what was typed on other pages; what was typed here is kept."""
    view = request.view
    response = errors_response(refused, form, view, await _held(request, form))
    is_another_page = response["response_action"] == "update"  # Slack will not send this page again
    if form.keep_draft and (is_another_page or isinstance(refused, Conflict)):  # the message says that the text is kept
        await request.keep_typed(form, leaving=is_another_page)
    return Answer(response)


async def _held(request: Request, form: type[Form]) -> Filled | None:
    """Return what the other pages hold; None if the record is not to be read any more, as where it was merged."""
    with suppress(Refused):
        return await request.held(form) if form.keep_draft else None
    return None
