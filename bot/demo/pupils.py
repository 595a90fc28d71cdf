"""Which pupils of the invented school are on their way in, which are taught what and by whom, and which have left."""

from datetime import date

from bot.demo import courses as shape
from bot.demo.stays import Arriving, Home, Leaves, Talk, Taught
from models.leaving.destination import Destination
from models.tables.leaving import DestinationKind, LeavingReason

LETTER, FILE = "Ask the hospital school for their letter", "Ask the home school for the latest test results"
FRIENDS = Home(
    "Short tasks, a quiet seat and a written plan for the day.",
    "To be with friends again, and a 4 in Maths.",
    "A calm start, and some good news now and then.",
    (
        Talk("I like that it is small.", "We hear about school over tea again."),
        Talk("I want to go back after Easter.", "We are proud. Please do not rush it."),
    ),
)
COLLEGE = Home(
    "Being asked, not told. A walk when it gets too loud.",
    "College, and a job with cars.",
    "Grades that open doors.",
    (
        Talk("It's all right here.", "Getting up in the morning is no longer a battle."),
        Talk("I know what I need for college.", "Thank you for ringing when it goes well."),
    ),
)
GENTLE = Home(
    "Mornings only, the door left open, the same adult each day.",
    "To sleep, and to read again.",
    "For her to be well. School comes second.",
    (
        Talk("Two lessons is enough.", "The diary has been good for her."),
        Talk("I want to see my class.", "Could her friends write to her?"),
    ),
)
SILENT = Home(
    "Something to do with their hands, and plenty of time.",
    "To be left alone.",
    "That nobody gives up.",
    alone="I like the workshop. The rest is just waiting.",
)
PRIVATE = Home("Being left to start alone.", "To be good at one thing.", "For school to sort it out.", declines=True)
FIRST = Home(
    "Being met at the gate. Knowing what is coming next.",
    "One friend.",
    "A school that rings before things go wrong.",
    (Talk("The others are nice to me.", "Monday mornings are hard, but it gets better."),),
)

HOME_SCHOOL, NOT_KNOWN = Destination(DestinationKind.HOME_SCHOOL), Destination(DestinationKind.UNKNOWN)
RETURNS = LeavingReason.RETURNS
BACK_IN_OCTOBER = Leaves(date(2026, 10, 21), RETURNS, HOME_SCHOOL, "Mr Lowe, head of year")
BACK_AT_CHRISTMAS = Leaves(date(2026, 12, 17), RETURNS, HOME_SCHOOL, "Mrs Hale, SENCo")
BACK_AT_EASTER = Leaves(date(2027, 3, 25), RETURNS, HOME_SCHOOL)
MOVES_AWAY = Leaves(date(2027, 2, 8), LeavingReason.MOVED_AWAY, NOT_KNOWN)

