"""What a prompt is about and what it wants: kinds of asks, the topic as a noun phrase, the parts asked for, numbers."""

import re
from enum import Enum

from studio.sandbox.truths import truth


class Kind(Enum):
    """What the user wants to get."""

    GREETING = "greeting"
    ECHO = "words to repeat"
    THANKS = "thanks"
    IDENTITY = "identity"
    RECALL = "recall"
    TRUTH = "question with one right answer"
    CHAT = "small talk"
    TRANSLATION = "translation"
    SUMMARY = "summary"
    REWRITE = "rewrite"
    POEM = "poem"
    STORY = "story"
    LETTER = "letter"
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
_TONGUES = r"(german|french|spanish|italian|japanese|chinese)"
_TALK_SIGNS: tuple[tuple[Kind, str], ...] = (
    (Kind.THANKS, r"^(thanks|thank you|thx|danke|merci)\b.{0,40}$"),
    (
        Kind.GREETING,
        r"^((hi|hello|hey|hallo|good (morning|evening|afternoon)|bonjour|hola)\b(?!.*\bworld)|你好|こんにちは).{0,24}$"
        r"|^(please )?(say|tell me|give me a) (hi|hello|hey)\b(?!.*\bworld)(?! in (german|french|spanish|"
        r"italian|chinese|japan))",
    ),
    (Kind.IDENTITY, r"\b(who|what) are you\b|\bwhich model\b|\byour name\b|\babout yourself\b"),
    (
        Kind.RECALL,
        r"\bwhat (did|have) i (just )?(ask|say|said|asked|told|tell)|\bmy (first|last|previous) (question|message)",
    ),
    (
        Kind.ECHO,
        r"^(please )?(say|repeat|(reply|answer|respond) with)\b(?! (it|that|this|more|something|why|how)\b)",
    ),
    (
        Kind.CHAT,
        r"\bjoke\b|^how are you|^how is it going|\bi('m| am| feel) (so |very |a bit |really )?(sad|tired|lonely|"
        r"happy|"
        r"bored|stressed|nervous|anxious)|\bmeaning of life\b|\bwhat can you do\b|^(test|testing|ping)\W*$|"
        r"\b(what time is it|weather (today|tomorrow|like|in)|latest news|today'?s (date|news|weather)|stock "
        r"price)\b",
    ),
)
_TEXT_SIGNS: tuple[tuple[Kind, str], ...] = (
    (Kind.TRANSLATION, rf"\btranslat|\bin {_TONGUES}\b.{{0,3}}$|\bhow do (you|i) say\b"),
    (Kind.SUMMARY, r"\bsummar|\btl;?dr\b|\bshorten\b|\bcondense\b"),
    (
        Kind.REWRITE,
        r"^(please )?(rewrite|rephrase|reword|paraphrase|proofread|correct|fix|improve|polish)\b"
        r"(?!.*\b(code|bug|function)\b)|\bmore (formal|polite|friendly)",
    ),
    (Kind.LETTER, r"\b(letter|e-?mail)\b(?!.*\b(regex|function|address(es)?|json|of the alphabet)\b)"),
    (Kind.POEM, r"\bpoem|\bhaiku|\bverse|\bsonnet|\blimerick|\bsong\b|\bgedicht|诗|詩|俳句"),
    (Kind.STORY, r"\bstory\b(?! of)|\btale\b|\bfairy ?tale"),
    (
        Kind.SHOWCASE,
        r"\bshow (me )?(everything|all)|\bmarkdown (test|sample|demo|showcase)|\bevery(thing)? (you can|markdown)",
    ),
)
_CONTENT_SIGNS: tuple[tuple[Kind, str], ...] = (
    (Kind.DATA, r"\bjson\b|\byaml\b|\bcsv\b"),
    (
        Kind.COMPARISON,
        r"\bcompar|\bversus\b|\bvs\.?\b|\bdifferences? between\b|\bor\b.{1,30}\bbetter\b|\bbetter\b.{1,30}\bor\b|"
        r"\bpros and cons\b|^(should|shall) (i|we)\b.{2,60} or ",
    ),
    (Kind.TABLE, r"\btable\b|\btabelle\b|\bspreadsheet\b"),
    (
        Kind.CODE,
        rf"\b(code|function|program|script|snippet|regex|algorithm|class|implement)\b|\b({_LANGUAGES})(?!\w)",
    ),
    (
        Kind.FORMULA,
        r"\bformula|\bequation|\bintegral|\bderivative|\btheorem|\bprove\b|\bproof\b|\blatex\b|\bmath",
    ),
    (
        Kind.LIST,
        r"\blist\b|\bideas?\b|\bsteps?\b(?! by)|\btips\b|\bways\b|\bexamples\b|\bnames for\b|\bname (two|three|"
        r"four|five)\b|"
        r"\bchecklist\b|\bplan\b|\brecipe\b|\breasons\b|\bsuggest|\bplan (a|my)\b|\bbenefits\b",
    ),
)
_EXPLAINS = re.compile(
    r"^\W*(please )?((can|could|would) you )?(explain|describe|teach|how (do(?! i)|does|did|is|are)|why|what "
    r"(is|are|does))\b"
)


