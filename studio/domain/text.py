"""Cleaning of text that comes from outside, so that every later step may trust it."""


def clean_text(text: str) -> str:
    """Join split surrogate pairs and put U+FFFD for lone surrogates.

    A lone surrogate makes SQLite, UTF-8 encoders and log files raise (FAULTS.md finding 9).
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def first_words(text: str, limit: int = 60) -> str:
    """The beginning of `text` as one line of at most `limit` characters, cut at a word where one ends."""
    line = " ".join(clean_text(text[: limit * 8]).split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,.;:") + "…"
