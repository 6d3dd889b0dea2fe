"""The arguments of the headless verbs."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.domain.gateway import Protocol


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for; exits with 2 and a sentence for wrong use."""
    common = argparse.ArgumentParser(add_help=False)
    _global(common, argparse.SUPPRESS, argparse.SUPPRESS)
    parser = argparse.ArgumentParser(prog="studio", allow_abbrev=False)
    _global(parser, None, False)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    ask = _verb(verbs, common, "ask", "One prompt to one model; its text goes to standard output.")
    _gateway(ask)
    _model(ask)
    ask.add_argument("--protocol", choices=[p.value for p in Protocol], help="default: the model's own")
    ask.add_argument("--system", default="", metavar="TEXT", help="system prompt")
    ask.add_argument(
        "--image", action="append", default=[], type=Path, metavar="FILE", help="picture to send along"
    )
    ask.add_argument("--no-stream", action="store_true", help="ask for the answer in one piece")
    _answer(ask)

    image = _verb(verbs, common, "image", "Makes a picture, or edits one; prints where it lies.")
    _gateway(image)
    _model(image)
    image.add_argument(
        "--edit", action="append", default=[], type=Path, metavar="FILE", help="picture to change"
    )
    image.add_argument(
        "--mask", type=Path, metavar="FILE", help="picture of the same size, white where it may change"
    )
    image.add_argument("--size", metavar="WxH", help="for example 1024x1024")
    image.add_argument("--n", type=int, metavar="N", help="how many pictures")
    _answer(image)

    models = _verb(verbs, common, "models", "The models of a gateway.")
    _gateway(models)
    _json(models)

    export = _verb(verbs, common, "export", "Writes conversations of the library to a file.")
    export.add_argument("--format", choices=["markdown", "json", "html"], default="markdown")
    export.add_argument("--conversation", action="append", default=[], metavar="ID", help="default: all")
    export.add_argument("target", type=Path, metavar="FILE")
    _json(export)

    sandbox = _verb(verbs, common, "sandbox", "Runs the built-in gateway alone; its answers are made up.")
    sandbox.add_argument("--port", type=int, default=0, metavar="N", help="default: a free one")
    sandbox.add_argument("--token", metavar="T", help="the key it asks for; default: a random one")
    _json(sandbox)

    options = parser.parse_args(arguments)
    if options.verb == "image" and options.mask is not None and not options.edit:
        image.error("--mask needs the picture it belongs to: --edit FILE.")
    return options


def _verb(verbs: Any, common: argparse.ArgumentParser, name: str, words: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(
        name, help=words, description=words, parents=[common], allow_abbrev=False
    )
    return verb


def _global(parser: argparse.ArgumentParser, data_dir: Any, debug: Any) -> None:
    parser.add_argument(
        "--data-dir", type=Path, default=data_dir, metavar="DIR", help="the library whose gateways are meant"
    )
    parser.add_argument("--debug", action="store_true", default=debug, help="say what happens inside")


def _gateway(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--base-url", metavar="URL", help="address of a gateway, such as https://host/v1")
    which.add_argument(
        "--gateway", metavar="NAME", help="a configured gateway, a preset, or demo for the built-in one"
    )
    parser.add_argument(
        "--key-env", metavar="VAR", help="environment variable that holds the key (never type a key itself)"
    )
    parser.add_argument(
        "--allow-plain-http",
        action="store_true",
        help="send over http to another machine, where everyone on the way can read text and key",
    )


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, metavar="ID")


def _answer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        type=parameter,
        metavar="NAME=VALUE",
        help="any field of the request; VALUE is JSON, or text where it is none",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where pictures go; default: a new folder")
    _json(parser)
    parser.add_argument("prompt", nargs="?", metavar="PROMPT", help="without it, or with -, read from input")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def parameter(text: str) -> tuple[str, Any]:
    """`NAME=VALUE` as name and value: JSON where it is JSON, else text."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"“{text}” is not of the form NAME=VALUE")
    try:
        return name.strip(), json.loads(value)
    except (ValueError, RecursionError):
        return name.strip(), value
