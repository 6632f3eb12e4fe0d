"""Other ways the same article could have been printed: each epoch reads a changed copy of each article."""
import random
import re
from collections import Counter
from dataclasses import replace

from corpus import ROLES
from features import CLOSE, OPEN, quotation_states

WORD = re.compile(r"[^\W\d_]+")
PRONOUNS = {"he": "she", "she": "he", "him": "her", "his": "her", "her": "his", "himself": "herself", "herself": "himself"}
# Family names common in countries whose wars are reported; no particular person is meant.
NAMES = """Kovalenko Shevchenko Bondarenko Tkachenko Melnyk Kravchuk Oliynyk Lysenko Marchenko Savchenko Ivanov Petrov
Sidorov Volkov Sokolov Morozov Lebedev Orlov Kuznetsov Popov Hassan Hussein Mahmoud Khalil Mansour Haddad Nasser Saleh
Ibrahim Othman Farouk Aziz Rahman Qasim Levy Cohen Mizrahi Peretz Katz Shapira Kim Park Choi Jung Kang Yoon Wang Zhang
Chen Liu Huang Zhao Tesfaye Bekele Abebe Mengistu Osman Deng Garang Kiir Diallo Traore Keita Coulibaly Yilmaz Demir Kaya
Celik Aydin Nowak Kowalski Novak Horvat Popescu Ionescu Dimitrov Georgiev Singh Sharma Khan Malik Ahmed Mueller Schmidt
Weber Dubois Moreau Laurent Rossi Ricci Jones Walker Harris Clarke Bennett Morgan""".split()

# Bodies known by capitals; the first ones are words when they are written small, and the encoder reads them so.
ACRONYMS = """WHO WHO WHO WHO WHO WHO WHO WHO IT IT US US US AID CARE WAS IS ISIS UN UN EU NATO IAEA CIA FBI AP AFP
IDF SBU HUR ISW ICC OSCE UNHCR UNICEF MSF IOM ICRC NSC MOD PLA RSF SAF DPR TASS RIA BBC CNN""".split()

# Outlets that pass on what others said: made up but for the agencies, and so many that none is learned by heart.
TOWNS = """Vell Hollin Kestrel Orlin Maren Tavos Brenn Sarnow Ostrava Lund Adana Tbilisi Kharkiv Haifa Khartoum Lagos
Boston Baltimore Leeds Perth Manila Seoul Lima Quito Riga Minsk Odesa Gaza Aden""".split()
PAPERS = """Courier Herald Times Post Wire Gazette Journal Tribune Observer Standard Telegraph Star Mail Chronicle Sun
Examiner Globe Monitor Dispatch News Today Radio Online""".split()
AGENCIES = """Reuters AFP AP TASS Interfax Yonhap Anadolu Xinhua BBC CNN ABC NBC Politico Axios Bloomberg Kommersant
Suspilne Haaretz Kathimerini Politiken Spiegel Corriere ANSA Fars Kyodo Ukrinform Meduza""".split()
# The share of claims at the end of a sentence that an outlet is made to pass on.
PASSED_ON = 0.08
# Who is named only together with what he said, so that nobody cites him.
PRONOUN_SOURCES = {"he", "she", "it", "they", "i", "we", "you", "who", "which", "some", "others", "many"}


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

    move = lambda spans: [(place(start, False), place(end, True)) for start, end in spans]
    claims = [{**claim, **{role: move(claim[role]) for role in ROLES}} for claim in article.claims]
    return replace(article, text=text, claims=claims, masked=move(article.masked))


def quotation_style(article, style):
    """“Curly” marks as "straight" ones, ''typed twice'', or ‘single’."""
    marks = {"straight": ('"', '"'), "typed": ("''", "''"), "single": ("‘", "’"), "plain": ("'", "'")}[style]
    found = [(m.start(), m.end(), marks[m.group() == "”"]) for m in re.finditer("[“”]", article.text)]
    return rewrite(article, found)


