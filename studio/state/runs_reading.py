"""Lists of prompts as people have them: pasted lines, CSV, JSON lines; broken rows are listed, the rest is taken."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

from studio.domain.comparison import RunRow
from studio.domain.text import clean_text

MOST_ROWS = 2000
MOST_BYTES = 8_000_000
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a text holds: the rows that can be asked, and one sentence for each that cannot."""

    rows: tuple[RunRow, ...] = ()
    problems: tuple[str, ...] = ()


def read_file(path: Path) -> Prompts:
    """The prompts of a file, by its suffix: `.csv`, `.jsonl`/`.ndjson`, else one prompt a line."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        return Prompts((), (f"{path.name} cannot be read: {error.strerror or 'unknown reason'}.",))
    if len(data) > MOST_BYTES:
        return Prompts((), (f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB; split it.",))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Prompts((), (f"{path.name} is not text in UTF-8; save it as UTF-8 and try again.",))
    match path.suffix.lower():
        case ".csv":
            return read_csv(text)
        case ".jsonl" | ".ndjson" | ".json":
            return read_json_lines(text)
        case _:
            return read_lines(text)


def read_lines(text: str) -> Prompts:
    """One prompt a line; where lines are separated by `---` each prompt may be several lines long."""
    text = clean_text(text).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if any(line.strip() == "---" for line in lines):
        blocks: list[list[str]] = [[]]
        for line in lines:
            if line.strip() == "---":
                blocks.append([])
            else:
                blocks[-1].append(line)
        prompts = ["\n".join(block).strip() for block in blocks]
    else:
        prompts = [line.strip() for line in lines]
    return _capped([RunRow(prompt) for prompt in prompts if prompt], [])


def read_csv(text: str) -> Prompts:
    """A table whose first row names its columns: `prompt`, and if wanted `system` and `expected`."""
    try:
        # A quote that is never closed swallows the rest: `strict` says so instead.
        table = list(csv.reader(io.StringIO(clean_text(text).replace("\0", ""), newline=""), strict=True))
    except csv.Error as error:
        return _csv_line_by_line(text, str(error))
    return _rows_of(table, [])


def _csv_line_by_line(text: str, why: str) -> Prompts:
    """Each line for itself, after the table as a whole could not be read; what cannot be is listed."""
    table: list[list[str]] = []
    problems: list[str] = [f"The table is not well formed ({why}), so each line was read for itself."]
    for number, line in enumerate(clean_text(text).replace("\0", "").splitlines(), 1):
        try:
            table.append(next(csv.reader([line], strict=True), []))
        except csv.Error as error:
            table.append([])
            problems.append(f"Row {number}: {error}.")
    return _rows_of(table, problems)


def _rows_of(table: list[list[str]], problems: list[str]) -> Prompts:
    if not table:
        return Prompts((), ("The table is empty.",))
    names = [name.strip().lower() for name in table[0]]
    if "prompt" not in names:
        return Prompts(
            (), ("The first row names no column “prompt”. Its columns may be prompt, system, expected.",)
        )
    rows = []
    for number, cells in enumerate(table[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            problems.append(f"Row {number} has {len(cells)} cells instead of {len(names)}.")
            continue
        values = dict(zip(names, cells, strict=True))
        if not values["prompt"].strip():
            problems.append(f"Row {number} has no prompt.")
            continue
        rows.append(RunRow(values["prompt"], values.get("system", ""), values.get("expected", "")))
    return _capped(rows, problems)


def read_json_lines(text: str) -> Prompts:
    """One JSON object a line, with `prompt` and if wanted `system` and `expected`; or one array of them."""
    text = clean_text(text)
    if text.lstrip().startswith("["):
        try:
            whole = json.loads(text)
        except (ValueError, RecursionError) as error:
            return Prompts((), (f"The file is not valid JSON: {_short(str(error))}.",))
        return _from_values(list(enumerate(whole, 1)), [], "Entry")
    values: list[tuple[int, object]] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            values.append((number, json.loads(line)))
        except (ValueError, RecursionError) as error:
            problems.append(f"Line {number} is not valid JSON: {_short(str(error))}.")
    return _from_values(values, problems, "Line")


def _from_values(values: list[tuple[int, object]], problems: list[str], word: str) -> Prompts:
    rows = []
    for number, value in values:
        if isinstance(value, str) and value.strip():
            rows.append(RunRow(value))
            continue
        if not isinstance(value, dict):
            problems.append(f"{word} {number} is no object with a “prompt”.")
            continue
        texts = [value.get(name, "") for name in ("prompt", "system", "expected")]
        if not all(isinstance(text, str) for text in texts):
            problems.append(f"{word} {number}: prompt, system and expected must be text.")
        elif not texts[0].strip():
            problems.append(f"{word} {number} has no prompt.")
        else:
            rows.append(RunRow(*texts))
    return _capped(rows, problems)


def _capped(rows: list[RunRow], problems: list[str]) -> Prompts:
    if len(rows) > MOST_ROWS:
        problems = [*problems, f"Only the first {MOST_ROWS:,} of {len(rows):,} prompts were taken."]
    return Prompts(tuple(rows[:MOST_ROWS]), tuple(problems))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
