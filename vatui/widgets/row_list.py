"""A list of rows, one line high, of any length: it draws only what is in view.

Public:
    Cell(text, role="muted", fraction=None, width=0)            a value at the right end of a row, or a bar
    Line(id, title, client_code="", client_colour=None, mark="", cells=(), group="", …)
    Heading(key, title, tail="", glyph="", role="foreground")   stands above the lines whose group is its key
    RowList(id=None, classes=None, markable=True, shows_cursor=False)
        .show(lines, headings=(), offset=0, total=None, empty=None)
        .set_title(*parts), .set_subtitle(*parts)               parts: drawing.Text
        .cursor_id, .cursor_line, .put_cursor(id), .lines, .marked, .clear_marks()
        messages: Highlighted(row_id), Selected(row_id), Marked(marked), MoreWanted(direction, edge)

For lists longer than what is held: give the lines of a window, ``offset`` (rows before them) and ``total``.
The list asks with `MoreWanted` when the cursor comes near an edge; answer with another `show`. Cursor, marks
and what is in view stay by row id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from vatui import wording
from vatui.i18n import N_
from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import (
    Drawn,
    Piece,
    Text,
    bar,
    client_role,
    content,
    fill,
    fit,
    safe,
    strip,
    width_of,
)
from vatui.widgets.empty import Empty, empty_line

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from textual import events
    from textual.content import Content

RowId = str | int
Direction = Literal["before", "after", "first", "last"]

_MARGIN: Final = 30
"""Rows before the edge of a window at which more are asked for."""
_TITLE_ROOM: Final = 12
"""Cells a title keeps before columns are left out for it."""


@record
class Cell:
    """A value at the right end of a row.

    Attributes:
        text: the value; never cut.
        role: its colour role.
        fraction: draws a bar instead of the text.
        width: cells of the bar, or the least width of the text.
    """

    text: str = ""
    role: str = "muted"
    fraction: float | None = None
    width: int = 0


@record
class Line:
    """One row.

    Attributes:
        id: by which cursor and marks find the row again.
        title: the one text that is cut when there is too little room.
        client_code: three letters, or empty.
        client_colour: 1 to 8; None for no client.
        mark: a sign or short word before the title, like ``!!`` or ``wa``.
        cells: values at the right end, the last one rightmost; the first is left out first.
        group: key of the heading it stands under.
        mark_role: colour role of the mark; empty for the usual one.
        lead: a short text before the client, like a time.
        sign: a glyph where the cursor would stand, like the running one.
        title_role: colour role of the title.
        bold: whether the title is bold when not selected, too.
        bar: stands in place of the client's bar.
        key: what `MoreWanted` hands back for this row; the id if None.
    """

    id: RowId
    title: str
    client_code: str = ""
    client_colour: int | None = None
    mark: str = ""
    cells: tuple[Cell, ...] = ()
    group: str = ""
    mark_role: str = ""
    lead: str = ""
    sign: str = ""
    title_role: str = "foreground"
    bold: bool = False
    bar: str = ""
    key: Hashable = None


@record
class Heading:
    """What stands above a group of rows, like ``▲ Overdue 1``."""

    key: str
    title: str
    tail: str = ""
    glyph: str = ""
    role: str = "foreground"


@record
class _Layout:
    """Widths of the columns; equal for all rows."""

    width: int = 0
    lead: int = 0
    code: int = 0
    bar: bool = False
    mark: int = 0
    title: int = 0
    cells: tuple[int, ...] = ()


_Entry = int | Heading | None
"""A line of the whole list: index of a row, a heading, or a blank."""


class RowList(Drawn, can_focus=True):
    """Rows under headings in a panel, with a cursor.

    Args:
        markable: whether space marks rows.
        shows_cursor: whether the cursor shows without the focus, too, as under a line one types in.
    """

    DEFAULT_CSS = """
    RowList { width: 1fr; height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", N_("Row up"), show=False, id="list.up"),
        Binding("down,j", "step(1)", N_("Row down"), show=False, id="list.down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="list.page_up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, id="list.page_down"),
        Binding("home", "first", N_("First row"), show=False, id="list.first"),
        Binding("end,G", "last", N_("Last row"), show=False, id="list.last"),
        Binding("space", "mark", N_("Mark"), show=False, id="list.mark"),
        Binding("enter", "open", N_("Open"), show=False, id="list.open"),
    ]

    at_row: reactive[RowId | None] = reactive(None, repaint=False, init=False)
    """The row under the cursor: for who must know it in the same frame, which `Highlighted` is too late for."""

    class Highlighted(Message):
        """The cursor stands on another row; ``row_id`` is None in an empty list."""

        def __init__(self, row_list: RowList, row_id: RowId | None) -> None:
            super().__init__()
            self.row_list = row_list
            self.row_id = row_id

        @property
        def control(self) -> RowList:
            """The list."""
            return self.row_list

    class Selected(Message):
        """A row was opened with enter or a double click."""

        def __init__(self, row_list: RowList, row_id: RowId) -> None:
            super().__init__()
            self.row_list = row_list
            self.row_id = row_id

        @property
        def control(self) -> RowList:
            """The list."""
            return self.row_list

    class Marked(Message):
        """Other rows are marked now."""

        def __init__(self, row_list: RowList, marked: frozenset[RowId]) -> None:
            super().__init__()
            self.row_list = row_list
            self.marked = marked

        @property
        def control(self) -> RowList:
            """The list."""
            return self.row_list

    class MoreWanted(Message):
        """Rows beyond the window are wanted.

        Attributes:
            direction: ``before`` or ``after`` the edge row, or the ``first`` or ``last`` rows of all.
            edge: key of the row at the edge; None for first and last.
        """

        def __init__(self, row_list: RowList, direction: Direction, edge: Hashable) -> None:
            super().__init__()
            self.row_list = row_list
            self.direction = direction
            self.edge = edge

        @property
        def control(self) -> RowList:
            """The list."""
            return self.row_list

    def __init__(
        self,
        *,
        id: str | None = None,
        classes: str | None = None,
        markable: bool = True,
        shows_cursor: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._shows_cursor = shows_cursor
        self._lines: tuple[Line, ...] = ()
        self._at: dict[RowId, int] = {}
        self._headings: Mapping[str, Heading] = {}
        self._offset = 0
        self._total = 0
        self._empty = Empty()
        self._entries: list[_Entry] = []
        self._entry_of: list[int] = []
        self._top = 0
        self._cursor: RowId | None = None
        self._marked: frozenset[RowId] = frozenset()
        self._asked: set[Direction] = set()
        self._pending: Literal["first", "last"] | None = None
        self._layout_now = _Layout()
        self._seen_size = (-1, -1)
        self._spaced = False
        self._title_parts: tuple[Text, ...] = ()
        self._subtitle_parts: tuple[Text, ...] = ()
        self.markable = markable

    # What it shows

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows it holds."""
        return self._lines

    @property
    def total(self) -> int:
        """How many rows there are in all, held or not."""
        return self._total

    @property
    def cursor_id(self) -> RowId | None:
        """Id of the row under the cursor; None in an empty list."""
        return self._cursor

    @property
    def cursor_line(self) -> Line | None:
        """The row under the cursor."""
        at = self._at.get(self._cursor) if self._cursor is not None else None
        return None if at is None else self._lines[at]

    @property
    def marked(self) -> frozenset[RowId]:
        """Ids of the marked rows."""
        return self._marked

    def show(
        self,
        lines: Iterable[Line],
        *,
        headings: Iterable[Heading] = (),
        offset: int = 0,
        total: int | None = None,
        empty: Empty | None = None,
    ) -> None:
        """Show these rows; cursor, marks and view stay on the rows they are on.

        When the row under the cursor is gone, the cursor goes to the one that followed it.

        Args:
            lines: rows of the window, in order.
            headings: those of the groups that the rows name.
            offset: how many rows stand before the window.
            total: how many rows there are in all; None for just these.
            empty: what to say when there are none.
        """
        before, anchor = self._lines, self._anchor()
        old_cursor, old_at = self._cursor, self._at.get(self._cursor) if self._cursor is not None else None
        self._lines = tuple(lines)
        self._at = {row.id: index for index, row in enumerate(self._lines)}
        self._headings = {heading.key: heading for heading in headings}
        self._offset = offset
        self._total = offset + len(self._lines) if total is None else max(total, offset + len(self._lines))
        self._empty = empty or Empty()
        self._asked.clear()
        self._cursor = self._kept_cursor(before, old_at)
        if self._marked and self._total == len(self._lines):
            gone = self._marked - self._at.keys()
            if gone:
                self._marked -= gone
                self.post_message(self.Marked(self, self._marked))
        self._arrange()
        self._to_anchor(anchor)
        if self._cursor != old_cursor or self._pending:
            self._pending = None
            self._follow()
        self._clamp()
        self._remeasure()
        self.repaint()
        if self._cursor != old_cursor:
            self.at_row = self._cursor
            self.post_message(self.Highlighted(self, self._cursor))

    def set_title(self, *parts: Text) -> None:
        """The title in the border; parts without a role take the border's colour."""
        if parts != self._title_parts:
            self._title_parts = parts
            self._write_border()

    def set_subtitle(self, *parts: Text) -> None:
        """The one number or key that matters, at the bottom right of the border."""
        if parts != self._subtitle_parts:
            self._subtitle_parts = parts
            self._write_border()

    def put_cursor(self, row_id: RowId | None) -> bool:
        """Put the cursor on a row; false if the list does not hold it."""
        if row_id is None or row_id not in self._at:
            return False
        self._to_row(self._at[row_id])
        return True

    def clear_marks(self) -> None:
        """Mark nothing."""
        if self._marked:
            self._marked = frozenset()
            self.repaint()
            self.post_message(self.Marked(self, self._marked))

    # Keys

    def action_step(self, rows: int) -> None:
        """Move the cursor by rows."""
        if not self._lines:
            return
        at = self._cursor_at()
        self._to_row(min(max(at + rows, 0), len(self._lines) - 1))

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many rows as are in view."""
        self.action_step(pages * max(1, self._room() - 1))

    def action_first(self) -> None:
        """Go to the first row of all."""
        if self._offset:
            self._pending = "first"
            self._ask("first")
        elif self._lines:
            self._to_row(0)

    def action_last(self) -> None:
        """Go to the last row of all."""
        if self._offset + len(self._lines) < self._total:
            self._pending = "last"
            self._ask("last")
        elif self._lines:
            self._to_row(len(self._lines) - 1)

    def action_mark(self) -> None:
        """Mark the row, or take its mark away, and go to the next."""
        if self._cursor is None or not self.markable:
            return
        self._marked = self._marked ^ {self._cursor}
        at = self._cursor_at()
        if at + 1 < len(self._lines):
            self._to_row(at + 1)
        else:
            self.repaint()
        self.post_message(self.Marked(self, self._marked))

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self._cursor is not None:
            self.post_message(self.Selected(self, self._cursor))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the clicked row; a second click opens it."""
        place = event.get_content_offset(self)
        if place is None:
            return
        event.stop()
        records = self._records()
        if not 0 <= place.y < len(records):
            return
        record = records[place.y]
        if record[0] == "more":
            self.action_page(1)
        elif record[0] == "row":
            line = record[1]
            assert isinstance(line, Line)
            self.put_cursor(line.id)
            if event.chain == 2:
                self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the view, not the cursor."""
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the view, not the cursor."""
        event.stop()
        self._scroll(-3)

    # Focus and size

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor, or hide it: where you are is somewhere else."""
        super().watch_has_focus(has_focus)
        self.repaint()

    def on_mount(self) -> None:
        """The theme is known from now on."""
        self._write_border()

    def notify_style_update(self) -> None:
        """Colour the border's titles anew."""
        super().notify_style_update()
        if self.is_attached and (self._title_parts or self._subtitle_parts):
            self._write_border()

    def _write_border(self) -> None:
        if not self.is_attached:
            return
        # The border's titles are Content already: text of people never becomes markup.
        for name, parts in (("border_title", self._title_parts), ("border_subtitle", self._subtitle_parts)):
            made: Content | None = content(parts, self.palette) if parts else None
            setattr(self, name, made)

    # The cursor and the view

    def _cursor_at(self) -> int:
        return self._at.get(self._cursor, 0) if self._cursor is not None else 0

    def _kept_cursor(self, before: tuple[Line, ...], old_at: int | None) -> RowId | None:
        if not self._lines:
            return None
        if self._pending == "first" and not self._offset:
            return self._lines[0].id
        if self._pending == "last" and self._offset + len(self._lines) == self._total:
            return self._lines[-1].id
        if self._cursor in self._at:
            return self._cursor
        if old_at is not None:
            for row in (*before[old_at + 1 :], *reversed(before[:old_at])):
                if row.id in self._at:
                    return row.id
        return self._lines[0].id

    def _to_row(self, at: int) -> None:
        """Put the cursor on a row of the window, by its index."""
        row_id = self._lines[at].id
        moved = row_id != self._cursor
        self._cursor = row_id
        self._pending = None
        self._follow()
        self.repaint()
        if moved:
            self.at_row = row_id
            self.post_message(self.Highlighted(self, row_id))
        self._want_more()

    def _arrange(self) -> None:
        """Make the lines of the whole window: headings, blanks between groups, rows."""
        self._spaced = bool(self._headings) and self.is_attached and self.app.size.height >= 30
        entries: list[_Entry] = []
        entry_of: list[int] = []
        group: str | None = None
        for index, row in enumerate(self._lines):
            if row.group != group:
                group = row.group
                heading = self._headings.get(group)
                if heading is not None:
                    if entries and self._spaced:
                        entries.append(None)
                    entries.append(heading)
            entry_of.append(len(entries))
            entries.append(index)
        self._entries, self._entry_of = entries, entry_of

    def _anchor(self) -> tuple[RowId, int] | None:
        """The first row in view, and the line on which it stands."""
        for y, entry in enumerate(self._entries[self._top : self._top + self.content_size.height]):
            if isinstance(entry, int):
                return self._lines[entry].id, y
        return None

    def _to_anchor(self, anchor: tuple[RowId, int] | None) -> None:
        if anchor is None:
            self._top = 0
        elif anchor[0] in self._at:
            self._top = max(0, self._entry_of[self._at[anchor[0]]] - anchor[1])

    def _more_below(self, top: int, height: int) -> int:
        """How many rows are left below a view; counts the row that gives its line to the notice."""
        hidden = len(self._entries) - (top + height)
        beyond = self._total - self._offset - len(self._lines)
        if hidden <= 0 and beyond <= 0:
            return 0
        last = top + height - 1
        while last > top:
            last -= 1
            entry = self._entries[last] if last < len(self._entries) else len(self._lines) - 1
            if isinstance(entry, int):
                return self._total - self._offset - entry - 1
        return self._total - self._offset

    def _room(self) -> int:
        """Lines for rows in the present view."""
        height = self.content_size.height
        return max(1, height - 1) if height > 1 and self._more_below(self._top, height) else max(1, height)

    def _follow(self) -> None:
        """Bring the cursor into view with the least movement."""
        height = self.content_size.height
        if height <= 0 or not self._lines:
            return
        at = self._entry_of[self._cursor_at()]
        if at < self._top:
            self._top = at
        # A heading right above the first row comes into view with it.
        if at == self._top and height > 2:
            while self._top > 0 and not isinstance(self._entries[self._top - 1], int) and at - self._top < 2:
                self._top -= 1
            if self._top > 0 and self._entries[self._top] is None:
                self._top += 1
        while at >= self._top + self._room() and self._top < at:
            self._top += 1

    def _clamp(self) -> None:
        """No empty lines at the end while there are rows above."""
        height = max(1, self.content_size.height)
        beyond = self._total - self._offset - len(self._lines) > 0
        longest = len(self._entries) - height + (1 if beyond else 0)
        self._top = max(0, min(self._top, longest))

    def _scroll(self, lines: int) -> None:
        self._top += lines
        self._clamp()
        self.repaint()
        self._want_more()

    def _want_more(self) -> None:
        """Ask for rows before the view or the cursor runs out of them."""
        if not self._lines or self._total == len(self._lines):
            return
        bottom = min(self._top + self.content_size.height, len(self._entries)) - 1
        seen = [entry for entry in self._entries[self._top : bottom + 1] if isinstance(entry, int)]
        low = min([self._cursor_at(), *seen[:1]])
        high = max([self._cursor_at(), *seen[-1:]])
        if self._offset and low < _MARGIN:
            self._ask("before")
        if self._offset + len(self._lines) < self._total and high >= len(self._lines) - _MARGIN:
            self._ask("after")

    def _ask(self, direction: Direction) -> None:
        if direction in self._asked:
            return
        self._asked.add(direction)
        row = {"before": 0, "after": -1}.get(direction)
        edge: Hashable = None
        if row is not None and self._lines:
            line = self._lines[row]
            edge = line.id if line.key is None else line.key
        self.post_message(self.MoreWanted(self, direction, edge))

    # Drawing

    def _remeasure(self) -> None:
        """Widths of the columns for the rows of the window and the width of the widget."""
        width = self.content_size.width
        lines = self._lines
        lead = max((width_of(safe(row.lead)) for row in lines), default=0)
        code = max((width_of(safe(row.client_code)) for row in lines), default=0)
        has_bar = any(row.client_code or row.client_colour or row.bar for row in lines)
        mark = max((width_of(safe(row.mark)) for row in lines), default=0)
        columns: list[int] = []
        for row in lines:
            for place, cell in enumerate(reversed(row.cells)):
                size = cell.width if cell.fraction is not None else max(cell.width, width_of(safe(cell.text)))
                if place == len(columns):
                    columns.append(size)
                elif size > columns[place]:
                    columns[place] = size
        columns.reverse()
        fixed = 3 + (lead + 2 if lead else 0) + int(has_bar) + (code + 1 if code else 0) + (mark + 1 if mark else 0)

        def room() -> int:
            return width - fixed - sum(columns) - len(columns)

        while len(columns) > 1 and room() < _TITLE_ROOM:
            del columns[0]
        if mark and room() < _TITLE_ROOM // 2:
            fixed -= mark + 1
            mark = 0
        self._layout_now = _Layout(width, lead, code, has_bar, mark, max(0, room()), tuple(columns))

    def _records(self) -> Sequence[tuple[Hashable, ...]]:
        """What stands on each line; made anew when the size changed."""
        size = (self.content_size.width, self.content_size.height)
        if size != self._seen_size:
            self._seen_size = size
            self._arrange()
            self._follow()
            self._clamp()
            self._remeasure()
            self._painted = self.signatures()
        return self._painted  # type: ignore[return-value]  # what signatures() below returns

    def signatures(self) -> Sequence[tuple[Hashable, ...]]:
        """What stands on each visible line now."""
        height = self.content_size.height
        if not self._lines:
            return [("empty", self._empty)] * height
        layout, focused = self._layout_now, self.has_focus or self._shows_cursor
        more = self._more_below(self._top, height) if height > 1 else 0
        records: list[tuple[Hashable, ...]] = []
        for entry in self._entries[self._top : self._top + height - (1 if more else 0)]:
            if isinstance(entry, int):
                row = self._lines[entry]
                selected = focused and row.id == self._cursor
                records.append(("row", row, selected, row.id in self._marked, layout))
            elif entry is None:
                records.append(("blank",))
            else:
                records.append(("heading", entry))
        if more:
            records.append(("more", more))
        records.extend([("blank",)] * (height - len(records)))
        return records

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.content_size.width
        records = self._records()
        if y >= len(records):
            return Strip.blank(max(0, width), self.ink())
        record = records[y]
        if record[0] == "row":
            row, selected, marked = record[1], record[2], record[3]
            assert isinstance(row, Line)
            return strip(self._row(row, bool(selected), bool(marked)), width, self.ink())
        if record[0] == "heading":
            heading = record[1]
            assert isinstance(heading, Heading)
            return strip(self._heading(heading, width), width, self.ink())
        if record[0] == "more":
            number = record[1]
            assert isinstance(number, int)
            return strip(
                [("    ", self.ink()), (fit(wording.more(number), width - 5), self.ink("faint"))],
                width,
                self.ink(),
            )
        if record[0] == "empty":
            return empty_line(self._empty, y, self.content_size, self)
        return Strip.blank(max(0, width), self.ink())

    def _heading(self, heading: Heading, width: int) -> list[Piece]:
        sign = heading.glyph + " " if heading.glyph else ""
        title = fit(sign + heading.title, width - 2 - (width_of(safe(heading.tail)) + 1 if heading.tail else 0))
        return [
            (" ", self.ink()),
            (title, self.ink(heading.role, bold=True)),
            (fit(" " + heading.tail, width), self.ink("muted")),
        ]

    def _row(self, row: Line, selected: bool, marked: bool) -> list[Piece]:
        layout = self._layout_now
        ground = "sel" if selected else self.ground
        ink = self.palette.style
        plain = ink("foreground", ground)
        pieces: list[Piece] = [(" ", self.ink())]
        if marked:
            pieces.append((glyph("marked"), ink("primary", ground, bold=True)))
        elif selected:
            pieces.append((glyph("cursor"), ink("primary", ground, bold=True)))
        else:
            pieces.append((fill(row.sign, 1), ink("success", ground)))
        if layout.lead:
            role = "foreground" if row.bold else "muted"
            pieces.append((" " + fill(row.lead, layout.lead) + " ", ink(role, ground, bold=row.bold)))
        client = ink(client_role(row.client_colour), ground, bold=True)
        if layout.bar:
            sign = row.bar or (glyph("bar") if row.client_code or row.client_colour else "")
            pieces.append((fill(sign, 1), client))
        if layout.code:
            pieces.append((fill(row.client_code, layout.code) + " ", client))
        if layout.mark:
            role = row.mark_role or _MARK_ROLES.get(row.mark, "muted")
            pieces.append((fill(row.mark, layout.mark) + " ", ink(role, ground)))
        pieces.append((fill(row.title, layout.title), ink(row.title_role, ground, bold=selected or row.bold)))
        missing = len(layout.cells) - len(row.cells)
        for place, size in enumerate(layout.cells):
            pieces.append((" ", plain))
            if place < missing:
                pieces.append((" " * size, plain))
                continue
            cell = row.cells[place - missing]
            style = ink(cell.role, ground)
            if cell.fraction is None:
                pieces.append((fill(cell.text, size, "right"), style))
            else:
                done, rest = bar(cell.fraction, size)
                pieces += [(done, style), (rest, ink("line" if not selected else "dot", ground))]
        pieces.append((" ", self.ink()))
        return pieces


_MARK_ROLES: Final = {"!": "warning", "!!": "error"}