def curly_marks(article):
    """"Straight" marks as “curly” ones."""
    found = []
    for line in re.finditer(r"[^\n]+", article.text):
        for at, state in enumerate(quotation_states(line.group())):
            if line.group()[at] == '"' and state in (OPEN, CLOSE):
                place = line.start() + at
                found.append((place, place + 1, "“" if state == OPEN else "”"))
    return rewrite(article, found)


def footnotes(article, rng):
    """Marks of footnotes, as encyclopedias print them, after some sentences."""
    mark = rng.choice(["[{}]", "{}"])
    ends = [m.end() for m in re.finditer(r"(?<=[a-z]{2})[.](?=\s)", article.text) if rng.random() < 0.4]
    return rewrite(article, [(end, end, mark.format(number)) for number, end in enumerate(ends, rng.randint(1, 9))])


def acronyms(article, rng):
    """Some sources named by capital letters, among them such as are words when written small."""
    found = []
    for claim in article.claims:
        for start, end in claim["source"][:1]:
            words = article.text[start:end].split()
            beside = article.text[start - 1 : start] + article.text[end : end + 1]
            own = len(claim["source"]) == 1 and len(words) <= 4 and not re.search("[’'\\w]", beside)
            if own and rng.random() < 0.3:
                name = rng.choice(ACRONYMS)
                opens = start == 0 or article.text[max(0, start - 2) : start].strip(" ") in ("", ".", "\n", "”", '"')
                the = "" if rng.random() < 0.3 else ("The " if opens else "the ")
                found.append((start, end, the + name))
    found = [one for at, one in enumerate(sorted(set(found))) if at == 0 or one[0] >= sorted(set(found))[at - 1][1]]
    return rewrite(article, found)


def joined_paragraphs(article, glued):
    """Paragraph breaks lost, as in many scraped pages: a space in their place or, `glued`, nothing."""
    found = [(m.start(), m.end(), "" if glued else " ") for m in re.finditer(r"\s*\n\s*", article.text)]
    return rewrite(article, found)


def excerpt(article, rng):
    """One to three sentences as a text of their own, with the claims that lie in them whole; None where a claim is cut."""
    ends = [0, *(m.end() for m in re.finditer(r"[.!?][”\"’']?\s+(?=[“\"‘A-Z])", article.text)), len(article.text)]
    if len(ends) < 6:
        return None
    first = rng.randrange(len(ends) - 2)
    start, end = ends[first], ends[min(len(ends) - 1, first + rng.choice([1, 1, 2, 3]))]
    inside = lambda span: start <= span[0] and span[1] <= end
    claims = []
    for claim in article.claims:
        spans = [span for role in ROLES for span in claim[role]]
        if all(map(inside, spans)):
            claims.append({**claim, **{role: [(a - start, b - start) for a, b in claim[role]] for role in ROLES}})
        elif any(a < end and b > start for a, b in spans):
            return None
    masked = [(max(a, start) - start, min(b, end) - start) for a, b in article.masked if a < end and b > start]
    text = article.text[start:end].rstrip()
    return replace(article, text=text, claims=claims, masked=masked) if claims or rng.random() < 0.2 else None


def swapped_pronouns(article):
    """He for she and back."""
    found = []
    for match in WORD.finditer(article.text):
        other = PRONOUNS.get(match.group().lower())
        if other:
            found.append((match.start(), match.end(), other.capitalize() if match.group()[0].isupper() else other))
    return rewrite(article, found)


def _outlet(rng):
    """The name of an outlet as a sentence has it in its middle."""
    if rng.random() < 0.4:
        name = rng.choice(AGENCIES)
        return f"{rng.choice(['news agency', 'the news agency', 'the broadcaster'])} {name}" if rng.random() < 0.2 else name
    name = f"{rng.choice(TOWNS)} {rng.choice(PAPERS)}"
    return name if rng.random() < 0.2 else f"the {name}"


