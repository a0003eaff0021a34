"""The hours of a day for everybody, in columns, with one cursor through all of them.

Public:
    HourRow(code, colour, name, bar, cells, tail)   cells: (text, whether they work) for each column
    HourGrid(id=None)
        .show(hours, rows, cursor, now)             .hours, .rows, .cursor
        messages: HourGrid.Moved(column)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.message import Message

from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import Piece, client_role, fill, width_of
from vatui.widgets.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events

_WIDEST: Final = 4
_NAME_ROOM: Final = 30
_FEWEST: Final = 8
"""Columns that must fit beside the times at the cursor."""


@record
class HourRow:
    """Somebody's day.

    Attributes:
        code: a client's, or mine.
        colour: 1 to 8; none for my own row and for the last one.
        name: a city; left out where there is no room.
        cells: for each column what stands in it, and whether they work then.
        tail: their time at the cursor, whole.
        bar: stands in place of the client's bar.
    """

    code: str
    colour: int | None
    name: str
    cells: tuple[tuple[str, bool], ...]
    tail: str
    bar: str = ""


class HourGrid(Panel):
    """A line for each; a column is an hour of mine."""

    class Moved(Message):
        """A column was clicked."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.hours: tuple[str, ...] = ()
        self.rows: tuple[HourRow, ...] = ()
        self.cursor = 0
        self._now: int | None = None

    def show(self, hours: Sequence[str], rows: Sequence[HourRow], cursor: int, now: int | None) -> None:
        """Show a day.

        Args:
            hours: what stands above the columns.
            rows: everybody, I first.
            cursor: the column of the cursor.
            now: the column of the present hour; none on another day.
        """
        self.hours, self.rows, self.cursor, self._now = tuple(hours), tuple(rows), cursor, now
        self.repaint()

    @property
    def heads(self) -> int:
        """The line of hours."""
        return 1 if self.rows else 0

    @property
    def rows_held(self) -> int:
        """Everybody."""
        return len(self.rows)

    def _measure(self) -> tuple[int, int, int, int]:
        """Cells of code, name, one column and the tail."""
        width = self.content_size.width
        code = max((width_of(row.code) for row in self.rows), default=3)
        tail = max((width_of(row.tail) for row in self.rows), default=0)
        name = min(_NAME_ROOM, max((width_of(row.name) for row in self.rows), default=0))
        count = max(1, len(self.hours))
        fixed = code + 5
        for column in range(_WIDEST, 2, -1):
            if fixed + name + 1 + tail + column * count <= width:
                return code, name + 1, column, tail
        # Where not all of the day fits, the columns around the cursor show.
        return code, 0, 3, tail if width - fixed - tail >= 3 * _FEWEST else 0

    def row_signature(self, index: int) -> Hashable:
        """A row, where the cursor is and how wide all is."""
        return self.rows[index] if index >= 0 else self.hours, self.cursor, self._now, self._measure()

    def draw_row(self, index: int, width: int) -> list[Piece]:
        """The hours, or somebody's line."""
        code, name, column, tail = self._measure()
        ink = self.ink
        shown = self._shown(width, code, name, column, tail)
        if index < 0:
            pieces: list[Piece] = [(" " * (code + name + 3), ink())]
            for at in shown:
                here = at == self.cursor
                role = "primary*" if here else "accent*" if at == self._now else "muted"
                pieces.append((fill(self.hours[at], column, "right"), ink(role, "sel" if here else "")))
            return pieces
        row = self.rows[index]
        role = client_role(row.colour) if row.colour else "primary"
        bar = row.bar or (glyph("bar") if row.colour else " ")
        pieces = [(" ", ink()), (bar, ink(role)), (fill(row.code, code), ink(f"{role}*")), (" ", ink())]
        if name:
            pieces.append((fill(row.name, name), ink("muted")))
        for at in shown:
            text, works = row.cells[at]
            here = at == self.cursor
            style = ink("foreground*" if works else "muted", "sel" if here else "hours" if works else "")
            pieces.append((fill(text, column, "right"), style))
        if tail:
            pieces.append(("  " + fill(row.tail, tail), ink("foreground")))
        return pieces

    def _shown(self, width: int, code: int, name: int, column: int, tail: int) -> range:
        """The columns that fit, the cursor among them."""
        room = max(1, (width - code - name - 4 - (tail + 2 if tail else 0)) // column)
        if room >= len(self.hours):
            return range(len(self.hours))
        first = min(max(0, self.cursor - room // 2), len(self.hours) - room)
        return range(first, first + room)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor into the clicked column."""
        place = event.get_content_offset(self)
        if place is None or not self.rows:
            return
        code, name, column, tail = self._measure()
        shown = self._shown(self.content_size.width, code, name, column, tail)
        at = (place.x - code - name - 3) // column
        if place.x >= code + name + 3 and at < len(shown):
            event.stop()
            self.post_message(self.Moved(shown[at]))
