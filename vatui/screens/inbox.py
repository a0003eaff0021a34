"""The inbox: what clients asked in their own words, with the clock of the promised reply (interface.md 6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import Container

from vatui import wording, zones
from vatui.domain import requests
from vatui.i18n import N_, _, ngettext
from vatui.screens import request_lines
from vatui.screens.base import RoomScreen
from vatui.screens.request_verbs import RequestVerbs
from vatui.themes import glyph
from vatui.values import RequestState
from vatui.widgets.drawing import client_role
from vatui.widgets.empty import Empty
from vatui.widgets.reader import Reader
from vatui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.domain.requests import Group, RequestLine, RequestSheet
    from vatui.widgets.drawing import Text

GROUPS: Final[tuple[Group, ...]] = ("open", "owed", "snoozed", "closed")
"""What ``v`` walks through."""

WINDOW: Final = 200
"""How many requests are read at once."""

_NORMAL: Final = 100
_NAMES: Final[dict[Group, str]] = {
    "open": N_("Inbox"), "owed": N_("Reply owed"), "snoozed": N_("Snoozed"), "closed": N_("Closed"),
}  # fmt: skip


class InboxScreen(RoomScreen):
    """Requests, and the words of the selected one."""

    ROOM = "inbox"
    WATCHES = frozenset({"request", "client", "card", "owner", "entry", "parked"})
    CSS_PATH = "inbox.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "reply", N_("Reply"), tooltip=N_("Note what you replied; the clock stops"), id="request.reply"),
        Binding("enter", "make_card", N_("Make a card"), tooltip=N_("Make a card of it, or open its card"), id="request.card"),
        Binding("plus", "add_to_card", N_("Add to a card"), tooltip=N_("Put the words on a card there is"), id="request.add"),
        Binding("s", "snooze", N_("Snooze"), tooltip=N_("Hide it; the clock runs on"), id="request.snooze"),
        Binding("a", "ask_back", N_("Ask back"), tooltip=N_("You asked them; the clock stands"), id="request.ask"),
        Binding("X,delete", "decline", N_("Decline"), tooltip=N_("Decline, or not a request"), id="request.decline"),
        Binding("v", "view", N_("View"), tooltip=N_("Waiting, reply owed, snoozed, closed"), id="request.view"),
        Binding("t", "timer", N_("Timer"), show=False, tooltip=N_("Start, stop or switch the timer here"), id="request.timer"),
        Binding("x", "reopen", N_("Done or again"), show=False, tooltip=N_("Reply, or wait again"), id="request.reopen"),
        Binding("e", "wrote_again", N_("They wrote again"), show=False, tooltip=N_("Add their next words"), id="request.more"),
        Binding("M", "set_client", N_("Whose is it"), show=False, tooltip=N_("Choose the client"), id="request.client"),
        Binding("o", "open_card", N_("Open its card"), show=False, id="request.open"),
        Binding("y", "copy_words", N_("Copy"), show=False, tooltip=N_("Copy the words"), id="request.copy"),
        Binding("escape", "clear", N_("Clear"), show=False, id="request.clear"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.verbs = RequestVerbs(self)
        self._group: Group = "open"
        self._search = ""
        self._limit = WINDOW
        self._inbox: requests.Inbox | None = None
        self._lines: dict[int, RequestLine] = {}

    def compose_room(self) -> Iterable[Widget]:
        """The list, and the words."""
        with Container(id="desk"):
            yield RowList(id="requests", markable=False)
            yield Reader(id="words")

    # ------------------------------------------------------------------ reading

    async def reload(self) -> None:
        """Read the group that is shown."""
        found = await self.console.call(
            requests.inbox, self.scope_ids(), group=self._group, search=self._search, limit=self._limit, mine=self.head.mine
        )
        self._inbox = found
        self._lines = {line.id: line for line in found.lines}
        self._show()
        if self.focused is None:
            self.query_one("#requests").focus()
        self._select_shared()
        await self._read()

    def minute_passed(self, now: datetime) -> None:
        """The clocks have moved."""
        self._load()

    def _show(self) -> None:
        inbox = self._inbox
        if inbox is None:
            return
        wide = self.app.size.width >= _NORMAL
        rows = self.query_one("#requests", RowList)
        lines = [request_lines.row(line, self.head, self.now, width=13 if wide else 7, full=wide) for line in inbox.lines]
        rows.show(lines, total=inbox.count, empty=self._empty(inbox))
        count = wording.number(inbox.count)
        said = _("{count} waiting").format(count=count) if self._group == "open" else count
        rows.set_title(_(_NAMES[self._group]), f" · {said}" if inbox.count else "")
        rows.set_subtitle(*self._subtitle(inbox))

    def _subtitle(self, inbox: requests.Inbox) -> list[Text]:
        if self._search:
            return [(f" {_('filter: {text}').format(text=self._search)}  esc ", "accent")]
        parts = []
        if self._group == "open" and inbox.next_promise is not None:
            wall = zones.local(inbox.next_promise, self.zone)
            time = wording.time_of_day(wall)
            if wall.date() != zones.today(self.now, self.zone):
                time = f"{wording.weekday(wall.date())} {time}"
            parts.append(_("next promise due {when}").format(when=time))
        if self._group != "owed" and inbox.owed:
            owed = ngettext("{count} reply owed", "{count} replies owed", inbox.owed)
            parts.append(owed.format(count=wording.number(inbox.owed)))
        if self._group != "snoozed" and inbox.snoozed:
            parts.append(_("{count} snoozed").format(count=wording.number(inbox.snoozed)))
        if self._group != "open" and inbox.open:
            parts.append(_("{count} waiting").format(count=wording.number(inbox.open)))
        shown: list[Text] = [" · ".join(parts)] if parts else []
        return [*shown, "  " if shown else "", ("v", "accent"), " " + _("view")]

    def _empty(self, inbox: requests.Inbox) -> Empty:
        if self._search:
            return Empty(((_("No match. esc shows all."),),), centred=False)
        words = {
            "open": _("Nothing waiting."), "owed": _("No reply is owed."), "snoozed": _("Nothing is snoozed."),
            "closed": _("Nothing was closed yet."),
        }  # fmt: skip
        lines: list[tuple[Text, ...]] = [(f"{glyph('done')} {words[self._group]}",)]
        if self._group == "open":
            lines.append((("n", "accent"), "  " + _("acme> their words: keeps a request")))
        return Empty(tuple(lines), centred=False)

    async def _read(self) -> None:
        """Show the words of the selected request."""
        line = self._line()
        words = self.query_one("#words", Reader)
        if line is None:
            words.show(())
            words.set_title("")
            words.set_subtitle()
            return
        sheet = await self.console.attempt(requests.request_sheet, line.id)
        now = self._line()
        if sheet is None or now is None or now.id != line.id:
            return
        self.console.request_id = line.id
        self._lines[line.id] = sheet.line
        who = [part for part in (line.sender, wording.channel(line.channel) if line.channel else "") if part]
        from vatui.screens.request import received

        who.append(received(line, self.now, self.zone, sheet.client_zone))
        code: tuple[Text, ...] = ((line.client_code, f"{client_role(line.colour)}*"), " ") if line.client_code else ()
        words.set_title(*code, ", ".join(who))
        words.show(self._paragraphs(sheet))
        words.set_subtitle(*self._hints(sheet.line))

    def _paragraphs(self, sheet: RequestSheet) -> list[tuple[str, str]]:
        line = sheet.line
        found = [(line.words, "foreground"), ("", "muted")]
        found += [(text, role) for text, role in self._clock(sheet)]
        if line.card_id is not None:
            found.append((_("Card: {code} {title}").format(code=line.card_code, title=sheet.card_title), "muted"))
        if line.snoozed_until is not None and line.snoozed_until > self.now:
            found.append((_("Snoozed until {when}.").format(when=self._moment(line.snoozed_until, sheet.client_zone)), "muted"))
        if line.replied_at is not None:
            said = _("Declined {when}.") if line.state == RequestState.DECLINED else _("Replied {when}.")
            found.append((said.format(when=self._moment(line.replied_at, sheet.client_zone)), "muted"))
        if sheet.reply:
            found += [("", "muted"), (sheet.reply, "foreground")]
        return found

    def _clock(self, sheet: RequestSheet) -> list[tuple[str, str]]:
        """What the promise is, how it stands, and when it runs out, in both zones."""
        line = sheet.line
        if line.left is None or line.promised_at is None:
            if line.client_id is None:
                return [(_("No client yet: M says whose it is."), "warning")]
            return [] if line.replied_at is not None else [(_("No reply time is promised."), "muted")]
        if line.clock == "paused" and sheet.paused_at is not None:
            when = self._moment(sheet.paused_at, sheet.client_zone)
            return [(_("You asked back {when}. The clock stands until they write; e adds their words.").format(when=when), "muted")]
        hours = _("of your hours") if sheet.in_my_hours else _("of their hours")
        promised = sheet.promise
        due = self._moment(line.promised_at, sheet.client_zone)
        found = []
        said = request_lines.promise(line, self.head, self.now)
        if promised:
            text = _("Reply promised within {amount} {hours}, by {when}.").format(
                amount=wording.duration(promised), hours=hours, when=due
            )
        else:
            text = _("Reply promised by {when}.").format(when=due)
        found.append((text, "muted"))
        if line.late:
            found.append((f"{said.text}", "error"))
        elif line.clock == "asleep" and line.starts_at is not None:
            found.append((_("The clock goes on {when}.").format(when=self._moment(line.starts_at, sheet.client_zone)), "muted"))
        else:
            found.append((wording.left(line.left), said.role))
        return found

    def _moment(self, instant: datetime, theirs: str) -> str:
        """An instant in my time, and in theirs where that is another."""
        here, today = zones.local(instant, self.zone), zones.today(self.now, self.zone)
        day = "" if here.date() == today else f"{wording.long_day(here.date(), today)} "
        said = f"{day}{wording.time_of_day(here)}"
        if not theirs:
            return said
        there = zones.local(instant, theirs)
        if there.replace(tzinfo=None) == here.replace(tzinfo=None):
            return said
        other = "" if there.date() == here.date() else f"{wording.weekday(there.date())} "
        return f"{said} = {other}{wording.time_of_day(there)} {zones.city(theirs)}"

    def _hints(self, line: RequestLine) -> list[Text]:
        if line.state == RequestState.OPEN:
            hints = [("r", _("reply")), ("enter", _("make a card")), ("+", _("add to a card")), ("X", _("not a request"))]
        elif line.card_id is not None and line.replied_at is None:
            hints = [("r", _("reply")), ("enter", _("open the card"))]
        else:
            hints = [("x", _("wait again"))]
        shown: list[Text] = []
        for key, text in hints:
            shown += [" · " if shown else "", (key, "accent"), f" {text}"]
        return shown

    # ------------------------------------------------------------------ the cursor

    def _line(self) -> RequestLine | None:
        number = self.query_one("#requests", RowList).cursor_id
        return None if number is None else self._lines.get(int(number))

    def _target(self) -> RequestLine | None:
        line = self._line()
        if line is None:
            self.console.say(_("No request is selected."))
        return line

    def arrived(self) -> None:
        """The same request is selected as in the room before."""
        self._select_shared()

    def _select_shared(self) -> None:
        wanted = self.console.request_id
        rows = self.query_one("#requests", RowList)
        if wanted is not None and rows.cursor_id != wanted:
            rows.put_cursor(wanted)

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """Show the words of the request under the cursor."""
        if message.row_id is not None and message.row_list.has_focus:
            self.console.request_id = int(message.row_id)
        self.begin(self._read, "peek")

    def on_row_list_selected(self, message: RowList.Selected) -> None:
        """Make a card."""
        self.action_make_card()

    def on_row_list_more_wanted(self, message: RowList.MoreWanted) -> None:
        """Read further."""
        self._limit += WINDOW if message.direction != "last" else 10 * WINDOW
        self._load()

    def on_resize(self) -> None:
        """Other columns fit."""
        self._show()

    # ------------------------------------------------------------------ the verbs

    def action_reply(self) -> None:
        """Note what was replied."""
        if line := self._target():
            self.verbs.reply(line)

    def action_make_card(self) -> None:
        """Make a card, or open it."""
        if line := self._target():
            self.verbs.make_card(line)

    async def action_add_to_card(self) -> None:
        """Put the words on a card."""
        if line := self._target():
            await self.verbs.add_to_card(line)

    def action_snooze(self) -> None:
        """Hide until a date."""
        if line := self._target():
            self.verbs.snooze(line)

    async def action_ask_back(self) -> None:
        """The clock stands."""
        if line := self._target():
            await self.verbs.ask_back(line)

    def action_decline(self) -> None:
        """Decline."""
        if line := self._target():
            self.verbs.decline(line)

    async def action_timer(self) -> None:
        """Start the timer here."""
        if line := self._target():
            await self.verbs.timer(line)

    async def action_reopen(self) -> None:
        """Wait again."""
        if line := self._target():
            await self.verbs.reopen(line)

    def action_wrote_again(self) -> None:
        """Add their next words."""
        if line := self._target():
            self.verbs.wrote_again(line)

    def action_set_client(self) -> None:
        """Say whose it is."""
        if line := self._target():
            self.verbs.set_client(line)

    def action_open_card(self) -> None:
        """Open its card."""
        if line := self._target():
            self.verbs.open_card(line)

    def action_copy_words(self) -> None:
        """Copy the words."""
        if line := self._target():
            self.verbs.copy(line)

    # ------------------------------------------------------------------ what is shown

    def action_view(self) -> None:
        """Waiting, reply owed, snoozed, closed."""
        self._group = GROUPS[(GROUPS.index(self._group) + 1) % len(GROUPS)]
        self._limit = WINDOW
        self._load()

    def start_filter(self) -> None:
        """Ask for the words that requests must hold."""
        from vatui.screens.ask import AskLine

        def answered(text: str | None) -> None:
            if text is not None:
                self._search = text
                self._load()

        self.console.push_screen(AskLine(_("Filter requests"), _("words, sender or channel"), self._search), answered)

    def action_clear(self) -> None:
        """Take the filter away, then go back to what waits."""
        if self._search:
            self._search = ""
            self._load()
        elif self._group != "open":
            self._group = "open"
            self._load()
