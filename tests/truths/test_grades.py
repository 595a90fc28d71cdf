"""Grades are taken as schools write them, refused with the ways out, and never a target where they cannot be one."""

from datetime import date
from itertools import pairwise

import pytest

from bot.workspace import Client
from models.scales.scale import Scale, compare, steps_between
from models.scales.standard import GCSE, KS2, READING_AGE, STANDARD_SCALES, STANDARDISED, VOCATIONAL_LEVELS
from models.tables.result import Result, Source
from models.tables.target import Target
from tests.handlers.pressing import press
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.school import Service, a_pupil


@pytest.mark.parametrize(
    ("scale", "typed", "shown"),
    [
        (READING_AGE, "<5:00", "below 5y0m"),
        (READING_AGE, "< 5-0", "below 5y0m"),
        (READING_AGE, "below 5y0m", "below 5y0m"),
        (READING_AGE, "Below 5:00", "below 5y0m"),
        (READING_AGE, "17:00+", "above 17y0m"),
        (READING_AGE, "17y0m +", "above 17y0m"),
        (READING_AGE, ">17-0", "above 17y0m"),
        (READING_AGE, "over 17 years", "above 17y0m"),
        (STANDARDISED, "<70", "below 70"),
        (STANDARDISED, "130+", "above 130"),
        (STANDARDISED, "above 130", "above 130"),
        (VOCATIONAL_LEVELS, "L1P", "L1P"),
        (VOCATIONAL_LEVELS, "L2D*", "L2D*"),
        (VOCATIONAL_LEVELS, "Level 2 Merit", "L2M"),
        (VOCATIONAL_LEVELS, "level 1 distinction star", "L1D*"),
        (VOCATIONAL_LEVELS, "BTEC L2 Dist*", "L2D*"),
        (VOCATIONAL_LEVELS, "L2 pass", "L2P"),
        (KS2, "PKS", "PKS"),
        (KS2, "Pre-key stage", "PKS"),
    ],
)
def test_a_grade_is_read_as_schools_write_it(scale: Scale, typed: str, shown: str) -> None:
    assert scale.parse(typed).text == shown


@pytest.mark.parametrize(
    ("scale", "rising"),
    [
        (VOCATIONAL_LEVELS, "L1P L1M L1D L1D* L2P L2M L2D L2D* L3P"),
        (KS2, "PKS WTS EXS GDS"),
        (READING_AGE, "<5:00 5:00 5:01 17:00 17:00+"),
        (STANDARDISED, "<70 70 100 130 130+"),
    ],
)
def test_the_grades_rise_in_this_order(scale: Scale, rising: str) -> None:
    values = [scale.parse(typed) for typed in rising.split()]
    assert all(compare(better, worse) == 1 for worse, better in pairwise(values))


def test_from_below_the_range_only_what_is_certain_counts() -> None:
    assert steps_between(READING_AGE.parse("<5:00"), READING_AGE.parse("6:00")) == 13
    assert READING_AGE.best.text == "20y11m"


@pytest.mark.parametrize("typed", ["4+", "4=", "4-", "below 4", ">4"])
def test_a_gcse_has_no_signs(typed: str) -> None:
    with pytest.raises(ValueError, match="GCSE grades run from 1 to 9"):
        GCSE.parse(typed)


@pytest.mark.parametrize("typed", ["4+", "4=", "B"])
async def test_an_unknown_grade_is_refused_with_every_way_out(service: Service, workspace: Client, typed: str) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "assess.open", f"{placement}:Maths", by="ann")
    given = {"kind_of_result": "Baseline", "scale": "GCSE", "grade": typed, "assessed_on": date(2026, 9, 7)}
    errors = await workspace.submit(by="ann", **given)
    (said,) = errors.values()
    for way in ("GCSE grades run from 1 to 9, or U.", "choose another scale", "ask a Head to add one", '"not yet"'):
        assert way in said
    assert await kept(service, Result) == []


async def test_a_test_s_end_is_kept_as_it_is(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "assess.open", f"{placement}:Maths", by="ann")
    given = {"kind_of_result": "Baseline", "scale": "Reading age", "grade": "<5:00", "assessed_on": date(2026, 9, 7)}
    assert await workspace.submit(by="ann", **given) == {}
    assert [one.value for one in await kept(service, Result)] == ["below 5y0m"]
    await press(service, "pupil.open", placement, by="ann")
    assert "below 5y0m" in (await workspace.home(by="ann")).text


SCREENINGS = ("SDQ total", "Boxall A, gives attention", "Engagement model")
NO_TARGETS = (*SCREENINGS, "National Curriculum level", "P scale")


async def test_no_screening_and_nothing_out_of_use_is_offered_for_a_target(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    offered = await workspace.suggest("Scale", "", by="ann")
    assert not {*NO_TARGETS} & {*offered}
    assert {"GCSE", "Vocational with levels", "Reading age"} <= {*offered}
    await workspace.close(by="ann", everything=True)
    await press(service, "assess.open", f"{placement}:Maths", by="ann")
    assert {*NO_TARGETS} <= {*await workspace.suggest("Scale", "", by="ann")}


@pytest.mark.parametrize(
    ("born", "subject", "first", "later"),
    [
        (date(2011, 3, 3), "Maths", "GCSE", "KS2 standard"),
        (date(2011, 3, 3), "Science", "GCSE Combined Science", "KS2 standard"),
        (date(2011, 3, 3), "Maths", "Reading age", "GCSE Combined Science"),
        (date(2016, 3, 3), "Maths", "KS2 standard", "GCSE"),
        (date(2013, 3, 3), "Maths", "Reading age", "GCSE"),
        (date(2013, 3, 3), "Maths", "Standardised score", "SDQ total"),
    ],
)
async def test_the_scales_that_fit_stage_and_subject_stand_first(
    service: Service, workspace: Client, born: date, subject: str, first: str, later: str
) -> None:
    placement = await a_pupil(service, born_on=born)
    await press(service, "assess.open", f"{placement}:{subject}", by="helen")
    offered = await workspace.suggest("Scale", "", by="helen")
    assert offered.index(first) < offered.index(later)


@pytest.mark.parametrize("key", ["sdq", "nc_level"])
async def test_a_target_on_what_was_found_so_is_refused(service: Service, workspace: Client, key: str) -> None:
    placement = await a_taught_pupil(service)
    await a_result(service, placement, {"sdq": "20", "nc_level": "4b"}[key], scale=key, source=Source.PRIOR)
    await press(service, "target.open", f"{placement}:Maths", by="ann")
    assert not workspace.modal(by="ann").fields["Scale"]
    assert await kept(service, Target) == []


async def test_a_level_of_the_national_curriculum_is_only_prior(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "assess.open", f"{placement}:Maths", by="ann")
    given = {"scale": "National Curriculum level", "grade": "4b", "assessed_on": date(2026, 6, 1)}
    errors = await workspace.submit(by="ann", kind_of_result="Baseline", **given)
    assert "only for prior attainment" in errors["Kind of result"]
    assert await workspace.submit(by="ann", kind_of_result="Prior") == {}


def test_every_screening_is_known_as_one() -> None:
    assert {scale.label for scale in STANDARD_SCALES if scale.screening} >= set(SCREENINGS)
    assert all(scale.screening for scale in STANDARD_SCALES if scale.key.startswith("boxall"))
