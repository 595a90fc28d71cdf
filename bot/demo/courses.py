"""Courses in subjects at the invented school: rising, flat, falling, on two scales, on one where less is better."""

from datetime import date

from bot.demo.steps import DemoTarget, Held, KnownResult, Step, Wait
from models.tables.barrier import BarrierKind
from models.tables.result import Source

PRIOR, FURTHER = Source.PRIOR, Source.FURTHER
FEBRUARY, EASTER, MAY = date(2027, 2, 12), date(2027, 3, 25), date(2027, 5, 27)
BEHAVIOURAL, EMOTIONAL, MEDICAL = (BarrierKind.BEHAVIOURAL,), (BarrierKind.EMOTIONAL,), (BarrierKind.MEDICAL,)
SMALL_GROUP, PAIRED, PRACTICAL = "Small group, four mornings", "Paired reading, twenty minutes a day", "Practical work"
ONE_TO_ONE, PORTFOLIO, MENTOR = "One to one, at the hospital", "Portfolio", "Boxing and mentoring"
INCIDENTS = "Incidents a week"

Steps = tuple[Step, ...]

# Two half-terms and two formal reviews.
RISING: Steps = (
    KnownResult("gcse", "2", PRIOR, 1),
    KnownResult("gcse", "2"),
    DemoTarget("gcse", "5", SMALL_GROUP, EASTER),
    Held("3", "I do the ones I can first, then I ask."),
    Held(None, "I show my working.", "Now arriving on time.", "It's quieter, I can think.", after=12),
    Held("4", "I learn one formula a week and use it."),
)
FLAT: Steps = (
    KnownResult("functional_skills", "E2"),
    DemoTarget("functional_skills", "L1", "Functional skills, online", EASTER),
    Held("E2", "I finish one exercise before I stop.", "Can explain it when asked, but writes little down."),
)
STILL_FLAT: Steps = (
    *FLAT[:-1],
    Held("E2", "I finish one exercise before I stop.", "Can explain it when asked, but writes little down.", late=2),
    Held("E2", "I write down every step, even the easy ones.", "No change yet; trying a reader."),
)
FALLING: Steps = (
    KnownResult("gcse", "6", PRIOR, 1),
    KnownResult("gcse", "5"),
    DemoTarget("gcse", "6", ONE_TO_ONE, EASTER, MEDICAL),
    Held("4", "We pick two topics and leave the rest for now.", "Tired by eleven, so mornings are short."),
    Held("3", "Ten minutes a day, then we stop.", "Four lessons in five weeks: too unwell for more."),
)
TWO_SCALES: Steps = (
    KnownResult("ks2_scaled", "94", PRIOR, 1),
    KnownResult("reading_age", "8y4m"),
    DemoTarget("reading_age", "9-4", PAIRED, FEBRUARY),
    Held("8-8", "I read one page aloud each day."),
    KnownResult("standardised", "84", FURTHER, 8),
    DemoTarget("standardised", "90", PAIRED, MAY),
    Held("86", "I read to my little brother twice a week."),
)
STEADY: Steps = (
    KnownResult("standardised", "92"),
    DemoTarget("standardised", "92", ONE_TO_ONE, EASTER),
    Held("91", "I keep a diary, five lines a day.", "Steady: on this test the same score is progress."),
    Held("92", "I read what I wrote the day before and improve one line."),
)
READS_MORE: Steps = (
    KnownResult("reading_age", "7-2"),
    DemoTarget("reading_age", "8-2", PAIRED, EASTER),
    Held("7-7", "I choose the next book myself."),
    Held("7-11", "I work out a word from the sentence before I ask."),
)
ESSAYS: Steps = (
    KnownResult("gcse", "3"),
    DemoTarget("gcse", "6", "Small group, and a laptop", MAY),
    Held("4", "I write a five-line plan first."),
    Held("4", "I read it aloud to find the full stops.", said="I chose the book.", after=12),
    Held("5", "I use one quotation in every paragraph.", told=None),
)
SLOW: Steps = (
    KnownResult("combined_science", "2-2", PRIOR, 1),
    KnownResult("combined_science", "2-2"),
    DemoTarget("combined_science", "5-5", PRACTICAL, EASTER, BEHAVIOURAL),
    Held("2-2", "I write the plan before I touch anything.", "Enjoys the practical, but leaves before the writing."),
    Held("3-2", "I do one past question at the end of each lesson."),
)
MET: Steps = (
    KnownResult("vocational", "P"),
    DemoTarget("vocational", "M", PORTFOLIO, FEBRUARY),
    Held("P", "I finish my second piece before I start a third."),
    Held("M", "I choose what goes into the exhibition.", "Next target to be agreed in class."),
)
SDQ: Steps = (
    KnownResult("sdq", "24", PRIOR, 1),
    KnownResult(INCIDENTS, "10"),
    DemoTarget(INCIDENTS, "2", "Drawing and talking, once a week", EASTER, EMOTIONAL),
    Held("6", "I say when I need five minutes."),
    Held("3", "I stay for lunch two days a week."),
)
FEWER: Steps = (
    KnownResult(INCIDENTS, "7"),
    DemoTarget(INCIDENTS, "1", MENTOR, EASTER, BEHAVIOURAL),
    Held("5", "I go to the gym instead."),
    Held("4", "I tell Mr Romero before it starts.", said="It's the corridor, not the lessons.", after=12),
    Held("2", "I do the same at lunch."),
)
SPORT: Steps = (
    KnownResult("vocational", "P"),
    DemoTarget("vocational", "D", "Sports leader award", EASTER),
    Held("M", "I lead the warm-up."),
    Held("M", "I plan one session for the younger ones."),
)
COOKING: Steps = (
    KnownResult("entry_level", "Entry 1"),
    DemoTarget("entry_level", "Entry 3", "A meal for six, every Thursday", EASTER),
    Held("Entry 2", "I read the recipe to the end first."),
    Held("Entry 2", "I plan the meal and cost it."),
)
SOURCES: Steps = (
    KnownResult("gcse", "3"),
    DemoTarget("gcse", "5", "Local history, with visits", MAY),
    Held("3", "I say who wrote it before I say if it is reliable."),
    Held("4", "I find one source that says the opposite."),
)
HIGH: Steps = (
    KnownResult("gcse", "4"),
    DemoTarget("gcse", "7", SMALL_GROUP, EASTER),
    Held("5", "I try the last question before I ask."),
)