def _reporter(rng):
    """"The Vell Courier reported on Monday": whoever passes on, as a clause behind the words."""
    verb = rng.choice(["reported"] * 4 + ["reports", "said", "wrote", "has reported"])
    day = f" on {rng.choice('Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split())}" if rng.random() < 0.25 else ""
    return f"{_outlet(rng)} {verb}{day}"


def _ends_sentence(article, claim):
    """(start, end) of the attribution of a claim, where it stands behind the content at the end of a sentence, or None."""
    spans = claim["cue"] + claim["source"]
    if not claim["cue"] or not claim["source"] or not claim["content"]:
        return None
    text, content = article.text, max(end for _, end in claim["content"])
    start, end = min(start for start, _ in spans), max(end for _, end in spans)
    beside = re.fullmatch(r"[.?!]?[,”\"’'`]{1,4} ", text[content:start])
    alone = re.fullmatch(r"\.(\s|$)", text[end : end + 2])
    return (start, end) if beside and alone and "\n" not in text[start:end] else None


def _cited(article, at, rng):
    """The article with "two officials said" made "the Courier reported, citing two officials" in claim number `at`, or None."""
    claim = article.claims[at]
    if len(claim["cue"]) != 1 or len(claim["source"]) != 1:
        return None
    (cue, source), text = (claim["cue"][0], claim["source"][0]), article.text
    first, last = sorted([cue, source])
    words = text[source[0] : source[1]]
    apart = text[first[1] : last[0]] != " " or "," in words or words.lower() in PRONOUN_SOURCES
    if apart or text[cue[0] : cue[1]].lower() not in ("said", "says", "reported", "added", "told", "according to"):
        return None
    citing = rng.choice(["citing"] * 3 + ["quoting"])
    tail = f"{_reporter(rng)}, {citing} "
    if cue < source:
        moved = rewrite(article, [(cue[0], source[0], tail)])
    else:
        moved = rewrite(article, [(source[0], source[0], tail), (source[1], cue[1], "")])
    start = moved.claims[at]["source"][0][0]
    moved.claims[at]["cue"] = [(start - len(citing) - 1, start - 1)]
    return moved


def passed_on(article, rng, share):
    """Some claims told on by an outlet: "…, Reth said, the Courier reported", "…, the Courier reported, citing officials".

    Whoever passes on is outside the claim: its source is the innermost speaker. Real articles have such tails too seldom to
    learn from them where the words claimed end.
    """
    for at in range(len(article.claims)):
        claim = article.claims[at]
        attribution = _ends_sentence(article, claim)
        if not attribution or rng.random() >= share:
            continue
        cited = _cited(article, at, rng) if rng.random() < 0.4 else None
        if cited:
            article = cited
            continue
        end = attribution[1]
        ways = [f", {_reporter(rng)}", f", {_reporter(rng)}", f", according to {_outlet(rng)}"]
        if article.text[claim["cue"][0][0] : claim["cue"][0][1]].lower() == "according to":
            ways = ways[:1]
        article = rewrite(article, [(end, end, rng.choice(ways))])
    return article


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
        if not article.masked:
            article = passed_on(article, rng, PASSED_ON)
        if rng.random() < 0.3:
            article = self.swapped_names(article, rng)
        if rng.random() < 0.12:
            article = swapped_pronouns(article)
        if rng.random() < 0.35:
            article = acronyms(article, rng)
        if rng.random() < 0.05:
            article = footnotes(article, rng)
        if '"' in article.text and rng.random() < 0.4:
            article = curly_marks(article)
        style = rng.choices(["as it is", "straight", "typed", "single", "plain"], [0.66, 0.16, 0.06, 0.08, 0.04])[0]
        if style != "as it is":
            article = quotation_style(article, style)
        if rng.random() < 0.35:
            article = joined_paragraphs(article, glued=rng.random() < 0.25)
        return article
