"""The laws of the house that no other tool holds: doors, dialogs, dangerous calls, sizes, a test for each module."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STUDIO = ROOT / "studio"
LONGEST_FILE = 400

DOORS: dict[str, frozenset[str]] = {
    "httpx": frozenset({"services/transport.py", "services/reply.py"}),
    "httpx_sse": frozenset({"services/framing.py"}),
    "keyring": frozenset({"services/secrets.py"}),
    "sqlite3": frozenset({"storage/database.py"}),
    "qasync": frozenset({"eventloop.py"}),
    "ziamath": frozenset({"ui/rendering/formula.py"}),
    "platformdirs": frozenset({"paths.py"}),
}
"""Third-party packages and the files that may import them."""

PILLOW = re.compile(r"^services/picture_(child|work|decoding|encoding)\.py$|^sandbox/")
"""Pillow runs in the decode child; the sandbox is another party and paints with it too."""

CALL_DOORS: dict[str, frozenset[str]] = {
    "openUrl": frozenset({"ui/links.py"}),
    "setHtml": frozenset({"ui/chat/transcript/view.py"}),  # of the clipboard's QMimeData, escaped
    "insertHtml": frozenset(),
    "appendHtml": frozenset(),
    "setMarkdown": frozenset(),
    "setOpenExternalLinks": frozenset(),
}
"""Methods that let text out of its cage, and the files that may call them."""

BLOCKING_STATICS = {
    "QMessageBox": {"information", "question", "warning", "critical", "about", "aboutQt"},
    "QFileDialog": {"getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"},
    "QInputDialog": {"getText", "getItem", "getInt", "getDouble", "getMultiLineText"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}

HANDED_OVER = frozenset({"eventloop.py", "storage/worker.py"})
"""Where everything is caught because it is raised again elsewhere: by `run_forever`, by a future."""

LOOKED_AT = (ast.Call, ast.ExceptHandler, ast.FunctionDef, ast.Import, ast.ImportFrom)

DRAGS = frozenset({"ui/pictures/drag_out.py"})
"""Where a drag is started: Qt has no other way, it begins in a mouse event, and no coroutine is on the stack."""

UNTESTED = frozenset({"state/ports.py", "protocols/base.py"})
"""Interfaces without behaviour: nothing to run."""

OTHER_TEST = {"__main__.py": "test_main.py"}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def _modules() -> list[Path]:
    return sorted(STUDIO.rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(STUDIO).as_posix()


@cache
def _nodes_by_kind() -> dict[type[ast.AST], list[tuple[str, ast.AST]]]:
    found: dict[type[ast.AST], list[tuple[str, ast.AST]]] = {kind: [] for kind in LOOKED_AT}
    for path in _modules():
        for node in ast.walk(_tree(path)):
            if type(node) in found:
                found[type(node)].append((_name(path), node))
    return found


def _nodes(kind: type[ast.AST]) -> list[tuple[str, ast.AST]]:
    return _nodes_by_kind()[kind]


def _imports() -> Iterator[tuple[str, str]]:
    for name, node in _nodes(ast.Import):
        for alias in node.names:
            yield name, alias.name
    for name, node in _nodes(ast.ImportFrom):
        if node.level == 0 and node.module:
            yield name, node.module


def _late_imports() -> list[ast.Call]:
    calls = [node for _, node in _nodes(ast.Call) if _called(node) == "import_module"]
    return [call for call in calls if call.args and isinstance(call.args[0], ast.Constant)]


def _calls(matches: Callable[[ast.Call], bool]) -> list[str]:
    return [f"{name}:{node.lineno}" for name, node in _nodes(ast.Call) if matches(node)]


def _called(node: ast.Call) -> str:
    """The last name of what is called: `exec` of `dialog.exec()`, `eval` of `eval()`."""
    match node.func:
        case ast.Attribute(attr=attr):
            return attr
        case ast.Name(id=name):
            return name
        case _:
            return ""


def _names_cancelled_error(node: ast.AST | None) -> bool:
    return node is not None and any(
        getattr(inner, "attr", getattr(inner, "id", "")) == "CancelledError" for inner in ast.walk(node)
    )


@pytest.mark.parametrize("package", sorted(DOORS))
def test_a_package_is_imported_through_its_one_door(package: str) -> None:
    users = {name for name, module in _imports() if module.split(".")[0] == package}
    assert users <= DOORS[package]


def test_pillow_is_used_in_the_decode_child_only() -> None:
    users = {name for name, module in _imports() if module.split(".")[0] == "PIL"}
    assert not {name for name in users if not PILLOW.match(name)}


def test_the_database_is_connected_to_in_one_place() -> None:
    places = {place.split(":")[0] for place in _calls(lambda c: ast.unparse(c.func) == "sqlite3.connect")}
    assert places <= {"storage/database.py"}


@pytest.mark.parametrize("method", sorted(CALL_DOORS))
def test_text_leaves_its_cage_through_one_door(method: str) -> None:
    users = {place.split(":")[0] for place in _calls(lambda call: _called(call) == method)}
    assert users <= CALL_DOORS[method]


def test_resources_of_a_document_are_loaded_by_one_class() -> None:
    definitions = [name for name, node in _nodes(ast.FunctionDef) if node.name == "loadResource"]
    assert len(definitions) <= 1


def test_no_dialog_runs_a_loop_of_its_own() -> None:
    def is_exec(call: ast.Call) -> bool:
        return isinstance(call.func, ast.Attribute) and call.func.attr in ("exec", "exec_")

    assert {place.split(":")[0] for place in _calls(is_exec)} <= DRAGS

    def is_static(call: ast.Call) -> bool:
        func = call.func
        if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Name):
            return False
        return func.attr in BLOCKING_STATICS.get(func.value.id, set())

    assert _calls(is_static) == []


def test_nothing_is_evaluated_unpickled_or_handed_to_a_shell() -> None:
    def is_builtin(call: ast.Call) -> bool:
        return isinstance(call.func, ast.Name) and call.func.id in ("eval", "exec", "compile", "__import__")

    def has_flag(call: ast.Call) -> bool:
        flags = {(k.arg, k.value.value) for k in call.keywords if isinstance(k.value, ast.Constant)}
        return ("shell", True) in flags or ("verify", False) in flags

    assert _calls(is_builtin) == []
    assert _calls(has_flag) == []
    assert _calls(lambda call: ast.unparse(call.func) in ("os.system", "os.popen", "yaml.load")) == []
    forbidden = {"pickle", "marshal", "shelve", "yaml", "webbrowser", "dill"}
    assert [name for name, module in _imports() if module.split(".")[0] in forbidden] == []


def test_cancellation_is_caught_in_one_place_and_raised_again() -> None:
    handlers = [(name, node) for name, node in _nodes(ast.ExceptHandler) if _names_cancelled_error(node.type)]
    assert len(handlers) <= 1
    for name, node in handlers:
        assert name.startswith("state/")
        assert any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    assert _calls(lambda c: _called(c) == "suppress" and any(map(_names_cancelled_error, c.args))) == []


def test_whoever_catches_everything_raises_it_again() -> None:
    swallowing = [
        f"{name}:{node.lineno}"
        for name, node in _nodes(ast.ExceptHandler)
        if (node.type is None or ast.unparse(node.type) == "BaseException")
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
        and name not in HANDED_OVER
    ]
    assert swallowing == []


def test_nothing_sleeps_in_the_thread_of_the_window() -> None:
    places = _calls(lambda call: ast.unparse(call.func) == "time.sleep")
    assert [place for place in places if place.startswith(("ui/", "state/", "app.py"))] == []


def test_every_module_says_what_it_is() -> None:
    silent = [_name(path) for path in _modules() if not (ast.get_docstring(_tree(path)) or "").strip()]
    assert silent == []
    drafts = [
        _name(path)
        for path in _modules()
        if not re.match(r"[^\n]+[.:?](\n|$)", ast.get_docstring(_tree(path)) or "")
    ]
    assert drafts == []


def test_no_file_is_longer_than_the_cap() -> None:
    files = [*_modules(), *(ROOT / "packaging").rglob("*.py")]
    sizes = {str(path.relative_to(ROOT)): path.read_text("utf-8").count("\n") for path in files}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_nothing_is_left_for_later() -> None:
    word = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    marked = [_name(path) for path in _modules() if word.search(path.read_text("utf-8"))]
    assert marked == []


def test_every_module_has_a_test_file() -> None:
    untested = []
    for path in _modules():
        name = _name(path)
        if path.name == "__init__.py" or name in UNTESTED:
            continue
        room = ROOT / "tests" / path.relative_to(STUDIO).parts[0] if "/" in name else ROOT / "tests"
        wanted = OTHER_TEST.get(path.name, f"test_{path.name}")
        found = room.rglob(wanted) if "/" in name else room.glob(wanted)
        if not any(found):
            untested.append(name)
    assert not untested, "no test file for:\n" + "\n".join(untested)


def test_the_lists_of_this_file_name_files_that_exist() -> None:
    named = {name for files in (*DOORS.values(), *CALL_DOORS.values(), UNTESTED) for name in files}
    assert sorted(name for name in named if not (STUDIO / name).is_file()) == []


def test_every_dependency_of_the_project_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    spelled = {
        "pyside6-essentials": "PySide6",
        "pillow": "PIL",
        "markdown-it-py": "markdown_it",
        "python-multipart": "python_multipart",
    }
    indirect = {"python_multipart"}  # Starlette imports it for the forms of the sandbox
    wanted = set()
    for line in project["dependencies"]:
        name = re.split(r"[\[<>=~ ]", line)[0].lower()
        wanted.add(spelled.get(name, name.replace("-", "_")))
    used = {module.split(".")[0] for _, module in _imports()}
    used |= {ast.literal_eval(call.args[0]).split(".")[0] for call in _late_imports()}
    assert sorted(wanted - used - indirect) == []
