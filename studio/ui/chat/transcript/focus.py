"""Where the keyboard is: at a message, and in it at one of the things that can be pressed."""

from dataclasses import dataclass

from studio.ui.chat.transcript.stage import Stage
from studio.ui.rendering.box import Target


@dataclass(slots=True)
class Focus:
    """`item` is -1 while no message has the focus; `stop` counts its targets, -1 is the message itself."""

    stage: Stage
    item: int = -1
    stop: int = -1

    def clear(self) -> None:
        """No message has the focus."""
        self.item = self.stop = -1

    def stops(self) -> list[tuple[int, Target]]:
        """Rows and targets of the message with the focus, in reading order; a link over two lines counts once."""
        if not 0 <= self.item < len(self.stage.items):
            return []
        found: list[tuple[int, Target]] = []
        for index in range(len(self.stage.open_item(self.item).rows)):
            box = self.stage.prepare(self.item, index).box
            for target in box.targets() if box is not None else ():
                last = found[-1][1] if found else None
                split = (
                    last is not None
                    and target.kind == "link"
                    and (last.data, last.name) == (target.data, target.name)
                )
                if not split:
                    found.append((index, target))
        return found

    def current(self) -> tuple[int, Target] | None:
        """The row and the target with the focus."""
        if self.stop < 0:
            return None
        stops = self.stops()
        return stops[self.stop] if self.stop < len(stops) else None

    def step(self, direction: int) -> bool:
        """The next or previous target; false when there is none, so that the focus leaves the view."""
        if self.item < 0:
            if not self.stage.items:
                return False
            self.item = len(self.stage.items) - 1
            self.stop = -1
            return True
        count = len(self.stops())
        if -1 <= self.stop + direction < count:
            self.stop += direction
            return True
        return False

    def to_message(self, direction: int) -> bool:
        """To the next or previous message."""
        if not self.stage.items:
            return False
        start = self.item if self.item >= 0 else (len(self.stage.items) if direction < 0 else -1)
        self.item = min(max(start + direction, 0), len(self.stage.items) - 1)
        self.stop = -1
        return True
