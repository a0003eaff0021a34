"""The matrix: all open work by urgency, which is counted, and importance, which is chosen (interface.md 6.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding
from textual.containers import Container
from textual.message import Message

from vatui import wording
from vatui.domain import cards, clients, matrix
from vatui.i18n import N_, _
from vatui.screens import card_lines
from vatui.screens.card_verbs import CardRoom
from vatui.screens.shown import shown_first
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, fit, strip
from vatui.widgets.empty import Empty, EmptyBlock
from vatui.widgets.peek import Peek
from vatui.widgets.row_list import Cell, Line, RowList

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from datetime import datetime

    from textual.binding import ActiveBinding, BindingType
    from textual.strip import Strip
    from textual.widget import Widget

    from vatui.domain.cards import CardLine
    from vatui.domain.matrix import Quadrant
    from vatui.widgets.drawing import Text

_NAMES: Final = (
    (N_("Do first"), "error*"), (N_("Schedule"), "primary*"), (N_("Delegate"), "warning*"), (N_("Later or drop"), "muted"),
)  # fmt: skip
_NORMAL: Final = 100
_HUGE: Final = 180


class QuadrantList(RowList):
    """A quarter of the matrix; at its first and last row the cursor wants to leave it."""

    class Edge(Message):
        """The cursor stands at the edge and was moved on."""

        def __init__(self, quadrant: QuadrantList, direction: int) -> None:
            super().__init__()
            self.quadrant = quadrant
            self.direction = direction

    def action_step(self, rows: int) -> None:
        """Move the cursor, or say that it wants to leave."""
        before = self.cursor_id
        super().action_step(rows)
        if self.cursor_id == before:
            self.post_message(self.Edge(self, 1 if rows > 0 else -1))


class Axes(Drawn):
    """What the two columns mean, above them."""

    DEFAULT_CSS = "Axes { width: 1fr; height: 1; }"

    def signatures(self) -> Sequence[Hashable]:
        """The one line."""
        return [(self.size.width, _("URGENT"))]

    def render_line(self, y: int) -> Strip:
        """Draw it."""
        width = self.content_size.width
        half = width // 2
        first, why = _("URGENT"), _("counted from due time, effort left and promises")
        said = fit(why, max(0, half - len(first) - 6))
        gap = " " * max(1, half - len(first) - len(said) - 4)
        pieces = [
            ("   ", self.ink()), (first, self.ink("foreground*")), (f" {said}", self.ink("muted")), (gap, self.ink()),
            ("   ", self.ink()), (_("NOT URGENT"), self.ink("foreground*")),
        ]  # fmt: skip
        return strip(pieces, width, self.ink())


class MatrixScreen(CardRoom):
    """Four lists: columns are urgency, rows are importance."""

    ROOM = "matrix"
    PEEK_SAYS_WHY = True
    WATCHES = frozenset(
        {"owner", "client", "board", "stage", "card", "helper", "request", "entry", "tag", "card_tag", "check_item"}
    )
    CSS_PATH = "matrix.tcss"
    MOVE: ClassVar = Binding.Group(N_("Move"), compact=True)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "H,shift+left,less_than_sign", "column(-1)", N_("Urgent"), tooltip=N_("Make urgent: a date, or pinned"),
            id="matrix.left", group=MOVE,
        ),
        Binding("J,shift+down", "row(1)", N_("Less important"), tooltip=N_("Make not important"), id="matrix.down", group=MOVE),
        Binding("K,shift+up", "row(-1)", N_("More important"), tooltip=N_("Make important"), id="matrix.up", group=MOVE),
        Binding(
            "L,shift+right,greater_than_sign", "column(1)", N_("Not urgent"), tooltip=N_("Make not urgent: a date, or pinned"),
            id="matrix.right", group=MOVE,
        ),
        Binding("left,h", "side(-1)", N_("Quadrant left"), show=False, id="matrix.go_left"),
        Binding("right,l", "side(1)", N_("Quadrant right"), show=False, id="matrix.go_right"),
        Binding("escape", "clear", N_("Clear"), show=False, id="matrix.clear"),
    ]  # fmt: skip
    FOOTER: ClassVar = (
        "matrix.left", "matrix.down", "matrix.up", "matrix.right",
        "card.important", "card.due", "card.timer", "card.done", "card.assign", "app.client",
    )  # fmt: skip

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that can be pressed now; moving stands first."""
        return shown_first(super().active_bindings, self.FOOTER)

    def __init__(self) -> None:
        super().__init__()
        self._view: matrix.Matrix | None = None
        self._windows: list[list[CardLine]] = [[], [], [], []]
        self._helpers: tuple[str, ...] = ()
        self._cards: dict[int, CardLine] = {}

    def compose_room(self) -> Iterable[Widget]:
        """Axes, four quadrants, the peek."""
        yield Axes(id="axes")
        with Container(id="quadrants"):
            for number in range(4):
                yield QuadrantList(id=f"q{number}")
        yield EmptyBlock(Empty(), id="nothing")
        yield Peek(id="peek")

    # ------------------------------------------------------------------ reading

    async def reload(self) -> None:
        """Read the quadrants, each as far as it was read before."""
        limit = max(matrix.WINDOW, *(len(window) for window in self._windows))
        view, self._helpers = await self.console.call(_read, self.scope_ids(), limit)
        self._view = view
        self._windows = [list(quadrant.lines) for quadrant in view.quadrants]
        wanted = self.console.card_id
        self._show()
        if self._list() is None:
            first = next((number for number, window in enumerate(self._windows) if window), 0)
            self._quadrant(first).focus()
        self.console.card_id = wanted  # showing rows puts cursors somewhere; it is not what was selected
        self._select_shared()
        self._peek()

    def minute_passed(self, now: datetime) -> None:
        """What is urgent may be another."""
        self._load()

    def _quadrant(self, number: int) -> QuadrantList:
        return self.query_one(f"#q{number}", QuadrantList)

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        width = self.app.size.width
        nothing = not self.head.clients
        self.query_one("#quadrants").display = not nothing
        block = self.query_one("#nothing", EmptyBlock)
        block.display = nothing
        if nothing:
            block.show(Empty(((_("No client yet"),), (("6", "accent"), "  " + _("add your first client")))))
        for number, quadrant in enumerate(view.quadrants):
            rows = self._quadrant(number)
            lines = [self._row(line, width) for line in self._windows[number]]
            rows.show(lines, total=quadrant.count, empty=Empty((("",),), centred=False))
            name, role = _NAMES[number]
            figures = f" · {wording.number(quadrant.count)}" if quadrant.count else ""
            if quadrant.seconds:
                figures += f" · {wording.duration(timedelta(seconds=quadrant.seconds))}"
            rows.set_title((f"{number + 1} {_(name)}", role), (figures, "muted"))
            rows.set_subtitle(*self._hint(number, quadrant, view))

    def _row(self, line: CardLine, width: int) -> Line:
        self._cards[line.id] = line
        narrow = width < _NORMAL
        made = card_lines.row(line, self.now, self.zone, brief=True, with_estimate=not narrow)
        cells = made.cells
        if narrow and cells[-1].role == "muted" and ":" in cells[-1].text:
            cells = (Cell(cells[-1].text.rsplit(" ", 1)[0]),)  # the day is enough; the peek says the time
        if width >= _HUGE and line.helper:
            cells = (Cell(f"@{line.helper}"), *cells)
        running = self.head.running
        sign = glyph("paused" if running.paused else "running") if running and running.card_id == line.id else ""
        return replace(made, mark="", cells=cells, sign=sign)

    def _hint(self, number: int, quadrant: Quadrant, view: matrix.Matrix) -> list[Text]:
        """The one thing to know or to press of a quadrant."""
        if not quadrant.count:
            return []
        if number == 0:
            left = wording.duration(view.left)
            if view.too_much:
                return [(_("more than today’s {amount} left").format(amount=left), "warning")]
            return [_("{amount} left today").format(amount=left)]
        if number == 1:
            return [("d", "accent"), " " + _("give it a date")]
        if number == 2:
            who = _("{first} or {second}").format(first=self._helpers[0], second=self._helpers[1]) if len(self._helpers) > 1 else ""
            who = who or (self._helpers[0] if self._helpers else "")
            said = _("hand to {who}").format(who=who) if who and not self.console.discreet else _("hand over")
            return [("a", "accent"), f" {said}"]
        return [("X", "accent"), " " + _("drop")]

    def on_row_list_more_wanted(self, message: RowList.MoreWanted) -> None:
        """Read on in a long quadrant."""
        self.begin(partial(self._more, message), "more")

    async def _more(self, message: RowList.MoreWanted) -> None:
        view = self._view
        number = int((message.row_list.id or "q0")[1:])
        window = self._windows[number]
        if view is None or not window:
            return
        quadrant = view.quadrants[number]
        edge = (window[-1].due_rank, window[-1].id)
        limit = matrix.WINDOW if message.direction == "after" else _FAR
        found = await self.console.call(
            matrix.more, quadrant.important, quadrant.urgent, edge, self.scope_ids(), limit=limit
        )  # fmt: skip
        if self._view is view:
            window += found
            self._show()

    # ------------------------------------------------------------------ the cursor

    def _list(self) -> QuadrantList | None:
        return self.focused if isinstance(self.focused, QuadrantList) else None

    def _number(self) -> int:
        rows = self._list()
        return int((rows.id or "q0")[1:]) if rows is not None else 0

    def action_side(self, by: int) -> None:
        """Go to the quadrant beside."""
        number = self._number()
        if 0 <= number % 2 + by < 2:
            self._enter(number + by)

    def on_quadrant_list_edge(self, message: QuadrantList.Edge) -> None:
        """Go to the quadrant above or below."""
        number = self._number()
        if 0 <= number // 2 + message.direction < 2:
            self._enter(number + 2 * message.direction, top=message.direction > 0)

    def _enter(self, number: int, *, top: bool | None = None) -> None:
        rows = self._quadrant(number)
        if top is not None and rows.lines:
            rows.put_cursor(rows.lines[0 if top else -1].id)
        rows.focus()

    def card_targets(self) -> list[int]:
        """The marked cards of all quadrants, else the one under the cursor."""
        marked = [int(number) for rows in self.query(QuadrantList) for number in rows.marked]
        if marked:
            return sorted(marked)
        rows = self._list()
        return [] if rows is None or rows.cursor_id is None else [int(rows.cursor_id)]

    def clear_marks(self) -> None:
        """Mark nothing."""
        for rows in self.query(QuadrantList):
            rows.clear_marks()

    def action_clear(self) -> None:
        """Take the marks away."""
        self.clear_marks()

    def arrived(self) -> None:
        """The same card is selected here as in the room before."""
        self._select_shared()

    def _select_shared(self) -> None:
        wanted = self.console.card_id
        here = self._list()
        if wanted is None or (here is not None and here.cursor_id == wanted):
            return
        for rows in self.query(QuadrantList):
            if rows.put_cursor(wanted):
                rows.focus()
                return

    def on_mount(self) -> None:
        """Say everything about the card under the cursor, in the same frame."""
        super().on_mount()
        for rows in self.query(QuadrantList):
            self.watch(rows, "at_row", self._highlighted, init=False)

    def _highlighted(self, row_id: object) -> None:
        rows = self._list()
        if rows is not None and rows.at_row == row_id:
            self._peek()

    def on_descendant_focus(self) -> None:
        """Another quadrant has the cursor."""
        self._peek()

    def on_row_list_selected(self, message: RowList.Selected) -> None:
        """Open the card."""
        self.open_card(int(message.row_id))

    def _peek(self) -> None:
        rows = self._list()
        self.peek_at(None if rows is None or rows.cursor_id is None else int(rows.cursor_id))

    # ------------------------------------------------------------------ moving

    async def action_row(self, by: int) -> None:
        """Make important, or not."""
        lines = await self._selected()
        wanted = by < 0
        ids = [line.id for line in lines if line.important != wanted]
        if ids:
            self.console.card_id = ids[0]
            await self._do("", cards.set_important, ids, wanted)
            self._follow(ids[0])

    async def action_column(self, by: int) -> None:
        """Give another date, or pin how urgent it is; asked, because urgency is counted."""
        lines = await self._selected()
        wanted = by < 0
        lines = [line for line in lines if line.urgent != wanted]
        if not lines:
            return
        from vatui.screens.ask_date import AskDate

        async def answered(answer: Any) -> None:
            if answer is not None:
                self.console.card_id = lines[0].id
                await self._dated(answer, lines)
                self._follow(lines[0].id)

        self.console.push_screen(AskDate(lines, "due"), answered)

    def _follow(self, card_id: int) -> None:
        """The cursor goes where the card went, once it was read."""
        self.console.card_id = card_id

    def on_resize(self) -> None:
        """Other columns fit."""
        self._show()


_FAR: Final = 2_000
"""How many cards are read at once on the way to the end of a quadrant."""


def _read(desk: Any, client_ids: list[int] | None, limit: int) -> tuple[matrix.Matrix, tuple[str, ...]]:
    helpers = tuple(name for _number, name, *_rest in clients.helpers(desk))
    return matrix.matrix(desk, client_ids, limit=limit), helpers
