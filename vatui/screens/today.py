"""Today: what to do now, what came in, what waits on others, what was worked, whose hours come (interface.md 6.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding
from textual.containers import Container

from vatui import wording, zones
from vatui.domain import today
from vatui.domain.calendar import windows
from vatui.i18n import N_, _
from vatui.screens import card_lines, request_lines
from vatui.screens.card_verbs import CardRoom
from vatui.themes import glyph
from vatui.values import SHAPES, StageKind
from vatui.widgets.empty import Empty
from vatui.widgets.hours_bars import HoursBars, HoursRow
from vatui.widgets.ribbon import MOST, Ribbon, RibbonRow
from vatui.widgets.row_list import Cell, Heading, Line, RowList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.domain.cards import CardLine

PANELS: Final = ("focus", "inbox", "waiting", "hours", "ribbon")
"""In the order in which ``tab`` walks through them."""

PAGES: Final = {"focus": 0, "inbox": 0, "waiting": 1, "hours": 1, "ribbon": 2}
"""Which of them share the screen where it is too narrow for columns."""

KEPT: Final = 5 * today.WINDOW
"""How many cards of a long focus list are held at once."""

_NORMAL: Final = 100
_HUGE: Final = 180


class TodayScreen(CardRoom):
    """The room that opens first."""

    ROOM = "today"
    WATCHES = frozenset({"owner", "client", "board", "stage", "card", "helper", "request", "entry", "parked"})
    CSS_PATH = "today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "panel(1)", N_("Panel"), tooltip=N_("Next panel"), id="today.panel"),
        Binding("shift+tab", "panel(-1)", N_("Panel before"), show=False, id="today.panel_before"),
        Binding("escape", "clear", N_("Clear"), show=False, id="today.clear"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._view: today.Today | None = None
        self._window: list[CardLine] = []
        self._offset = 0
        self._cards: dict[int, CardLine] = {}

    def compose_room(self) -> Iterable[Widget]:
        """The five panels; which of them show depends on the width."""
        with Container(id="panels"):
            yield RowList(id="focus")
            yield RowList(id="inbox", markable=False)
            yield HoursBars(id="hours")
            yield RowList(id="waiting")
            yield Ribbon(id="ribbon")

    # ------------------------------------------------------------------ reading

    async def reload(self) -> None:
        """Read the day; a list that was scrolled stays where it is."""
        ids = self.scope_ids()
        held = len(self._window)
        limit = max(today.WINDOW, held) if not self._offset else today.WINDOW
        view = await self.console.call(today.today_view, ids, limit=limit)
        if self._view is not None and self._offset:
            rank, later, number = today.focus_key(self._window[0], self._view.focus.promises)
            kept = await self.console.call(today.more_focus, (rank, later, number - 1), ids, limit=held)
            self._view = view
            self._window = list(kept)
            if len(kept) < held:
                self._offset = max(0, view.focus.total - len(kept))
        else:
            self._view = view
            self._window = [line for group in view.focus.groups for line in group.lines]
            self._offset = 0
        first = self.focused is None
        self._show()
        if first:
            self.query_one("#focus").focus()
        self._select_shared()

    def minute_passed(self, now: datetime) -> None:
        """Promises, ages and hours have moved."""
        self._load()

    def _show(self) -> None:
        if self._view is None:
            return
        self._show_focus(self._view.focus)
        self._show_inbox(self._view)
        self._show_waiting(self._view.waiting)
        self._show_hours(self._view.hours)
        self._show_ribbon()
        self._arrange()

    # ------------------------------------------------------------------ focus

    def _show_focus(self, focus: today.Focus) -> None:
        names = {
            "overdue": (_("Overdue"), glyph("late"), "error"), "today": (_("Due today"), glyph("soon"), "warning"),
            "next": (_("Next"), "", "foreground"),
        }  # fmt: skip
        headings = [
            Heading(group.name, names[group.name][0], wording.number(group.count), names[group.name][1], names[group.name][2])
            for group in focus.groups
        ]
        rows = self.query_one("#focus", RowList)
        rows.show(
            [self._focus_row(line, focus) for line in self._window], headings=headings, offset=self._offset, total=focus.total,
            empty=self._nothing(),
        )  # fmt: skip
        title = _("{count} open").format(count=wording.number(focus.total))
        rows.set_title(_("Focus"), f" · {title}" if focus.total else "")
        estimated, left = timedelta(seconds=focus.seconds), focus.left
        if estimated > left and focus.seconds:
            said = _("{estimated} in {left}").format(estimated=wording.duration(estimated), left=wording.duration(left))
            rows.set_subtitle((said, "warning"))
        else:
            rows.set_subtitle(*((_("{amount} estimated").format(amount=wording.duration(estimated)),) if focus.seconds else ()))

    def _focus_row(self, line: CardLine, focus: today.Focus) -> Line:
        self._cards[line.id] = line
        made = card_lines.row(line, self.now, self.zone, group=focus.group_of(line))
        cells = made.cells
        promised = focus.promises.get(line.id)
        if promised is not None and (line.due_at is None or promised < line.due_at):
            when = wording.due_short(promised, self.now, self.zone)
            cells = (*cells[:-1], Cell(_("reply {when}").format(when=when.text), when.role))
        if line.helper:
            cells = (Cell(f"@{line.helper}"), *cells)
        return replace(made, cells=cells, sign=self._sign(line.id), key=today.focus_key(line, focus.promises))

    def _sign(self, card_id: int) -> str:
        running = self.head.running
        if running is None or running.card_id != card_id:
            return ""
        return glyph("paused" if running.paused else "running")

    def _nothing(self) -> Empty:
        if not self.head.clients:
            return Empty(((_("No client yet"),), (("6", "accent"), "  " + _("add your first client"))))
        return Empty(((_("Nothing to do"),), (("n", "accent"), "  " + _("capture something you must not forget"))))

    async def on_row_list_more_wanted(self, message: RowList.MoreWanted) -> None:
        """Read on in a long list."""
        if message.row_list.id == "focus" and self._view is not None:
            self.run_worker(self._more(message.direction, message.edge), group="more", exclusive=True)

    async def _more(self, direction: str, edge: Any) -> None:
        view, ids = self._view, self.scope_ids()
        if view is None:
            return
        total = view.focus.total
        if direction == "first":
            self._offset, self._window = 0, []
            await self.reload()
            return
        if direction == "last":
            found = await self.console.call(today.more_focus, ("~", 2, 0), ids, down=False)
            self._window, self._offset = list(found), max(0, total - len(found))
        elif direction == "after":
            found = await self.console.call(today.more_focus, edge, ids)
            self._window += found
            drop = max(0, len(self._window) - KEPT)
            self._window, self._offset = self._window[drop:], self._offset + drop
            if not found:
                self._offset = max(0, total - len(self._window))
        else:
            found = await self.console.call(today.more_focus, edge, ids, down=False)
            self._window = [*found, *self._window][:KEPT]
            self._offset = max(0, self._offset - len(found)) if found else 0
        if self._view is view:
            self._show_focus(view.focus)

    # ------------------------------------------------------------------ the other panels

    def _show_inbox(self, view: today.Today) -> None:
        panel = self.query_one("#inbox", RowList)
        inbox = view.inbox
        lines = [request_lines.row(request, self.head, self.now) for request in inbox.lines]
        panel.show(lines, total=inbox.open, empty=Empty(((f"{glyph('done')} {_('Nothing waiting.')}",),), centred=False))
        waiting = _("{count} waiting").format(count=wording.number(inbox.open))
        panel.set_title(_("Inbox"), f" · {waiting}" if inbox.open else "")
        panel.set_subtitle(
            *((_("next promise due {when}").format(when=self._hour(inbox.next_promise)),) if inbox.next_promise else ())
        )

    def _hour(self, instant: datetime) -> str:
        wall = zones.local(instant, self.zone)
        time = wording.time_of_day(wall)
        return time if wall.date() == zones.today(self.now, self.zone) else f"{wording.weekday(wall.date())} {time}"

    def _show_waiting(self, waiting: today.Waiting) -> None:
        panel = self.query_one("#waiting", RowList)
        empty = Empty(((f"{glyph('done')} {_('Nobody owes you anything.')}",),), centred=False)
        panel.show([self._waiting_row(line) for line in waiting.lines], total=waiting.count, empty=empty)
        panel.set_title(_("Waiting on others"), f" · {wording.number(waiting.count)}" if waiting.count else "")
        hint = (("a", "accent"), " " + _("ask again"), " · ", ("w", "accent"), " " + _("for whom"))
        panel.set_subtitle(*(hint if waiting.count else ()))

    def _waiting_row(self, line: CardLine) -> Line:
        self._cards[line.id] = line
        raised = line.chase_at is not None and line.chase_at <= self.now
        what = line.waiting_for or (_("approval") if line.stage_kind == StageKind.APPROVAL else _("answer"))
        said = f"{what} · {wording.age(self.now - line.stage_since)}"
        cell = Cell(f"{glyph('soon')} {said}", "warning") if raised else Cell(said)
        made = card_lines.row(line, self.now, self.zone, with_estimate=False)
        return replace(made, mark="", cells=(cell,), sign=self._sign(line.id), key=line.id)

    def _show_hours(self, hours: today.Hours) -> None:
        panel = self.query_one("#hours", HoursBars)
        scope = self.scope_ids()
        clients = [client for client in hours.clients if scope is None or client.client_id in scope]
        total = sum((client.total for client in clients), timedelta())
        billable = sum((client.billable for client in clients), timedelta())
        running = self.head.running
        on = running.client_id if running is not None and not running.paused else 0
        rows = [
            HoursRow(
                client.client_code or _("no client"), client.client_colour, wording.duration(client.total, hours=True),
                client.total / total if total else 0.0, SHAPES[client.client_shape % len(SHAPES)] if client.client_shape else "",
                client.client_id == on,
            )
            for client in clients
        ]  # fmt: skip
        panel.show(rows, (_("Together"), wording.duration(total, hours=True)), _("Nothing yet. t starts the timer on a card."))
        panel.set_title(_("Today’s hours"))
        panel.set_subtitle(*((_("{share} billable").format(share=wording.percent(billable / total)),) if total else ()))

    def _show_ribbon(self) -> None:
        panel = self.query_one("#ribbon", Ribbon)
        now, zone, mine = self.now, self.zone, self.head.mine
        # It begins at a full hour of mine, one before the present one.
        start = now - timedelta(minutes=zones.local(now, zone).minute + 60, seconds=zones.local(now, zone).second)
        end = start + timedelta(hours=MOST + 2)
        here = zones.local(now, zone).date()
        named = self._named_clients() if self.console.scope is None else self.visible_clients()
        rows = [RibbonRow(_("you"), None, wording.time_of_day(zones.local(now, zone)), tuple(windows(mine, start, end)))]
        for client in named:
            theirs = zones.local(now, client.zone)
            days = (theirs.date() - here).days
            shift = f"{days:+d}".replace("-", "−") if days else ""
            rows.append(
                RibbonRow(
                    client.code, client.colour, wording.time_of_day(theirs) + shift, tuple(windows(client.calendar, start, end)),
                    SHAPES[client.shape % len(SHAPES)] if client.shape else "",
                )
            )  # fmt: skip
        walls = [(start + timedelta(hours=step), zones.local(start + timedelta(hours=step), zone)) for step in range(MOST + 2)]
        ticks = [(instant, f"{wall.hour:02}") for instant, wall in walls if wall.hour % 3 == 0]
        panel.show(now, start, rows[0].spans, rows, ticks)
        panel.set_title(_("Zones"), " · " + _("next {hours}").format(hours=wording.duration(timedelta(hours=panel.hours))))
        panel.set_subtitle(f"{glyph('both')} {_('both working')}  {glyph('theirs')} {_('client only')}")

    def on_ribbon_hours_changed(self) -> None:
        """More or fewer hours fit now."""
        if self._view is not None:
            self._show_ribbon()

    # ------------------------------------------------------------------ places

    def on_resize(self, event: events.Resize) -> None:
        """Put the panels where they fit."""
        self._arrange()

    def _arrange(self) -> None:
        """Three columns, two, or a page of two panels (interface.md 8)."""
        panels = self.query_one("#panels", Container)
        width, height = self.app.size
        columns, wide = _NORMAL <= width < _HUGE, width >= _HUGE
        panels.set_class(columns, "-columns")
        panels.set_class(wide, "-wide")
        name = self.focused.id if self.focused is not None and self.focused.id in PAGES else "focus"
        page = PAGES[name or "focus"]
        for number in range(3):
            panels.set_class(not columns and not wide and page == number, f"-page-{number}")
        hours = self.query_one("#hours", HoursBars).rows_held + 2
        waiting = max(1, len(self.query_one("#waiting", RowList).lines)) + 2
        ribbon = self.query_one("#ribbon", Ribbon).rows_held + 3
        if columns:
            room = height - (5 if height >= 30 else 3)
            hours, waiting = min(hours, max(4, room // 5)), min(waiting, max(3, room // 5))
            ribbon = min(ribbon, max(5, room // 3))
            panels.styles.grid_rows = f"1fr {hours} {waiting} {ribbon}"
        elif wide:
            room = height - (5 if height >= 30 else 3)
            panels.styles.grid_rows = f"1fr {max(min(ribbon, room // 2), min(waiting, room // 3))}"
        else:
            self.query_one("#inbox").styles.height = 8 if height < 30 else max(8, height // 3)
            self.query_one("#hours").styles.height = min(hours, max(6, height // 3))
            return
        for panel in ("#inbox", "#hours"):
            self.query_one(panel).styles.height = "1fr"

    # ------------------------------------------------------------------ the cursor

    def action_panel(self, by: int) -> None:
        """Go to the next panel; where it is narrow, the next pair comes with it."""
        now = self.focused.id if self.focused is not None else "focus"
        at = PANELS.index(now) if now in PANELS else -by
        name = PANELS[(at + by) % len(PANELS)]
        panels = self.query_one("#panels", Container)
        if not panels.has_class("-columns") and not panels.has_class("-wide"):
            for number in range(3):
                panels.set_class(PAGES[name] == number, f"-page-{number}")
        self.query_one(f"#{name}").focus()

    def _list(self) -> RowList | None:
        """The list that has the focus."""
        return self.focused if isinstance(self.focused, RowList) else None

    def card_targets(self) -> list[int]:
        """The marked cards, else the one under the cursor, of the list that has the focus."""
        rows = self._list()
        if rows is None or rows.id not in ("focus", "waiting"):
            return []
        if rows.marked:
            return sorted(int(number) for number in rows.marked)
        return [] if rows.cursor_id is None else [int(rows.cursor_id)]

    def clear_marks(self) -> None:
        """Mark nothing."""
        for name in ("#focus", "#waiting"):
            self.query_one(name, RowList).clear_marks()

    def action_clear(self) -> None:
        """Take the marks away."""
        self.clear_marks()

    def arrived(self) -> None:
        """The same card is selected here as in the room before."""
        self._select_shared()

    def _select_shared(self) -> None:
        wanted = self.console.card_id
        rows = self.query_one("#focus", RowList)
        if wanted is not None and rows.cursor_id != wanted and self.focused in (rows, None):
            rows.put_cursor(wanted)

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """Other rooms go to the same card."""
        if message.row_list is self._list() and message.row_list.id in ("focus", "waiting") and message.row_id is not None:
            self.console.card_id = int(message.row_id)

    def on_row_list_selected(self, message: RowList.Selected) -> None:
        """Open the card."""
        if message.row_list.id in ("focus", "waiting"):
            self.open_card(int(message.row_id))
