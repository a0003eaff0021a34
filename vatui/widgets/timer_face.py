"""What the timer panel is made of: a clock in digits three rows high, facts beside it, and a row of keys.

Public:
    ClockFace(id=None)          .show(seconds, role)            paints only the digits that changed
    Facts(height, id=None)      .show(lines)                    lines of parts: drawing.Text
    KeyLine(height=1, id=None)  .show(lines)                    lines of Key(key, name, text); a click presses the key
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.geometry import Region
from textual.strip import Strip

from vatui import wording
from vatui.records import record
from vatui.themes import glyph_set
from vatui.widgets.drawing import Drawn, Piece, Text, fit, safe, strip, width_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events

_DIGITS: Final = {
    "0": ("╭─╮", "│ │", "╰─╯"), "1": ("╶╮ ", " │ ", "╶┴╴"), "2": ("╶─╮", "┌─┘", "╰─╴"), "3": ("╶─╮", " ─┤", "╶─╯"),
    "4": ("╷ ╷", "╰─┤", "  ╵"), "5": ("╭─╴", "╰─╮", "╶─╯"), "6": ("╭─╴", "├─╮", "╰─╯"), "7": ("╶─┐", "  │", "  ╵"),
    "8": ("╭─╮", "├─┤", "╰─╯"), "9": ("╭─╮", "╰─┤", "╶─╯"), ":": ("   ", " : ", "   "),
}  # fmt: skip
_CELLS: Final = 3
"""Width of a digit."""
_LONGEST: Final = 8
"""Characters of ``12:04:05``; from a hundred hours on, plain digits are shown."""


class ClockFace(Drawn):
    """A running clock, large; in plain digits where lines cannot be drawn or it is too long."""

    GROUND = "surface"
    DEFAULT_CSS = "ClockFace { width: 24; height: 3; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = wording.clock(0)
        self._role = "muted"

    @property
    def text(self) -> str:
        """What it shows."""
        return self._text

    def show(self, seconds: int, role: str, *, minutes: bool = False) -> None:
        """Show a time in a colour role; without its seconds if only minutes are wanted."""
        before, self._text = self._text, wording.clock(seconds)[: -len(":00") if minutes else None]
        if role != self._role or len(before) != len(self._text) or self._plain:
            self._role = role
            self.refresh()
        elif self.is_attached:
            for at, (old, new) in enumerate(zip(before, self._text, strict=True)):
                if old != new:
                    self.refresh(Region(at * _CELLS, 0, _CELLS, 3))

    @property
    def _plain(self) -> bool:
        return glyph_set() == "ascii" or len(self._text) > _LONGEST

    def signatures(self) -> Sequence[Hashable]:
        """The same clock on each of its lines."""
        return [(self._text, self._role)] * 3

    def render_line(self, y: int) -> Strip:
        """Draw a third of the digits."""
        width, style = self.content_size.width, self.ink(self._role)
        if y > 2:
            return Strip.blank(max(0, width), self.ink())
        if self._plain:
            return strip([(f"  {self._text}" if y == 1 else "", self.ink(self._role, bold=True))], width, self.ink())
        rows = "".join(_DIGITS[sign][y] for sign in self._text)
        return strip([(rows, style)], width, self.ink())


class Facts(Drawn):
    """A few lines of text in colour roles, cut where there is too little room.

    Args:
        height: how many lines.
    """

    GROUND = "surface"
    DEFAULT_CSS = "Facts { width: 1fr; height: auto; }"

    def __init__(self, height: int, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.styles.height = height
        self._lines: tuple[tuple[Text, ...], ...] = ()

    def show(self, lines: Sequence[Sequence[Text]]) -> None:
        """Show these lines; parts without a role are muted."""
        self._lines = tuple(tuple(parts) for parts in lines)
        self.repaint()

    def signatures(self) -> Sequence[Hashable]:
        """The lines."""
        height = self.content_size.height
        return [*self._lines[:height], *([()] * (height - len(self._lines)))]

    def render_line(self, y: int) -> Strip:
        """Draw one of them."""
        width = self.content_size.width
        pieces: list[Piece] = []
        room = width
        for part in self._lines[y] if y < len(self._lines) else ():
            text, role = (part, "muted") if isinstance(part, str) else part
            shown = fit(text, room)
            room -= width_of(shown)
            pieces.append((shown, self.ink(role)))
        return strip(pieces, width, self.ink())


@record
class Key:
    """A key that can be pressed here.

    Attributes:
        key: what is pressed on a click, in Textual's words.
        name: how it is written.
        text: what it does; empty where the next key says it for both.
    """

    key: str
    name: str
    text: str


class KeyLine(Drawn):
    """Keys of a dialog with what they do, in lines; the last one of the last line stands at the right end."""

    GROUND = "surface"
    DEFAULT_CSS = "KeyLine { width: 1fr; height: auto; }"

    def __init__(self, height: int = 1, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.styles.height = height
        self._lines: tuple[tuple[Key, ...], ...] = ()
        self._spans: dict[int, list[tuple[int, int, str]]] = {}

    def show(self, lines: Sequence[Sequence[Key]]) -> None:
        """Show these keys."""
        self._lines = tuple(tuple(keys) for keys in lines)
        self.repaint()

    def signatures(self) -> Sequence[Hashable]:
        """The lines."""
        height = self.content_size.height
        return [*self._lines[:height], *([()] * (height - len(self._lines)))]

    def render_line(self, y: int) -> Strip:
        """Draw a line, and remember where each key stands for the mouse."""
        width = self.content_size.width
        keys = self._lines[y] if y < len(self._lines) else ()
        last = keys[-1] if keys and y == len(self._lines) - 1 else None
        room = width - (_width(last) if last else 0)
        pieces: list[Piece] = []
        spans: list[tuple[int, int, str]] = []
        at = 0
        for key in keys[:-1] if last else keys:
            if at + _width(key) > room:
                break
            at = self._draw(key, pieces, spans, at)
            gap = 2 if key.text else 1
            pieces.append((" " * gap, self.ink()))
            at += gap
        if last and room >= 0:
            pieces.append((" " * max(0, room - at), self.ink()))
            self._draw(last, pieces, spans, max(room, at))
        self._spans[y] = spans
        return strip(pieces, width, self.ink())

    def _draw(self, key: Key, pieces: list[Piece], spans: list[tuple[int, int, str]], at: int) -> int:
        pieces.append((safe(key.name), self.ink("accent", bold=True)))
        if key.text:
            pieces.append((f" {safe(key.text)}", self.ink("muted")))
        spans.append((at, at + _width(key), key.key))
        return at + _width(key)

    def on_click(self, event: events.Click) -> None:
        """Press the clicked key."""
        for start, end, key in self._spans.get(event.y, []):
            if start <= event.x < end:
                event.stop()
                self.app.simulate_key(key)
                return


def _width(key: Key) -> int:
    return width_of(safe(key.name)) + (1 + width_of(safe(key.text)) if key.text else 0)
