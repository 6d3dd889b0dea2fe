"""What a picture that was brought in says about its making, offered for another try."""

from PySide6.QtCore import QObject, Signal

from studio.domain.parameters import ParameterForm, ParameterSet
from studio.domain.picture import Recipe

OURS = "Gateway Studio"


class RecipeOffer(QObject):
    """The recipe of the newest picture that carried one; `changed` says that it is another one or none."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sha256 = ""
        self._recipe: Recipe | None = None

    def offer(self, sha256: str, recipe: Recipe | None) -> None:
        """This picture was brought in."""
        self._sha256, self._recipe = sha256, recipe
        self.changed.emit()

    def of(self, sha256: str) -> Recipe | None:
        """The recipe of the picture with these bytes, where it is worth offering."""
        recipe = self._recipe if sha256 == self._sha256 else None
        return recipe if recipe is not None and (recipe.prompt or recipe.parameters) else None


def fitting(recipe: Recipe, form: ParameterForm) -> tuple[ParameterSet, tuple[str, ...]]:
    """The recipe's parameters the form has fields for, and the names of those left out.

    Other programs name things their own way: what a model does not know would only be refused. Our own record
    names what was really sent.
    """
    wanted = dict(recipe.parameters)
    if recipe.negative:
        wanted["negative_prompt"] = recipe.negative
    if recipe.source == OURS:
        return ParameterSet(wanted), ()
    known = {field.name for field in form.fields}
    taken = {name: value for name, value in wanted.items() if name in known}
    return ParameterSet(taken), tuple(sorted(set(wanted) - known))
