"""The coming hours of everybody: when a client works, and when I do too (interface.md 6.1).

Public:
    Span = tuple[datetime, datetime]                working time [start, end), two instants
    RibbonRow(code, colour, time, spans, bar)
    Ribbon(id=None)
        .show(now, start, mine, rows, ticks, label) .hours: how many it shows at its present width

A cell is half an hour, less where it is wider; it is what its middle is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from textual.message import Message

from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import Piece, client_role, fill, safe, width_of
from vatui.widgets.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from textual import events

Span = tuple[datetime, datetime]
"""Working time ``[start, end)``."""

MOST: Final = 24
"""Hours at most; a wider ribbon has finer cells instead."""
_HOUR: Final = timedelta(hours=1)
_START: Final = datetime(1970, 1, 1)


@record
class RibbonRow:
    """Somebody's hours.

    Attributes:
        code: a client's, or my initials.
        colour: 1 to 8; none for my own row.
        time: their wall time now, with ``+1`` or ``−1`` on another date.
        spans: when they work.
        bar: stands in place of the client's bar.
    """

    code: str
    colour: int | None
    time: str
    spans: tuple[Span, ...]
    bar: str = ""


class Ribbon(Panel):
    """A line for each, the present hour marked through all of them."""

    class HoursChanged(Message):
        """Another number of hours fits now."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._now = self._start = _START
        self._mine: tuple[Span, ...] = ()
        self._rows: tuple[RibbonRow, ...] = ()
        self._ticks: tuple[tuple[datetime, str], ...] = ()
        self._scale = (0, 0)

    def show(
        self, now: datetime, start: datetime, mine: Sequence[Span], rows: Iterable[RibbonRow], ticks: Iterable[tuple[datetime, str]]
    ) -> None:
        """Show everybody's hours.

        Args:
            now: the present instant.
            start: where the ribbon begins.
            mine: when I work.
            rows: everybody, I first.
            ticks: what stands above it: instants and their names, in my time.
        """
        self._now, self._start, self._mine = now, start, tuple(mine)
        self._rows, self._ticks = tuple(rows), tuple(ticks)
        self.repaint()

    @property
    def rows(self) -> tuple[RibbonRow, ...]:
        """What it shows."""
        return self._rows

    @property
    def hours(self) -> int:
        """How many hours from now on are in view."""
        cells, steps = self._measure()
        if not cells:
            return 0
        return max(0, int((self._start + cells * _HOUR / steps - self._now) / _HOUR)) if self._rows else 0

    @property
    def heads(self) -> int:
        """The line of hours."""
        return 1 if self._rows else 0

    @property
    def rows_held(self) -> int:
        """Everybody."""
        return len(self._rows)

    def on_resize(self, event: events.Resize) -> None:
        """Say so when another number of hours fits."""
        if self._measure() != self._scale:
            self._scale = self._measure()
            self.post_message(self.HoursChanged())

    def _lead(self) -> tuple[int, int]:
        code = max((width_of(safe(row.code)) for row in self._rows), default=3)
        return code, max((width_of(safe(row.time)) for row in self._rows), default=5)

    def _measure(self) -> tuple[int, int]:
        """How many cells the ribbon has, and how many of them are an hour."""
        code, time = self._lead()
        room = max(0, self.content_size.width - code - time - 6)
        steps = max(1 if room < 24 else 2, room // MOST)
        return min(room, (MOST + 2) * steps), steps

    def _cell(self, instant: datetime) -> int:
        """In which cell an instant lies."""
        return int((instant - self._start) / (_HOUR / self._measure()[1]))

    def row_signature(self, index: int) -> Hashable:
        """A row and where the present is."""
        row = self._rows[index] if index >= 0 else self._ticks
        return row, self._mine, self._start, self._cell(self._now), self._lead()

    def draw_row(self, index: int, width: int) -> list[Piece]:
        """The hours, or somebody's line."""
        cells, steps = self._measure()
        code, time = self._lead()
        ink, here = self.ink, self._cell(self._now)
        if index < 0:
            return [(" " * (code + time + 5), ink()), *self._scale_line(cells, here)]
        row = self._rows[index]
        role = client_role(row.colour) if row.colour else "primary"
        pieces: list[Piece] = [
            ("  ", ink()), (row.bar or glyph("bar"), ink(role)), (fill(row.code, code), ink(f"{role}*")), (" ", ink()),
            (fill(row.time, time), ink("muted")), (" ", ink()),
        ]  # fmt: skip
        step = _HOUR / steps
        for cell in range(cells):
            middle = self._start + cell * step + step / 2
            theirs = _covers(row.spans, middle)
            sign = "off" if not theirs else "both" if _covers(self._mine, middle) else "theirs"
            ground = "sel" if cell == here else ""
            pieces.append((glyph(sign), ink(role if theirs else "dot", ground)))
        return pieces

    def _scale_line(self, cells: int, here: int) -> list[Piece]:
        line = [" "] * cells
        for instant, name in self._ticks:
            at = self._cell(instant)
            if at >= 0 and at + len(name) <= cells and not at <= here < at + len(name):
                line[at : at + len(name)] = name
        if not 0 <= here < cells:
            return [("".join(line), self.ink("muted"))]
        return [
            ("".join(line[:here]), self.ink("muted")), (glyph("now"), self.ink("accent")),
            ("".join(line[here + 1 :]), self.ink("muted")),
        ]  # fmt: skip


def _covers(spans: Sequence[Span], instant: datetime) -> bool:
    return any(start <= instant < end for start, end in spans)
