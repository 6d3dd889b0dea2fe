"""Finds whole JSON objects in a byte stream without parsing them, each byte looked at once."""

import re

_MARKS = re.compile(rb'["{}\[\]]')
_STRING_END = re.compile(rb'["\\]')


class ObjectScanner:
    """Cuts `{…}{…}`, objects on lines, and `[{…},{…}]` into their objects; nested ones stay inside.

    `found` counts objects given out, `waiting` is how many bytes of an unfinished one are held, `in_array`
    whether the top level is an array, and `closed` whether that array was ended.
    """

    def __init__(self) -> None:
        self.found = 0
        self.in_array = False
        self.closed = False
        self.beginning = b""
        self._parts: list[bytes] = []
        self._held = 0
        self._depth = 0
        self._start = 0
        self._in_string = False
        self._escaped = False

    @property
    def waiting(self) -> int:
        """Bytes held of an object that has begun and not ended."""
        return self._held

    def feed(self, data: bytes) -> list[bytes]:
        """The objects that `data` completes."""
        if len(self.beginning) < 2000:
            self.beginning += data[: 2000 - len(self.beginning)]
        objects: list[bytes] = []
        self._start = 0  # where the current object begins in `data`
        at = 0
        while at >= 0:
            if self._in_string:
                at = self._string_end(data, at)
                continue
            mark = _MARKS.search(data, at)
            if mark is None:
                break
            at = mark.end()
            if self._step(mark.group(), at):
                objects.append(self._cut(data[self._start : at]))
        if self._depth:
            rest = data[self._start :]
            self._parts.append(rest)
            self._held += len(rest)
        self.found += len(objects)
        return objects

    def _step(self, mark: bytes, at: int) -> bool:
        """Takes one mark that ends at `at`; true when it completes an object."""
        if mark == b'"':
            # Quotes between objects are noise; only inside an object do they open a string.
            self._in_string = self._depth > 0
        elif mark == b"{" or (mark == b"[" and self._depth):
            if self._depth == 0:
                self._start = at - 1
            self._depth += 1
        elif mark == b"[":
            self.in_array = True
        elif self._depth:
            self._depth -= 1
            return self._depth == 0
        elif mark == b"]":
            self.closed = True
        return False

    def _cut(self, end: bytes) -> bytes:
        whole = b"".join([*self._parts, end])
        self._parts.clear()
        self._held = 0
        return whole

    def _string_end(self, data: bytes, at: int) -> int:
        """Moves behind the end of the open string; −1 when it does not end in `data`."""
        if self._escaped:
            if at >= len(data):
                return -1
            self._escaped = False
            at += 1
        while True:
            mark = _STRING_END.search(data, at)
            if mark is None:
                return -1
            at = mark.end()
            if mark.group() == b'"':
                self._in_string = False
                return at
            if at >= len(data):
                self._escaped = True
                return -1
            at += 1
