"""Runs the benchmarks, prints a table of their figures, and writes them as JSON.

A benchmark is a module of this package with `run() -> list[Figure]`; `run_peers()`, where there is one, measures
peers that need a browser. Wall clocks are compared only inside one run: variants take turns, medians count.
"""

import argparse
import importlib
import json
import statistics
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

FOLDER = Path(__file__).parent
_COLUMNS = ("figure", "ours", "floor", "peers", "unit", "ratio", "target", "met")


class Figure(TypedDict):
    """One line of the table. `ratio` is ours to the floor, or where there is none to the best peer."""

    figure: str
    ours: float
    floor: float | None
    peers: dict[str, float]
    unit: str
    ratio: float | None
    target: float | None
    met: bool | None


def figure(
    name: str,
    ours: float,
    unit: str,
    *,
    floor: float | None = None,
    peers: Mapping[str, float] | None = None,
    at_most: float | None = None,
) -> Figure:
    """A figure whose ratio (ours to the floor, else to the best peer) should be `at_most` so much."""
    measured = dict(peers or {})
    base = floor if floor is not None else min(measured.values(), default=None)
    ratio = round(ours / base, 3) if base else None
    met = None if at_most is None or ratio is None else ratio <= at_most
    return Figure(
        figure=name,
        ours=round(ours, 4),
        floor=None if floor is None else round(floor, 4),
        peers={peer: round(value, 4) for peer, value in measured.items()},
        unit=unit,
        ratio=ratio,
        target=at_most,
        met=met,
    )


def take_turns(variants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each variant over `rounds` interleaved runs, so that all see the same machine."""
    seen: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, measure in variants.items():
            seen[name].append(measure())
    return {name: statistics.median(values) for name, values in seen.items()}


def names() -> list[str]:
    """The benchmarks there are."""
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        if "\ndef run(" in path.read_text("utf-8"):
            found.append(path.stem)
    return found


def run_all(chosen: Sequence[str], peers: bool) -> tuple[list[Any], list[str]]:
    """The figures of the chosen benchmarks, and the names of those that failed."""
    figures: list[Any] = []
    failed: list[str] = []
    for name in chosen:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        try:
            module = importlib.import_module(f"tests.benchmarks.{name}")
            figures += module.run()
            if peers and hasattr(module, "run_peers"):
                figures += module.run_peers()
        except Exception:
            traceback.print_exc()
            failed.append(name)
    return figures, failed


def table(figures: Sequence[Mapping[str, Any]]) -> str:
    """The figures as aligned text."""
    rows = [_COLUMNS, *(tuple(_cell(line.get(column)) for column in _COLUMNS) for line in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _cell(value: object) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "NO"
        case float():
            return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
        case Mapping():
            return ", ".join(f"{name} {_cell(number)}" for name, number in value.items()) or "–"
        case _:
            return str(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every benchmark ran and every target was met, else 1; 2 for wrong use."""
    known = names()
    parser = argparse.ArgumentParser(prog="dev.py bench", allow_abbrev=False)
    parser.add_argument("name", nargs="*", metavar="NAME", help=f"any of: {', '.join(known)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--peers", action="store_true", help="measure the peers that need a browser, too")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.name if name not in known]
    if unknown:
        parser.error(f"there is no benchmark “{unknown[0]}”; there are: {', '.join(known)}")
    figures, failed = run_all(options.name or known, options.peers)
    if figures:
        print(table(figures))
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", "utf-8")
    for name in failed:
        print(f"The benchmark {name} failed; the reason stands above.", file=sys.stderr)
    missed = [line["figure"] for line in figures if line.get("met") is False]
    if missed:
        print(f"Missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if failed or missed else 0


if __name__ == "__main__":
    sys.exit(main())
