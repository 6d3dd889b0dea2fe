"""The way in: reads the arguments, and imports Qt only when a window is wanted."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from studio import __version__

VERBS = ("ask", "image", "models", "sandbox", "export")
"""First words that are done without a window, by `studio.cli`."""

_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]+:")
_PR_SET_DUMPABLE = 4

_EPILOG = """without a window (each takes --help):
  ask      one prompt to one model, its answer to the terminal
  image    make or edit a picture
  models   the models of a gateway
  export   conversations as Markdown, HTML or JSON
  sandbox  run the built-in gateway alone
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; 0 done, 1 failed, 2 wrong use, 3 cut off, 130 stopped."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    if verb_of(arguments):
        from studio.cli import main as work

        forbid_core_dumps()
        return work(arguments)
    options = read_options(arguments)
    from studio.start import main as open_window

    # The window forbids core dumps itself, right after its first paint and before there is any key.
    return open_window(options, forbid_core_dumps)


def verb_of(arguments: Sequence[str]) -> str:
    """The verb among `arguments` (options with a value may stand before it), or ""."""
    takes_value = False
    for argument in arguments:
        if takes_value:
            takes_value = False
        elif argument == "--data-dir":
            takes_value = True
        elif argument == "--":
            return ""
        elif not argument.startswith("-"):
            return argument if argument in VERBS else ""
    return ""


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the window: data_dir, debug, new_chat, new_image, new_instance, selftest, pictures.

    Exits with 2 for wrong use, and for anything that looks like an address: the program opens none (S17).
    """
    parser = argparse.ArgumentParser(
        prog="studio",
        description="Chat, compare models and edit pictures through AI gateways.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Gateway Studio {__version__}")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="keep everything below DIR")
    parser.add_argument("--debug", action="store_true", help="log more, and to the terminal too")
    parser.add_argument("--new-chat", action="store_true", help="begin with a new conversation")
    parser.add_argument("--new-image", action="store_true", help="begin with a new picture")
    parser.add_argument(
        "--new-instance", action="store_true", help="open a window of its own, with another --data-dir"
    )
    parser.add_argument("--selftest", action="store_true", help="try every part once, then end with 0 or 1")
    parser.add_argument("pictures", nargs="*", type=Path, metavar="PICTURE", help="pictures to edit")
    options = parser.parse_args(arguments)
    for picture in options.pictures:
        if looks_like_address(str(picture)):
            parser.error(f"“{picture}” looks like an address; the program opens files, not addresses.")
    return options


def looks_like_address(argument: str) -> bool:
    """Whether an argument is an address rather than a file; a file of that very name is a file."""
    return bool(_URL.match(argument)) and not Path(argument).is_file()


def forbid_core_dumps() -> None:
    """Keeps keys out of memory images on disk, as far as the system lets a process say so."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main())
