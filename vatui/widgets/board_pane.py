"""A client's board: lanes of cards, side by side or one above the other, drawn line by line.

Public:
    PaneCard(id, title, meta, tail, mark, …)        PaneLane(id, name, count, limit, first, cards, …)
    PaneBoard(id, title, head, head_right, subtitle, colour, lanes, …)
    BoardPane(id=None, compact=False)
        .show(board), .cursor -> (lane id, card id), .put_cursor(lane id, card id), .marked, .clear_marks()
        messages: Highlighted(card_id), Selected(card_id), Marked(marked), Edge(direction), MoreWanted(lane_id, card_id)

It holds windows of lanes: ``first`` cards stand above the window, ``count`` are in the stage. When the cursor nears the edge of a
window it asks with `MoreWanted`; answer with another `show` around that card.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from vatui import wording
from vatui.i18n import N_, _
from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, Piece, Text, client_role, content, cut_pieces, fit, safe, strip, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from rich.style import Style
    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

LANES_SIDE_BY_SIDE: Final = 46
"""Inside a pane of at least this many cells lanes stand side by side, else one above the other."""
_LEAST_LANE: Final = 17
_MOVE: Final = Binding.Group(N_("Move"))
_NEAR: Final = 12
"""Cards before the edge of a window at which more are asked for."""


@record
class PaneCard:
    """A card as a lane shows it.

    Attributes:
        id: by which the cursor finds it again.
        title: up to two lines of it are shown, all when selected.
        meta: the date or what it waits for, and its role.
        tail: the estimate, at the right.
        mark: ``!`` or ``!!``.
        mark_role: its role.
        tags: shown where there is room.
        done: finished cards are muted and ticked.
        running: the timer runs on it.
    """

    id: int
    title: str
    meta: str = ""
    meta_role: str = "muted"
    tail: str = ""
    mark: str = ""
    mark_role: str = "warning"
    tags: str = ""
    done: bool = False
    running: bool = False


@record
class PaneLane:
    """A stage: its name, how many cards it has and may have, and the cards of the window."""

    id: int
    name: str
    count: int
    limit: int
    first: int
    cards: tuple[PaneCard, ...]


@record
class PaneBoard:
    """A board as a pane shows it.

    Attributes:
        id: the board's number.
        code: the client's code.
        colour: the client's colour, 1 to 8.
        bar: the client's bar glyph.
        title: the client's name, and the board's where there are several.
        head: the line under the border: whose hour it is.
        head_right: its right end.
        subtitle: at the bottom right of the border.
        lanes: the stages.
    """

    id: int
    code: str
    colour: int
    title: str
    lanes: tuple[PaneLane, ...] = ()
    head: tuple[Text, ...] = ()
    head_right: tuple[Text, ...] = ()
    subtitle: tuple[Text, ...] = ()
    bar: str = "▌"


@dataclass(slots=True)
class _Block:
    """Lines at a place in the pane; which card stands on which line, for the mouse."""

    x: int
    y: int
    width: int
    lines: list[list[Piece]] = field(default_factory=list)
    cards: list[int | None] = field(default_factory=list)
    lane: int = 0

    def add(self, pieces: list[Piece], card: int | None = None) -> None:
        self.lines.append(pieces)
        self.cards.append(card)


class _Face(Widget):
    """What is inside the border: apart from it, so that a cursor key does not send the border again."""

    DEFAULT_CSS = "_Face { width: 1fr; height: 1fr; }"
    ALLOW_SELECT = False

    def __init__(self, pane: BoardPane) -> None:
        super().__init__()
        self._pane = pane

    def render_line(self, y: int) -> Strip:
        """The pane knows."""
        return self._pane.face_line(y)


class BoardPane(Drawn, can_focus=True):
    """Lanes of cards in a panel, with a cursor of its own."""

    DEFAULT_CSS = """
    BoardPane { width: 1fr; height: 1fr; min-height: 3; padding: 0 1; }
    BoardPane.-compact { padding: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "H,shift+left,less_than_sign",
            "screen.move(-1)",
            N_("Move left"),
            group=_MOVE,
            tooltip=N_("Move to the stage before"),
            id="card.left",
        ),
        Binding(
            "L,shift+right,greater_than_sign",
            "screen.move(1)",
            N_("Move right"),
            group=_MOVE,
            tooltip=N_("Move to the next stage"),
            id="card.right",
        ),
        Binding("up,k", "step(-1)", N_("Card up"), show=False, id="lane.up"),
        Binding("down,j", "step(1)", N_("Card down"), show=False, id="lane.down"),
        Binding("left,h", "lane(-1)", N_("Lane left"), show=False, id="lane.left"),
        Binding("right,l", "lane(1)", N_("Lane right"), show=False, id="lane.right"),
        Binding("pageup", "step(-8)", N_("Page up"), show=False, id="lane.page_up"),
        Binding("pagedown", "step(8)", N_("Page down"), show=False, id="lane.page_down"),
        Binding("home", "first", N_("First card"), show=False, id="lane.first"),
        Binding("end,G", "last", N_("Last card"), show=False, id="lane.last"),
        Binding("space", "mark", N_("Mark"), show=False, id="lane.mark"),
        Binding("enter", "open", N_("Open"), show=False, id="lane.open"),
    ]

    at_card: reactive[int | None] = reactive(None, repaint=False, init=False)
    """The card under the cursor: for who must know it in the same frame, which `Highlighted` is too late for."""

    class Highlighted(Message):
        """The cursor stands on another card; none in an empty lane."""

        def __init__(self, pane: BoardPane, card_id: int | None) -> None:
            super().__init__()
            self.pane = pane
            self.card_id = card_id

        @property
        def control(self) -> BoardPane:
            """The pane."""
            return self.pane

    class Selected(Message):
        """A card was opened with enter or a double click."""

        def __init__(self, pane: BoardPane, card_id: int) -> None:
            super().__init__()
            self.pane = pane
            self.card_id = card_id

        @property
        def control(self) -> BoardPane:
            """The pane."""
            return self.pane

    class Marked(Message):
        """Other cards are marked now."""

        def __init__(self, pane: BoardPane, marked: frozenset[int]) -> None:
            super().__init__()
            self.pane = pane
            self.marked = marked

    class Edge(Message):
        """The cursor went past the first or the last lane."""

        def __init__(self, pane: BoardPane, direction: Literal[-1, 1]) -> None:
            super().__init__()
            self.pane = pane
            self.direction = direction

    class MoreWanted(Message):
        """The cursor nears the edge of a lane's window."""

        def __init__(self, pane: BoardPane, lane_id: int, card_id: int | None, end: Literal["", "first", "last"] = "") -> None:
            super().__init__()
            self.pane = pane
            self.lane_id = lane_id
            self.card_id = card_id
            self.end = end

    class Dropped(Message):
        """A card was dragged with the mouse onto a lane, before a card or at its end."""

        def __init__(self, pane: BoardPane, card_id: int, lane_id: int, before: int | None) -> None:
            super().__init__()
            self.pane = pane
            self.card_id = card_id
            self.lane_id = lane_id
            self.before = before

    def __init__(self, *, id: str | None = None, compact: bool = False) -> None:
        super().__init__(id=id, classes="-compact" if compact else None)
        self.compact = compact
        self.board: PaneBoard | None = None
        self._lane = 0
        self._at: dict[int, int] = {}
        self._tops: dict[int, int] = {}
        self._blocks: list[_Block] = []
        self._marked: frozenset[int] = frozenset()
        self._dragged: int | None = None
        self._first_lane = 0
        self._face = _Face(self)

    def compose(self) -> ComposeResult:
        """The face; the border is the pane's own."""
        yield self._face

    # ------------------------------------------------------------------ what it shows

    @property
    def lane(self) -> PaneLane | None:
        """The lane under the cursor."""
        if self.board is None or not self.board.lanes:
            return None
        return self.board.lanes[min(self._lane, len(self.board.lanes) - 1)]

    @property
    def card(self) -> PaneCard | None:
        """The card under the cursor."""
        lane = self.lane
        if lane is None or not lane.cards:
            return None
        return lane.cards[min(self._at.get(lane.id, 0), len(lane.cards) - 1)]

    @property
    def cursor(self) -> tuple[int | None, int | None]:
        """The numbers of the lane and of the card under the cursor."""
        lane, card = self.lane, self.card
        return (lane.id if lane else None, card.id if card else None)

    @property
    def marked(self) -> frozenset[int]:
        """The marked cards."""
        return self._marked

    def clear_marks(self) -> None:
        """Mark nothing."""
        if self._marked:
            self._marked = frozenset()
            self.repaint()
            self.post_message(self.Marked(self, self._marked))

    def anchors(self) -> dict[int, int]:
        """By lane, the card at its cursor, for lanes that are not at their top."""
        found: dict[int, int] = {}
        for lane in self.board.lanes if self.board else ():
            at = self._at.get(lane.id, 0)
            if lane.cards and lane.first + at > _NEAR:
                found[lane.id] = lane.cards[min(at, len(lane.cards) - 1)].id
        return found

    def show(self, board: PaneBoard) -> None:
        """Show a board; the cursor stays on its card, wherever that went within the board."""
        before, old = self.board, self.card
        held: dict[int, tuple[int | None, int]] = {}
        if before is not None:
            for lane in before.lanes:
                at = self._at.get(lane.id, 0)
                held[lane.id] = (lane.cards[at].id if at < len(lane.cards) else None, lane.first + at)
        self.board = board
        places = {card.id: (number, at) for number, lane in enumerate(board.lanes) for at, card in enumerate(lane.cards)}
        for lane in board.lanes:
            card_id, absolute = held.get(lane.id, (None, 0))
            where = places.get(card_id) if card_id is not None else None
            if where is not None and board.lanes[where[0]].id == lane.id:
                at = where[1]
            else:
                at = max(0, min(absolute - lane.first, len(lane.cards) - 1))
            shift = at - (held[lane.id][1] - (self._first_of(before, lane.id))) if lane.id in held else 0
            self._at[lane.id] = at
            self._tops[lane.id] = max(
                0, self._tops.get(lane.id, 0) + (shift if lane.first != self._first_of(before, lane.id) else 0)
            )
        if old is not None and old.id in places:
            self._lane, at = places[old.id]
            self._at[board.lanes[self._lane].id] = at
        self._lane = max(0, min(self._lane, len(board.lanes) - 1))
        if self._marked:
            kept = self._marked & places.keys()
            if kept != self._marked and all(lane.count == len(lane.cards) for lane in board.lanes):
                self._marked = kept
                self.post_message(self.Marked(self, kept))
        self._write_border()
        self.repaint()
        if (self.card.id if self.card else None) != (old.id if old else None) or before is None:
            self.at_card = self.card.id if self.card else None
            self.post_message(self.Highlighted(self, self.card.id if self.card else None))

    @staticmethod
    def _first_of(board: PaneBoard | None, lane_id: int) -> int:
        return next((lane.first for lane in board.lanes if lane.id == lane_id), 0) if board else 0

    def put_cursor(self, lane_id: int | None, card_id: int | None) -> bool:
        """Put the cursor on a card, or on a lane; false if the pane does not hold it."""
        for number, lane in enumerate(self.board.lanes if self.board else ()):
            for at, card in enumerate(lane.cards):
                if card.id == card_id:
                    self._lane, self._at[lane.id] = number, at
                    self._moved()
                    return True
        for number, lane in enumerate(self.board.lanes if self.board else ()):
            if lane.id == lane_id:
                self._lane = number
                self._moved()
                return True
        return False

    # ------------------------------------------------------------------ keys

    def _moved(self) -> None:
        self.repaint()
        card, lane = self.card, self.lane
        self.at_card = card.id if card else None
        self.post_message(self.Highlighted(self, card.id if card else None))
        if lane is None or card is None:
            return
        at = self._at.get(lane.id, 0)
        below = lane.count - lane.first - len(lane.cards)
        if (at >= len(lane.cards) - _NEAR and below > 0) or (at < _NEAR and lane.first > 0):
            self.post_message(self.MoreWanted(self, lane.id, card.id))

    def action_step(self, cards: int) -> None:
        """Move the cursor by cards within the lane; past the end of a stacked lane into the next."""
        lane = self.lane
        if lane is None:
            return
        at = self._at.get(lane.id, 0) + cards
        if self._stacked and abs(cards) == 1 and not 0 <= at < len(lane.cards) and self.board:
            target = self._lane + (1 if cards > 0 else -1)
            if 0 <= target < len(self.board.lanes):
                self._lane = target
                chosen = self.board.lanes[target]
                self._at[chosen.id] = 0 if cards > 0 else max(0, len(chosen.cards) - 1)
                self._moved()
            return
        self._at[lane.id] = max(0, min(at, len(lane.cards) - 1))
        self._moved()

    def action_lane(self, by: int) -> None:
        """Go to a neighbouring lane, or past the last one into the next board."""
        if self.board is None:
            return
        target = self._lane + by
        if self._stacked or not 0 <= target < len(self.board.lanes):
            self.post_message(self.Edge(self, 1 if by > 0 else -1))
            return
        self._lane = target
        self._moved()

    def enter_from(self, direction: int) -> None:
        """The cursor comes in from a neighbour: at the near side."""
        if self.board and not self._stacked:
            self._lane = 0 if direction > 0 else len(self.board.lanes) - 1
        self._moved()

    def action_first(self) -> None:
        """Go to the first card of the lane."""
        self._far("first", 0)

    def action_last(self) -> None:
        """Go to the last card of the lane."""
        self._far("last", -1)

    def _far(self, end: Literal["first", "last"], at: int) -> None:
        lane = self.lane
        if lane is None or not lane.cards:
            return
        if (end == "first" and lane.first) or (end == "last" and lane.first + len(lane.cards) < lane.count):
            self.post_message(self.MoreWanted(self, lane.id, None, end))
            return
        self._at[lane.id] = at % len(lane.cards)
        self._moved()

    def action_mark(self) -> None:
        """Mark the card, or take its mark away, and go to the next."""
        card = self.card
        if card is None:
            return
        self._marked ^= {card.id}
        self.post_message(self.Marked(self, self._marked))
        self.action_step(1)

    def action_open(self) -> None:
        """Open the card under the cursor."""
        if self.card is not None:
            self.post_message(self.Selected(self, self.card.id))

    # ------------------------------------------------------------------ mouse

    def _under(self, x: int, y: int) -> tuple[int, int | None] | None:
        for block in self._blocks:
            if block.x <= x < block.x + block.width and block.y <= y < block.y + max(1, len(block.lines)):
                at = y - block.y
                return block.lane, block.cards[at] if at < len(block.cards) else None
            if not self._stacked and block.lane >= 0 and block.x <= x < block.x + block.width and y >= block.y:
                return block.lane, None
        return None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor on the card and take hold of it."""
        place = event.get_content_offset(self)
        found = self._under(place.x, place.y) if place is not None else None
        if found is None or found[0] < 0 or self.board is None:
            return
        self._lane = found[0]
        lane = self.board.lanes[found[0]]
        for at, card in enumerate(lane.cards):
            if card.id == found[1]:
                self._at[lane.id] = at
                self._dragged = card.id
        self._moved()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of a card: over another lane it moves there."""
        dragged, self._dragged = self._dragged, None
        if dragged is None or self.board is None:
            return
        place = event.get_content_offset(self)
        found = self._under(place.x, place.y) if place is not None else None
        if found is None or found[0] < 0 or found[1] == dragged:
            return
        lane = self.board.lanes[found[0]]
        self.post_message(self.Dropped(self, dragged, lane.id, found[1]))

    def on_click(self, event: events.Click) -> None:
        """A second click opens the card."""
        if event.chain == 2:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the cursor."""
        event.stop()
        self.action_step(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the cursor."""
        event.stop()
        self.action_step(-1)

    def on_focus(self) -> None:
        """Show the cursor."""
        self._write_border()
        self.repaint()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self._write_border()
        self.repaint()

    def on_resize(self) -> None:
        """Arrange the lanes anew."""
        self._painted = ()
        self.repaint()

    def on_mount(self) -> None:
        """The theme is known from now on."""
        self._write_border()

    def notify_style_update(self) -> None:
        """The border speaks in the theme's colours."""
        super().notify_style_update()
        if self.is_attached and self.board is not None:
            self._write_border()

    # ------------------------------------------------------------------ drawing

    @property
    def _stacked(self) -> bool:
        return not self.compact and self.content_size.width < LANES_SIDE_BY_SIDE

    def _write_border(self) -> None:
        board = self.board
        if board is None or not self.is_attached or self.compact:
            return
        role = client_role(board.colour)
        title: tuple[Text, ...] = (
            (glyph("bar") if board.bar == "▌" else board.bar, role),
            (f"{board.code} {board.title}", f"{role}*"),
        )
        self.border_title = content(title, self.palette)
        self.border_subtitle = content(board.subtitle, self.palette) if board.subtitle else ""

    def repaint(self) -> None:
        """Ask for the places that changed since they were painted last, and for no others."""
        if not self.is_attached or self.content_size.width <= 0:
            return
        before = self._blocks
        self._blocks = self._arranged()
        if [(b.x, b.y, b.width, len(b.lines)) for b in before] != [(b.x, b.y, b.width, len(b.lines)) for b in self._blocks]:
            self._face.refresh()
            return
        regions = [
            _changed(was, now, new.x, new.y + at, new.width)
            for old, new in zip(before, self._blocks, strict=True)
            for at, (was, now) in enumerate(zip(old.lines, new.lines, strict=True))
            if was != now
        ]
        if regions:
            self._face.refresh(*regions)

    def signatures(self) -> Sequence[Hashable]:
        """Unused: this widget compares blocks of lines, not whole lines."""
        return ()

    def face_line(self, y: int) -> Strip:
        """Join the blocks that stand on a line."""
        if not self._blocks:
            self._blocks = self._arranged()
        width = self.content_size.width
        ground = self.ink()
        pieces: list[Piece] = []
        at = 0
        for block in self._blocks:
            if not block.y <= y < block.y + len(block.lines):
                continue
            pieces.append((" " * (block.x - at), ground))
            mine = block.lines[y - block.y]
            pieces += mine
            at = block.x + block.width
            pieces.append((" " * (block.width - sum(width_of(text) for text, _s in mine)), ground))
        return strip(pieces, width, ground)

    def _arranged(self) -> list[_Block]:
        width, height = self.content_size
        board = self.board
        if board is None or width <= 2 or height <= 0:
            return []
        if self.compact:
            return self._compact(board, width, height)
        roomy = self.app.size.height >= 30
        pad, inner = 0, width
        head = _Block(pad, 0, inner, lane=-1)
        head.add(_row(self._head_pieces(board.head), self._head_pieces(board.head_right), inner, self.ink()))
        if roomy:
            head.add([])
        top = len(head.lines)
        if not board.lanes:
            return [head]
        if self._stacked:
            return [head, *self._stack(board, pad, top, inner, height - top, roomy)]
        return [head, *self._beside(board, pad, top, inner, height - top, roomy)]

    def _head_pieces(self, parts: Sequence[Text]) -> list[Piece]:
        return [(safe(part), self.ink("muted")) if isinstance(part, str) else (safe(part[0]), self.ink(part[1])) for part in parts]

    def _beside(self, board: PaneBoard, x: int, y: int, width: int, height: int, roomy: bool) -> list[_Block]:
        most = max(1, (width + 2) // (_LEAST_LANE + 2))
        number = min(most, len(board.lanes))
        self._first_lane = max(min(self._first_lane, self._lane), self._lane - number + 1, 0)
        self._first_lane = min(self._first_lane, max(0, len(board.lanes) - number))
        size = (width - 2 * (number - 1)) // number
        blocks = []
        for place in range(number):
            at = self._first_lane + place
            own = size if place < number - 1 else width - place * (size + 2)
            block = _Block(x + place * (size + 2), y, own, lane=at)
            hidden = (self._first_lane if place == 0 else 0, len(board.lanes) - at - 1 if place == number - 1 else 0)
            self._lane_head(block, board.lanes[at], at == self._lane, own, rule=True, hidden=hidden)
            self._lane_body(block, board, board.lanes[at], at == self._lane, own, height - len(block.lines), roomy)
            block.lines += [[] for _n in range(height - len(block.lines))]
            block.cards += [None] * (height - len(block.cards))
            blocks.append(block)
        return blocks

    def _stack(self, board: PaneBoard, x: int, y: int, width: int, height: int, roomy: bool) -> list[_Block]:
        gap = 1 if roomy else 0
        needs = []
        for at, lane in enumerate(board.lanes):
            lines = sum(len(self._card(board, card, width, False, False)) + gap for card in lane.cards[:12])
            needs.append(1 + max(1, lines + (3 if at == self._lane and lane.cards else 0) + (1 if lane.count > 12 else 0)))
        shares = _shares(needs, height, self._lane)
        blocks = []
        for at, (lane, share) in enumerate(zip(board.lanes, shares, strict=True)):
            if share <= 0:
                continue
            block = _Block(x, y, width, lane=at)
            self._lane_head(block, lane, at == self._lane, width, rule=False)
            self._lane_body(block, board, lane, at == self._lane, width, share - 1, roomy)
            block.lines += [[] for _n in range(share - len(block.lines))]
            block.cards += [None] * (share - len(block.cards))
            del block.lines[share:], block.cards[share:]
            blocks.append(block)
            y += share
        return blocks

    def _compact(self, board: PaneBoard, width: int, height: int) -> list[_Block]:
        """A client as one swim lane: code at the left, stages beside it, a line a card."""
        lead = 12 if width >= 60 else 5
        role = client_role(board.colour)
        label = _Block(0, 0, lead, lane=-1)
        focused = self.has_focus
        sign = glyph("cursor") if focused else " "
        label.add([(f"{sign}", self.ink("primary")), (glyph("bar"), self.ink(role)), (board.code, self.ink(f"{role}*"))])
        if lead > 5:
            for part in wrap(board.title, lead - 2, max(0, height - 2)):
                label.add([(glyph("bar").rjust(2), self.ink(role)), (part, self.ink("muted"))])
        blocks = [label]
        if not board.lanes:
            return blocks
        room = width - lead
        number = max(1, min(len(board.lanes), (room + 1) // 15))
        self._first_lane = min(max(min(self._first_lane, self._lane), self._lane - number + 1, 0), len(board.lanes) - number)
        size = (room - (number - 1)) // number
        for place in range(number):
            at = self._first_lane + place
            lane = board.lanes[at]
            block = _Block(lead + place * (size + 1), 0, size, lane=at)
            self._lane_head(block, lane, focused and at == self._lane, size, rule=False)
            self._lane_body(block, board, lane, at == self._lane, size, height - 1, False, lines=1)
            block.lines += [[] for _n in range(height - len(block.lines))]
            block.cards += [None] * (height - len(block.cards))
            blocks.append(block)
        return blocks

    def _lane_head(
        self, block: _Block, lane: PaneLane, here: bool, width: int, *, rule: bool, hidden: tuple[int, int] = (0, 0)
    ) -> None:
        over = lane.limit and lane.count > lane.limit
        focused = here and self.has_focus
        right: list[Piece] = []
        if hidden[1]:
            right.append((f"+{hidden[1]}{glyph('next')}", self.ink("muted")))
        tail: list[Piece] = [(f" {wording.number(lane.count)}", self.ink("warning*" if over else "muted"))]
        if lane.limit:
            tail.append((f" /{lane.limit}", self.ink("warning" if over else "faint")))
        if over:
            tail.append((f" {glyph('late')}", self.ink("warning")))
        lead = f"+{hidden[0]} " if hidden[0] else ""
        # The name is cut, never the count.
        room = width - len(lead) - sum(width_of(text) for text, _style in (*tail, *right)) - (1 if right else 0)
        left: list[Piece] = [
            (lead, self.ink("muted")),
            (fit(lane.name, max(1, room)), self.ink("primary*" if focused else "foreground*")),
            *tail,
        ]
        block.add(_row(left, right, width, self.ink()))
        if rule:
            block.add([(glyph("rule") * width, self.ink("primary" if focused else "line"))])

    def _lane_body(
        self, block: _Block, board: PaneBoard, lane: PaneLane, here: bool, width: int, height: int, roomy: bool, *, lines: int = 2
    ) -> None:
        if height <= 0:
            return
        if not lane.cards:
            role = "primary" if here and self.has_focus else "faint"
            sign = glyph("cursor") + " " if here and self.has_focus else ""
            block.add([(fit(sign + _("nothing here"), width), self.ink(role))])
            return
        at = min(self._at.get(lane.id, 0), len(lane.cards) - 1)
        top = min(self._tops.get(lane.id, 0), at)
        drawn: dict[int, list[list[Piece]]] = {}

        def card_lines(index: int) -> list[list[Piece]]:
            if index not in drawn:
                chosen = here and index == at and self.has_focus
                drawn[index] = self._card(board, lane.cards[index], width, chosen, here and index == at, lines)
            return drawn[index]

        gap = 1 if roomy else 0
        while top < at and self._needed(card_lines, top, at, gap, lane) > height:
            top += 1
        self._tops[lane.id] = top
        above = lane.first + top
        used = 0
        if above:
            block.add([(fit(_("+ {count} above").format(count=wording.number(above)), width), self.ink("faint"))])
            used = 1
        index = top
        while index < len(lane.cards):
            mine = card_lines(index)
            rest = lane.count - lane.first - index - 1
            need = len(mine) + (1 if rest > 0 else 0)
            if used + need > height and index > at:
                break
            for pieces in mine[: max(0, height - used)]:
                block.add(pieces, lane.cards[index].id)
                used += 1
            index += 1
            if gap and used < height:
                block.add([])
                used += 1
        rest = lane.count - lane.first - index
        if rest > 0:
            more: list[Piece] = [(fit(wording.more(rest), width), self.ink("muted"))]
            while len(block.lines) and used >= height and block.cards and not block.lines[-1]:
                block.lines.pop()
                block.cards.pop()
                used -= 1
            if used < height:
                block.add(more)

    @staticmethod
    def _needed(read: Callable[[int], list[list[Piece]]], top: int, at: int, gap: int, lane: PaneLane) -> int:
        total = 1 if lane.first + top else 0
        for index in range(top, at + 1):
            total += len(read(index)) + (gap if index < at else 0)
        return total + (1 if lane.count - lane.first - at - 1 > 0 else 0)

    def _card(self, board: PaneBoard, card: PaneCard, width: int, chosen: bool, here: bool, lines: int = 2) -> list[list[Piece]]:
        """The lines of a card."""
        ground = "sel" if chosen else "surface"
        # The bar keeps its ground, so that a cursor that comes or goes leaves it as it is.
        client = self.ink(client_role(board.colour), "surface")
        blank = self.ink("foreground", ground)
        bar_glyph = glyph("bar") if board.bar == "▌" else board.bar
        sign = (
            glyph("cursor") if chosen else glyph("marked") if card.id in self._marked else glyph("running") if card.running else " "
        )
        sign_role = "primary*" if chosen else "accent" if card.id in self._marked else "success"
        mark = safe(card.mark)
        text_width = max(1, width - 2 - (len(mark) + 1 if mark else 0) - 1)
        most = 6 if chosen and lines > 1 else lines
        title = wrap((glyph("done") + " " if card.done else "") + card.title, text_width, most)
        role = "foreground*" if chosen else "muted" if card.done else "foreground"
        result: list[list[Piece]] = []
        for number, text in enumerate(title):
            left: list[Piece] = [
                (bar_glyph, client),
                (sign if number == 0 else " ", self.ink(sign_role, ground)),
                (text, self.ink(role, ground)),
            ]
            right: list[Piece] = [(f"{mark} ", self.ink(f"{card.mark_role}*", ground))] if mark and number == 0 else []
            if lines == 1 and card.meta and width >= 30:
                right = [(f"{safe(card.meta)} ", self.ink(card.meta_role, ground)), *right]
            result.append(_row(left, right, width, blank))
        if lines > 1 and (card.meta or card.tail or (card.tags and width >= 34)):
            meta: list[Piece] = [(bar_glyph, client), (" ", blank), (safe(card.meta), self.ink(card.meta_role, ground))]
            if card.tags and width >= 34:
                meta.append((f"  {safe(card.tags)}", self.ink("faint", ground)))
            tail: list[Piece] = [(f"{safe(card.tail)} ", self.ink("muted", ground))] if card.tail else []
            result.append(_row(meta, tail, width, blank))
        return result


def _row(left: Sequence[Piece], right: Sequence[Piece], width: int, ground: Style) -> list[Piece]:
    """Pieces of exactly ``width`` cells: the left part cut, the right one whole."""
    room = width - sum(width_of(text) for text, _s in right) - (1 if right and left else 0)
    pieces = cut_pieces(left, max(0, room))
    taken = sum(width_of(text) for text, _s in pieces)
    gap = width - taken - sum(width_of(text) for text, _s in right)
    return [*pieces, (" " * max(0, gap), ground), *right]


def _changed(was: list[Piece], now: list[Piece], x: int, y: int, width: int) -> Region:
    """The part of a line that differs: what is equal at its beginning is not sent again."""
    start = 0
    for old, new in zip(was, now, strict=False):
        if old != new:
            break
        start += width_of(new[0])
    return Region(x + start, y, max(1, width - start), 1)


def _shares(needs: Sequence[int], height: int, first: int) -> list[int]:
    """How many lines each of several lanes gets: what it needs, or a fair part, the chosen one a larger part."""
    if sum(needs) <= height:
        return list(needs)
    shares = [min(2, need) for need in needs]
    shares[first] = min(needs[first], max(4, height // 2))
    while sum(shares) > height and len(shares) > 1:
        last = max((n for n in range(len(shares)) if n != first and shares[n] > 0), default=None)
        if last is None:
            break
        shares[last] -= 1
    spare = height - sum(shares)
    while spare > 0:
        hungry = [n for n in range(len(shares)) if shares[n] < needs[n]]
        if not hungry:
            break
        for n in hungry:
            if spare <= 0:
                break
            shares[n] += 1
            spare -= 1
    return shares
