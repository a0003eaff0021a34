"""Ask for whom a card waits and when to ask again, on one line that can be skipped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from vatui import zones
from vatui.domain.calendar import Calendar, day_off
from vatui.domain.clients import client_sheet, my_calendar
from vatui.i18n import _
from vatui.records import record
from vatui.screens.ask_date import CLEAR
from vatui.screens.date_words import in_my_time, reading
from vatui.screens.desk_dialog import DeskDialog
from vatui.values import Said
from vatui.widgets.field import Field
from vatui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from textual.widget import Widget

    from vatui.desk import Desk
    from vatui.domain.cards import CardLine

WORKING_DAYS = 2
"""After so many of my working days somebody is asked again if nothing else is said (domain.md W5)."""


@record
class WaitAnswer:
    """What was said.

    Attributes:
        person: who must answer; may be empty.
        said: when to ask again; None for never.
    """

    person: str
    said: Said | None


@record
class _Read:
    person: str
    said: Said | None
    when: str


class AskWaiting(DeskDialog[WaitAnswer]):
    """For whom cards wait: a name, and perhaps a date behind it.

    It proposes the first contact of their client and two working days; ``-`` behind the name asks never again.

    Args:
        lines: the cards.
    """

    def __init__(self, lines: Sequence[CardLine]) -> None:
        super().__init__(_("Waiting for"), main=_("Note"), hint=(_("esc skips"),))
        self.lines = tuple(lines)
        self._default: Said | None = None
        self._field = Field("person", _("For whom"), placeholder=_("a name, and when to ask: Priya fri"))
        self._read = Lines()

    def compose_body(self) -> Iterable[Widget]:
        """The line, and what it means."""
        yield self._field
        yield self._read

    def on_mount(self) -> None:
        """Propose the client's contact."""
        super().on_mount()
        self.begin(self._propose, "read")

    async def _propose(self) -> None:
        clients = {line.client_id for line in self.lines}
        name = self.lines[0].waiting_for if len(self.lines) == 1 else ""
        if not name and len(clients) == 1:
            name = await self.console.call(first_contact, clients.pop())
        self._default = await self.console.call(in_working_days, WORKING_DAYS)
        if not self._field.value:
            self._field.value = name
            self._field.input.select_all()
        await self._look()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Read it back."""
        event.stop()
        if self._default is not None:
            self.begin(self._look, "read")

    async def _look(self) -> None:
        read = await self._understand()
        if read.said is None:
            text = _("Never asks again.")
        elif read.person:
            text = _("Ask {person} again {when}.").format(person=read.person, when=read.when)
        else:
            text = _("Ask again {when}.").format(when=read.when)
        self._read.show([((("  " + text, "muted"),), ())])

    async def _understand(self) -> _Read:
        if self._default is None:
            self._default = await self.console.call(in_working_days, WORKING_DAYS)
        return await self.console.call(_read, self._field.value, self._default, reading(self.console, self.zone))

    def action_leave(self) -> None:
        """Skip it."""
        self.dismiss(None)

    async def submit(self) -> WaitAnswer:
        """Name and date."""
        read = await self._understand()
        return WaitAnswer(read.person, read.said)


def first_contact(desk: Desk, client_id: int) -> str:
    """The name of a client's first contact, or nothing."""
    contacts = client_sheet(desk, client_id).contacts
    return contacts[0][1] if contacts else ""


def in_working_days(desk: Desk, count: int) -> Said:
    """The day after so many of my working days, in my zone; weekdays count when no hours are known."""
    mine = my_calendar(desk)
    day = zones.today(desk.now(), mine.zone)
    # A calendar whose every day is off must not be looked through for ever.
    for _step in range(366):
        day += timedelta(days=1)
        if _is_worked(mine, day):
            count -= 1
        if count <= 0:
            break
    return Said(day.isoformat(), mine.zone)


def _is_worked(calendar: Calendar, day: date) -> bool:
    worked = bool(calendar.hours.days[day.weekday()]) if calendar.hours else day.weekday() < 5
    return worked and day_off(calendar, day) is None


def _read(desk: Desk, text: str, default: Said, options: dict[str, Any]) -> _Read:
    """A name with a date behind it; on the desk's thread."""
    from vatui import dates

    now, zone = desk.now(), options["zone"]
    if text.lower() in CLEAR:
        return _Read("", None, "")
    if text.endswith(" -"):
        return _Read(text[:-2].strip(" ,"), None, "")
    found = dates.trailing(text, now=now, **options)
    if found is not None and found[1].instant > now:
        at, when = found
        return _Read(text[:at].strip(" ,"), when.said, in_my_time(when.instant, now, zone, is_day=when.said.is_day))
    end = zones.end_of_said(default.text, default.zone)
    return _Read(text.strip(" ,"), default, in_my_time(end, now, zone, is_day=True))
