"""Boards of one, two, three or all clients, side by side, each with its own cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Container

from vatui import wording, zones
from vatui.domain import boards, cards
from vatui.domain.calendar import hour_state
from vatui.i18n import N_, _, ngettext
from vatui.screens import card_lines
from vatui.screens.card_verbs import CardRoom, lines_of
from vatui.themes import glyph
from vatui.values import SHAPES, StageKind
from vatui.widgets.board_pane import BoardPane, PaneBoard, PaneCard, PaneLane
from vatui.widgets.empty import Empty, EmptyBlock
from vatui.widgets.peek import Peek

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.desk import Desk
    from vatui.domain.boards import BoardView, Lane
    from vatui.domain.cards import CardLine
    from vatui.widgets.drawing import Text

SPLITS = ("1", "2", "3", "all")
"""How many boards stand side by side; the last is one swim lane per client."""

REMEMBERED = "boards"


class BoardsScreen(CardRoom):
    """The split view."""

    ROOM = "boards"
    WATCHES = frozenset({"client", "board", "stage", "card", "tag", "card_tag", "check_item", "helper", "owner", "entry"})
    CSS_PATH = "boards.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("K,shift+up", "shift(-1)", N_("Move up"), show=False, tooltip=N_("Up within the stage"), id="card.up"),
        Binding("J,shift+down", "shift(1)", N_("Move down"), show=False, tooltip=N_("Down within the stage"), id="card.down"),
        Binding("v", "view", N_("Split"), tooltip=N_("One, two, three or all clients"), id="board.view"),
        Binding("b", "next_board", N_("Board"), show=False, tooltip=N_("The client's next board"), id="board.next"),
        Binding(
            "B",
            "manage",
            N_("Boards and stages"),
            show=False,
            tooltip=N_("Add, name and limit boards and stages"),
            id="board.manage",
        ),
        Binding("F", "done_lanes", N_("Finished"), show=False, tooltip=N_("Show or hide finished cards"), id="board.done"),
        Binding("escape", "clear", N_("Clear"), show=False, id="board.clear"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._split = "2"
        self._boards: list[int] = []
        self._views: tuple[BoardView, ...] = ()
        self._with_done = False
        self._search = ""
        self._anchors: dict[int, int] = {}

    def compose_room(self) -> Iterable[Widget]:
        """Panes and the peek."""
        yield Container(id="panes")
        yield EmptyBlock(Empty(), id="nothing")
        yield Peek(id="peek")

    # ------------------------------------------------------------------ reading

    async def reload(self) -> None:
        """Read the boards in view."""
        if not self._loaded:
            kept = await self.console.call(lambda desk: desk.recall(REMEMBERED, {}))
            self._split = kept.get("split", "2") if kept.get("split") in SPLITS else "2"
            self._boards = [int(number) for number in kept.get("boards", [])]
            self._loaded = True
        scope = self.scope_ids()
        visible = {client.id for client in self.visible_clients()} if scope is None else set(scope)
        anchors: dict[int, int] = dict(self._anchors)
        for pane in self.query(BoardPane):
            anchors.update({lane: card for lane, card in pane.anchors().items() if lane not in anchors})
        self._anchors = {}

        def read(desk: Desk) -> tuple[BoardView, ...]:
            everything = boards.boards_of(desk)
            in_use = boards.boards_in_use(desk)
            order = sorted(everything, key=lambda row: row[0] not in in_use)
            wanted = self._chosen([(board, client) for board, client, _name in order if client in visible], everything)
            return boards.board_views(
                desk, wanted, anchors=anchors, with_done=self._with_done, search=self._search, names=everything
            )

        self._views = await self.console.call(read)
        await self._show()

    def _chosen(self, all_boards: list[tuple[int, int]], everything: Sequence[tuple[int, int, str]]) -> list[int]:
        """The boards of this split: those chosen before that still exist, filled up with a board of each further client.

        Args:
            all_boards: number and client of each visible board, those with open cards first.
            everything: all boards in the order of clients.
        """
        clients = list(dict.fromkeys(client for _board, client, _name in everything))
        all_boards = sorted(all_boards, key=lambda pair: clients.index(pair[1]))
        if self._split == "all":
            first: dict[int, int] = {}
            for board, client in all_boards:
                first.setdefault(client, board)
            return list(first.values())
        number = int(self._split)
        existing = dict(all_boards)
        kept = [board for board in self._boards if board in existing]
        for board, client in all_boards:
            if client not in [existing[k] for k in kept]:
                kept.append(board)
        self._boards = kept
        return kept[:number]

    async def _show(self) -> None:
        panes = self.query_one("#panes", Container)
        compact = self._split == "all"
        present = list(panes.query(BoardPane))
        if present and present[0].compact != compact:
            await panes.remove_children()
            present = []
        focused = self.focused if isinstance(self.focused, BoardPane) else None
        at = present.index(focused) if focused in present else 0
        while len(present) > len(self._views):
            await present.pop().remove()
        if len(present) < len(self._views):
            made = [BoardPane(compact=compact) for _n in range(len(self._views) - len(present))]
            await panes.mount(*made)
            for pane in made:
                self.watch(pane, "at_card", self._highlighted, init=False)
            present += made
        panes.set_class(compact, "-all")
        wanted = self.console.card_id
        for pane, view in zip(present, self._views, strict=True):
            pane.show(self._pane_board(view))
        nothing = not self._views
        panes.display = not nothing
        block = self.query_one("#nothing", EmptyBlock)
        block.display = nothing
        if nothing:
            block.show(Empty(((_("No client has a board yet"),), (("6", "accent"), "  " + _("add your first client")))))
        elif not isinstance(self.focused, BoardPane) or self.focused not in present:
            present[min(at, len(present) - 1)].focus()
        self.console.card_id = wanted  # showing cards puts cursors somewhere; it is not what was selected
        self._select_shared()
        self._peek()

    def _pane_board(self, view: BoardView) -> PaneBoard:
        client = view.client
        now, _zone = self.now, self.zone
        state = hour_state(client.calendar, now)
        sign, role = {"in": ("in", "success"), "opening": ("edge", "warning"), "closing": ("edge", "warning")}.get(
            state.kind, ("out", "muted")
        )
        theirs = zones.local(now, client.zone)
        narrow = self._split != "all" and self.size.width // max(1, len(self._views)) < 40
        city = zones.short_city if narrow else zones.city
        windows = client.calendar.hours.days[theirs.weekday()]
        head: list[Text] = [
            (glyph(sign), role), (f" {city(client.zone)} ", "foreground"), (wording.time_of_day(theirs), "foreground*"),
            ("  " + " ".join(wording.span(start, end) for start, end in windows), "muted"),
        ]  # fmt: skip
        right: list[Text] = []
        if self._search:
            right.append((f" {_('filter: {text}').format(text=self._search)}  esc ", "accent"))
        elif len(view.boards) > 1:
            place = [number for number, _name in view.boards].index(view.id) + 1
            text = "{place}/{count}" if narrow else _("board {place} of {count} · b")
            right.append(text.format(place=place, count=len(view.boards)))
        title = client.name if len(view.boards) < 2 or view.name == client.name else f"{client.name} · {view.name}"
        lanes = tuple(self._lane(lane) for lane in (*view.lanes, *(view.done if self._with_done else ())))
        done = ngettext("{count} done this week", "{count} done this week", view.done_this_week).format(count=view.done_this_week)
        return PaneBoard(
            view.id, client.code, client.colour, title, lanes, tuple(head), tuple(right),
            ((f"{glyph('done')} {done}", "success"),) if view.done_this_week else (), SHAPES[client.shape % len(SHAPES)],
        )  # fmt: skip

    def _lane(self, lane: Lane) -> PaneLane:
        running = self.head.running
        on = running.card_id if running and not running.paused else None
        return PaneLane(
            lane.stage_id, card_lines.stage_name(lane.name, lane.kind), lane.count, lane.limit, lane.first,
            tuple(pane_card(card, self.now, self.zone, running=on) for card in lane.cards),
        )  # fmt: skip

    def minute_passed(self, now: datetime) -> None:
        """Dates and ages may read differently."""
        panes = list(self.query(BoardPane))
        for pane, view in zip(panes, self._views, strict=False):
            pane.show(self._pane_board(view))

    # ------------------------------------------------------------------ the cursor

    @property
    def pane(self) -> BoardPane | None:
        """The pane that has the focus."""
        if isinstance(self.focused, BoardPane):
            return self.focused
        panes = list(self.query(BoardPane))
        return panes[0] if panes else None

    def _view_of(self, pane: BoardPane | None) -> BoardView | None:
        return next((view for view in self._views if pane and pane.board and view.id == pane.board.id), None)

    def client_here(self) -> int | None:
        """The client of the board that has the focus: what is captured here is meant for it."""
        view = self._view_of(self.pane)
        return None if view is None else view.client.id

    def card_targets(self) -> list[int]:
        """The marked cards of all panes, else the one under the cursor."""
        marked = [card for pane in self.query(BoardPane) for card in pane.marked]
        if marked:
            return sorted(marked)
        card = self.pane.card if self.pane else None
        return [card.id] if card else []

    def clear_marks(self) -> None:
        """Mark nothing."""
        for pane in self.query(BoardPane):
            pane.clear_marks()

    def arrived(self) -> None:
        """The same card is selected here as in the room before."""
        self._select_shared()

    def _select_shared(self) -> None:
        wanted = self.console.card_id
        if wanted is None or (self.pane and self.pane.card and self.pane.card.id == wanted):
            return
        for pane in self.query(BoardPane):
            if any(card.id == wanted for lane in (pane.board.lanes if pane.board else ()) for card in lane.cards):
                pane.put_cursor(None, wanted)
                pane.focus()
                return

    def _highlighted(self, card_id: int | None) -> None:
        """Say everything about the card under the cursor."""
        if self.pane is not None and self.pane.at_card == card_id:
            self.peek_at(card_id)

    def on_descendant_focus(self) -> None:
        """Another pane has the cursor."""
        self._peek()

    def _peek(self) -> None:
        card = self.pane.card if self.pane else None
        self.peek_at(card.id if card else None)

    def on_board_pane_selected(self, message: BoardPane.Selected) -> None:
        """Open the card."""
        self.open_card(message.card_id)

    def on_board_pane_edge(self, message: BoardPane.Edge) -> None:
        """Cross from one client's last lane into the next one's first."""
        panes = list(self.query(BoardPane))
        at = panes.index(message.pane) + message.direction
        if 0 <= at < len(panes):
            panes[at].focus()
            panes[at].enter_from(message.direction)

    def on_board_pane_more_wanted(self, message: BoardPane.MoreWanted) -> None:
        """Read a lane around another card."""
        self.run_worker(self._more(message), group="more", exclusive=True)

    async def _more(self, message: BoardPane.MoreWanted) -> None:
        card_id = message.card_id
        if card_id is None:
            card_id = await self.console.call(boards.lane_end, message.lane_id, last=message.end == "last")
        if card_id is None:
            return
        self._anchors[message.lane_id] = card_id
        await self.reload()
        if message.card_id is None:
            message.pane.put_cursor(message.lane_id, card_id)

    def on_board_pane_dropped(self, message: BoardPane.Dropped) -> None:
        """A card was dragged onto a lane."""
        self.run_worker(self._move_to([message.card_id], message.lane_id, before=message.before))

    # ------------------------------------------------------------------ moving

    async def action_move(self, by: int) -> None:
        """Move the selected cards to a neighbouring stage of their own board."""
        view = self._view_of(self.pane)
        lines = await self._selected()
        if view is None or not lines:
            return
        stages = [lane.stage_id for lane in (*view.lanes, *view.done)]
        if lines[0].stage_id not in stages:
            self.console.say(_("Marked cards of several boards move one board at a time."))
            return
        target = stages.index(lines[0].stage_id) + by
        if not 0 <= target < len(stages):
            return
        if any(line.client_id != view.client.id for line in lines):
            self.console.say(_("Marked cards of several boards move one board at a time."))
            return
        await self._move_to([line.id for line in lines], stages[target])

    async def _move_to(self, ids: list[int], stage_id: int, *, before: int | None = None) -> None:
        lane = next((lane for view in self._views for lane in (*view.lanes, *view.done) if lane.stage_id == stage_id), None)
        moved = await self.console.attempt(cards.move_cards, ids, stage_id, before=before)
        if moved is None or lane is None:
            return
        lines = await self.console.attempt(lines_of, ids) or []
        name = card_lines.stage_name(lane.name, lane.kind)
        if lane.kind == StageKind.DONE or len(ids) > 1:
            said = _("Moved {name} to {stage}").format(name=self._named(lines), stage=name)
            self.console.say(f"{said} · " + _("u undo"), timeout=10)
        if lane.kind == StageKind.DOING:
            self._warn_of_limits(lane, len(ids))
            if self.console.settings.timer_on_doing and len(lines) == 1:
                from vatui.domain import timers

                await self.console.attempt(timers.entered, [lines[0].id])
        elif lane.limit and lane.count + len(ids) > lane.limit:
            self.console.say(_("{stage} is over its limit of {limit}.").format(stage=name, limit=lane.limit), severity="warning")
        if lane.kind in cards.WAITING_KINDS and lines:
            self.ask_for_whom(lines)

    def _warn_of_limits(self, lane: Lane, more: int) -> None:
        name = card_lines.stage_name(lane.name, lane.kind)
        head = self.head
        if lane.limit and lane.count + more > lane.limit:
            self.console.say(_("{stage} is over its limit of {limit}.").format(stage=name, limit=lane.limit), severity="warning")
        elif head.doing_limit and head.doing > head.doing_limit:
            self.console.say(
                _("You have {count} cards in work; your limit is {limit}.").format(count=head.doing, limit=head.doing_limit),
                severity="warning",
            )  # fmt: skip

    async def action_shift(self, by: int) -> None:
        """Move the card within its stage."""
        card = self.pane.card if self.pane else None
        if card is not None:
            await self.console.attempt(cards.shift_card, card.id, by)

    # ------------------------------------------------------------------ the split

    async def action_view(self) -> None:
        """One, two, three, all clients."""
        self._split = SPLITS[(SPLITS.index(self._split) + 1) % len(SPLITS)]
        await self._keep()
        await self.reload()

    async def _keep(self) -> None:
        kept = {"split": self._split, "boards": self._boards}
        await self.console.call(lambda desk: desk.remember(REMEMBERED, kept))

    def neighbour(self, by: int) -> None:
        """Show the neighbouring client in this pane, or narrow to it when one client is chosen."""
        self.run_worker(self._neighbour(by), group="neighbour", exclusive=True)

    async def _neighbour(self, by: int) -> None:
        ids = [client.id for client in self.head.clients]
        if not ids or self.console.discreet:
            return
        if self.console.scope is not None:
            at = ids.index(self.console.scope) if self.console.scope in ids else 0
            self.console.scope = ids[(at + by) % len(ids)]
            return
        pane, view = self.pane, self._view_of(self.pane)
        if pane is None or view is None or self._split == "all":
            return
        shown = {other.client.id for other in self._views if other is not view}
        at = ids.index(view.client.id) if view.client.id in ids else 0
        everything = await self.console.call(boards.boards_of)
        for step in range(1, len(ids) + 1):
            client_id = ids[(at + by * step) % len(ids)]
            board = next((number for number, client, _n in everything if client == client_id), None)
            if board is not None and client_id not in shown:
                place = self._boards.index(view.id)
                others = [number for number in self._boards if number != board]
                others[others.index(view.id)] = board
                self._boards = [*others, view.id]
                self._boards.insert(place, self._boards.pop(self._boards.index(board)))
                self.console.card_id = None
                await self._keep()
                await self.reload()
                return

    async def action_next_board(self) -> None:
        """Show the client's next board in this pane."""
        view = self._view_of(self.pane)
        if view is None or len(view.boards) < 2:
            return
        numbers = [number for number, _name in view.boards]
        following = numbers[(numbers.index(view.id) + 1) % len(numbers)]
        self._boards = [number for number in self._boards if number != following]
        if view.id in self._boards:
            self._boards[self._boards.index(view.id)] = following
        self.console.card_id = None
        await self._keep()
        await self.reload()

    async def action_done_lanes(self) -> None:
        """Show or hide finished cards."""
        self._with_done = not self._with_done
        await self.reload()

    def action_manage(self) -> None:
        """Add, name, limit and order boards and stages."""
        view = self._view_of(self.pane)
        if view is not None:
            from vatui.screens.manage_board import ManageBoard

            self.console.push_screen(ManageBoard(view.id))

    # ------------------------------------------------------------------ filtering

    def start_filter(self) -> None:
        """Ask for the words that cards must hold."""
        from vatui.screens.ask import AskLine

        async def answered(text: str | None) -> None:
            if text is not None:
                self._search = text
                await self.reload()

        self.console.push_screen(AskLine(_("Filter cards"), _("words, #tag or code"), self._search), answered)

    async def action_clear(self) -> None:
        """Take away marks, then the filter, then the scope."""
        if any(pane.marked for pane in self.query(BoardPane)):
            self.clear_marks()
        elif self._search:
            self._search = ""
            await self.reload()


def pane_card(card: CardLine, now: datetime, zone: str, *, running: int | None = None, tags: str = "") -> PaneCard:
    """A card as a lane shows it."""
    sign, role = card_lines.mark(card)
    if card.done_at is not None:
        meta = wording.Toned(_("done {when}").format(when=wording.age(now - card.done_at)), "faint")
    elif card.waiting:
        meta = card_lines.waiting(card, now)
    elif card.due_at is None:
        meta = wording.Toned(f"@{card.helper}" if card.helper else "", "muted")
    else:
        meta = card_lines.due(card, now, zone)
    return PaneCard(
        card.id, card.title, meta.text, meta.role, card_lines.estimate(card), sign, role, tags,
        card.done_at is not None, card.id == running,
    )  # fmt: skip
