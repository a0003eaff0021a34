"""Today: what to do now, what came in, what waits on others, what was worked, whose hours come (interface.md 6.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding
from textual.containers import Container

from vatui import wording, zones
from vatui.domain import today
from vatui.domain.calendar import windows
from vatui.i18n import N_, _
from vatui.screens import card_lines, request_lines
from vatui.screens.card_verbs import CardRoom
from vatui.screens.request_verbs import RequestVerbs
from vatui.screens.shown import shown_first
from vatui.themes import glyph
from vatui.values import SHAPES, StageKind
from vatui.widgets.empty import Empty
from vatui.widgets.hours_bars import HoursBars, HoursRow
from vatui.widgets.ribbon import MOST, Ribbon, RibbonRow
from vatui.widgets.row_list import Cell, Heading, Line, RowList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.binding import ActiveBinding, BindingType
    from textual.widget import Widget

    from vatui.domain.cards import CardLine
    from vatui.domain.requests import RequestLine

PANELS: Final = ("focus", "inbox", "hours", "waiting", "ribbon")
"""In the order in which ``tab`` walks through them."""

KEPT: Final = 5 * today.WINDOW
"""How many cards of a long focus list are held at once."""

_SHORT: Final = 50
"""How many requests and waiting cards are read at first."""

_NORMAL: Final = 100
_HUGE: Final = 180


_OF_REQUESTS: Final = frozenset({"reply", "add_to_card"})
_OF_CARDS: Final = frozenset({"due", "important", "wait", "memo", "duplicate", "archive"})
_OF_BOTH: Final = frozenset({"timer", "done", "edit", "snooze", "assign", "delete", "to_client", "open_link", "copy_card"})


class TodayScreen(CardRoom):
    """The room that opens first."""

    ROOM = "today"
    WATCHES = frozenset({"owner", "client", "board", "stage", "card", "helper", "request", "entry", "parked"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "reply", N_("Reply"), tooltip=N_("Note what you replied; the clock stops"), id="today.reply"),
        Binding(
            "plus", "add_to_card", N_("Add to a card"), show=False, tooltip=N_("Put the words on a card there is"), id="today.add"
        ),
        Binding("tab", "panel(1)", N_("Panel"), tooltip=N_("Next panel"), id="today.panel"),
        Binding("shift+tab", "panel(-1)", N_("Panel before"), show=False, id="today.panel_before"),
        Binding("escape", "clear", N_("Clear"), show=False, id="today.clear"),
    ]
    FOOTER: ClassVar = ("card.timer", "card.done", "today.reply", "card.edit", "card.due", "card.assign", "today.panel")

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that can be pressed now; those for the selected thing stand first."""
        return shown_first(super().active_bindings, self.FOOTER)

    def __init__(self) -> None:
        super().__init__()
        self._view: today.Today | None = None
        self._window: list[CardLine] = []
        self._offset = 0
        self._limits = {"inbox": _SHORT, "waiting": _SHORT}
        self._cards: dict[int, CardLine] = {}
        self.verbs = RequestVerbs(self)

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
        view = await self.console.early_today() if ids is None else None
        if view is None:
            view = await self.console.call(
                today.today_view, ids, limit=limit, requests=self._limits["inbox"], starts_at=self.console.settings.day_start
            )
        if self._limits["waiting"] > _SHORT:
            view = replace(view, waiting=await self.console.call(today.waiting, ids, limit=self._limits["waiting"]))
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

    def on_row_list_more_wanted(self, message: RowList.MoreWanted) -> None:
        """Read on in a long list; the shorter ones are read whole to where one looks."""
        name = message.row_list.id
        if name == "focus":
            self.begin(partial(self._more, message.direction, message.edge), "more")
        elif name in self._limits:
            self._limits[name] = message.row_list.total if message.direction == "last" else self._limits[name] + 4 * _SHORT
            self._load()

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

    def _arrange(self, target: str = "") -> None:
        """Three columns, two, or a page of some of the panels (interface.md 8).

        Args:
            target: the panel that gets the focus; it must be in view. The one that has it if none is named.
        """
        panels = self.query_one("#panels", Container)
        width, height = self.app.size
        room = height - (4 if height >= 30 else 3)
        hours = self.query_one("#hours", HoursBars).rows_held + 2
        waiting = max(1, len(self.query_one("#waiting", RowList).lines)) + 2
        ribbon = self.query_one("#ribbon", Ribbon).rows_held + 3
        columns, wide = _NORMAL <= width < _HUGE, width >= _HUGE
        panels.set_class(columns, "-columns")
        panels.set_class(wide, "-wide")
        heights: dict[str, int | str] = dict.fromkeys(PANELS, "1fr")
        if columns:
            hours, waiting = min(hours, max(4, room // 5)), min(waiting, max(3, room // 5))
            panels.styles.grid_rows = f"1fr {hours} {waiting} {min(ribbon, max(5, room // 3))}"
            self._page(PANELS, heights, target)
        elif wide:
            panels.styles.grid_rows = f"1fr {max(min(ribbon, room // 2), room // 3)}"
            self._page(PANELS, heights, target)
        else:
            heights["inbox"] = max(8, room // 3)
            pages: list[tuple[str, ...]] = [("focus", "inbox"), ("hours", "waiting"), ("ribbon",)]
            hours = min(hours, max(6, room // 3))
            heights["hours"] = hours
            if hours + ribbon + 5 <= room:
                heights["ribbon"] = ribbon
                pages = [("focus", "inbox"), ("hours", "waiting", "ribbon")]
            name = target or (self.focused.id if self.focused is not None else "") or "focus"
            self._page(next((page for page in pages if name in page), pages[0]), heights, target)

    def _page(self, page: tuple[str, ...], heights: dict[str, int | str], target: str) -> None:
        """Show the panels of a page; what had the focus is hidden last, so that it goes where it should."""
        for name in page:
            panel = self.query_one(f"#{name}")
            panel.styles.height = heights[name]
            panel.display = True
        if target:
            self.query_one(f"#{target}").focus()
        for name in PANELS:
            if name not in page:
                self.query_one(f"#{name}").display = False

    # ------------------------------------------------------------------ the cursor

    def action_panel(self, by: int) -> None:
        """Go to the next panel; where it is narrow, the next pair comes with it."""
        now = self.focused.id if self.focused is not None else "focus"
        at = PANELS.index(now) if now in PANELS else -by
        name = PANELS[(at + by) % len(PANELS)]
        self._arrange(name)

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
        elif message.row_list.id == "inbox" and message.row_list.has_focus and message.row_id is not None:
            self.console.request_id = int(message.row_id)

    def on_row_list_selected(self, message: RowList.Selected) -> None:
        """Open the card."""
        if message.row_list.id in ("focus", "waiting"):
            self.open_card(int(message.row_id))
        elif line := self._request():
            self.verbs.make_card(line)

    # ------------------------------------------------------------------ the verbs, of cards or of requests

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is selected decides what can be done."""
        name = self.focused.id if self.focused is not None else "focus"
        if action in _OF_REQUESTS:
            return name == "inbox"
        if action in _OF_CARDS:
            return name not in ("inbox", "hours", "ribbon")
        if action in _OF_BOTH:
            return name not in ("hours", "ribbon")
        return super().check_action(action, parameters)

    def _request(self) -> RequestLine | None:
        """The request under the cursor, where the inbox has the focus."""
        rows = self._list()
        if rows is None or rows.id != "inbox" or self._view is None:
            return None
        return next((line for line in self._view.inbox.lines if line.id == rows.cursor_id), None)

    def action_reply(self) -> None:
        """Note what was replied to a request."""
        if line := self._request():
            self.verbs.reply(line)

    async def action_add_to_card(self) -> None:
        """Put a request's words on a card."""
        if line := self._request():
            await self.verbs.add_to_card(line)

    async def action_timer(self) -> None:
        """Start, stop or switch the timer here."""
        if line := self._request():
            await self.verbs.timer(line)
        else:
            await super().action_timer()

    async def action_done(self) -> None:
        """Done; of a request, replied."""
        if line := self._request():
            self.verbs.reply(line)
        else:
            await super().action_done()

    async def action_edit(self) -> None:
        """Edit the card; of a request, add what was written again."""
        if line := self._request():
            self.verbs.wrote_again(line)
        else:
            await super().action_edit()

    async def action_snooze(self) -> None:
        """Hide until a date."""
        if line := self._request():
            self.verbs.snooze(line)
        else:
            await super().action_snooze()

    async def action_assign(self) -> None:
        """Hand over or ask again; of a request, the client was asked back."""
        if line := self._request():
            await self.verbs.ask_back(line)
        else:
            await super().action_assign()

    async def action_delete(self) -> None:
        """Delete; of a request, decline."""
        if line := self._request():
            self.verbs.decline(line)
        else:
            await super().action_delete()

    async def action_to_client(self) -> None:
        """Give to another client."""
        if line := self._request():
            self.verbs.set_client(line)
        else:
            await super().action_to_client()

    async def action_open_link(self) -> None:
        """Open the first link; of a request, its card."""
        if line := self._request():
            self.verbs.open_card(line)
        else:
            await super().action_open_link()

    async def action_copy_card(self) -> None:
        """Copy."""
        if line := self._request():
            self.verbs.copy(line)
        else:
            await super().action_copy_card()
