"""The harness counts ratios, meets targets and prints what it measured."""

import json
import sys
import types
from pathlib import Path

import pytest

from tests.benchmarks import harness
from tests.benchmarks.harness import figure, main, names, table, take_turns


@pytest.fixture
def one_benchmark(monkeypatch: pytest.MonkeyPatch) -> types.SimpleNamespace:
    """A benchmark named “made_up” among the real ones."""
    module = types.SimpleNamespace()
    module.run = lambda: [figure("thing", 3.0, "ms", floor=2.0, at_most=1.6)]
    module.run_peers = lambda: [figure("thing against a peer", 1.0, "ms", peers={"slow": 9.0}, at_most=0.5)]
    monkeypatch.setitem(sys.modules, "tests.benchmarks.made_up", module)
    monkeypatch.setattr(harness, "names", lambda: ["made_up"])
    return module


def test_the_ratio_is_to_the_floor_or_else_to_the_best_peer() -> None:
    to_floor = figure("a", 3.0, "ms", floor=2.0, peers={"other": 9.0}, at_most=1.5)
    assert (to_floor["ratio"], to_floor["met"]) == (1.5, True)
    to_peer = figure("b", 3.0, "ms", peers={"slow": 9.0, "quick": 2.0}, at_most=1.2)
    assert (to_peer["ratio"], to_peer["met"]) == (1.5, False)
    alone = figure("c", 3.0, "ms")
    assert (alone["ratio"], alone["met"], alone["floor"]) == (None, None, None)


def test_variants_take_turns_and_medians_count() -> None:
    order: list[str] = []
    numbers = iter([5.0, 1.0, 100.0, 2.0, 6.0, 3.0])

    def measure(name: str) -> float:
        order.append(name)
        return next(numbers)

    medians = take_turns({"a": lambda: measure("a"), "b": lambda: measure("b")}, 3)
    assert order == ["a", "b"] * 3
    assert medians == {"a": 6.0, "b": 2.0}


def test_the_table_has_a_line_for_each_figure() -> None:
    shown = table([figure("a", 3.0, "ms", floor=2.0, at_most=1.5), figure("b", 12345.6, "µs")])
    head, first, second = shown.splitlines()
    assert head.split() == ["figure", "ours", "floor", "peers", "unit", "ratio", "target", "met"]
    assert first.split() == ["a", "3", "2", "–", "ms", "1.5", "1.5", "yes"]
    assert "12,346" in second


def test_the_json_has_exactly_the_fields_it_promises(
    one_benchmark: types.SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.json"
    assert main(["made_up", "--json", str(file)]) == 0
    (line,) = json.loads(file.read_text("utf-8"))
    assert line == {
        "figure": "thing",
        "ours": 3.0,
        "floor": 2.0,
        "peers": {},
        "unit": "ms",
        "ratio": 1.5,
        "target": 1.6,
        "met": True,
    }
    assert "thing" in capsys.readouterr().out


def test_peers_are_measured_only_when_asked_for(
    one_benchmark: types.SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["made_up"]) == 0
    assert "peer" not in capsys.readouterr().out.split("\n", 1)[1]
    assert main(["made_up", "--peers"]) == 0
    assert "slow 9" in capsys.readouterr().out


def test_a_missed_target_and_a_failed_benchmark_end_with_1(
    one_benchmark: types.SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    one_benchmark.run = lambda: [figure("slow thing", 3.0, "ms", floor=1.0, at_most=2.0)]
    assert main(["made_up"]) == 1
    assert "Missed: slow thing" in capsys.readouterr().err

    def fails() -> list[harness.Figure]:
        raise RuntimeError("no window")

    one_benchmark.run = fails
    assert main(["made_up"]) == 1
    assert "The benchmark made_up failed" in capsys.readouterr().err


def test_an_unknown_benchmark_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["flight"])
    assert ended.value.code == 2
    assert "there is no benchmark “flight”" in capsys.readouterr().err


def test_every_module_with_a_run_is_a_benchmark() -> None:
    assert {"start", "loops"} <= set(names())
    assert "harness" not in names()
