"""Everybody's hours of one day side by side: when is it what time where, and who works then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from vatui import wording, zones
from vatui.domain.calendar import day_off, windows
from vatui.i18n import N_, _
from vatui.screens import client_words
from vatui.screens.base import RoomScreen
from vatui.themes import glyph
from vatui.widgets.hour_grid import HourGrid, HourRow
from vatui.widgets.peek import Peek, PeekLine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.domain.calendar import Calendar, Window

_HOUR = timedelta(hours=1)


class ZonesScreen(RoomScreen):
    """A day of mine by the hour, and beside it the same hours of every client."""

    ROOM = "zones"
    WATCHES = frozenset({"client", "owner"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "hour(-1)", N_("Hour before"), show=False, id="zones.before"),
        Binding("right,l", "hour(1)", N_("Hour after"), show=False, id="zones.after"),
        Binding("less_than_sign,pageup", "day(-1)", N_("Day before"), show=False, key_display="<", id="zones.day_before"),
        Binding("greater_than_sign,pagedown", "day(1)", N_("Day after"), tooltip=N_("The day after; < the day before"),
                key_display=">", id="zones.day_after"),
        Binding("home", "present", N_("Now"), tooltip=N_("Back to this hour"), id="zones.now"),
        Binding("y", "copy", N_("Copy times"), tooltip=N_("Copy everybody's local time"), id="zones.copy"),
        Binding("escape,z", "close", N_("Back"), tooltip=N_("Back to the room"), id="zones.close"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._at: datetime | None = None

    def compose_room(self) -> Iterable[Widget]:
        """The grid, and what it says in words."""
        yield HourGrid(id="grid")
        yield Peek(id="peek")

    async def reload(self) -> None:
        """Show the day; all of it is known already."""
        self._show()
        if self.focused is None:
            self.query_one("#grid").focus()

    def minute_passed(self, now: datetime) -> None:
        """Where the present is has moved."""
        self._show()

    # ------------------------------------------------------------------ what is shown

    @property
    def chosen(self) -> datetime:
        """The instant under the cursor; begins at the present hour."""
        if self._at is None:
            wall = zones.local(self.now, self.zone)
            self._at = self.now - timedelta(minutes=wall.minute, seconds=wall.second)
        return self._at

    def _parties(self) -> list[tuple[str, int | None, str, Calendar]]:
        """I and the clients that may be shown: code, colour, bar, calendar."""
        named = self._named_clients() if self.console.scope is None else self.visible_clients()
        mine: list[tuple[str, int | None, str, Calendar]] = [(_("you"), None, "", self.head.mine)]
        return mine + [(client.code, client.colour, client_words.bar(client), client.calendar) for client in named]

    def _day(self) -> date:
        return zones.local(self.chosen, self.zone).date()

    def _columns(self) -> list[datetime]:
        """The hours of my day: 23 or 25 of them when my clocks change."""
        start, end = zones.day_bounds(self._day(), self.zone)
        return [start + number * _HOUR for number in range(int((end - start) / _HOUR))]

    def _show(self) -> None:
        columns = self._columns()
        cursor = max((at for at, instant in enumerate(columns) if instant <= self.chosen), default=0)
        present = next((at for at, instant in enumerate(columns) if instant <= self.now < instant + _HOUR), None)
        start, end = columns[0], columns[-1] + _HOUR
        parties = self._parties()
        rows: list[HourRow] = []
        working = [0] * len(columns)
        for code, colour, bar, calendar in parties:
            spans = windows(calendar, start, end)
            works = [_covers(spans, instant + _HOUR / 2) for instant in columns]
            for at, one in enumerate(works):
                working[at] += one
            cells = tuple(
                (f"{zones.local(instant, calendar.zone).hour:02}", one) for instant, one in zip(columns, works, strict=True)
            )
            rows.append(HourRow(code, colour, zones.city(calendar.zone), cells, self._tail(calendar.zone), bar))
        counts = tuple((str(number) if number else glyph("off"), number == len(parties)) for number in working)
        rows.append(HourRow(_("all"), None, _("at work"), counts, ""))
        mine = [f"{zones.local(instant, self.zone).hour:02}" for instant in columns]
        grid = self.query_one("#grid", HourGrid)
        grid.show(mine, rows, cursor, present)
        grid.set_title(_("Zones"), f" · {wording.full_day(self._day())}")
        grid.set_subtitle(
            ("← →", "accent"), f" {_('hour')}  ", ("< >", "accent"), f" {_('day')}  ", ("y", "accent"), f" {_('copy')}"
        )
        self._show_peek(parties)

    def _tail(self, zone: str) -> str:
        wall = zones.local(self.chosen, zone)
        name = zones.abbreviation(self.chosen, zone)
        offset = offset_text(zones.utc_offset(self.chosen, zone))
        said = name if name.startswith("UTC") else f"{name} {offset}"
        return f"{wording.weekday(wall.date())} {wording.time_of_day(wall)} {said}"

    def _show_peek(self, parties: list[tuple[str, int | None, str, Calendar]]) -> None:
        """Who works in that hour, and who has a day off."""
        middle = self.chosen + _HOUR / 2
        awake = [
            code
            for code, _colour, _bar, calendar in parties
            if _covers(windows(calendar, self.chosen, self.chosen + _HOUR), middle)
        ]
        free = []
        for code, _colour, _bar, calendar in parties:
            name = day_off(calendar, zones.local(self.chosen, calendar.zone).date())
            if name is not None:
                free.append(f"{code} {name}".strip())
        said = _("At work: {names}").format(names=", ".join(awake)) if awake else _("Nobody works in this hour.")
        mine = zones.local(self.chosen, self.zone)
        when = f"{wording.long_day(mine.date(), zones.today(self.now, self.zone))} {wording.time_of_day(mine)}"
        present = self.chosen <= self.now < self.chosen + _HOUR
        far = _("this hour") if present else wording.ahead(self.chosen - self.now)
        self.query_one("#peek", Peek).show(
            PeekLine(((when, "foreground*"), f"  {said}"), ((far, "muted"),)),
            PeekLine((_("Day off: {names}").format(names=", ".join(free)) if free else "",)),
        )

    # ------------------------------------------------------------------ keys

    def action_hour(self, by: int) -> None:
        """Another hour; after the last of a day comes the first of the next."""
        self._at = self.chosen + by * _HOUR
        self._show()

    def action_day(self, by: int) -> None:
        """The same hour of another day, on my clock."""
        wall = zones.local(self.chosen, self.zone).replace(tzinfo=None) + timedelta(days=by)
        self._at = zones.resolve(wall, self.zone).instant
        self._show()

    def action_present(self) -> None:
        """The present hour."""
        self._at = None
        self._show()

    def action_close(self) -> None:
        """Back to the room."""
        self.console.pop_screen()

    def on_hour_grid_moved(self, message: HourGrid.Moved) -> None:
        """A column was clicked."""
        self._at = self._columns()[message.column]
        self._show()

    def times(self) -> str:
        """Everybody's local time at the cursor, by city: no client is named to another."""
        lines: dict[str, str] = {}
        for _code, _colour, _bar, calendar in self._parties():
            wall = zones.local(self.chosen, calendar.zone)
            name = zones.abbreviation(self.chosen, calendar.zone)
            offset = offset_text(zones.utc_offset(self.chosen, calendar.zone))
            zone = name if name.startswith("UTC") else f"{name}, {offset}"
            lines[calendar.zone] = (
                f"{zones.city(calendar.zone)}: {wording.long_day(wall.date())} {wall.year}, {wording.time_of_day(wall)} ({zone})"
            )
        return "\n".join(lines.values())

    def action_copy(self) -> None:
        """Copy everybody's local time."""
        self.console.copy_to_clipboard(self.times())
        self.console.say(_("Copied to the clipboard."))


def offset_text(offset: timedelta) -> str:
    """``UTC+7``, ``UTC−3:30``, ``UTC``."""
    minutes = int(offset.total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def _covers(spans: list[Window], instant: datetime) -> bool:
    return any(start <= instant < end for start, end in spans)
