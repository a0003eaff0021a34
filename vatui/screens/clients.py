"""The clients: a list in the order of the zone bar, and the card of each (interface.md 6.6)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.containers import Container

from vatui import wording, zones
from vatui.domain import cards, clients
from vatui.domain.calendar import day_off, parse_days_off
from vatui.i18n import N_, _, ngettext
from vatui.screens import card_lines, client_words
from vatui.screens.card_verbs import CardRoom
from vatui.themes import glyph
from vatui.values import ClientState
from vatui.widgets.drawing import client_role
from vatui.widgets.empty import Empty
from vatui.widgets.facts import Fact, Facts
from vatui.widgets.lines import Lines
from vatui.widgets.peek import Peek, PeekLine
from vatui.widgets.row_list import Cell, Heading, Line, RowList

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from textual import events
    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.domain.cards import CardLine
    from vatui.domain.clients import ClientLine, ClientSheet

PANELS = ("work", "people", "terms", "notes")
PAGES = {"work": 0, "people": 0, "terms": 1, "notes": 1}
"""Where it is narrow two of them show at a time."""

_NORMAL = 100
_HUGE = 180
_CARD_VERBS = frozenset(
    {"timer", "done", "due", "snooze", "important", "assign", "wait", "memo", "open_link", "duplicate", "archive", "to_client"}
)
"""What is done to a card; the client list has none."""


class _Head(Lines):
    """Who it is; stands on the room, not in a dialog."""

    GROUND = "background"


class ClientsScreen(CardRoom):
    """The list, and in its place the card of one client."""

    ROOM = "clients"
    WATCHES = frozenset({"client", "contact", "client_note", "board", "stage", "card", "request", "owner", "helper", "entry"})
    CSS_PATH = "clients.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "add", N_("Add"), tooltip=N_("Add a client; on a card a contact or a note"), key_display="+",
                id="clients.add"),
        Binding("e", "edit_this", N_("Edit"), tooltip=N_("Edit the client, contact, note or card"), id="clients.edit"),
        Binding("S", "state", N_("State"), tooltip=N_("Pause, end or activate the client"), id="clients.state"),
        Binding("N", "note", N_("Note"), tooltip=N_("Note something about the client"), id="clients.note"),
        Binding("K,shift+up", "order(-1)", N_("Move up"), show=False, tooltip=N_("Earlier in the zone bar"), id="clients.up"),
        Binding("J,shift+down", "order(1)", N_("Move down"), show=False, tooltip=N_("Later in the zone bar"), id="clients.down"),
        Binding("b", "board", N_("Board"), show=False, tooltip=N_("The client's board"), id="clients.board"),
        Binding("y", "copy_this", N_("Copy"), show=False, tooltip=N_("Copy what is selected"), id="clients.copy"),
        Binding("X,delete", "remove", N_("Remove"), show=False, tooltip=N_("Remove contact, note or card, with undo"),
                id="clients.remove"),
        Binding("tab", "panel(1)", N_("Panel"), show=False, tooltip=N_("Next panel"), id="clients.panel"),
        Binding("shift+tab", "panel(-1)", N_("Panel before"), show=False, id="clients.panel_before"),
        Binding("escape", "up", N_("Back"), show=False, tooltip=N_("Back to the list"), id="clients.back"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[ClientLine, ...] = ()
        self._open: int | None = None
        self._sheet: ClientSheet | None = None
        self._work: list[CardLine] = []

    def compose_room(self) -> Iterable[Widget]:
        """The list with its peek, and the card."""
        yield RowList(id="list", markable=False)
        with Container(id="sheet"):
            yield _Head(height=2, id="head")
            with Container(id="panels"):
                yield RowList(id="work")
                yield RowList(id="people", markable=False)
                yield Facts(id="terms")
                yield RowList(id="notes", markable=False)
        yield Peek(id="peek")

    # ------------------------------------------------------------------ reading

    async def reload(self) -> None:
        """Read the list, and the card that is open."""
        lines = await self.console.call(clients.client_lines, all_states=True, counts=True)
        scope = self.scope_ids()
        self._lines = tuple(line for line in lines if scope is None or line.id in scope)
        if self._open is not None and all(line.id != self._open for line in self._lines):
            self._open = self._sheet = None
        if self._open is not None:
            self._sheet = await self.console.call(clients.client_sheet, self._open)
            self._work = await self.console.call(cards.open_work, self._open)
        self._show()
        if self.focused is None:
            self._focus()

    def minute_passed(self, now: datetime) -> None:
        """Whose hour it is has moved."""
        self._show()

    def _focus(self) -> None:
        self.query_one("#list" if self._open is None else "#work").focus()

    def _show(self) -> None:
        self.query_one("#room").set_class(self._open is not None, "-sheet")
        if self._sheet is not None and self._open is not None:
            self._show_sheet(self._sheet)
        else:
            self._show_list()

    # ------------------------------------------------------------------ the list

    def _show_list(self) -> None:
        rows = self.query_one("#list", RowList)
        ordered = sorted(self._lines, key=lambda line: (_group(line), line.position))
        names = {"0": _("Working for"), "1": _("Paused"), "2": _("Ended")}
        counts = {key: sum(str(_group(line)) == key for line in ordered) for key in names}
        headings = [Heading(key, names[key], wording.number(counts[key])) for key in names if counts[key]]
        resting = counts["1"] + counts["2"]
        empty = Empty(((_("No client yet"),), (("+", "accent"), "  " + _("add your first client"))))
        if self.console.scope is not None or self.console.discreet:
            empty = Empty(((_("This client cannot be shown."),),))
        rows.show([self._row(line, grouped=bool(resting)) for line in ordered], headings=headings if resting else (), empty=empty)
        rows.set_title(_("Clients"), f" · {wording.number(len(ordered))}" if ordered else "")
        rows.set_subtitle(*((("K J", "accent"), " " + _("order in the zone bar")) if len(ordered) > 1 else ()))
        self._peek_at_client()

    def _row(self, line: ClientLine, *, grouped: bool) -> Line:
        time = client_words.their_time(line, self.now, self.zone)
        waiting = ngettext("{count} waiting", "{count} waiting", line.waiting).format(count=line.waiting) if line.waiting else ""
        asked = ngettext("{count} request", "{count} requests", line.requests).format(count=line.requests) if line.requests else ""
        state = "" if line.state == ClientState.ACTIVE else wording.client_state(line.state)
        cells = (
            Cell(state), Cell(client_words.promise_short(line)), Cell(asked, "warning"), Cell(waiting),
            Cell(_("{count} open").format(count=wording.number(line.open)), "foreground" if line.open else "faint"),
            Cell(zones.city(line.zone)), Cell(time.text, time.role),
        )  # fmt: skip
        return Line(
            line.id, line.name, line.code, line.colour, cells=cells, group=str(_group(line)) if grouped else "",
            bar=client_words.bar(line), title_role="muted" if _group(line) else "foreground",
        )  # fmt: skip

    def _selected_line(self) -> ClientLine | None:
        """The client under the cursor, or the one whose card is open."""
        wanted = self._open if self._open is not None else self.query_one("#list", RowList).cursor_id
        return next((line for line in self._lines if line.id == wanted), None)

    def _peek_at_client(self) -> None:
        line, peek = self._selected_line(), self.query_one("#peek", Peek)
        if line is None:
            peek.clear()
            return
        now = client_words.hours_now(line, self.now)
        week = client_words.week(line.calendar.hours)
        peek.show(
            PeekLine(((line.name, "foreground*"), f"  {line.code} · {zones.city(line.zone)} · {week}"), ((now.text, now.role),)),
            PeekLine((client_words.promise(line), f" · {client_words.language_name(line.language)} · {line.currency}"),
                     (("enter", "accent"), " " + _("opens the card"))),
        )  # fmt: skip

    # ------------------------------------------------------------------ the card

    def _show_sheet(self, sheet: ClientSheet) -> None:
        line = sheet.line
        role = client_role(line.colour)
        bar = client_words.bar(line) or glyph("bar")
        now, time = client_words.hours_now(line, self.now), client_words.their_time(line, self.now, self.zone)
        since = zones.local(sheet.created_at, self.zone).date()
        first = sheet.contacts[0] if sheet.contacts else None
        person = ", ".join(part for part in first[1:3] if part) if first else _("no contact yet")
        reach = " · ".join(part for part in (person, *(first[3:] if first else ())) if part)
        state = "" if line.state == ClientState.ACTIVE else f" · {wording.client_state(line.state)}"
        said = _("since {month} {year}").format(month=wording.month(since.month), year=since.year)
        self.query_one("#head", Lines).show(
            [
                ([(f" {bar}", role), (line.name, "foreground*"), "  ", (line.code, f"{role}*"), f" · {said}{state}"],
                 [(f"{time.text} ", time.role), (f"{zones.city(line.zone)} · ", "muted"), (now.text, now.role), " "]),
                ([(f" {bar}", role), reach], [f"{sheet.style} " if len(sheet.style) < 40 else ""]),
            ]
        )  # fmt: skip
        self._show_work(line)
        self._show_people(sheet)
        self._show_terms(sheet)
        self._show_notes(sheet)
        self._arrange()

    def _show_work(self, line: ClientLine) -> None:
        rows = self.query_one("#work", RowList)
        running = self.head.running
        lines = []
        for card in self._work:
            made = card_lines.row(card, self.now, self.zone)
            stage = wording.stage_kind(card.stage_kind)
            if card.waiting:
                said = card_lines.waiting(card, self.now)
                made = replace(made, cells=(Cell(said.text, said.role),))
            else:
                made = replace(made, cells=(Cell(stage), *made.cells))
            sign = glyph("paused" if running.paused else "running") if running is not None and running.card_id == card.id else ""
            lines.append(replace(made, client_code="", bar="", client_colour=None, sign=sign))
        empty = Empty(((_("No open work"),), (("n", "accent"), "  " + _("capture something for this client"))))
        rows.show(lines, total=max(line.open, len(lines)), empty=empty)
        rows.set_title(_("Open work"), f" · {wording.number(line.open)}" if line.open else "")
        rows.set_subtitle(("b", "accent"), f" {_('board')}")

    def _show_people(self, sheet: ClientSheet) -> None:
        rows = self.query_one("#people", RowList)
        lines = [
            Line(number, f"{name}, {role}" if role else name, cells=(Cell(phone), Cell(email)))
            for number, name, role, email, phone in sheet.contacts
        ]
        rows.show(lines, empty=Empty(((_("Nobody noted yet."),),), centred=False))
        rows.set_title(_("People"), f" · {len(lines)}" if lines else "")
        rows.set_subtitle(("+", "accent"), f" {_('contact')}")

    def _show_terms(self, sheet: ClientSheet) -> None:
        line, terms = sheet.line, self.query_one("#terms", Facts)
        off = self._coming_off(sheet)
        facts = [
            Fact(_("Hours"), client_words.week(line.calendar.hours)),
            Fact(_("Zone"), f"{line.zone} · {zones.abbreviation(self.now, line.zone)}"),
            Fact(_("Holidays"), " · ".join(part for part in (sheet.country or _("none"), off) if part)),
            Fact(_("Promise"), client_words.promise(line)),
            Fact(_("Invoice in"), f"{line.currency} · {client_words.language_name(line.language)}"),
        ]
        if sheet.style:
            facts.append(Fact(_("Talk"), sheet.style))
        if len(sheet.boards) > 1:
            facts.append(Fact(_("Boards"), ", ".join(name for _number, name in sheet.boards)))
        terms.show(facts)
        terms.set_title(_("Terms"))
        terms.set_subtitle(("e", "accent"), f" {_('edit')}")

    def _coming_off(self, sheet: ClientSheet) -> str:
        """The next day off that was entered or is a public holiday today."""
        today = zones.today(self.now, sheet.line.zone)
        free = day_off(sheet.line.calendar, today)
        if free:
            return _("today {name}").format(name=free)
        later = [(day, name) for day, name in parse_days_off(sheet.days_off) if day > today]
        return f"{wording.long_day(later[0][0], today)} {later[0][1]}".strip() if later else ""

    def _show_notes(self, sheet: ClientSheet) -> None:
        rows = self.query_one("#notes", RowList)
        today = zones.today(self.now, self.zone)
        lines = []
        for number, at, text in sheet.notes:
            first, *rest = text.splitlines() or [""]
            more = Cell(wording.more(len(rest)), "faint") if rest else Cell()
            lines.append(Line(number, first, cells=(more, Cell(wording.short_day(zones.local(at, self.zone).date(), today)))))
        rows.show(lines, empty=Empty(((_("No notes yet."),),), centred=False))
        rows.set_title(_("Notes"), f" · {len(lines)}" if lines else "")
        rows.set_subtitle(("N", "accent"), f" {_('note')}")

    # ------------------------------------------------------------------ places

    def on_facts_wrapped(self) -> None:
        """The terms take another number of lines."""
        if self._open is not None:
            self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """Put the panels where they fit."""
        if self._open is not None:
            self._arrange()

    def _arrange(self) -> None:
        panels = self.query_one("#panels", Container)
        width, height = self.app.size
        columns, wide = _NORMAL <= width < _HUGE, width >= _HUGE
        panels.set_class(columns, "-columns")
        panels.set_class(wide, "-wide")
        page = PAGES.get(self._panel(), 0)
        for number in range(2):
            panels.set_class(not columns and not wide and page == number, f"-page-{number}")
        people = max(1, len(self.query_one("#people", RowList).lines)) + 2
        terms = self.query_one("#terms", Facts).rows_held + 2
        room = height - (7 if height >= 30 else 5)
        if columns:
            panels.styles.grid_rows = f"{min(people, max(3, room // 4))} {min(terms, max(5, room // 2))} 1fr"
        elif wide:
            panels.styles.grid_rows = f"{max(people, terms)} 1fr"
        else:
            self.query_one("#people").styles.height = min(people, max(3, room // 3))
            self.query_one("#terms").styles.height = min(terms, max(5, room // 2))
            return
        for name in ("#people", "#terms"):
            self.query_one(name).styles.height = "1fr"

    def _panel(self) -> str:
        return self.focused.id or "" if self.focused is not None and self.focused.id in PANELS else ""

    def action_panel(self, by: int) -> None:
        """Go to the next panel; where it is narrow, the next pair comes with it."""
        if self._open is None:
            return
        now = self._panel()
        at = PANELS.index(now) if now in PANELS else -by
        name = PANELS[(at + by) % len(PANELS)]
        panels = self.query_one("#panels", Container)
        if not panels.has_class("-columns") and not panels.has_class("-wide"):
            for number in range(2):
                panels.set_class(PAGES[name] == number, f"-page-{number}")
        self.query_one(f"#{name}").focus()

    # ------------------------------------------------------------------ moving about

    def show_client(self, client_id: int) -> None:
        """Open a client's card."""
        self.begin(partial(self._enter, client_id), "enter")

    async def _enter(self, client_id: int | None) -> None:
        """Open a client's card, or with none the list again."""
        before, self._open = self._open, client_id
        if client_id is None:
            self._sheet = None
        await self._reload()
        if (before is None) != (self._open is None) or self.focused is None:
            self._focus()
        if self._open is None and before is not None:
            self.query_one("#list", RowList).put_cursor(before)

    def on_row_list_selected(self, message: RowList.Selected) -> None:
        """Open the client, the card, the contact or the note."""
        name, number = message.row_list.id, int(message.row_id)
        if name == "list":
            self.begin(partial(self._enter, number), "enter")
        elif name == "work":
            self.open_card(number)
        else:
            self.action_edit_this()

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """Say more about the client; other rooms go to the same card."""
        if message.row_list.id == "list":
            self._peek_at_client()
        elif message.row_list.id == "work" and message.row_id is not None and self._panel() == "work":
            self.console.card_id = int(message.row_id)

    def go_up(self) -> bool:
        """Back to the list; false when it is there already."""
        if self._open is None:
            return False
        self.begin(partial(self._enter, None), "enter")
        return True

    def action_up(self) -> None:
        """Marks away, then back to the list."""
        work = self.query_one("#work", RowList)
        if self._open is not None and work.marked:
            work.clear_marks()
        else:
            self.go_up()

    def neighbour(self, by: int) -> None:
        """The client before or after this one, in its card or in the list."""
        ordered = [line.id for line in sorted(self._lines, key=lambda line: (_group(line), line.position))]
        line = self._selected_line()
        if line is None:
            return
        other = ordered[(ordered.index(line.id) + by) % len(ordered)]
        if self._open is None:
            self.query_one("#list", RowList).put_cursor(other)
        else:
            self.begin(partial(self._enter, other), "enter")

    # ------------------------------------------------------------------ cards

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The verbs of cards are there where cards are."""
        if action in _CARD_VERBS:
            return self._panel() == "work"
        if action in ("panel", "copy_this", "up"):
            return self._open is not None
        if action == "order":
            return self._open is None
        return super().check_action(action, parameters)

    def card_targets(self) -> list[int]:
        """The marked cards, else the one under the cursor, while the work has the focus."""
        rows = self.query_one("#work", RowList)
        if self._panel() != "work":
            return []
        if rows.marked:
            return sorted(int(number) for number in rows.marked)
        return [] if rows.cursor_id is None else [int(rows.cursor_id)]

    def clear_marks(self) -> None:
        """Mark nothing."""
        self.query_one("#work", RowList).clear_marks()

    # ------------------------------------------------------------------ verbs

    def action_add(self) -> None:
        """A client; on a card what the panel holds."""
        from vatui.screens.client_form import ClientForm

        panel = self._panel()
        if self._open is None:
            if self.console.discreet:
                self.console.say(_("Leave the discreet mode first, with D."))
                return
            self.console.push_screen(ClientForm(None), self._added)
        elif panel == "notes":
            self.action_note()
        else:
            from vatui.screens.client_people import ContactForm

            self.console.push_screen(ContactForm(self._open), lambda number: self._put("#people", number))

    async def _added(self, client_id: int | None) -> None:
        if client_id is not None:
            await self._reload()
            self._put("#list", client_id)

    def _put(self, where: str, number: int | None) -> None:
        """Put the cursor on what was just written down, once it is in view."""
        if number is not None:
            self.call_after_refresh(lambda: self.query_one(where, RowList).put_cursor(number))

    def action_note(self) -> None:
        """Note something about the client."""
        line = self._selected_line()
        if line is not None:
            from vatui.screens.client_people import NoteForm

            self.console.push_screen(NoteForm(line.id), lambda number: self._put("#notes", number))

    def action_edit_this(self) -> None:
        """Edit what is selected: contact, note, card, else the client."""
        panel, line = self._panel(), self._selected_line()
        if line is None:
            return
        if panel == "work" and self.card_targets():
            self.begin(self.action_edit, "edit")
            return
        if self._sheet is not None and panel in ("people", "notes"):
            number = self.query_one(f"#{panel}", RowList).cursor_id
            from vatui.screens.client_people import ContactForm, NoteForm

            if panel == "people":
                contact = next((one for one in self._sheet.contacts if one[0] == number), None)
                if contact is not None:
                    self.console.push_screen(ContactForm(line.id, contact))
                    return
            else:
                note = next((one for one in self._sheet.notes if one[0] == number), None)
                if note is not None:
                    self.console.push_screen(NoteForm(line.id, note[0], note[2]))
                    return
        from vatui.screens.client_form import ClientForm

        self.console.push_screen(ClientForm(line.id))

    def action_state(self) -> None:
        """Pause, end or activate the client."""
        line = self._selected_line()
        if line is None:
            return
        from vatui.screens.client_people import StateForm

        def answered(state: str | None) -> None:
            if state is not None and state != line.state:
                said = _("{code} is {state} now.").format(code=line.code, state=wording.client_state(state))
                self.console.say(said + " · " + _("u undo"), timeout=10)

        self.console.push_screen(StateForm(line.id, line.name, line.state), answered)

    async def action_order(self, by: int) -> None:
        """Move the client in the zone bar."""
        line = self._selected_line()
        if line is None or self.console.scope is not None or self.console.discreet:
            return
        ids = [one.id for one in self._lines if _group(one) == _group(line)]
        at = ids.index(line.id)
        if 0 <= at + by < len(ids):
            ids[at], ids[at + by] = ids[at + by], ids[at]
            await self.console.attempt(clients.order_clients, _whole_order(self._lines, ids))

    async def action_board(self) -> None:
        """Go to the client's board."""
        line = self._selected_line()
        if line is None:
            return
        if not self.console.discreet:
            self.console.scope = line.id
        await self.console.action_go("boards")

    async def action_copy_this(self) -> None:
        """Copy the contact, the note, the cards, or the name and hour of the client."""
        panel, line, sheet = self._panel(), self._selected_line(), self._sheet
        if panel == "work":
            await self.action_copy_card()
            return
        if line is None or sheet is None:
            return
        number = self.query_one(f"#{panel}", RowList).cursor_id if panel in ("people", "notes") else None
        text = f"{line.name} · {zones.city(line.zone)} {client_words.week(line.calendar.hours)}"
        for one in sheet.contacts if panel == "people" else ():
            if one[0] == number:
                text = " · ".join(part for part in one[1:] if part)
        for note in sheet.notes if panel == "notes" else ():
            if note[0] == number:
                text = note[2]
        self.console.copy_to_clipboard(text)
        self.console.say(_("Copied to the clipboard."))

    async def action_remove(self) -> None:
        """Remove the contact, the note or the cards; a client is ended instead."""
        panel = self._panel()
        if panel == "work":
            await self.action_delete()
            return
        if panel not in ("people", "notes"):
            self.console.say(_("A client is not deleted. S ends or pauses it."))
            return
        number = self.query_one(f"#{panel}", RowList).cursor_id
        if number is None:
            return
        verb: Any = clients.remove_contact if panel == "people" else clients.remove_note
        said = _("Contact removed.") if panel == "people" else _("Note removed.")
        before = len(self.query_one(f"#{panel}", RowList).lines)
        if await self.console.attempt(_removed, verb, int(number)) and before:
            self.console.say(said + " · " + _("u undo"), timeout=10)


def _removed(desk: Any, verb: Any, number: int) -> bool:
    verb(desk, number)
    return True


def _group(line: ClientLine) -> int:
    """Where a client stands in the list: worked for, paused, ended."""
    return {ClientState.PAUSED: 1, ClientState.ENDED: 2}.get(line.state, 0)


def _whole_order(lines: Iterable[ClientLine], moved: list[int]) -> list[int]:
    """All clients in order, those that were moved among each other in the places they had."""
    queue = iter(moved)
    return [next(queue) if line.id in moved else line.id for line in lines]
