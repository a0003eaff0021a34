"""A month on eight lines that follows a typed date; with the focus on it, arrows choose the day.

Public:
    Month(id=None)
        .show(day, today, free=None)        day: the one that is marked, or None; free: days nobody works on
        .day                                messages: Month.Chosen(day)
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.message import Message

from vatui import wording
from vatui.i18n import N_
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, Piece, fill, fit, strip

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.strip import Strip

_DAY: Final = 3
"""Cells of a day."""
_FIRST, _LAST = date(1910, 1, 31), date(2199, 11, 30)
"""As far as a date can be typed."""


class Month(Drawn, can_focus=True):
    """One month, Monday first."""

    GROUND = "surface"
    DEFAULT_CSS = "Month { width: 24; height: 8; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", N_("Day before"), show=False, id="month.before"),
        Binding("right,l", "step(1)", N_("Day after"), show=False, id="month.after"),
        Binding("up,k", "step(-7)", N_("Week before"), show=False, id="month.week_before"),
        Binding("down,j", "step(7)", N_("Week after"), show=False, id="month.week_after"),
        Binding("pageup", "turn(-1)", N_("Month before"), show=False, id="month.month_before"),
        Binding("pagedown", "turn(1)", N_("Month after"), show=False, id="month.month_after"),
        Binding("enter", "take", N_("Choose"), show=False, id="month.take"),
    ]

    class Chosen(Message):
        """The mark was put on another day.

        Attributes:
            day: which.
            final: whether it was chosen with enter or the mouse.
        """

        def __init__(self, day: date, *, final: bool) -> None:
            super().__init__()
            self.day = day
            self.final = final

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._day: date | None = None
        self._today = date(2000, 1, 1)

    @property
    def day(self) -> date | None:
        """The marked day."""
        return self._day

    def show(self, day: date | None, today: date) -> None:
        """Mark a day and show its month; the month of today when none is marked."""
        self._day, self._today = day, today
        self.repaint()

    @property
    def _month(self) -> date:
        return (self._day or self._today).replace(day=1)

    def _put(self, day: date, *, final: bool = False) -> None:
        self._day = min(_LAST, max(_FIRST, day))
        self.repaint()
        self.post_message(self.Chosen(self._day, final=final))

    def action_step(self, days: int) -> None:
        """Go some days on; the first step marks today."""
        self._put(self._today if self._day is None else self._day + timedelta(days=days))

    def action_turn(self, months: int) -> None:
        """Go to the same day of another month, or to its last."""
        day = self._day or self._today
        count = day.year * 12 + day.month - 1 + months
        year, month = count // 12, count % 12 + 1
        self._put(date(year, month, min(day.day, calendar.monthrange(year, month)[1])))

    def action_take(self) -> None:
        """Take the marked day."""
        self._put(self._day or self._today, final=True)

    def on_click(self, event: events.Click) -> None:
        """Mark the day under the mouse."""
        event.stop()
        row, column = event.y - 2, (event.x - 1) // _DAY
        if 0 <= row < 6 and 0 <= column < 7:
            self._put(self._monday() + timedelta(days=row * 7 + column))

    def _monday(self) -> date:
        first = self._month
        return first - timedelta(days=first.weekday())

    def signatures(self) -> Sequence[Hashable]:
        """Each line is told by what it shows and whether it is in focus."""
        return [(self._month, self._today, self.has_focus, self._day) for _y in range(8)]

    def on_focus(self) -> None:
        """Show the mark as the place one is at."""
        self.repaint()

    def on_blur(self) -> None:
        """Show it as chosen only."""
        self.repaint()

    def render_line(self, y: int) -> Strip:
        """The name of the month, the weekdays, six weeks."""
        width = self.content_size.width
        ground = self.ink()
        if y == 0:
            first = self._month
            name = f"{wording.month(first.month, long=True)} {first.year}"
            role = "primary" if self.has_focus else "foreground"
            sign = glyph("cursor") if self.has_focus else " "
            return strip([(fit(f"{sign}{name}", width), self.ink(role, bold=True))], width, ground)
        if y == 1:
            monday = date(2024, 1, 1)
            pieces: list[Piece] = [(" ", ground)]
            for weekday in range(7):
                name = wording.weekday(monday + timedelta(days=weekday))[:2]
                pieces.append((fill(name, _DAY), self.ink("faint" if weekday > 4 else "muted")))
            return strip(pieces, width, ground)
        pieces = [(" ", ground)]
        for column in range(7):
            day = self._monday() + timedelta(days=(y - 2) * 7 + column)
            text = f"{day.day:>2}"
            if day == self._day:
                style = self.ink("ink*", "primary") if self.has_focus else self.ink("foreground*", "sel")
            elif day.month != self._month.month:
                style = self.ink("faint")
            elif day == self._today:
                style = self.ink("accent", bold=True)
            else:
                style = self.ink("muted" if column > 4 else "foreground")
            pieces += [(text, style), (" " * (_DAY - 2), ground)]
        return strip(pieces, width, ground)
