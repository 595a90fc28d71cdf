"""Whether a text sounds like child protection: a small list of stems, read sentence by sentence, with negations.

It only decides whether somebody is asked. What is said in school every day ("hit his target") is meant to pass. Both
kinds of sentence are tried in tests/models/requests; what the list does not know is caught by nobody but the writer.
"""

import re
from collections.abc import Mapping

# Enough by themselves. Each begins at the start of a word; "~" stands for up to three words between.
_ALONE: Mapping[str, tuple[str, ...]] = {
    "marks": (
        r"bruis(?:e|es|ed|ing)\b(?! easily)|(?:black|swollen) eye|(?:swollen|split|cut) lip|hand ?prints?\b",
        r"(?:marks|cuts|burns|scratches|sores|lump) (?:on|from|round|to|behind)\b|(?:finger|belt|bite) marks",
        r"burns\b(?! down)|cigarette burn|injur(?:y|ies)\b(?! (?:from|in|at|after) )|mark (?:on|round|like)\b",
        r"flinch|unexplained|(?:would|will) not (?:say|tell us|tell me) (?:how|where|who|why)",
        r"walked into a door|does not fit what|scars?\b|(?:grab\w*|held|took) # by the (?:throat|neck|hair)",
        r"throat\b(?! infection)",
    ),
    "hurt by somebody": (
        r"(?:hits?|hitting|punch\w*|slap\w*|smack\w*|kick\w*|batter\w*|strangl\w*|chok\w*|drags?|dragged|hurts) #",
        r"(?:burns?|burned|burnt|touch|touches|touched|kill) #|(?:beats?|beating) #(?! (?:own|at)\b)",
        r"throws (?:things|something) at #|pushed (?:#|against)|(?:gets?|got) (?:battered|beaten|hit|hurt)\b",
        r"(?:broke|breaks) (?:his|her) (?:arm|leg|finger|nose|jaw|ribs?) (?:when|because)|violen(?:t|ce)\b",
        r"abus(?:e|ed|er|es|ing|ive)\b(?! of the)|assault",
        r"(?:held|holds?|holding|carr(?:y|ies|ying)|with|has) ~(?:a knife|knives|gun|weapon|machete)\b(?! and fork)",
        r"stab(?:s|bed|bing)?\b",
    ),
    "neglected": (
        r"neglect(?:ed)?\b|starv(?:e|ed|ing)\b|takes? food home|feeds #|nobody feeds|wet clothes|smelling",
        r"no (?:coat|shoes) and|out of prison|no (?:food|heating|hot water|beds?|electricity)\b",
        r"(?:nothing|never anything) (?:to eat|in the fridge)|without (?:food|having eaten|eating)",
        r"not eaten since|has not been fed|(?:home|left|leaves #) alone (?:for|at night|all|overnight|with)",
        r"on (?:his|her|their) own (?:since|all|for)|smells of (?:urine|wee)|filthy|head lice|nits\b",
        r"(?:dirty|soiled|same) clothes",
        r"(?:threw|throws|thrown|kicked|chucked) ~out (?:of (?:the|her|his) (?:house|home|flat)|because|last|and)",
        r"thrown out|threw (?:him|her) out",
        r"(?:sleeping|slept|sleeps) (?:on the (?:floor|streets?)|rough|in (?:a|the) (?:park|car))|sofa[- ]surf",
        r"nobody knows where (?:his|her|their)|private foster|not (?:been|come) home|left to look after",
        r"not allowed out|(?:kept|keeps #) off school|cries with pain|in pain every day",
    ),
    "sexual": (
        r"sex\b(?! ed)|sexual(?:ly)?\b(?! reproduction)|rap(?:e|ed|ist)\b|porn|topless|nudes?\b|molest",
        r"underwear|kissed #|naked (?:pic|photo|video|selfie|in front)|undress|pregnan|(?:in|into) bed with",
        r"(?:down|up|inside) (?:his|her) (?:trousers|pants|skirt|top|knickers)|breasts?\b|genitals?\b|penis\b",
        r"vagina\b|private parts?\b|videos of children|indecent",
    ),
    "exploited": (
        r"groomed\b|being groomed|exploit|county lines|cuckoo|traffick|(?:a|his|the) gang\b(?! of)",
        r"(?:deal|carr|sell|runn|tak|us)\w+ (?:drugs|weed|cannabis)",
        r"drugs (?:for|from) |package for|heroin|cocaine|arrested",
        r"(?:an )?older (?:man|men|boys?|boyfriend|lads?)|boyfriend of (?:\d|twenty|thirty|forty)",
        r"(?:secret|adult) boyfriend|men (?:she|he) does not know|boyfriend is (?:\d|twenty|thirty)|hotel with",
        r"in the shower|a man (?:has been|is|keeps|at|in|she|he)\b|stranger's (?:flat|house|car)|met online",
        r"boyfriend online|(?:messag|contact|text)\w* (?:him|her) privately",
        r"(?:photos?|pictures?|videos?) of (?:himself|herself)|meet (?:him|her) (?:alone|in secret)",
        r"(?:post|share) the video|blackmail|in exchange for|not paid",
        r"(?:keeps|takes) (?:his|her) (?:passport|wages)|owes ~money|(?:goes|going|gone|went) missing",
        r"missing (?:from home|since)|(?:ran|run|runs) away (?:from|last|again)|(?:did not|never) c[oa]me home",
        r"picked up by ~police|gives (?:him|her) (?:cigarettes|alcohol|vodka|weed|vapes|drugs)",
    ),
    "harms themselves": (
        r"self[- ]?harm|suicid|(?:taken|took|takes|take) an overdose|overdosed",
        r"(?:kill|hang|burn|hat|starv)\w* (?:himself|herself|myself)\b",
        r"(?:hurt|cut)\w* (?:himself|herself|myself)\b(?! (?:in|on|at|shaving|while|when|playing))",
        r"carved|laxatives|ways to die|point (?:in|of) living|not (?:want to )?go home|make me go home",
        r"(?:cut|cuts|cutting|scratch\w*|burning) (?:his|her|their) (?:arms?|wrists?|legs?|thighs?)",
        r"took (?:\w+ of|all|too many) ~(?:tablets|pills|paracetamol)|makes? (?:himself|herself) sick",
        r"end(?:ing)? it all|better off (?:if|without|dead)|(?:taking|take) all (?:of )?(?:his|her|the)",
        r"(?:wants?|wanted) to (?:die|be dead)\b|rather be dead|not want to (?:be alive|live|be here|wake up)",
        r"lives or dies|goodbye (?:letter|note)s? (?:to (?:us|mum|me)|and)",
    ),
    "frightened": (
        r"(?:scared|afraid|terrified|frightened) (?:of|to|about) ~(?:home|go back|(?:what )?@\b)",
        r"(?:scared|afraid|terrified|frightened) (?:of what|of going home|to go (?:home|back))",
        r"(?:not|never) feel safe|unsafe at home|wet (?:himself|herself) when|worthless|waste of space",
        r"never been born|calls (?:him|her) (?:names|stupid|useless)|wishes (?:he|she) was dead",
        r"(?:promise|begged|asked|must|told) ~not (?:to )?(?:tell|ring)|keep (?:it|this) (?:a )?secret",
        r"nobody would believe|what (?:happens|goes on|(?:he|she) sees) at home|fled\b|refuge\b|hostel\b",
        r"non[- ]molestation|police (?:came|were called)|smash\w* up",
    ),
    "honour and belief": (
        r"fgm\b|female genital|ceremony for girls|(?:forced|arranged) marriage|to be married|to marry\b",
        r"make # marry|must marry|possessed (?:by|and)|is possessed\.?$|evil spirit",
        r"witch(?:craft)?\b.*\b(?:at home|family)|radicali[sz]|extremis|behead|isis\b|jihad",
        r"nazi (?!germany)\w+|make a bomb|prevent referral|(?:go and|to) fight for them",
    ),
    "safeguarding": (
        r"disclos(?:ed?|es|ing|ures?)\b|safeguarding|(?:he|she) alleged|risk (?:of harm|from)|safe house",
        r"stalk(?:s|ed|ing)|tell you something|nobody has told the|did not report|cannot breathe",
        r"could not breathe|like a slave|child protection (?:plan|concern|issue|referral|enquiry)|section 47",
        r"s47\b|strategy (?:discussion|meeting)|mash\b(?! potato)|lado\b|nspcc\b|social care are",
        r"allegations? against|child in need|(?:taken|put|went) (?:back )?into care|removed the children",
        r"police protection",
    ),
}
_PEOPLE = (
    r"(?:dad|father|mum|mother|step\w+|uncle|aunt\w*|gran\w*|carers?|husband|partner|boyfriend|cousin|brother|ex|parents?|"
    r"pastor|somebody|someone|at home|(?:his|her) family)(?:'s)?"
)
# What somebody close to a child does: enough where one of `_PEOPLE` stands in the same sentence.
_DEEDS = (
    r"(?:hit|hits|hitting|punch(?:ed|es)?|slap(?:s|ped)?|smack(?:s|ed)?|kick(?:s|ed)|strangl\w*|chok\w*)\b",
    r"(?:drag(?:s|ged)|shov(?:es|ed)|push(?:es|ed) #|ti(?:ed|es) (?:#|to)|lock(?:s|ed)|shuts? #)\b",
    r"(?:threaten\w*|scream\w*|smash(?:es|ed)?|beat(?:s|en)?|wakes # at night)\b(?! (?:own|\w+ own|to)\b)",
    r"mak(?:es|ing) # (?:do|watch|eat|sleep|work|look|stay|carry|stand)",
    r"made to (?:look after|sleep|eat|do|work)",
    r"(?:a hiding|headlock|whips?|whipped|(?:a|the|his) belt|hurt (?:#|for)|did to #)\b",
    r"(?:comes|came|gets) into (?:his|her) (?:room|bed)\b",
    r"hid(?:es|ing) ~when|does not care|no lock|tell(?:s|ing)? # to hurt|disown",
    r"(?:drunk|unconscious|high|heroin|crack|cocaine|needle|overdose|weed|drinking)\b|will not speak to #",
)


