"""Work on a text the prompt brings along: its key words, a real summary, and a plain rewrite by rule."""

import re
from collections import Counter

_COMMON = frozenset(
    re.findall(
        r"\w+",
        "the a an and or but of to in on for with at by from as is are was were be been it its this that these those "
        "not no i you he she we they me my your our their his her will would can could should has have had do does "
        "did so than then there here which who what when where how why all any more most some such into about over "
        "after before also please give show tell write make explain list describe one two short briefly table "
        "code formula",
    )
)


def keywords(text: str, most: int = 6) -> list[str]:
    """The words that carry a text, most frequent first."""
    words = [word for word in re.findall(r"[^\W\d_]{3,}", text.lower()) if word not in _COMMON]
    return [word for word, _ in Counter(words).most_common(most)]


def summary(text: str, sentences: int = 3) -> list[str]:
    """The sentences that carry most of a text, in their order: an extract, not an invention."""
    found = [s.strip() for s in re.split(r"(?<=[.!?。])\s+|\n+", text) if len(s.split()) > 3]
    if len(found) <= sentences:
        return found
    weight = Counter(word for word in re.findall(r"[^\W\d_]{3,}", text.lower()) if word not in _COMMON)

    def score(sentence: str) -> float:
        words = re.findall(r"[^\W\d_]{3,}", sentence.lower())
        return sum(weight[word] for word in words) / (len(words) + 4)

    best = sorted(range(len(found)), key=lambda place: -score(found[place]))[:sentences]
    return [found[place] for place in sorted(best)]


def pasted(prompt: str, words: int = 7) -> str:
    """The text of at least so many words that follows a prompt's first line or colon, "" where there is none."""
    head, sign, rest = prompt.partition(":")
    if not sign or "\n" in head or (not rest.strip() and "\n" not in rest):
        _, sign, rest = prompt.partition("\n")
    return rest.strip() if sign and len(rest.split()) >= words else ""


_FORMAL = (
    (r"\bi\b", "I"),
    (r"\bcan't\b", "cannot"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"\bI'm\b", "I am"),
    (r"'re\b", " are"),
    (r"'ll\b", " will"),
    (r"'ve\b", " have"),
    (r"\bit's\b", "it is"),
    (r"\bgonna\b", "going to"),
    (r"\bwanna\b", "want to"),
    (r"\bgot to\b", "must"),
    (r"\bhey\b", "Hello"),
    (r"\bhi\b", "Hello"),
    (r"\bguys\b", "everyone"),
    (r"\bthanks\b", "thank you"),
    (r"\basap\b", "as soon as possible"),
    (r"\bkids\b", "children"),
    (r"\bpls\b|\bplz\b", "please"),
    (r"\bu\b", "you"),
    (r"\bbuy\b", "purchase"),
)
_MISTAKES = (
    (r"\bteh\b", "the"),
    (r"\brecieve", "receive"),
    (r"\bseperate", "separate"),
    (r"\bdefinately\b", "definitely"),
    (r"\boccured\b", "occurred"),
    (r"\balot\b", "a lot"),
    (r"\bcould of\b", "could have"),
    (r"\bshould of\b", "should have"),
    (r"\b(he|she|it) don't\b", r"\1 doesn't"),
    (r"\b(he|she|it) go\b", r"\1 goes"),
    (r"\b(he|she|it) have\b", r"\1 has"),
    (r"\bi\b", "I"),
    (r"\bme and (\w+)\b", r"\1 and I"),
    (r"\btheir is\b", "there is"),
    (r"\byour welcome\b", "you're welcome"),
    (r"\bits a\b", "it's a"),
    (r"\bI has\b", "I have"),
    (r"\bthey was\b", "they were"),
    (r"\bwe was\b", "we were"),
    (r"\bdont\b", "don't"),
    (r"\bcant\b", "can't"),
    (r"\bim\b", "I'm"),
    (r"\bwich\b", "which"),
    (r"\buntill\b", "until"),
    (r"  +", " "),
)
_FILLERS = r"\b(really|very|just|actually|basically|quite|simply|that being said|in order|literally|a bit) "


def rewritten(prompt: str) -> tuple[str, str]:
    """The text of a prompt rewritten as it asks, and what was done; ("", "") where it brings none."""
    text = pasted(prompt, 2).strip('"“”')
    if not text:
        return "", ""
    wish = prompt[: len(prompt) - len(text)].lower()
    if re.search(r"upper ?case|capitals", wish):
        return text.upper(), "all in capitals"
    if re.search(r"short|concise|brief", wish):
        return _sentences(re.sub(_FILLERS, "", text, flags=re.I)), "without filler words"
    if re.search(r"formal|polite|professional", wish):
        return _sentences(_replaced(text, _FORMAL)), "without contractions and with more formal words"
    if re.search(r"bullet|list", wish):
        rows = [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n+", text) if s.strip()]
        return "\n".join(f"- {_sentences(row)}" for row in rows), "one point for each sentence"
    return _sentences(_replaced(text, _MISTAKES)), "with the common slips I know put right"


def _replaced(text: str, rules: tuple[tuple[str, str], ...]) -> str:
    for sign, instead in rules:
        text = re.sub(sign, instead, text, flags=re.I)
    return text


def _sentences(text: str) -> str:
    """Every sentence with a capital letter at its start and a sign at its end."""
    text = re.sub(r"(^|[.!?]\s+)([a-z])", lambda found: found[1] + found[2].upper(), text.strip())
    return text if not text or text[-1] in ".!?…:" else f"{text}."
