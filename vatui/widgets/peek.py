"""Two lines above the footer that say everything about the selected item: what makes narrow columns usable.

Public:
    PeekLine(left=(), right=())             parts: drawing.Text; the right part is whole, the left one cut
    Peek(id=None)
        .show(first, second)                .clear()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.geometry import Region
from textual.strip import Strip

from vatui.records import record
from vatui.widgets.drawing import Drawn, Piece, Text, line, safe

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

_ROOMY: Final = 100


@record
class PeekLine:
    """One of the two lines; parts without a role are muted."""

    left: tuple[Text, ...] = ()
    right: tuple[Text, ...] = ()


class Peek(Drawn):
    """The selected item in two lines."""

    DEFAULT_CSS = "Peek { width: 1fr; height: 2; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[PeekLine, PeekLine] = (PeekLine(), PeekLine())

    def show(self, first: PeekLine, second: PeekLine) -> None:
        """Show an item; only cells up to the last one that changed are painted."""
        before, self._lines = self._lines, (first, second)
        if not self.is_attached:
            return
        width = self.content_size.width
        for y, (old, new) in enumerate(zip(before, self._lines, strict=True)):
            if old != new and width > 0:
                changed = _last_change(self._strip(old, width), self._strip(new, width))
                if changed:
                    self.refresh(Region(0, y, changed, 1))

    def clear(self) -> None:
        """Show nothing."""
        self.show(PeekLine(), PeekLine())

    def signatures(self) -> Sequence[Hashable]:
        """The two lines."""
        return self._lines

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.content_size.width
        return self._strip(self._lines[y], width) if y < 2 else Strip.blank(max(0, width), self.ink())

    def _strip(self, shown: PeekLine, width: int) -> Strip:
        margin = (" " * (3 if width >= _ROOMY else 1), self.ink())
        return line([margin, *self._pieces(shown.left)], [*self._pieces(shown.right), margin], width, self.ink())

    def _pieces(self, parts: Sequence[Text]) -> list[Piece]:
        return [(safe(part), self.ink("muted")) if isinstance(part, str) else (safe(part[0]), self.ink(part[1])) for part in parts]


def _last_change(old: Strip, new: Strip) -> int:
    """Cells up to and with the last one that differs."""
    after = new.cell_length
    for one, other in zip(reversed(old), reversed(new), strict=False):
        if one != other:
            break
        after -= other.cell_length
    else:
        return 0
    return after