# One half-term and one formal review.
ONE_STEP: Steps = (
    KnownResult("gcse", "3"),
    DemoTarget("gcse", "5", SMALL_GROUP, MAY, reason="Was working at a 5 a year ago, before so much was missed."),
    Held("4", "I check one answer with a partner."),
)
LETTERS: Steps = (
    KnownResult("functional_skills", "E3"),
    DemoTarget("functional_skills", "L1", "Writing letters to real people", EASTER),
    Held("E3", "I write one letter a week and send it."),
)
LEVELS: Steps = (
    KnownResult("nc_level", "3c", PRIOR, 1),
    KnownResult("functional_skills", "E2"),
    DemoTarget("functional_skills", "L1", SMALL_GROUP, MAY),
    Held("E3", "I learn my seven times table.", said="I like the games best."),
)
MAPS: Steps = (
    KnownResult("entry_level", "Entry 1"),
    DemoTarget("entry_level", "Entry 3", "Local fieldwork and map skills", EASTER),
    Held("Entry 2", "I draw the key before the map."),
)
STANDARD: Steps = (
    KnownResult("ks2", "WTS"),
    DemoTarget("ks2", "EXS", SMALL_GROUP, MAY),
    Held("WTS", "I count on in tens in my head."),
)
READS: Steps = (
    KnownResult("reading_age", "8-9"),
    DemoTarget("reading_age", "9-2", PAIRED, EASTER),
    Held("9-0", "I read to the end of the chapter."),
)
ON_THE_WARD: Steps = (
    KnownResult("gcse", "5"),
    DemoTarget("gcse", "6", ONE_TO_ONE, EASTER, MEDICAL),
    Held("5", "One question a day, in pencil.", "Well enough for three short lessons a week."),
)
MATTER: Steps = (
    KnownResult("combined_science", "3-3"),
    DemoTarget("combined_science", "5-4", PRACTICAL, MAY),
    Held("4-3", "I write my prediction before I start."),
)
ONE_POINT: Steps = (
    KnownResult("combined_science", "4-4"),
    DemoTarget("combined_science", "5-5", "Kitchen science, on the ward", EASTER),
    Held(None, "We choose the next experiment together.", "Two lessons since December: too few for a grade."),
)
FIRST_GAMES: Steps = (
    KnownResult("vocational", "P"),
    DemoTarget("vocational", "M", "Sports leader award", EASTER),
    Held("P", "I bring my kit, even on a bad day."),
)
FAR_AHEAD: Steps = (
    KnownResult("vocational", "P"),
    DemoTarget("vocational", "M", PORTFOLIO, FEBRUARY),
    Held("M", "I show one piece to the group.", before=3),
    DemoTarget("vocational", "D*", PORTFOLIO, EASTER, EMOTIONAL, "Two pieces are nearly ready to show.", 1),
)
DAYS_WITHOUT: Steps = (
    KnownResult(INCIDENTS, "6"),
    DemoTarget(INCIDENTS, "2", MENTOR, EASTER, BEHAVIOURAL, "The mentor is now here every day."),
    Held("4", "I ring home when it has gone well."),
)

# Begun lately: no formal review so far.
AIMED: Steps = (KnownResult("gcse", "4"), DemoTarget("gcse", "6", SMALL_GROUP, MAY))
BEGUN: Steps = (KnownResult("functional_skills", "E2"), DemoTarget("functional_skills", "E3", SMALL_GROUP, EASTER))
NO_TARGET: Steps = (KnownResult("functional_skills", "E2"), Held("E2", "I bring one question to each lesson."))
BASELINE: Steps = (KnownResult("reading_age", "8-1", after=2),)
NOT_YET: Steps = (Wait("Still settling in; works well on a good morning.", date(2027, 3, 8)),)
NOTHING: Steps = ()
