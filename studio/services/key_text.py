"""What a person pastes as a key, made into one header value or refused with the reason."""

from studio.domain.errors import Kind, Remedy, StudioError, failing

LONGEST_KEY = 4096

_PREFIXES = ("authorization:", "x-api-key:", "x-goog-api-key:", "bearer ")
_QUOTES = "\"'`“”‘’"


def cleaned_key(typed: str) -> str:
    """The key in what was pasted, without `Bearer`, quotes and blanks around it.

    Raises `StudioError` (kind INPUT) with the reason for anything that cannot be one header value.
    """
    key = typed.strip()
    before = None
    while key != before:
        before = key
        key = key.strip().strip(_QUOTES).strip()
        for prefix in _PREFIXES:
            if key.lower().startswith(prefix):
                key = key[len(prefix) :]
    if not key or key.lower() == "bearer":
        raise _bad_key("it is empty")
    if "\n" in key or "\r" in key:
        raise _bad_key("it has more than one line")
    if any(ord(c) > 126 for c in key):
        raise _bad_key("it contains a character no key has, such as an accent or a curly quote")
    if any(ord(c) < 32 for c in key):
        raise _bad_key("it contains a control character")
    if " " in key:
        raise _bad_key("there is a blank in the middle")
    if len(key) > LONGEST_KEY:
        raise _bad_key(f"it is {len(key):,} characters long, more than the {LONGEST_KEY:,} a key may have")
    return key


def _bad_key(why: str) -> StudioError:
    return failing(Kind.INPUT, f"This cannot be a key: {why}. Copy the key again and paste it.", Remedy.KEY)
