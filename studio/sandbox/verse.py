"""Short verse in English, Chinese and Japanese, put together from lines that fit a subject."""

import re
from random import Random

_NATURE = (
    (
        "sea|tide|wave|ocean|海|beach",
        "海",
        "潮来り\n岩の名を呼び\nまた帰る",
        "潮来岩自语，\n月白水无声。\n夜半收帆客，\n听风到五更。",
    ),
    (
        "moon|night|star|月|夜",
        "月",
        "月ひとつ\n屋根より低く\n猫の道",
        "孤月挂疏桐，\n书窗夜未穷。\n一灯如豆小，\n照见古今同。",
    ),
    (
        "mountain|snow|winter|山|雪|cold",
        "山",
        "雪の嶺\n足跡だけが\n先に行く",
        "雪满前山路，\n云开见晓峰。\n行人无一语，\n万壑起松风。",
    ),
    (
        "rain|autumn|leaf|雨|秋|tree|forest",
        "雨",
        "秋の雨\n本のページが\nふくらんで",
        "秋雨打芭蕉，\n灯前客路遥。\n故人书未至，\n落叶满溪桥。",
    ),
    (
        "code|computer|program|machine|robot|internet",
        "機",
        "画面消え\n窓に初めて\n星がある",
        "键声如细雨，\n灯下字成行。\n一错寻三日，\n开窗见晓光。",
    ),
    ("", "春", "春の風\n誰のものでも\nない手紙", "春风不问路，\n先到小园中。\n一树梨花白，\n无言对晚钟。"),
)
_MEANINGS = {
    "海": ("the tide comes in / calls the rock by its name / and goes home again", "sea"),
    "月": ("a single moon / lower than the roof — / the path of a cat", "moon"),
    "山": ("a ridge of snow: / only the footprints / have gone ahead", "mountain"),
    "雨": ("autumn rain — / the pages of the book / are swelling", "rain"),
    "機": ("the screen goes dark, / and for the first time the window / has a star", "machine"),
    "春": ("spring wind — / a letter that belongs / to nobody", "spring"),
}


def cjk_verse(prompt: str, random: Random) -> str:
    """A haiku and a quatrain that fit the prompt, with what the haiku means."""
    lowered = prompt.lower()
    _, sign, haiku, quatrain = next(row for row in _NATURE if re.search(row[0], lowered))
    meaning, word = _MEANINGS[sign]
    closing = random.choice(("墨未干，茶已冷。🍵", "一行写罢，窗外微明。🌿", "字少，意长。🖌️"))
    chinese = "\n".join(f"> {line}  " for line in quatrain.split("\n"))
    japanese = "\n".join(f"> {line}  " for line in haiku.split("\n"))
    return f"### {sign} · {word}\n\n{japanese}\n\n{chinese}\n\n*{meaning}*\n\n{closing}"


def haiku(prompt: str) -> str:
    """Three English lines that fit the prompt."""
    lowered = prompt.lower()
    sign = next(row[1] for row in _NATURE if re.search(row[0], lowered))
    return "\n".join(f"{line}  " for line in _MEANINGS[sign][0].split(" / "))


_OPENINGS = (
    "I looked for {s} where the daylight ends",
    "They say that {s} has no need of names",
    "All morning long I thought of {s}",
    "There is a door, and {s} behind it",
)
_SECONDS = (
    "and found the quiet that a question lends;",
    "it stays the same while every weather tames;",
    "and of the patient work the water does;",
    "and someone there has left the lantern lit;",
)
_THIRDS = (
    "The kettle hums, the window holds the rain,",
    "A page is turned, a train goes by, a bell,",
    "The garden keeps its counsel and its seeds,",
    "The map is old, the road is new again,",
)
_LASTS = (
    "and what I lost comes round to me again.",
    "and what it means I could not ever tell.",
    "and asks for nothing more than evening needs.",
    "and slow is still a way to catch a train.",
)


def stanzas(subject: str, random: Random, number: int = 2) -> str:
    """English stanzas of four lines about a subject."""
    found: list[str] = []
    starts, ends = random.sample(range(4), 4), random.sample(range(4), 4)
    for at in range(number):
        start, end = starts[at % 4], ends[at % 4]  # lines that belong together have the same place
        lines = (_OPENINGS[start].format(s=subject), _SECONDS[start], _THIRDS[end], _LASTS[end])
        found.append("\n".join(f"{line}  " for line in lines))
    return "\n\n".join(found)