def kind_of(prompt: str) -> Kind:
    """What the prompt asks for; an explanation where nothing says otherwise."""
    lowered = " ".join(prompt.lower().split()[:120])
    found = _first(_TALK_SIGNS, lowered)
    if found:
        return found
    if truth(prompt) is not None:
        return Kind.TRUTH
    head = lowered[:600]
    content = core(head) if _EXPLAINS.search(head) else head
    return _first(_TEXT_SIGNS, head) or _first(_CONTENT_SIGNS, content) or Kind.EXPLANATION


def _first(signs: tuple[tuple[Kind, str], ...], text: str) -> Kind | None:
    return next((kind for kind, sign in signs if re.search(sign, text)), None)


_SMALL = (
    r"(?:(?:a|an|one|two|three|some|the|any|its|short|small|simple|brief|working|worked|quick|tiny|nice|python|"
    r"javascript|"
    r"rust|markdown|comparison)\s+)*"
)
_PART = (
    r"(?:formulas?|equations?|tables?|code(?: examples?| snippets?)?|examples?|diagrams?|snippets?|lists?|math|"
    r"headings?|"
    r"sources|emojis?|bullet points?)"
)
_WITH = re.compile(
    rf"[,;]?\s+(?:and\s+)?(?:with|using|including|include|plus|along with|in|as)\s+{_SMALL}{_PART}"
    rf"(?:\s*(?:,\s*and|,|and|or|plus|\+)\s*{_SMALL}{_PART})*\s*$",
    re.I,
)
_MANNER = re.compile(
    r"[,;]?\s+(?:briefly|shortly|simply|please|in (?:one|two|three|four|\d+|a few|simple|plain|short|under \d+|"
    r"fewer than "
    r"\d+)(?: short| simple| plain)? (?:sentences?|words?|terms?|lines?|paragraphs?|english|language)|step by "
    r"step|in detail|"
    r"in depth|like i'?m five|to (?:me|us|a (?:beginner|child|layman|five[- ]year[- ]old|friend))|for (?:a "
    r")?(?:beginners?|"
    r"children|kids|a child|dummies)|in short|(?:as|in) (?:json|markdown|yaml|csv)|again|now)\s*$",
    re.I,
)


def core(text: str) -> str:
    """A request without its trailing wishes for form: "…, with a table and code", "…in one sentence"."""
    text = text.strip().rstrip(".?! ")
    for _ in range(5):
        shorter = _MANNER.sub("", _WITH.sub("", text)).rstrip(".,;:?! ")
        if shorter == text:
            break
        text = shorter
    return text


def elements(prompt: str) -> tuple[str, ...]:
    """The parts an explanation is asked to have, of formula, table, code and example, in that order."""
    tail = prompt.strip()[len(core(prompt)) :].lower()
    signs = (
        ("formula", r"formula|equation|math"),
        ("table", r"\btable"),
        ("code", r"\bcode|snippet"),
        ("example", r"example"),
    )
    return tuple(name for name, sign in signs if re.search(sign, tail))


_OPENING = re.compile(
    r"^(please|pls|now|and|so|ok(ay)?|hey|hi|(can|could|would|will) you( please)?|i (want|need|would like|'d "
    r"like)( you)? to|"
    r"i'd like( you)? to|let'?s|what about|how about|help me( to)?)\b[ ,]*",
    re.I,
)
_VERB = re.compile(
    r"^(explain|describe|tell|show|give|write|make|draw|create|list|summari[sz]e|translate|define|name|find|"
    r"suggest|recommend|"
    r"implement|plan|outline|sketch|derive|prove|discuss|teach|introduce|compose|talk|generate|produce|draft|"
    r"compare|analy[sz]e|"
    r"tabulate|say|invent|think of|need|want)\b( (me|us|to me|to us))?( (about|of))?\s*",
    re.I,
)
_FORM = re.compile(
    r"^(?:(?:a|an|the|some|one|two|three|four|five|six|seven|eight|nine|ten|\d+|short|long|quick|simple|"
    r"detailed|brief|few|"
    r"good|little|small|funny|nice|markdown|useful|practical|basic|\d+[- ]word)\s+)*"
    r"(?:poem|haiku|story|tale|table|list|essay|paragraph|letter|e-?mail|sentence|words?|ideas?|tips|steps?|"
    r"ways|examples?|"
    r"reasons|summary|overview|introduction|explanation|description|function|program|script|code|joke|song|"
    r"limerick|sonnet|"
    r"recipe|plan|checklist|formula|equation|verse|json|differences?|names|benefits|fairy tale)s?\s+"
    r"(?:about|of|on|for|to|that|which|with|comparing|between|in|over)\s+",
    re.I,
)
_QUESTION = re.compile(r"^(?:what|who|where)(?:'s|\s+(?:is|are|was|were))\s+", re.I)
_DOES = re.compile(r"^(how|why|when|where)\s+(?:do|does|did)\s+(.+)$", re.I)
_BE = re.compile(r"^(how|why|when|where)\s+(is|are|was|were)\s+(.+)$", re.I)
_OPEN_END = re.compile(r"[\s,]+(a|an|the|of|and|or|with|to|for|in|on|by|that|which|is|are|as|at|from)$", re.I)
_MODAL = re.compile(
    r"^(is|are|was|were|do|does|did|can|could|should|will|would|may|must|have|has|which|if|when)\b", re.I
)


