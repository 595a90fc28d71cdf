"""A screening stands beside who filled it in, within its measure's range, and is never mixed or made a target."""

from datetime import date

import pytest

from bot.workspace import Client
from models.assessments.scores import band_of, read_scores
from models.assessments.screening import ScreeningInput, add_screening, correct_screening
from models.errors import Refused
from models.progress.set_target import TargetInput, set_target
from models.tables.assessment import Informant, Measure, Screening
from models.topic import Topic
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service

TODAY = date(2026, 9, 7)


def an_sdq(total: str, informant: Informant = Informant.PARENT, on: date = TODAY) -> ScreeningInput:
    return ScreeningInput(Measure.SDQ, None, on, informant, None, total)


@pytest.mark.parametrize(
    ("measure", "typed", "scores"),
    [
        (Measure.SDQ, "24", {"Total": "24"}),
        (Measure.BOXALL, "a 12\nQ: 3", {"A": "12", "Q": "3"}),
        (Measure.ENGAGEMENT, "realization: knows the song", {"Realisation": "knows the song"}),
        (Measure.OTHER, "Worry: 12 of 30\nMood: 7", {"Worry": "12 of 30", "Mood": "7"}),
    ],
)
def test_scores_are_read_as_their_measure_has_them(measure: Measure, typed: str, scores: dict[str, str]) -> None:
    assert read_scores(measure, typed) == scores


@pytest.mark.parametrize(
    ("measure", "typed", "said"),
    [
        (Measure.SDQ, "41", "0 to 40"),
        (Measure.SDQ, "-1", "0 to 40"),
        (Measure.SDQ, "12\n13", "twice"),
        (Measure.BOXALL, "A 21", "0 to 20"),
        (Measure.BOXALL, "K 3", "letter of a strand"),
        (Measure.BOXALL, "A 3\na 4", "twice"),
        (Measure.ENGAGEMENT, "Enjoyment: laughs", "areas"),
        (Measure.OTHER, "Worry: 31 of 30", "not within 0 to 30"),
        (Measure.OTHER, "12", "a colon"),
    ],
)
def test_what_is_outside_the_range_of_the_measure_is_refused(measure: Measure, typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_scores(measure, typed)


@pytest.mark.parametrize(
    ("informant", "bands"),
    [
        (
            Informant.PARENT,
            {13: "close to average", 14: "slightly raised", 16: "slightly raised", 17: "high or very high"},
        ),
        (
            Informant.TEACHER,
            {11: "close to average", 12: "slightly raised", 15: "slightly raised", 16: "high", 19: "very high"},
        ),
        (Informant.PUPIL, {14: None, 40: None}),
    ],
)
def test_the_band_of_a_total_is_that_published_for_whoever_filled_it_in(
    informant: Informant, bands: dict[int, str | None]
) -> None:
    assert {total: band_of(informant, {"Total": str(total)}) for total in bands} == bands


async def test_each_informant_has_a_line_of_their_own_over_time(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "screening.add", placement, by="ben")
    assert not any(workspace.modal(by="ben").fields.values())
    told = {"questionnaire": "SDQ, total difficulties", "filled_in_by": "A parent or carer"}
    errors = await workspace.submit(by="ben", filled_in_on=TODAY, scores="41", **told)
    assert "0 to 40" in errors["Scores"]
    await workspace.submit(by="ben", scores="24")
    service.skip_to(2026, 9, 21, 9)
    await service.change(add_screening, placement, an_sdq("18", on=date(2026, 9, 21)), by="ben")
    await service.change(add_screening, placement, an_sdq("12", Informant.TEACHER), by="priya")
    await press(service, "pupil.open", placement, by="ann")
    shown = (await workspace.home(by="ann")).text.replace("*", "")
    assert "a parent or carer: 24 (high or very high), Mon 7 Sep → 18 (high or very high), Mon 21 Sep" in shown
    assert "a teacher: 12 (slightly raised), Mon 7 Sep" in shown
    await press(service, "pupil.open", placement, by="sue")
    assert "very high" not in (await workspace.home(by="sue")).text


async def test_a_correction_keeps_what_it_said(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await service.change(add_screening, placement, an_sdq("24"), by="ben")
    (row,) = await kept(service, Screening)
    await service.change(correct_screening, row.id, an_sdq("14"), "Typed wrongly", None, by="priya")
    await press(service, "pupil.open", placement, by="priya")
    shown = (await workspace.home(by="priya")).text.replace("*", "")
    assert "Total 24 → Total 14" in shown


async def test_it_is_no_day_to_come_has_a_name_and_is_never_a_target(service: Service) -> None:
    placement = await a_taught_pupil(service)
    for given, field in (
        (an_sdq("12", on=date(2026, 9, 8)), "on"),
        (ScreeningInput(Measure.OTHER, None, TODAY, Informant.PUPIL, None, "Worry: 3"), "called"),
        (an_sdq("12", Informant.STAFF), "informant_name"),
    ):
        with pytest.raises(Refused) as refused:
            await service.change(add_screening, placement, given, by="ben")
        assert refused.value.field == field
    aim = TargetInput("sdq", "12", "8", date(2026, 10, 22), "Drawing and talking", [], None)
    with pytest.raises(Refused, match="never a target"):
        await service.change(set_target, Topic(placement, "Maths"), aim, by="ann")
    assert await kept(service, Screening) == []
