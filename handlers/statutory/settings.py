"""The numbers of the law's clocks in which schools differ, and how long Slack may keep a document, for Heads."""

from typing import Annotated

from bot.forms import Form, Number
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import saved_notice
from bot.requests.request import Request
from models.administration.legal_days import LEGAL_DAYS, set_legal_days
from models.administration.settings import settings_prefill
from models.statutory.days import LegalDays


class LegalDaysForm(Form):
    """The form for the days of legal dates and documents."""

    name = "settings.legal"
    title = "Days for legal dates"
    keep_draft = True

    early: Annotated[int, Number("School days to decide on an early EHC review", min=1, max=30)]
    book: Annotated[int, Number("Weeks before an annual review is due to set its day", min=4, max=26)]
    pep: Annotated[int, Number("Working days to begin a PEP", min=1, max=20, hint="10 in the DfE's guidance.")]
    suspended: Annotated[int, Number("Days of suspension a year that a Head looks at", min=1, max=45)]
    off_site: Annotated[int, Number("Weeks before an off-site direction ends to review it", min=1, max=12)]
    document_days: Annotated[int, Number("Days that Slack may keep a document", min=1, max=31)]


async def offer(request: Request) -> None:
    """Open the form with the numbers as they are set."""
    known = await request.look_up(settings_prefill, LEGAL_DAYS)
    values = LegalDays.read(known.school.legal_days).as_settings() | {"document_days": known.school.document_days}
    await request.open(LegalDaysForm, values=values, version=known.version)


async def save(request: Request) -> Answer:
    """Save the numbers, which also moves what is owed for pupils who are here already."""
    form = await request.form(LegalDaysForm)
    days = LegalDays(form.early, form.book, form.pep, form.suspended, form.off_site)
    await request.save(form, set_legal_days, days, form.document_days, form.version)
    words = request.words
    return Answer.with_view(saved_notice(words, words("statutory/dates.days_saved")))


CAPABILITY = Capability("legal_settings", actions={"settings.legal": offer}, forms={LegalDaysForm: save})
