"""A panel with a border whose rows it draws itself, for what is looked at and not chosen from.

Public:
    Panel(id=None)
        .set_title(*parts), .set_subtitle(*parts)       parts: drawing.Text
        override: rows_held -> int, draw_row(index, width) -> list[Piece], row_signature(index), heads -> int

It scrolls with the arrows when it is lower than its rows, and says how many are left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip

from vatui import wording
from vatui.i18n import N_
from vatui.widgets.drawing import Drawn, Piece, Text, content, fit, strip

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.content import Content


class Panel(Drawn, can_focus=True):
    """Rows under a few fixed lines, in a border."""

    DEFAULT_CSS = "Panel { width: 1fr; height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_rows(-1)", N_("Row up"), show=False, id="panel.up"),
        Binding("down,j", "scroll_rows(1)", N_("Row down"), show=False, id="panel.down"),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._top = 0
        self._title_parts: tuple[Text, ...] = ()
        self._subtitle_parts: tuple[Text, ...] = ()

    # ------------------------------------------------------------------ for subclasses

    @property
    def heads(self) -> int:
        """How many lines stand above the rows and never scroll."""
        return 0

    @property
    def rows_held(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row_signature(self, index: int) -> Hashable:
        """What stands in a row; a line above the rows has a negative index, the first one −heads."""
        raise NotImplementedError

    def draw_row(self, index: int, width: int) -> list[Piece]:
        """Draw a row, or with a negative index one of the lines above."""
        raise NotImplementedError

    # ------------------------------------------------------------------ the border

    def set_title(self, *parts: Text) -> None:
        """The title in the border."""
        if parts != self._title_parts:
            self._title_parts = parts
            self._write_border()

    def set_subtitle(self, *parts: Text) -> None:
        """The one number or key that matters, at the bottom right of the border."""
        if parts != self._subtitle_parts:
            self._subtitle_parts = parts
            self._write_border()

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
        # Content, never text that could be read as markup.
        for name, parts in (("border_title", self._title_parts), ("border_subtitle", self._subtitle_parts)):
            made: Content | None = content(parts, self.palette) if parts else None
            setattr(self, name, made)

    # ------------------------------------------------------------------ scrolling

    def _room(self) -> int:
        return max(0, self.content_size.height - self.heads)

    def action_scroll_rows(self, by: int) -> None:
        """Move the view by rows."""
        room = self._room()
        most = max(0, self.rows_held - room + (1 if self.rows_held > room else 0))
        top = min(max(0, self._top + by), most)
        if top != self._top:
            self._top = top
            self.repaint()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the view."""
        event.stop()
        self.action_scroll_rows(2)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the view."""
        event.stop()
        self.action_scroll_rows(-2)

    # ------------------------------------------------------------------ drawing

    def _lines(self) -> list[int | str | None]:
        """What each line is: the index of a row or head, how many more there are in words, or nothing."""
        height = self.content_size.height
        lines: list[int | str | None] = list(range(-self.heads, 0))
        room = self._room()
        top = min(self._top, max(0, self.rows_held - 1))
        left = self.rows_held - top
        if left > room > 0:
            lines += range(top, top + room - 1)
            lines.append(wording.more(left - room + 1))
        else:
            lines += range(top, self.rows_held)
        lines += [None] * (height - len(lines))
        return lines[:height]

    def signatures(self) -> Sequence[Hashable]:
        """What stands on each line now."""
        width = self.content_size.width
        return [(index, width, self.row_signature(index)) if isinstance(index, int) else index for index in self._lines()]

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.content_size.width
        lines = self._lines()
        found = lines[y] if y < len(lines) else None
        if found is None:
            return Strip.blank(max(0, width), self.ink())
        if isinstance(found, str):
            return strip([("    ", self.ink()), (fit(found, width - 5), self.ink("faint"))], width, self.ink())
        return strip(self.draw_row(found, width), width, self.ink())
