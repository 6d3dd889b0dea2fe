"""Every test here needs the application; ziamath is imported once, because its import warns of what is not ours."""

import warnings

import pytest
from PySide6.QtWidgets import QApplication

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ziamath  # noqa: F401


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Fonts and widgets need it."""
