"""The second line of every room: my time, and whose hour it is.

Public:
    ZoneChip(client_id, code, colour, time, shift, state, words, city, shape)
    ZoneBar(id=None)
        .show(date, time, zone, chips, scope="")      .chips
        messages: ChipClicked(client_id)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from textual.message import Message

from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, Piece, client_role, safe, strip, width_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.strip import Strip

State = Literal["in", "opening", "closing", "out", "holiday"]
_GROUNDS: Final[dict[str, str]] = {"in": "hours", "opening": "edge", "closing": "edge", "out": "surface", "holiday": "surface"}
_SIGNS: Final[dict[str, str]] = {"in": "in", "opening": "edge", "closing": "edge", "out": "out", "holiday": "out"}
_INKS: Final[dict[str, str]] = {"in": "success", "opening": "warning", "closing": "warning", "out": "muted", "holiday": "muted"}


@record
class ZoneChip:
    """A client's hour.

    Attributes:
        client_id: whose.
        code: their code.
        colour: 1 to 8.
        time: their wall time.
        shift: ``+1`` or ``−1`` when it is another date there.
        state: in hours, about to open or close, out of hours, holiday.
        words: what is about to happen, such as ``opens 18m``.
        city: where; shown where there is room.
        bar: the glyph of the client's bar.
    """

    client_id: int
    code: str
    colour: int
    time: str
    shift: str = ""
    state: State = "out"
    words: str = ""
    city: str = ""
    bar: str = "▌"


class ZoneBar(Drawn):
    """Every client's time on one line; what does not fit is left out in a fixed order (interface.md 2.6)."""

    GROUND = "surface"
    DEFAULT_CSS = "ZoneBar { width: 1fr; height: 1; }"

    class ChipClicked(Message):
        """A client's time was clicked."""

        def __init__(self, client_id: int) -> None:
            super().__init__()
            self.client_id = client_id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._date = self._time = self._zone = self._scope = self._notice = ""
        self._chips: tuple[ZoneChip, ...] = ()
        self._spans: list[tuple[int, int, int]] = []

    @property
    def chips(self) -> tuple[ZoneChip, ...]:
        """What it shows."""
        return self._chips

    def show(self, date: str, time: str, zone: str, chips: tuple[ZoneChip, ...], *, scope: str = "", notice: str = "") -> None:
        """Show my date and time and every client's.

        Args:
            date: my day.
            time: my wall time.
            zone: my zone's abbreviation.
            chips: the clients, in their order.
            scope: what the rooms are narrowed to, or empty.
            notice: a change of the clock that is near, or empty.
        """
        self._date, self._time, self._zone, self._scope, self._notice = date, time, zone, scope, notice
        self._chips = chips
        self.repaint()

    def signatures(self) -> Sequence[Hashable]:
        """All of it, on its one line."""
        whole = (self._date, self._time, self._zone, self._chips, self._scope, self._notice)
        return [whole] * self.content_size.height

    def render_line(self, y: int) -> Strip:
        """Draw the line, and remember where each client stands for the mouse."""
        width = self.content_size.width
        chips, date, spare, roomy = self._fitting(width)
        ground = self.ink()
        pieces: list[Piece] = [(" ", ground)]
        if self._scope:
            pieces += [(f" {safe(self._scope)} ", self.ink("foreground*", "sel")), (" ", ground)]
        if date:
            pieces.append((f"{date} ", self.ink("muted")))
        pieces += [(self._time, self.ink("foreground*")), (f" {self._zone} ", self.ink("muted"))]
        at = sum(width_of(text) for text, _style in pieces)
        self._spans = []
        for chip in chips:
            mine = self._chip(chip, roomy)
            size = sum(width_of(text) for text, _style in mine)
            self._spans.append((at, at + size, chip.client_id))
            at += size
            pieces += mine
        if spare:
            pieces.append((f" +{spare} ", self.ink("muted")))
            at += len(str(spare)) + 3
        if self._notice:
            notice = safe(self._notice)
            if at + width_of(notice) + 4 <= width:
                pieces += [(" " * (width - at - width_of(notice) - 3), ground), (f"{glyph('soon')} {notice}", self.ink("warning"))]
        return strip(pieces, width, ground)

    def _fitting(self, width: int) -> tuple[list[ZoneChip], str, int, bool]:
        """What is drawn: chips, the date, how many are left out, and whether there is room for blanks."""
        lead = 4 + width_of(self._time) + width_of(self._zone) + (width_of(safe(self._scope)) + 3 if self._scope else 0)
        date = self._date
        chips = list(self._chips)
        bare = [replace(chip, city="") for chip in chips]
        short = [replace(chip, words="" if chip.state != "holiday" else chip.words) for chip in bare]
        shortest = [replace(chip, words="") for chip in bare]
        for tried, roomy, day in (
            (chips, True, date), (bare, True, date), (short, True, date), (shortest, True, date), (shortest, False, date),
            (shortest, False, ""),
        ):  # fmt: skip
            if lead + (width_of(day) + 1 if day else 0) + self._width(tried, roomy) <= width:
                return tried, day, 0, roomy
        left_out = 0
        while shortest and lead + self._width(shortest, False) + 4 > width:
            asleep = [at for at, chip in enumerate(shortest) if chip.state in ("out", "holiday")]
            shortest.pop(asleep[-1] if asleep else -1)
            left_out += 1
        return shortest, "", left_out, False

    def _width(self, chips: Sequence[ZoneChip], roomy: bool) -> int:
        return sum(sum(width_of(text) for text, _style in self._chip(chip, roomy)) for chip in chips)

    def _chip(self, chip: ZoneChip, roomy: bool) -> list[Piece]:
        ground = _GROUNDS[chip.state]
        ink = _INKS[chip.state]
        awake = chip.state in ("in", "opening", "closing")
        text = "foreground" if awake else "muted"
        gap = " " if roomy else ""
        pieces: list[Piece] = [
            (" ", self.ink()),
            (glyph("bar") if chip.bar == "▌" else chip.bar, self.ink(client_role(chip.colour), ground)),
            (f"{gap if awake else ''}{glyph(_SIGNS[chip.state])}{gap}", self.ink(ink, ground)),
            (safe(chip.code), self.ink(text, ground)),
        ]
        if chip.city:
            pieces.append((f" {safe(chip.city)}", self.ink("muted", ground)))
        pieces.append((f" {chip.time}{chip.shift}", self.ink(f"{text}*" if awake else text, ground)))
        if chip.words:
            pieces.append((f" {safe(chip.words)}", self.ink(ink, ground)))
        if roomy:
            pieces.append((" ", self.ink(text, ground)))
        return pieces

    def on_click(self, event: events.Click) -> None:
        """Tell whose time was clicked."""
        for start, end, client_id in self._spans:
            if start <= event.x < end:
                event.stop()
                self.post_message(self.ChipClicked(client_id))
                return
