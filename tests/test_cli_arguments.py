"""The arguments of the headless verbs, and wrong use."""

from pathlib import Path

import pytest

from studio.cli_arguments import parameter, parse

ASK = ["ask", "--base-url", "https://host/v1", "--model", "m"]
IMAGE = ["image", "--gateway", "demo", "--model", "m"]


def test_everything_a_question_may_carry() -> None:
    typed = (
        "--protocol gemini --system Kind. --image a.png --image b.png --no-stream --json "
        "--param temperature=0.5 --param stop=END Why?"
    )
    options = parse([*ASK, *typed.split()])
    assert (options.verb, options.protocol, options.system, options.prompt) == (
        "ask",
        "gemini",
        "Kind.",
        "Why?",
    )
    assert options.image == [Path("a.png"), Path("b.png")]
    assert dict(options.param) == {"temperature": 0.5, "stop": "END"}
    assert options.no_stream and options.json


def test_global_options_stand_before_or_after_the_verb() -> None:
    for arguments in (["--data-dir", "/d", *ASK], [*ASK, "--data-dir", "/d"]):
        assert parse(arguments).data_dir == Path("/d")
    assert parse(ASK).data_dir is None
    assert parse(["--debug", *ASK]).debug
    assert not parse(ASK).debug


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seed=7", 7),
        ("style=vivid", "vivid"),
        ('stop=["a", "b"]', ["a", "b"]),
        ("flag=true", True),
        ("nothing=null", None),
        ("text=a=b", "a=b"),
        ("empty=", ""),
        ('quoted="7"', "7"),
    ],
)
def test_a_value_is_json_or_else_text(text: str, value: object) -> None:
    assert parameter(text) == (text.split("=")[0], value)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "--model", "m", "hi"],
        ["ask", "--base-url", "u", "--gateway", "g", "--model", "m", "hi"],
        ["ask", "--gateway", "demo", "hi"],
        [*ASK, "--protocol", "smoke-signals"],
        [*ASK, "--param", "temperature"],
        [*ASK, "--api-key", "sk-123"],
        [*IMAGE, "--mask", "m.png", "hi"],
        [*IMAGE, "--n", "two", "hi"],
        ["models"],
        ["sandbox", "--port", "x"],
        [],
    ],
)
def test_wrong_use_ends_with_2_and_says_why(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err
