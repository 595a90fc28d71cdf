"""The reading age of a text: the Flesch-Kincaid grade level and five years, for a child of that grade is so old.

Kincaid and others, Derivation of new readability formulas, 1975: 0.39 words a sentence and 11.8 syllables a word, less
15.59. Syllables are counted as groups of vowels, without a silent e at the end of a word. Headings and what stands in
tables are no sentences: fewer than four words are left out.

Not by textstat: 0.7.13 downloads its dictionary through nltk, and 0.7.4 counts hyphens and finds two years too few.
"""

import re
from collections.abc import Iterable

A_SENTENCE, A_WORD, LESS, FIRST_GRADE = 0.39, 11.8, 15.59, 5
HIGHEST = 11  # of what a family is given
FEWEST = 4  # words of a sentence
WORD, END = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*"), re.compile(r"[.!?]+(?=\s|$)")
SILENT, VOWELS = re.compile(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$"), re.compile(r"[aeiouy]{1,2}")
SHORT = 3  # letters: such a word has one syllable


def reading_age(lines: Iterable[str]) -> int | None:
    """Return the reading age of these lines in whole years, each line a sentence at least; None without a sentence."""
    sentences = [words for line in lines for part in END.split(line) if len(words := WORD.findall(part)) >= FEWEST]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return None
    in_all = sum(syllables(word) for word in words)
    grade = A_SENTENCE * len(words) / len(sentences) + A_WORD * in_all / len(words) - LESS
    return max(FIRST_GRADE, round(grade + FIRST_GRADE))


def syllables(word: str) -> int:
    """Count the syllables of a word, roughly: a group of one or two vowels each."""
    letters = word.casefold()
    if len(letters) <= SHORT:
        return 1
    return max(1, len(VOWELS.findall(SILENT.sub("", letters))))
