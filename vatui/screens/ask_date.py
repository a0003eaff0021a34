"""Ask for a date: typed in words, read back at once in both zones, with a month that follows."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from vatui import wording, zones
from vatui.domain.clients import get_client
from vatui.errors import InvalidField
from vatui.i18n import N_, _, ngettext
from vatui.records import record
from vatui.screens.date_words import for_me, in_my_time, odd, reading, said_in_words, understood
from vatui.screens.desk_dialog import DeskDialog
from vatui.themes import glyph
from vatui.values import Said, Urgency
from vatui.widgets.dialog import Answer, PushButton
from vatui.widgets.field import Field
from vatui.widgets.lines import Lines
from vatui.widgets.month import Month

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import ClassVar

    from textual.widget import Widget

    from vatui.dates import Understood
    from vatui.domain.cards import CardLine
    from vatui.widgets.lines import Row

What = Literal["due", "wait", "chase"]
"""For which date it is asked: due, hidden until, ask again."""

CLEAR = ("-", "none", "no date", "never", "tidak ada", "tanpa tanggal", "hapus", "jangan")
"""What is typed for no date."""

PINS: dict[str, Urgency] = {"!": Urgency.YES, "!!": Urgency.YES, "!u": Urgency.YES, "!-": Urgency.NO, "!?": Urgency.AUTO}
"""What is typed to pin how urgent a card is."""

_PINNED = {
    Urgency.YES: N_("pinned as urgent"),
    Urgency.NO: N_("pinned as not urgent"),
    Urgency.AUTO: N_("urgency is counted"),
}


@record
class DateAnswer:
    """What was chosen.

    Attributes:
        said: the date as it was said; None for no date.
        pin: how urgent it is, when only that was said.
    """

    said: Said | None = None
    pin: Urgency | None = None


class AskDate(DeskDialog[DateAnswer]):
    """Ask for the date of some cards.

    A date that names no zone is in the clients' zone if they share one, else in mine; what is snoozed or asked again is
    always in mine.

    Args:
        lines: the cards.
        what: which of their dates.
    """

    DEFAULT_CSS = """
    AskDate {
        Horizontal.when { height: 8; }
        Vertical.read { width: 1fr; height: 8; }
        Horizontal.pins { height: 1; }
        Lines.pins { width: 18; height: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "calendar", N_("Calendar"), show=False, id="date.calendar"),
    ]

    def __init__(self, lines: Sequence[CardLine], what: What) -> None:
        titles = {"due": _("Due date"), "wait": _("Snooze until"), "chase": _("Asked again")}
        clears = {"due": _("No date"), "wait": _("Show now"), "chase": _("Do not ask again")}
        super().__init__(titles[what], main={"due": _("Set"), "wait": _("Snooze"), "chase": _("Note")}[what],
                         other=(Answer("clear", clears[what]),))  # fmt: skip
        self.lines = tuple(lines)
        self.what: What = what
        self._their_zone = ""
        self._found: Understood | None = None
        labels = {"due": _("Due"), "wait": _("Until"), "chase": _("Ask again")}
        self._field = Field("date", labels[what], placeholder=_("fri 3pm, tomorrow, 27/11, +3d"))
        self._read = Lines(height=8)
        self._month = Month()

    def compose_body(self) -> Iterable[Widget]:
        """Whose date it is, the line to type in, what was understood and the month."""
        yield self._field
        with Horizontal(classes="when"):
            with Vertical(classes="read"):
                yield self._read
            yield self._month
        if self.what == "due":
            with Horizontal(classes="pins"):
                yield Lines([(((f"  {_('Or urgency')}", "muted"),), ())], classes="pins")
                yield PushButton(Answer("yes", _("Urgent")))
                yield PushButton(Answer("no", _("Not urgent")))
                yield PushButton(Answer("auto", _("Counted")))

    def on_mount(self) -> None:
        """Read in whose zone a date is meant."""
        super().on_mount()
        self._month.show(None, zones.today(self.now, self.zone))
        self.begin(self._prepare, "read")

    async def _prepare(self) -> None:
        if self.what == "due":
            found = await self.console.attempt(_zones_of, sorted({line.client_id for line in self.lines}))
            self._their_zone = found.pop() if found and len(found) == 1 else self.zone
        else:
            self._their_zone = self.zone
        if self.what == "chase":
            from vatui.screens.ask_waiting import in_working_days

            said = await self.console.call(in_working_days, 2)
            self._field.value = said.text
            self._field.input.select_all()
        await self._look()

    # ------------------------------------------------------------------ what is typed

    def on_field_changed(self, event: Field.Changed) -> None:
        """Read it back."""
        event.stop()
        if self._their_zone:
            self.begin(self._look, "read")

    async def _look(self) -> None:
        text = self._field.value
        self._found = await self._understand(text) if text and text.lower() not in (*CLEAR, *PINS) else None
        self._read.show(self._back(text))
        if not self._month.has_focus:
            day = None
            if self._found is not None:
                day = datetime.fromisoformat(self._found.said.text).date()
            self._month.show(day, zones.today(self.now, self.zone))

    async def _understand(self, text: str) -> Understood | None:
        return await self.console.call(understood, text, reading(self.console, self._their_zone))

    def _back(self, text: str) -> list[Row]:
        """What was understood, or what stands there now and what can be typed."""
        low = text.lower()
        rows: list[Row] = [((("  " + self._about(), "foreground"),), ())]
        if not text:
            rows += [((("  " + self._present(), "muted"),), ()), ((), ())]
            rows.append((((f"  {_('- for no date')}", "faint"),), ()))
            if self.what == "due":
                rows.append((((f"  {_('! urgent   !- not urgent   !? counted')}", "faint"),), ()))
            rows.append((((f"  {_('↓ chooses in the month')}", "faint"),), ()))
        elif low in CLEAR:
            rows.append((((f"  {glyph('done')} {_('no date')}", "success"),), ()))
        elif low in PINS and self.what == "due":
            rows.append((((f"  {glyph('done')} {_(_PINNED[PINS[low]])}", "success"),), ()))
        elif self._found is None:
            rows.append((((f"  {_('not a date yet')}", "muted"),), ()))
        else:
            rows += self._dates(self._found)
        return rows

    def _dates(self, found: Understood) -> list[Row]:
        mine, right = for_me(found, self.now, self.head.mine)
        rows: list[Row] = [
            ((("  " + _("As said"), "muted"),), ()), ((("  " + said_in_words(found, self.now), "foreground*"),), ()),
            ((("  " + _("For you"), "muted"),), [*right, ("  ", "muted")]), (["  ", *mine], ()),
        ]  # fmt: skip
        if note := odd(found):
            rows.append((((f"  {glyph('soon')} {note}", "warning"),), ()))
        return rows

    def _about(self) -> str:
        if len(self.lines) == 1:
            return f"{self.lines[0].code} {self.lines[0].title}"
        return ngettext("{count} card", "{count} cards", len(self.lines)).format(count=len(self.lines))

    def _present(self) -> str:
        """The date they have now."""
        line = self.lines[0]
        at = {"due": line.due_at, "wait": line.wait_at, "chase": line.chase_at}[self.what]
        if len(self.lines) > 1 or at is None:
            return _("no date yet") if len(self.lines) == 1 else ""
        if self.what == "due":
            both = wording.due_both(at, self.now, self.zone, line.due_zone or self.zone, is_day=line.due_is_day)
            return " ".join(part for part in (both.glyph, both.mine, f"· {both.theirs}" if both.theirs else "") if part)
        return _("now {when}").format(when=in_my_time(at, self.now, self.zone, is_day=False))

    # ------------------------------------------------------------------ the month

    def action_calendar(self) -> None:
        """Go into the month."""
        if self._field.input.has_focus:
            self._month.focus()

    def on_month_chosen(self, event: Month.Chosen) -> None:
        """Write the day into the line; a time that was typed stays."""
        event.stop()
        self._field.value = self._typed(event.day)
        if event.final:
            self.action_save()

    def _typed(self, day: date) -> str:
        if self._found is not None and not self._found.said.is_day:
            return f"{day.isoformat()} {self._found.said.text[11:16]}"
        return day.isoformat()

    # ------------------------------------------------------------------ answers

    async def answered(self, key: str) -> None:
        """No date, or how urgent."""
        if key == "clear":
            self.dismiss(DateAnswer())
        else:
            self.dismiss(DateAnswer(pin=Urgency(key)))

    def action_leave(self) -> None:
        """Leave at once: a date is soon typed again."""
        self.dismiss(None)

    async def submit(self) -> DateAnswer:
        """The date as said."""
        text = self._field.value
        low = text.lower()
        if low in CLEAR:
            return DateAnswer()
        if low in PINS and self.what == "due":
            return DateAnswer(pin=PINS[low])
        if not self._their_zone:
            await self._prepare()
        found = await self._understand(text) if text else None
        if found is None:
            raise InvalidField("date", N_("Type a date, like fri 3pm or 27/11."))
        if self.what != "due" and found.instant <= self.now:
            raise InvalidField("date", N_("That is over already. Type a later date."))
        return DateAnswer(found.said)


def _zones_of(desk: object, client_ids: Sequence[int]) -> set[str]:
    return {get_client(desk, client_id).zone for client_id in client_ids}  # type: ignore[arg-type]  # the desk