ARRIVING = (
    Arriving("Kai Ashworth", 0, "helen", excluded_days_ago=3),
    Arriving("Amelia Sharma", 1, "omar", tried=1),
    Arriving("Daniel Osei", 4, "hugo", spoke=True, wrote=True, meets_in=2),
    Arriving("Tyrell Grant", 9, "helen", misdialled=True),
    Arriving("Ayaan Farah", 5, "omar", tried=3, wrote=True),
    Arriving("Maryam Aziz", 5, "priya", spoke=True, wrote=True, met=GENTLE, agreed=LETTER),
    Arriving("Chloe Marriott", 5, "sue", spoke=True, wrote=True, meets_in=3),
)
AUTUMN = (
    Taught(
        "Samuel Adeyemi",
        date(2026, 10, 15),
        "ben",
        COLLEGE,
        {"English": shape.ESSAYS, "History": shape.SOURCES},
        leaves=BACK_AT_EASTER,
    ),
    Taught(
        "Toby Reeves",
        date(2026, 10, 13),
        "mei",
        FRIENDS,
        {"Maths": shape.RISING, "English": shape.TWO_SCALES, "Science": shape.SLOW},
    ),
    Taught(
        "Shanice Cole",
        date(2026, 10, 20),
        "priya",
        COLLEGE,
        {"Maths": shape.HIGH, "English": shape.LETTERS, "Science": shape.SLOW},
        waits=True,
    ),
    Taught("Leila Amiri", date(2026, 11, 3), "tom", GENTLE, {"Maths": shape.FALLING, "English": shape.STEADY}),
    Taught(
        "Jack Thorne",
        date(2026, 11, 4),
        "luis",
        COLLEGE,
        {"Maths": shape.FLAT, "PSHE": shape.FEWER, "PE": shape.SPORT},
    ),
    Taught("Bethany Cross", date(2026, 11, 10), "dan", FRIENDS, {"Art": shape.MET, "PSHE": shape.SDQ}),
    Taught(
        "Willow Hart",
        date(2026, 11, 11),
        "tom",
        GENTLE,
        {"English": shape.READS_MORE, "Art": shape.MET},
        none_involved="The family and the home school both say so",
    ),
    Taught(
        "Rhys Bevan",
        date(2026, 11, 17),
        "luis",
        COLLEGE,
        {"Maths": shape.STILL_FLAT, "Food": shape.COOKING, "PSHE": shape.FEWER},
    ),
    Taught(
        "Lacey Moss",
        date(2026, 11, 18),
        "dan",
        SILENT,
        {"Art": shape.MET, "Maths": shape.STILL_FLAT},
        asks=("Maths", "She measured the whole set for the play without help. Could she aim higher?"),
    ),
    Taught(
        "Mason Webb",
        date(2026, 11, 24),
        "ann",
        COLLEGE,
        {"Maths": shape.RISING, "English": shape.TWO_SCALES, "PE": shape.SPORT},
        ends=date(2027, 3, 19),
    ),
)
SPRING = (
    Taught("Freya Lund", date(2026, 12, 8), "tom", GENTLE, {"Maths": shape.ON_THE_WARD, "English": shape.LETTERS}),
    Taught("Idris Malik", date(2026, 12, 9), "tom", FIRST, {"Maths": shape.ON_THE_WARD, "Science": shape.ONE_POINT}),
    Taught(
        "Hana Yusuf",
        date(2026, 12, 15),
        "priya",
        GENTLE,
        {"Science": shape.MATTER, "English": shape.READS},
        mornings=(date(2027, 1, 11), date(2027, 3, 12)),
    ),
    Taught(
        "Connor Doyle", date(2027, 1, 5), "mei", FIRST, {"Maths": shape.AIMED, "English": shape.LETTERS}, waits=True
    ),
    Taught(
        "Ellis Crane",
        date(2027, 1, 6),
        "ann",
        FIRST,
        {"Maths": shape.ONE_STEP, "English": shape.LETTERS, "PE": shape.FIRST_GAMES},
    ),
    Taught(
        "Jayden Price",
        date(2027, 1, 12),
        "luis",
        FIRST,
        {"Maths": shape.ONE_STEP, "PE": shape.FIRST_GAMES, "PSHE": shape.DAYS_WITHOUT},
    ),
    Taught("Nour Haddad", date(2027, 1, 12), "mei", FRIENDS, {"English": shape.READS, "Geography": shape.MAPS}),
    Taught("Skye Barton", date(2027, 1, 13), "dan", FIRST, {"Art": shape.FAR_AHEAD, "Maths": shape.ONE_STEP}),
    Taught("Luca Ferri", date(2027, 1, 19), "ben", FIRST, {"Maths": shape.STANDARD, "English": shape.READS}),
    Taught("Oscar Penn", date(2027, 1, 19), "ann", PRIVATE, {"Maths": shape.LEVELS, "Science": shape.MATTER}),
    Taught(
        "Ruby Fenwick",
        date(2027, 1, 26),
        "ben",
        FIRST,
        {"Maths": shape.BEGUN, "English": shape.READS, "History": shape.NO_TARGET},
    ),
    Taught("Zofia Nowak", date(2027, 2, 9), "dan", GENTLE, {"English": shape.BASELINE, "Art": shape.NOTHING}),
    Taught(
        "Poppy Lang", date(2027, 2, 10), "mei", FRIENDS, {"History": shape.NOT_YET, "Maths": shape.NOTHING}, agreed=FILE
    ),
)
EARLIER = (
    Taught(
        "Chloe Marriott",
        date(2026, 9, 28),
        "luis",
        FIRST,
        {"PE": shape.FIRST_GAMES},
        leaves=BACK_IN_OCTOBER,
    ),
    Taught(
        "Grace Linden",
        date(2026, 10, 14),
        "tom",
        GENTLE,
        {"English": shape.READS},
        leaves=BACK_AT_CHRISTMAS,
    ),
    Taught(
        "Finn Carver",
        date(2026, 12, 9),
        "luis",
        FIRST,
        {"PE": shape.FIRST_GAMES},
        leaves=MOVES_AWAY,
    ),
)
