"""A few lines of text in roles, drawn: the left part of each is cut, the right one is whole.

Public:
    Row = tuple[Sequence[Text], Sequence[Text]]
    Lines(rows=(), height=…, id=None, classes=None)     .show(rows), .texts()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vatui.widgets.drawing import Drawn, line, safe

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.strip import Strip

    from vatui.widgets.drawing import Piece, Text

    Row = tuple[Sequence[Text], Sequence[Text]]
    """What stands at the left and at the right of a line."""


class Lines(Drawn):
    """A few lines of parts: the left of each is cut, the right is whole."""

    GROUND = "surface"
    DEFAULT_CSS = "Lines { width: 1fr; height: 1; }"

    def __init__(self, rows: Sequence[Row] = (), *, height: int = 1, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: tuple[tuple[tuple[Text, ...], tuple[Text, ...]], ...] = ()
        self.styles.height = height
        self.show(rows)

    def show(self, rows: Sequence[Row]) -> None:
        """Show other lines; those that do not fit the height are not seen."""
        self._rows = tuple((tuple(left), tuple(right)) for left, right in rows)
        self.repaint()

    def texts(self) -> list[str]:
        """What stands there, without colours."""
        return ["".join(part if isinstance(part, str) else part[0] for part in (*left, *right)) for left, right in self._rows]

    def signatures(self) -> Sequence[Hashable]:
        """The lines."""
        return [self._rows[y] if y < len(self._rows) else None for y in range(self.content_size.height)]

    def _pieces(self, parts: Sequence[Text]) -> list[Piece]:
        return [(safe(part), self.ink("muted")) if isinstance(part, str) else (safe(part[0]), self.ink(part[1])) for part in parts]

    def render_line(self, y: int) -> Strip:
        """Draw one."""
        width = self.content_size.width
        left, right = self._rows[y] if y < len(self._rows) else ((), ())
        return line(self._pieces(left), self._pieces(right), width, self.ink())
