"""Other ways the same article could have been printed: each epoch reads a changed copy of each article."""
import random
import re
from collections import Counter

from corpus import ROLES, Article

WORD = re.compile(r"[^\W\d_]+")
PRONOUNS = {"he": "she", "she": "he", "him": "her", "his": "her", "her": "his", "himself": "herself", "herself": "himself"}
# Family names common in countries whose wars are reported; no particular person is meant.
NAMES = """Kovalenko Shevchenko Bondarenko Tkachenko Melnyk Kravchuk Oliynyk Lysenko Marchenko Savchenko Ivanov Petrov
Sidorov Volkov Sokolov Morozov Lebedev Orlov Kuznetsov Popov Hassan Hussein Mahmoud Khalil Mansour Haddad Nasser Saleh
Ibrahim Othman Farouk Aziz Rahman Qasim Levy Cohen Mizrahi Peretz Katz Shapira Kim Park Choi Jung Kang Yoon Wang Zhang
Chen Liu Huang Zhao Tesfaye Bekele Abebe Mengistu Osman Deng Garang Kiir Diallo Traore Keita Coulibaly Yilmaz Demir Kaya
Celik Aydin Nowak Kowalski Novak Horvat Popescu Ionescu Dimitrov Georgiev Singh Sharma Khan Malik Ahmed Mueller Schmidt
Weber Dubois Moreau Laurent Rossi Ricci Jones Walker Harris Clarke Bennett Morgan""".split()


def rewrite(article, replacements):
    """The article with [(start, end, new text)] applied (in order, apart), its spans moved along."""
    parts, shifts, at, moved = [], [], 0, 0
    for start, end, new in replacements:
        parts += [article.text[at:start], new]
        moved += len(new) - (end - start)
        shifts.append((start, end, moved, len(new)))
        at = end
    text = "".join([*parts, article.text[at:]])
    starts = [shift[0] for shift in shifts]

    def place(offset, is_end):
        from bisect import bisect_left, bisect_right

        index = (bisect_left(starts, offset) if is_end else bisect_right(starts, offset)) - 1
        if index < 0:
            return offset
        start, end, shift, length = shifts[index]
        if offset >= end:
            return offset + shift
        new_end = end + shift
        return new_end if is_end else new_end - length

    claims = [
        {role: [(place(start, False), place(end, True)) for start, end in claim[role]] for role in ROLES}
        for claim in article.claims
    ]
    return Article(article.name, text, claims)


def quotation_style(article, style):
    """“Curly” marks as "straight" ones, ''typed twice'', or ‘single’."""
    marks = {"straight": ('"', '"'), "typed": ("''", "''"), "single": ("‘", "’"), "plain": ("'", "'")}[style]
    found = [(m.start(), m.end(), marks[m.group() == "”"]) for m in re.finditer("[“”]", article.text)]
    return rewrite(article, found)


def joined_paragraphs(article, glued):
    """Paragraph breaks lost, as in many scraped pages: a space in their place or, `glued`, nothing."""
    found = [(m.start(), m.end(), "" if glued else " ") for m in re.finditer(r"\s*\n\s*", article.text)]
    return rewrite(article, found)


def swapped_pronouns(article):
    """He for she and back."""
    found = []
    for match in WORD.finditer(article.text):
        other = PRONOUNS.get(match.group().lower())
        if other:
            found.append((match.start(), match.end(), other.capitalize() if match.group()[0].isupper() else other))
    return rewrite(article, found)


class Augmenter:
    """Draws a changed copy of an article. Built on all articles, to tell names from words that are also written small."""

    def __init__(self, articles):
        small = Counter()
        for article in articles:
            small.update(word for word in WORD.findall(article.text) if word.islower())
        self.small = small

    def swapped_names(self, article, rng):
        """Names of sources replaced by others, the same one everywhere in the article."""
        named = set()
        for claim in article.claims:
            for start, end in claim["source"]:
                named.update(word for word in WORD.findall(article.text[start:end]) if word.istitle() and len(word) > 2)
        named = {word for word in named if self.small[word.lower()] < 3}
        other = {word: rng.choice(NAMES) for word in sorted(named)}
        found = [
            (match.start(), match.end(), other[match.group()])
            for match in WORD.finditer(article.text)
            if match.group() in other
        ]
        return rewrite(article, found)

    def draw(self, article, rng: random.Random):
        """A copy of `article`, changed at random."""
        if rng.random() < 0.3:
            article = self.swapped_names(article, rng)
        if rng.random() < 0.12:
            article = swapped_pronouns(article)
        style = rng.choices(["as it is", "straight", "typed", "single", "plain"], [0.66, 0.16, 0.06, 0.08, 0.04])[0]
        if style != "as it is":
            article = quotation_style(article, style)
        if rng.random() < 0.4:
            article = joined_paragraphs(article, glued=rng.random() < 0.15)
        return article