def _as_pattern(stems: str) -> re.Pattern[str]:
    victim = r"(?:(?:him|her|me|them|mum|his mum|her mum|(?:the|his|her) (?:children|sisters?|brothers?))\b)"
    words = stems.replace("~", r"(?:[\w']+ ){0,3}").replace("#", victim).replace("@", _PEOPLE)
    return re.compile(rf"\b(?:{words})")


_HARM = _as_pattern("|".join(stem for each in _ALONE.values() for stem in each))
_DEED, _SOMEBODY = _as_pattern("|".join(_DEEDS)), re.compile(rf"\b{_PEOPLE}\b")
# "no history of abuse or neglect": the words that may stand between a negation and what it denies.
_DENIED = re.compile(
    r"\b(?:no|never|not|nor|without|denies|denied)"
    r"(?: (?:a|an|any|the|been|more|longer|further|signs?|history|evidence|concerns?|about|of|or|and|abuse|neglect|"
    r"self-harm|violence))* $"
)
_SENTENCE = re.compile(r"[.!?;\n]+")


def sounds_like_child_protection(text: str) -> bool:
    """Return whether a sentence of the text tells of harm to a child, and does not deny it."""
    plain = text.casefold().replace("\u2019", "'").replace("n't", " not")
    return any(_tells_of_harm(" ".join(sentence.split())) for sentence in _SENTENCE.split(plain))


def _tells_of_harm(sentence: str) -> bool:
    found = [*_HARM.finditer(sentence), *(_DEED.finditer(sentence) if _SOMEBODY.search(sentence) else ())]
    return any(not _DENIED.search(sentence[: one.start()]) for one in found)
