"""What a prompt is about and what it wants: kinds of asks, the subject, numbers, pairs, and a real summary."""

import ast
import operator
import re
from collections import Counter
from collections.abc import Callable
from enum import Enum


class Kind(Enum):
    """What the user wants to get."""

    GREETING = "greeting"
    THANKS = "thanks"
    IDENTITY = "identity"
    RECALL = "recall"
    ARITHMETIC = "arithmetic"
    TRANSLATION = "translation"
    SUMMARY = "summary"
    POEM = "poem"
    STORY = "story"
    SHOWCASE = "showcase"
    DATA = "data"
    COMPARISON = "comparison"
    TABLE = "table"
    CODE = "code"
    FORMULA = "formula"
    LIST = "list"
    EXPLANATION = "explanation"


_LANGUAGES = (
    r"python|javascript|typescript|rust|golang|java|c\+\+|kotlin|swift|sql|bash|shell|html|css|ruby|c#"
)
_SIGNS: tuple[tuple[Kind, str], ...] = (
    (Kind.THANKS, r"^(thanks|thank you|thx|danke|merci)\b.{0,40}$"),
    (
        Kind.GREETING,
        r"^((hi|hello|hey|hallo|good (morning|evening|afternoon)|bonjour|hola)\b(?!.*\bworld)|你好|こんにちは).{0,24}$",
    ),
    (Kind.IDENTITY, r"\b(who|what) are you\b|\bwhich model\b|\byour name\b|\babout yourself\b"),
    (
        Kind.RECALL,
        r"\bwhat (did|have) i (just )?(ask|say|said|asked|told|tell)|\bmy (first|last|previous) (question|message)",
    ),
    (
        Kind.TRANSLATION,
        r"\btranslat|\bin (german|french|spanish|italian|japanese|chinese)\b.{0,3}$|\bhow do (you|i) say\b",
    ),
    (Kind.SUMMARY, r"\bsummar|\btl;?dr\b|\bin short\b|\bshorten\b|\bcondense\b"),
    (Kind.POEM, r"\bpoem|\bhaiku|\bverse|\bsonnet|\blimerick|\bsong\b|\bgedicht|诗|詩|俳句"),
    (Kind.STORY, r"\bstory\b|\btale\b|\bfairy ?tale"),
    (
        Kind.SHOWCASE,
        r"\bshow (me )?(everything|all)|\bmarkdown (test|sample|demo|showcase)|\bevery(thing)? (you can|markdown)",
    ),
    (Kind.DATA, r"\bjson\b|\byaml\b|\bcsv\b"),
    (Kind.TABLE, r"\btable\b|\btabelle\b|\bspreadsheet\b"),
    (
        Kind.COMPARISON,
        r"\bcompar|\bversus\b|\bvs\.?\b|\bdifferences? between\b|\bor\b.{1,30}\bbetter\b|\bbetter\b.{1,30}\bor\b",
    ),
    (
        Kind.CODE,
        rf"\b(code|function|program|script|snippet|regex|algorithm|class|implement)\b|\b({_LANGUAGES})(?!\w)",
    ),
    (Kind.FORMULA, r"\bformula|\bequation|\bintegral|\bderiv|\btheorem|\bprove\b|\bproof\b|\blatex\b|\bmath"),
    (
        Kind.LIST,
        r"\blist\b|\bideas?\b|\bsteps?\b|\btips\b|\bways\b|\bexamples\b|\bnames for\b|"
        r"\bchecklist\b|\bplan\b|\brecipe\b|\breasons\b",
    ),
)


def kind_of(prompt: str) -> Kind:
    """What the prompt asks for; an explanation where nothing says otherwise."""
    lowered = prompt.lower().strip()
    if arithmetic(lowered) is not None:
        return Kind.ARITHMETIC
    head = lowered[:600]
    return next((kind for kind, sign in _SIGNS if re.search(sign, head)), Kind.EXPLANATION)


