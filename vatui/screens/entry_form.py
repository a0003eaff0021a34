"""The form of an entry: enter time that was worked, or put right what was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vatui import dates, wording, zones
from vatui.domain import cards, clients, entries
from vatui.errors import InvalidField
from vatui.i18n import N_, _, language
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean, searchable
from vatui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from textual.widget import Widget

    from vatui.app import VatuiApp
    from vatui.desk import Desk
    from vatui.domain.entries import EntryLine

_YES = frozenset({"y", "yes", "ya", "iya", "true", "1"})
_NO = frozenset({"n", "no", "tidak", "tak", "false", "0"})


def moment(console: VatuiApp, text: str, field: str) -> datetime:
    """The instant of the past that a text names, in my zone.

    Raises:
        InvalidField: it names none, or a time that the clocks skip; the next one that is, is named (domain.md T1.3).
    """
    head = console.head
    assert head is not None
    found = dates.understand(
        clean(text), now=console.desk.now(), zone=head.mine.zone, language=language(),
        order="mdy" if console.settings.date_order == "mdy" else "dmy", mine=head.mine.zone, past=True,
    )  # fmt: skip
    if found is None or found.said.is_day:
        raise InvalidField(field, N_("“{text}” is no time. Write 15:10 or yesterday 15:10."), text=clean(text, limit=40))
    if found.note == "gap":
        wall = wording.time_of_day(zones.local(found.instant, found.said.zone))
        raise InvalidField(field, N_("Clocks skip that time. The next one is {time}."), time=wall)
    return found.instant


def time_text(console: VatuiApp, instant: datetime) -> str:
    """An instant as the form shows it and reads it again: the time, with the day if it is not today."""
    head = console.head
    assert head is not None
    zone, now = head.mine.zone, console.desk.now()
    wall = zones.local(instant, zone)
    time = wording.time_of_day(wall)
    return time if wall.date() == zones.today(now, zone) else f"{wall.date().isoformat()} {time}"


def find_target(desk: Desk, text: str) -> tuple[int | None, int | None]:
    """The client and the card that a code means; a client's name or the start of it does, too.

    Raises:
        InvalidField: nothing is called so, or several are.
    """
    words = clean(text)
    if not words:
        return None, None
    from vatui.errors import Ambiguous, NotFound

    _head, dash, number = words.rpartition("-")
    try:
        if dash and number.isdigit():
            card = cards.find_card(desk, words)
            return card.client_id, card.id
        return int(clients.find_client(desk, words).id), None
    except (NotFound, Ambiguous) as error:
        raise InvalidField("target", error.sentence, **error.values) from error


class EntryForm(DeskDialog[entries.EntryLine]):
    """Enter or edit an entry; the result is the entry, None when the form was left.

    Args:
        line: the entry to edit; none for a new one.
        started_at: where a new one begins at first.
    """

    def __init__(self, line: EntryLine | None = None, started_at: datetime | None = None) -> None:
        super().__init__(_("Edit time") if line else _("Add time"), main=_("Save"))
        self.line = line
        self.started_at = started_at

    def compose_body(self) -> Iterable[Widget]:
        """Whose, from when to when, what for, and whether it is charged."""
        line, console = self.line, self.console
        code = "" if line is None else line.card_code or line.client_code
        start = line.started_at if line else self.started_at
        end = line.ended_at if line else None if self.started_at is None else self.now
        yes = _("yes") if line is None or line.billable else _("no")
        yield Field("target", _("Client or card"), code, placeholder="ACM, ACM-12")
        yield Field("started_at", _("Start"), "" if start is None else time_text(console, start), placeholder="15:10")
        hint = _("empty while it runs") if line is not None and line.running else "16:05"
        yield Field("ended_at", _("End"), "" if end is None else time_text(console, end), placeholder=hint)
        yield Field("memo", _("Memo"), line.memo if line else "")
        yield Field("billable", _("Billable"), yes, placeholder=_("yes or no"))

    def first_field(self) -> Widget | None:
        """What is wrong most often: the end, or who it was for."""
        wanted = "target" if self.line is None else "ended_at"
        return next((field.input for field in self.fields() if field.name == wanted), None)

    async def submit(self) -> EntryLine:
        """Write what was changed."""
        typed = {field.name or "": field.value for field in self.fields() if self.line is None or field.changed}
        new: dict[str, Any] = {}
        if "memo" in typed:
            new["memo"] = typed["memo"]
        if "billable" in typed:
            new["billable"] = _answer(typed["billable"])
        for name in ("started_at", "ended_at"):
            if name in typed:
                empty = not typed[name] and name == "ended_at" and self.line is not None and self.line.running
                new[name] = None if empty else moment(self.console, typed[name], name)
        if "target" in typed:
            new["client_id"], new["card_id"] = await self.console.call(find_target, typed["target"])
        if self.line is None:
            return await self.console.call(
                entries.add_entry, new["client_id"], new["started_at"], new["ended_at"], card_id=new["card_id"],
                memo=new["memo"], billable=new["billable"],
            )  # fmt: skip
        was = {name: getattr(self.line, name) for name in new}
        return await self.console.call(entries.edit_entry, self.line.id, was, **new)


def _answer(text: str) -> bool:
    word = searchable(text)
    if word in _YES or word in _NO:
        return word in _YES
    raise InvalidField("billable", N_("Write yes or no."))


def lasting(amount: timedelta) -> str:
    """How long, to the minute; seconds where it is less than one."""
    seconds = int(amount.total_seconds())
    return f"{seconds}s" if 0 < seconds < 60 else wording.duration(amount)
