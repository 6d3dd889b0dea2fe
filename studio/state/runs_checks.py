"""Quick checks of answers: contains, equals, a regular expression that cannot run away, valid JSON."""

import json
import re
from enum import StrEnum

from PySide6.QtCore import QRegularExpression

from studio.domain.comparison import Check

MOST_CHARACTERS = 200_000
STEPS = 2_000_000
"""What a pattern may try on one answer: some hundredths of a second, where Python's own engine would hang."""


class Verdict(StrEnum):
    """How an answer did; `NONE` where nothing was to be checked, `UNSURE` where the check itself gave up."""

    NONE = ""
    PASSED = "passed"
    MISSED = "missed"
    UNSURE = "unsure"


CHECK_WORDS: dict[str, str] = {
    "none": "No check",
    "contains": "Contains",
    "equals": "Equals",
    "regex": "Matches the pattern",
    "json": "Is valid JSON",
}


def pattern_problem(pattern: str) -> str:
    """Why a pattern cannot be used, in one sentence, or ""."""
    made = _compiled(pattern)
    if made.isValid():
        return ""
    return f"The pattern is not valid: {made.errorString()}."


def verdict_of(check: Check, answer: str, expected: str = "") -> Verdict:
    """How an answer does in a check; the row's `expected` counts where the check has no value of its own.

    Surrounding blanks never count; “contains” and “equals” do not tell capitals apart.
    """
    wanted = check.value or expected
    answer = answer[:MOST_CHARACTERS]
    match check.kind:
        case "json":
            return _passed(is_json(answer))
        case _ if check.kind == "none" or not wanted.strip():
            return Verdict.NONE
        case "contains":
            return _passed(wanted.strip().casefold() in answer.casefold())
        case "equals":
            return _passed(wanted.strip().casefold() == answer.strip().casefold())
        case "regex":
            return _matched(wanted, answer)
        case _:
            return Verdict.NONE


def _passed(well: bool) -> Verdict:
    return Verdict.PASSED if well else Verdict.MISSED


def is_json(text: str) -> bool:
    """Whether the text is JSON, alone or in one fenced block."""
    stripped = text.strip()
    fenced = re.fullmatch(r"```[\w-]*\n(.*?)\n?```", stripped, re.DOTALL)
    try:
        json.loads(fenced.group(1) if fenced else stripped)
    except (ValueError, RecursionError):
        return False
    return True


def _compiled(pattern: str) -> QRegularExpression:
    # PCRE counts its steps and gives up; Python's engine would hold the whole program.
    options = QRegularExpression.PatternOption.UseUnicodePropertiesOption
    return QRegularExpression(f"(*LIMIT_MATCH={STEPS}){pattern}", options)


def _matched(pattern: str, text: str) -> Verdict:
    made = _compiled(pattern)
    if not made.isValid():
        return Verdict.UNSURE
    match = made.match(text)
    if not match.isValid():
        return Verdict.UNSURE
    return _passed(match.hasMatch())
