"""What stands where there is nothing: a sentence, and the keys that fill the place.

Public:
    Empty(lines, centred=True)          lines: tuple of tuples of drawing.Text; the first is bold if centred
    empty_line(empty, y, size, widget) -> Strip
    EmptyBlock(empty)                   a widget of its own, .show(empty)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.strip import Strip

from vatui.records import record
from vatui.widgets.drawing import Drawn, Piece, Text, cut_pieces, safe, strip, width_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.geometry import Size


@record
class Empty:
    """What an empty place says.

    Attributes:
        lines: each line's parts; a part without a role is plain on the first line and muted on the others.
        centred: a block in the middle (a place that waits to be filled), or lines at the top left (all is
            done).
    """

    lines: tuple[tuple[Text, ...], ...] = ()
    centred: bool = True


def empty_line(empty: Empty, y: int, size: Size, widget: Drawn) -> Strip:
    """One line of a place that holds nothing but an `Empty`."""
    ground = widget.ink()
    width, height = size
    blocks = [_pieces(line, at == 0, empty.centred, widget) for at, line in enumerate(empty.lines)]
    wide = max((sum(width_of(text) for text, _style in block) for block in blocks), default=0)
    top = max(0, (height - len(blocks)) // 2) if empty.centred else 0
    left = max(1, (width - wide) // 2) if empty.centred else 1
    if not top <= y < top + len(blocks):
        return Strip.blank(max(0, width), ground)
    return strip([(" " * left, ground), *cut_pieces(blocks[y - top], width - left - 1)], width, ground)


def _pieces(parts: Sequence[Text], first: bool, centred: bool, widget: Drawn) -> list[Piece]:
    plain = "foreground*" if first and centred else "muted"
    return [(safe(part), widget.ink(plain)) if isinstance(part, str) else (safe(part[0]), widget.ink(part[1])) for part in parts]


class EmptyBlock(Drawn):
    """An `Empty` as a widget that fills its place."""

    DEFAULT_CSS = "EmptyBlock { width: 1fr; height: 1fr; }"

    def __init__(self, empty: Empty, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._empty = empty

    def show(self, empty: Empty) -> None:
        """Say something else."""
        if empty != self._empty:
            self._empty = empty
            self.refresh()

    def signatures(self) -> Sequence[Hashable]:
        """The block on every line: it is one thing."""
        return [self._empty] * self.content_size.height

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return empty_line(self._empty, y, self.content_size, self)
