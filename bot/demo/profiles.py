"""The learning profiles of the invented school: begun, complete, agreed, changed since, read or still to be read."""

from collections.abc import Mapping
from datetime import date

from bot.demo.agreements import edit_placement
from bot.demo.progress import AFTER_SCHOOL, AT_LUNCH, IN_THE_EVENING, back, spread, teacher_of
from bot.demo.pupils import COLLEGE, FIRST, FRIENDS, GENTLE, PRIVATE, SILENT
from bot.demo.stays import Home, Taught
from bot.demo.timeline import Moment, Storyline
from models.change import Change
from models.profiles.agree import agree
from models.profiles.headings import PARTS, ProfilePart
from models.profiles.reading import has_read, record_reading, seen_now
from models.profiles.write import PartInput, part_prefill, save_part
from models.school.calendar import Calendar
from models.tables.placement import Placement
from models.tables.profile import Agreeing, ProfileHeading, Voice

DO, SIGNS, ME, LEARNING, SCHOOL = PARTS
# How many parts are written of a profile that is not complete.
BEGUN: Mapping[str, int] = {"Poppy Lang": 0, "Zofia Nowak": 2, "Ruby Fenwick": 3}
STILL_TO_READ = {("Luca Ferri", "ann"), ("Oscar Penn", "priya"), ("Skye Barton", "ann")}
# Written anew after it was agreed, and a line that came this week, so that everybody is to read again.
SINCE: Mapping[str, str] = {"Connor Doyle": "Supply teachers I have not met. Being asked about my brother."}
THIS_WEEK: Mapping[str, str] = {"Toby Reeves": "Asthma: blue inhaler in his bag, a spare in the office."}
ASKED: Mapping[ProfilePart, str] = {LEARNING: "The home school's SENCo", SCHOOL: "The home school's office"}

Words = Mapping[ProfileHeading, str]
LOUD: Words = {
    ProfileHeading.DONT: "Raise your voice, block the door, or ask in front of others.",
    ProfileHeading.TRIGGERS: "Crowded corridors. Being told off for what others did.",
    ProfileHeading.SIGNS: "My hood is up, I tap the table, I answer in one word.",
    ProfileHeading.CALMS: "A walk with one adult. Five minutes without talk.",
    ProfileHeading.STRENGTHS: "I am good with my hands and with little kids. Cars, cooking, football.",
    ProfileHeading.MATTERS: "That people do what they said.",
    ProfileHeading.ASSESSED: "In short tasks, on paper, at the start of the lesson.",
    ProfileHeading.TIMETABLE: "Full days, Monday to Friday; Friday afternoon off site.",
}
QUIET: Words = {
    ProfileHeading.DONT: "Ask for an answer aloud, or send for a crowded room.",
    ProfileHeading.TRIGGERS: "Noise, surprises, a seat with my back to the door.",
    ProfileHeading.SIGNS: "I go pale, I stop writing, I look at the clock.",
    ProfileHeading.CALMS: "The sofa by the window, a drink of water, no questions.",
    ProfileHeading.STRENGTHS: "I read a lot, I draw, I notice what others miss.",
    ProfileHeading.MATTERS: "To see my class again.",
    ProfileHeading.ASSESSED: "One adult, no clock, and a stop whenever it is asked for.",
    ProfileHeading.ACCESS: "25% extra time and rest breaks; evidence on file with the SENCo.",
    ProfileHeading.EAL: "English at home.",
    ProfileHeading.TIMETABLE: "As on the printed timetable, with a break outside at eleven.",
}
OF: Mapping[Home, Words] = {
    **dict.fromkeys((FRIENDS, GENTLE, PRIVATE), QUIET),
    **dict.fromkeys((COLLEGE, FIRST, SILENT), LOUD),
}
VOICES: Mapping[ProfilePart, Voice] = {SIGNS: Voice.PUPIL, ME: Voice.PUPIL}


def profile(one: Taught, placement_id: str, calendar: Calendar, today: date) -> Storyline:
    """Tell who reads what is known before the first day, who writes the profile, agrees it, and reads it again."""
    until = min(today, one.leaves.on) if one.leaves else today
    for reader in _readers(one):
        _read((yield Moment(back(calendar, one.starts, 1), reader, IN_THE_EVENING)), placement_id)
    parts = list(PARTS)[: BEGUN.get(one.name, len(PARTS))]
    written_on = calendar.add_school_days(one.starts, 3 + spread(one.name) % 5)
    if not parts or written_on >= until:
        return
    change = yield Moment(written_on, one.keyworker, AFTER_SCHOOL)
    for part in parts:
        _write(change, placement_id, part, OF[one.home])
    days = [calendar.add_school_days(written_on, after) for after in range(1, 5)]
    if len(parts) == len(PARTS) and days[-1] < until:
        yield from _once_complete(one, placement_id, days)
        yield from _lately(one, placement_id, back(calendar, today, 2))


def _once_complete(one: Taught, placement_id: str, days: list[date]) -> Storyline:
    """Tell who reads the whole profile, and who agrees to it: the pupil, and parents who have talked twice."""
    yield from read_again(one, placement_id, days[0])
    for day, who in zip(days[2:], tuple(Agreeing)[: len(one.home.talks)], strict=False):
        agree((yield Moment(day, one.keyworker, AT_LUNCH)), placement_id, who, day, None)


def read_again(one: Taught, placement_id: str, day: date) -> Storyline:
    """Tell who reads a profile after it has changed; whoever wrote it is not asked."""
    for reader in _readers(one):
        if (one.name, reader) not in STILL_TO_READ:
            change = yield Moment(day, reader, IN_THE_EVENING)
            if not has_read(change, change.get(Placement, placement_id)):
                _read(change, placement_id)


def _lately(one: Taught, placement_id: str, day: date) -> Storyline:
    """Tell what has changed this week in a profile that was agreed and read."""
    if one.name in SINCE:
        change = yield Moment(day, one.keyworker, AFTER_SCHOOL)
        _write(change, placement_id, SIGNS, {ProfileHeading.TRIGGERS: SINCE[one.name]})
    if one.name in THIS_WEEK:
        edit_placement((yield Moment(day, "omar", AFTER_SCHOOL)), placement_id, emergency=THIS_WEEK[one.name])


def _readers(one: Taught) -> list[str]:
    return sorted({one.keyworker, *(teacher_of(one, subject) for subject in one.courses)})


def _write(change: Change, placement_id: str, part: ProfilePart, words: Words) -> None:
    before = part_prefill(change, placement_id, part)
    texts = {heading: words.get(heading, said) for heading, said in before.texts.items()}
    voice = VOICES.get(part, Voice.STAFF)
    save_part(change, placement_id, part, PartInput(texts, voice, change.today, ASKED.get(part)))


def _read(change: Change, placement_id: str) -> None:
    record_reading(change, placement_id, seen_now(change, change.get(Placement, placement_id)))