def topic(prompt: str) -> str:
    """The topic as a noun phrase that fits into a sentence, at most 60 characters; "" where there is none."""
    line = next((row for row in prompt.strip().splitlines() if row.strip()), "")
    text = core(re.split(r"(?<=\w)[.?!;:](?:\s|$)", " ".join(line.split()), maxsplit=1)[0])
    for _ in range(8):
        shorter = _OPENING.sub("", text) or text
        shorter = _VERB.sub("", shorter) or shorter
        shorter = _FORM.sub("", shorter) or shorter
        shorter = _QUESTION.sub("", shorter) or shorter
        if shorter == text:
            break
        text = shorter
    return _phrase(core(_clause(text)).strip(" ,-–\"'`*#|<>[]()“”"))


def _clause(text: str) -> str:
    """A question as a clause: "how do tides work" is "how tides work"."""
    if found := _DOES.match(text):
        word, rest = found[1].lower(), found[2]
        single = re.match(r"\w+ does ", text, re.I)
        return f"{word} {_third_person(rest) if single else rest}"
    if found := _BE.match(text):
        rest = re.sub(
            r"^(.*?)\s+((?:so|not|more|less|too|very)\s+)?([\w-]+)$", rf"\1 {found[2]} \2\3", found[3]
        )
        return f"{found[1].lower()} {rest}"
    return text


_ACTS = (
    r"predict|work|make|form|fly|learn|affect|run|turn|become|get|produce|use|store|read|keep|stay|sleep|find|"
    r"help|cause|"
    r"move|grow|matter|need|give|take|write|think|understand|happen|change|start|end|store|send|know|mean|cost"
)


def _third_person(rest: str) -> str:
    found = re.search(rf"\b(?:{_ACTS})\b", rest) or re.search(r"\w+$", rest)
    if found is None:
        return rest
    verb = found[0]
    ending = "es" if re.search(r"(s|sh|ch|x|o)$", verb) else "s"
    verb = f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}{ending}"
    return f"{rest[: found.start()]}{verb}{rest[found.end() :]}"


def _phrase(text: str) -> str:
    """The phrase seen from the answering side, "" where it would not fit into a sentence."""
    text = re.sub(r"\b(my|our)\b", "your", text, flags=re.I)
    if re.search(r"\b(i|me|we|us|you|it|this|that)\b", text, re.I) and not text.lower().startswith("how to"):
        text = re.split(r"\s+(?:that|which|so|because|if|when)\s+", text, maxsplit=1)[0]
        if re.search(r"\b(i|me|we|us|you|it|this|that)\b", text, re.I):
            return ""
    if _MODAL.match(text):
        return ""
    if len(text) > 60:
        text = re.split(r",|\s+(?:that|which|because|so|when|while|with|for|in|and)\s+", text, maxsplit=1)[
            0
        ].strip()
    if len(text) > 60 or not re.search(r"\w", text):
        return ""
    while _OPEN_END.search(text):
        text = _OPEN_END.sub("", text)
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first.lower() in _LOWERED else text


_LOWERED = frozenset(("a", "an", "the", "how", "why", "when", "where", "what", "who", "your", "some", "one"))


def title(text: str, most: int = 48) -> str:
    """A short heading: whole words only, a capital first, at most `most` characters where a word allows it."""
    text = re.sub(r"^(the|an?)\s+(?=\w)", "", " ".join(text.split()), flags=re.I)
    if len(text) > most:
        text = re.split(r"[,;:(]", text, maxsplit=1)[0].strip()
    while len(text) > most and " " in text:
        text = text.rsplit(" ", 1)[0]
    while _OPEN_END.search(text):
        text = _OPEN_END.sub("", text)
    return text[:1].upper() + text[1:] if len(text) <= most else ""


_NUMBERS = {
    word: value
    for value, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}


def amount(prompt: str, usual: int, most: int = 20) -> int:
    """A small number named in the prompt, as digits or as a word."""
    found = re.search(r"\b(\d{1,4})\b", prompt)
    if found:
        return max(1, min(int(found[1]), most))
    words = re.findall(r"[a-z]+", prompt.lower())
    return next((_NUMBERS[word] for word in words if word in _NUMBERS and word != "one"), usual)


def wants_brevity(*texts: str) -> bool:
    """Whether one of the texts asks for a short answer."""
    sign = r"\b(concise|concisely|briefly|be brief|in short|keep it short|(one|1|a single|two) sentences?|shorter)\b"
    return any(re.search(sign, text[:400].lower()) for text in texts)
