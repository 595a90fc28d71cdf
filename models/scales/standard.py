"""The standard scales that English schools use, and an index of them by key."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from models.scales.parsing import number, pattern, read_age, reader, years_and_months
from models.scales.scale import Scale

DEVELOPMENTAL = {
    "A": "gives attention",
    "B": "takes part",
    "C": "connects experiences",
    "D": "insightful involvement",
    "E": "engages with peers",
    "F": "emotionally secure",
    "G": "accepts constraints",
    "H": "accommodates others",
    "I": "responds to others",
    "J": "maintains standards",
}
DIAGNOSTIC = {
    "Q": "disengaged",
    "R": "self-negating",
    "S": "undifferentiated attachments",
    "T": "inconsequential behaviour",
    "U": "craves attachment",
    "V": "rejects attachment",
    "W": "insecure sense of self",
    "X": "negative towards self",
    "Y": "negative towards others",
    "Z": "wants and grabs",
}


PRIMARY, KS4 = frozenset({"KS1", "KS2"}), frozenset({"KS4", "Post-16"})


def numbers(lowest: int, highest: int) -> tuple[str, ...]:
    return tuple(map(str, range(lowest, highest + 1)))


GCSE = Scale(
    "gcse",
    "GCSE",
    ("U", *numbers(1, 9)),
    "GCSE grades run from 1 to 9, or U.",
    reader("gcse", "grade", "gr", "g", also={"ungraded": "U", "unclassified": "U"}),
    stages=KS4,
)
COMBINED_SCIENCE = Scale(
    "combined_science",
    "GCSE Combined Science",
    ("U", "1-1", *(f"{high}-{low}" for high in range(2, 10) for low in (high - 1, high))),
    "Combined Science grades are two numbers, the higher first (1-1, 2-1, 2-2 and so on to 9-9), or U.",
    pattern(
        r"([1-9])[-/]?([1-9])",
        r"\1-\2",
        *("gcse", "combinedscience", "science", "grade", "gr", "g"),
        also={"ungraded": "U", "unclassified": "U"},
    ),
    stages=KS4,
    subject="science",
)
ENTRY_LEVEL = Scale(
    "entry_level",
    "Entry Level",
    ("Entry 1", "Entry 2", "Entry 3"),
    "Entry Level grades are Entry 1, 2 and 3.",
    pattern(r"-?([1-3])", r"entry\1", "entrylevel", "entry", "grade", "el", "e"),
    stages=KS4,
)
FUNCTIONAL_SKILLS = Scale(
    "functional_skills",
    "Functional Skills",
    ("E1", "E2", "E3", "L1", "L2"),
    "Functional Skills grades are E1, E2, E3, L1 and L2.",
    pattern(
        r"(?:(e)(?:ntry(?:level)?|l)?|(l)(?:evel|vl)?)-?([1-3])", r"\1\2\3", "functionalskills", "fs", "grade", "gr"
    ),
    stages=KS4,
)
VOCATIONAL = Scale(
    "vocational",
    "Vocational",
    ("P", "M", "D", "D*"),
    "Vocational grades are P (pass), M (merit), D (distinction) and D*.",
    reader(
        *("vocational", "btec", "grade"),
        also={
            "pass": "P",
            "merit": "M",
            "distinction": "D",
            "dist": "D",
            **dict.fromkeys(("distinction*", "distinctionstar", "dist*", "dstar"), "D*"),
        },
    ),
    stages=KS4,
)
VOCATIONAL_LEVELS = Scale(
    "vocational_levels",
    "Vocational with levels",
    tuple(f"L{level}{grade}" for level in range(1, 4) for grade in ("P", "M", "D", "D*")),
    "Vocational grades with a level are L1P, L1M, L1D, L1D*, L2P and so on, to L3D*.",
    pattern(
        r"(?:level|lvl|l)?-?([1-3])-?(?:(p)(?:ass)?|(m)(?:erit)?|(d)(?:ist(?:inction)?)?(\*)?)",
        r"l\1\2\3\4\5",
        *("vocational", "btec", "grade"),
        instead={"-star": "*", "star": "*"},
    ),
    stages=KS4,
)
KS2 = Scale(
    "ks2",
    "KS2 standard",
    ("PKS", "WTS", "EXS", "GDS"),
    "KS2 standards are PKS (pre-key-stage), WTS (working towards), EXS (expected) and GDS (greater depth).",
    reader(
        "ks2",
        also={
            **dict.fromkeys(("prekeystage", "pre-keystage", "prekeystagestandard", "pre-keystagestandard"), "PKS"),
            **dict.fromkeys(("wt", "workingtowards", "workingtowardsthestandard"), "WTS"),
            **dict.fromkeys(("workingtowardstheexpectedstandard", "workingtowardsexpectedstandard"), "WTS"),
            **dict.fromkeys(("exp", "expected", "expectedstandard", "theexpectedstandard"), "EXS"),
            **dict.fromkeys(("workingatexpectedstandard", "workingattheexpectedstandard"), "EXS"),
            **dict.fromkeys(("gd", "greaterdepth", "greaterdepthstandard"), "GDS"),
            **dict.fromkeys(("workingatgreaterdepth", "workingatgreaterdepthstandard"), "GDS"),
        },
    ),
    stages=PRIMARY,
)
NC_LEVEL = Scale(
    "nc_level",
    "National Curriculum level",
    ("W", *(f"{level}{letter}" for level in range(1, 9) for letter in "cba")),
    "National Curriculum levels run from W, then 1c, 1b, 1a and so on, to 8a; a is the highest in each level.",
    reader(
        *("nationalcurriculum", "nc", "level", "lev", "lvl", "l"),
        also=dict.fromkeys(("workingtowards", "workingtowardslevel1"), "W"),
    ),
    prior_only=True,
)
P_SCALE = Scale(
    "p_scale",
    "P scale",
    (*(f"P{level}{part}" for level in range(1, 4) for part in ("i", "ii")), *(f"P{level}" for level in range(4, 9))),
    "P scale levels are P1i, P1ii, P2i, P2ii, P3i, P3ii and P4 to P8.",
    pattern(r"-?([1-8])[-.]?\(?(i{0,2})\)?", r"p\1\2", "pscale", "plevel", "level", "p"),
    prior_only=True,
)
PRE_KEY_STAGE_1, PRE_KEY_STAGE_2 = (
    Scale(
        f"pre_key_stage_{stage}",
        f"Pre-key-stage, KS{stage}",
        tuple(f"PK{standard}" for standard in range(1, highest + 1)),
        f"Pre-key-stage standards for KS{stage} run from 1 to {highest}.",
        pattern(r"-?([1-6])", r"pk\1", "pre-keystage", "prekeystage", "pre-key-stage", "pks", "pk", "standard"),
        stages=PRIMARY,
    )
    for stage, highest in ((1, 4), (2, 6))
)
KS2_SCALED = Scale(
    "ks2_scaled",
    "KS2 scaled score",
    numbers(80, 120),
    "KS2 scaled scores are whole numbers from 80 to 120; 100 is the expected standard.",
    number("ks2", "scaledscore", "scaled", "score", "ss"),
    counts_from=80,
    step="point",
    stages=PRIMARY,
)
STANDARDISED = Scale(
    "standardised",
    "Standardised score",
    numbers(40, 160),
    "Standardised scores are whole numbers from 40 to 160; 100 is average; or <70, 130+.",
    number("standardisedscore", "standardised", "standardizedscore", "standardized", "score", "sas", "ss"),
    norm_referenced=True,
    margin=5,
    counts_from=40,
    step="point",
    beyond=True,
)
READING_AGE = Scale(
    "reading_age",
    "Reading age",
    tuple(years_and_months(months) for months in range(36, 252)),
    "Reading ages are years and months, for example 8-4 or 8y4m, from 3-0 to 20-11; or <5-0, 17-0+.",
    read_age,
    counts_from=36,
    step="month",
    beyond=True,
)
SDQ = Scale(
    "sdq",
    "SDQ total",
    numbers(0, 40),
    "SDQ totals are whole numbers from 0 to 40; lower is better.",
    number("sdqtotal", "sdq", "total", "score"),
    higher_is_better=False,
    counts_from=0,
    step="point",
    screening=True,
)
ENGAGEMENT = Scale(
    "engagement",
    "Engagement model",
    ("Exploration", "Realisation", "Anticipation", "Persistence", "Initiation"),
    "The areas of the engagement model are exploration, realisation, anticipation, persistence and initiation.",
    reader("engagementmodel", "engagement", also={"realization": "realisation"}),
    ordered=False,
    screening=True,
)


def boxall_strands() -> Iterator[Scale]:
    """Yield a scale for each Boxall strand, at most five items of 0 to 4; on diagnostic strands lower is better."""
    for strands, higher_is_better, hint in ((DEVELOPMENTAL, True, ""), (DIAGNOSTIC, False, "; lower is better")):
        for letter, name in strands.items():
            yield Scale(
                f"boxall_{letter.lower()}",
                f"Boxall {letter}, {name}",
                numbers(0, 20),
                f"Scores on a Boxall strand are whole numbers from 0 to 20{hint}.",
                number("boxall", "strand", letter.lower()),
                higher_is_better=higher_is_better,
                counts_from=0,
                step="point",
                screening=True,
            )


STANDARD_SCALES: tuple[Scale, ...] = (
    *(GCSE, COMBINED_SCIENCE, ENTRY_LEVEL, FUNCTIONAL_SKILLS, VOCATIONAL, VOCATIONAL_LEVELS),
    *(KS2, NC_LEVEL, P_SCALE),
    *(PRE_KEY_STAGE_1, PRE_KEY_STAGE_2, KS2_SCALED, STANDARDISED, READING_AGE, SDQ, *boxall_strands(), ENGAGEMENT),
)
BY_KEY: Mapping[str, Scale] = MappingProxyType({scale.key: scale for scale in STANDARD_SCALES})
