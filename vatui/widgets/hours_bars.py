"""What was worked today: a bar for each client, and all together.

Public:
    HoursRow(code, colour, text, fraction, bar)     text: what was worked
    HoursBars(id=None)
        .show(rows, total)                          total: the text of the last row; empty when nothing was worked
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import Piece, bar, client_role, fill, fit, safe, width_of
from vatui.widgets.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable


@record
class HoursRow:
    """A client's share of the day.

    Attributes:
        code: theirs; for time that is nobody's yet, a word.
        colour: 1 to 8; none for no client.
        text: what was worked.
        fraction: of all that was worked.
        bar: stands in place of the client's bar.
        running: whether the timer counts here now.
    """

    code: str
    colour: int | None
    text: str
    fraction: float
    bar: str = ""
    running: bool = False


class HoursBars(Panel):
    """A bar for each client, and all together."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: tuple[HoursRow, ...] = ()
        self._total: tuple[str, str] = ("", "")
        self._empty = ""

    def show(self, rows: Iterable[HoursRow], total: tuple[str, str] = ("", ""), empty: str = "") -> None:
        """Show a day.

        Args:
            rows: one for each client, most time first.
            total: what the last row is called, and what it says.
            empty: what to say when there are no rows.
        """
        self._rows, self._total, self._empty = tuple(rows), total, empty
        self.repaint()

    @property
    def rows(self) -> tuple[HoursRow, ...]:
        """What it shows."""
        return self._rows

    @property
    def rows_held(self) -> int:
        """Clients and the total, or the one line that says that there are none."""
        return len(self._rows) + 1 if self._rows else bool(self._empty)

    def _widths(self) -> tuple[int, int]:
        texts = [row.text for row in self._rows] + [self._total[1]]
        codes = [row.code for row in self._rows]
        return max(width_of(safe(code)) for code in codes), max(width_of(safe(text)) for text in texts)

    def row_signature(self, index: int) -> Hashable:
        """A row, and the widths that all rows share."""
        if not self._rows:
            return self._empty
        row = self._rows[index] if index < len(self._rows) else self._total
        return row, self._widths()

    def draw_row(self, index: int, width: int) -> list[Piece]:
        """Code, bar, time; or the total."""
        ink = self.ink
        if not self._rows:
            return [(" ", ink()), (fit(self._empty, width - 2), ink("muted"))]
        code, text = self._widths()
        if index >= len(self._rows):
            name, said = self._total
            room = width - 4 - text
            return [
                ("  ", ink()),
                (fill(name, room), ink("muted")),
                (" ", ink()),
                (fill(said, text, "right"), ink("foreground*")),
                (" ", ink()),
            ]
        row = self._rows[index]
        role = client_role(row.colour)
        done, rest = bar(row.fraction, max(0, width - code - text - 7))
        return [
            (" ", ink()), (glyph("running") if row.running else " ", ink("success")), (row.bar or glyph("bar"), ink(role)),
            (fill(row.code, code), ink(f"{role}*")), (" ", ink()), (done, ink(role)), (rest, ink("line")), ("  ", ink()),
            (fill(row.text, text, "right"), ink("foreground*")), (" ", ink()),
        ]  # fmt: skip
