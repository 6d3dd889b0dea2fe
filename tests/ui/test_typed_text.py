"""What is typed is what is sent, character for character."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from studio.ui.typed_text import typed_text

# Qt keeps neither NUL, nor U+FDD0 and U+FDD1 (its own marks), nor the kinds of line end apart.
KEPT = st.text(
    alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0\r\u2028\u2029\ufdd0\ufdd1")
)


def test_a_no_break_space_stays_one(qtbot: QtBot) -> None:
    field = QPlainTextEdit("10\u00a0km\nnext")
    qtbot.addWidget(field)
    assert typed_text(field) == "10\u00a0km\nnext"
    assert field.toPlainText() != typed_text(field)


@given(KEPT)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_comes_back_as_it_went_in(qtbot: QtBot, text: str) -> None:
    field = QPlainTextEdit()
    qtbot.addWidget(field)
    field.setPlainText(text)
    assert typed_text(field) == text