_OPENING = re.compile(
    r"^(please|pls|now|and|so|ok(ay)?|can you|could you|would you|i (want|need|would like)( you)? to|let'?s)\b[ ,]*",
    re.I,
)
_VERB = re.compile(
    r"^((give|show|tell|write|make|draw|create|list|explain|describe|compare|summari[sz]e|translate|define|name|find|"
    r"suggest|recommend|implement|plan|outline|sketch|derive|prove)( (me|us|to me))?|"
    r"(what|who|where|when|why|how)( is| are| do| does| did| was| were|'s| to| can| should)?)\b ?",
    re.I,
)
_FILLER = re.compile(
    r"^(a|an|the|some|any|all|about|of|for|on|me|short|long|quick|simple|detailed|brief|few|\d+|two|three|four|five|six|"
    r"i|you|we|short|story|tale|seven|eight|nine|ten|markdown|table|list|poem|haiku|formula|equation|essay|paragraph|sentence|sentences|word|words|steps?|ideas?|tips|ways|"
    r"examples|reasons|differences?|between|with|in|that|to|as|and|how|why|code|function|program|script)\b ?",
    re.I,
)
_NUMBERS = {
    word: value
    for value, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}


def subject(prompt: str) -> str:
    """The thing a prompt is about, in the prompt's own words, at most 60 characters; "this" where none is left."""
    first = re.split(r"[\n.?!:;]", prompt.strip(), maxsplit=1)[0].strip()
    for _ in range(12):
        shorter = first
        for pattern in (_OPENING, _VERB, _FILLER):
            shorter = pattern.sub("", shorter, count=1) or shorter
        if shorter == first:
            break
        first = shorter
    first = re.sub(r"\s+", " ", first).strip(" ,-–\"'`*#|<>[]()")
    if len(first) > 60:
        first = first[:60].rsplit(" ", 1)[0]
    return first or "this"


def amount(prompt: str, usual: int, most: int = 20) -> int:
    """A small number named in the prompt, as digits or as a word."""
    found = re.search(r"\b(\d{1,4})\b", prompt)
    if found:
        return max(1, min(int(found[1]), most))
    words = re.findall(r"[a-z]+", prompt.lower())
    return next((_NUMBERS[word] for word in words if word in _NUMBERS and word != "one"), usual)


def pair(prompt: str) -> tuple[str, str]:
    """The two things of a comparison; the subject and "the alternative" where only one is named."""
    text = prompt.strip().split("\n", 1)[0].rstrip("?.! ")
    text = re.sub(
        r"^.*?\b(compare|between|comparing|table (of|with|comparing)|comparison of)\b",
        "",
        text,
        flags=re.I,
    )
    text = re.sub(
        r"^(is|are|what is|which is)\s+|\s+(better|best|faster|cheaper|nicer)$", "", text.strip(), flags=re.I
    )
    found = re.split(r"\s+(?:and|with|to|vs\.?|versus|or|against)\s+", text, maxsplit=1, flags=re.I)
    if len(found) == 2:
        left, right = (re.sub(r"^(a|an|the)\s+", "", side.strip(" ,:"), flags=re.I) for side in found)
        right = re.split(r"\s+(?:in a|as a|for|by|using|with)\s+|[,.;]", right, maxsplit=1)[0]
        if left and right:
            return left[:40], right[:40]
    return subject(prompt), "the alternative"


_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}


def arithmetic(prompt: str) -> tuple[str, str] | None:
    """A sum written in the prompt and its true result, or None."""
    found = re.search(
        r"(?<![\w.])\(?-?\d[\d\s.+\-*/×÷·()%]*[+\-*/×÷·%][\d\s.+\-*/×÷·()%]*\d\)?(?![\w.]*\w)", prompt
    )
    if found is None or len(found[0]) > 80 or len(prompt) - len(found[0]) > 40:
        return None
    written = found[0].strip()
    try:
        value = _value(ast.parse(re.sub(r"[×·]", "*", written).replace("÷", "/"), mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return written, f"{value:.10g}"


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value(left), _value(right))
        case _:
            raise ValueError("not a sum")


_COMMON = frozenset(
    re.findall(
        r"\w+",
        "the a an and or but of to in on for with at by from as is are was were be been it its this that these those "
        "not no i you he she we they me my your our their his her will would can could should has have had do does "
        "did so than then there here which who what when where how why all any more most some such into about over "
        "after before also please give show tell write make explain list describe",
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


def pasted(prompt: str) -> str:
    """The text a prompt brings along: what follows its first line or colon, "" where there is none."""
    _, sign, rest = prompt.partition("\n") if "\n" in prompt else prompt.partition(":")
    return rest.strip() if sign and len(rest.split()) > 6 else ""
