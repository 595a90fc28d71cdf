"""Who saw or did what can be told to a Head who asks, from the log alone and without a word of the record."""

from datetime import date

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.audit import Asked, audit
from bot.config import Settings
from bot.runtime.instance import CannotStart
from models.administration.audit_trail import Question, audit_trail
from models.change import Read
from models.errors import Refused
from models.tables.audit import Audit
from models.tables.pupil import Pupil
from tests.school import Service, a_pupil

TODAY = date(2026, 9, 7)


def reference(read: Read) -> str:
    return str(read.session.scalars(select(Pupil.reference).where(Pupil.surname == "Ashworth")).one())


async def test_a_look_at_a_pupil_is_told_with_who_when_and_why_and_asking_leaves_a_line_too(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    await a_pupil(service, "Lee Bell", by="omar")
    await service.workspace.command("/pupil kai", by="priya")
    kai = await service.read(reference)
    told = await service.change(audit_trail, Question(TODAY, TODAY, kai.lower(), None))
    assert [(line.who, line.verb) for line in told] == [("Helen Marsh", "referral:make"), ("Priya Nair", "pupil:view")]
    assert {line.reference for line in told} == {kai}
    by_omar = await service.change(audit_trail, Question(TODAY, TODAY, None, "desai"))
    assert {line.who for line in by_omar} == {"Omar Desai"}
    asked = select(Audit.verb).where(Audit.verb == "audit:view")
    assert len(await service.read(lambda read: read.session.scalars(asked).all())) == 2


async def test_only_the_days_that_were_asked_for_are_told(service: Service) -> None:
    await a_pupil(service, "Kai Ashworth")
    for day, expected in ((TODAY, True), (date(2026, 9, 6), False), (date(2026, 9, 8), False)):
        told = await service.change(audit_trail, Question(day, day))
        assert any(line.verb == "referral:make" for line in told) == expected


@pytest.mark.parametrize(
    ("pupil", "colleague", "why"),
    [("ZZZZ", None, "No pupil"), (None, "zebedee", "Nobody"), (None, "e", "people on the staff list")],
)
async def test_nobody_is_taken_for_somebody_else(
    service: Service, pupil: str | None, colleague: str | None, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        await service.change(audit_trail, Question(TODAY, TODAY, pupil, colleague))


def test_the_command_prints_lines_for_a_spreadsheet_and_refuses_an_old_database(
    database_url: str, empty_database_url: str
) -> None:
    settings = Settings(database_url=SecretStr(database_url))
    assert list(audit(settings, Asked(7))) == ["when\twho\twhat\tpupil\twhy"]
    (_, line) = audit(settings, Asked(7))
    assert line.split("\t")[1:] == ["-", "audit:view", "-", "-"]
    with pytest.raises(CannotStart, match="not up to date"):
        list(audit(settings.model_copy(update={"database_url": SecretStr(empty_database_url)}), Asked(7)))
