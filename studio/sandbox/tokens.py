"""A made-up tokenizer: words with the blank before them, long words in pieces, one token per CJK character."""

import re

_TOKEN = re.compile(
    r"\s*(?:[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]|[A-Za-z]{1,8}|\d{1,3}|[^\sA-Za-z0-9])|\s+"
)


def tokens(text: str) -> list[str]:
    """The pieces of a text; joined they are the text again."""
    return _TOKEN.findall(text)


def count(text: str) -> int:
    """How many tokens a text has."""
    return len(tokens(text))
