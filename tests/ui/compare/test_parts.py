"""What the views are handed."""

from tests.ui.compare.stage import Stage


async def test_one_set_of_parts_serves_every_view(stage: Stage) -> None:
    view = stage.open_view()
    assert view.parts == stage.parts
