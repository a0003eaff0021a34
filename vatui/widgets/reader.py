"""Somebody's words, as they were written, wrapped to the width and scrolled with the arrows.

Public:
    Reader(id=None)
        .show(paragraphs)               each: (text, role); lines in a text stay lines
        .texts() -> list[str]           the wrapped lines
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vatui.widgets.drawing import Piece, safe, wrap
from vatui.widgets.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from textual import events

_MOST: Final = 5_000
"""Lines that are wrapped; more than that nobody reads here."""


class Reader(Panel):
    """Text in a panel; nothing in it is ever read as markup."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._paragraphs: tuple[tuple[str, str], ...] = ()
        self._wrapped: list[tuple[str, str]] = []
        self._wrapped_for = -1

    def show(self, paragraphs: Iterable[tuple[str, str]]) -> None:
        """Show other words, from their beginning."""
        found = tuple(paragraphs)
        if found != self._paragraphs:
            self._paragraphs, self._top, self._wrapped_for = found, 0, -1
            self.repaint()

    def texts(self) -> list[str]:
        """The lines as they stand there."""
        return [text for text, _role in self._rows()]

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew."""
        self.repaint()

    def _rows(self) -> list[tuple[str, str]]:
        width = self.content_size.width - 2
        if width != self._wrapped_for:
            self._wrapped_for = width
            self._wrapped = []
            for text, role in self._paragraphs:
                for line in text.split("\n"):
                    self._wrapped += [(part, role) for part in wrap(line, max(1, width), _MOST)]
                    if len(self._wrapped) > _MOST:
                        return self._wrapped
        return self._wrapped

    @property
    def rows_held(self) -> int:
        """Wrapped lines."""
        return len(self._rows())

    def row_signature(self, index: int) -> Hashable:
        """A line and its role."""
        return self._rows()[index]

    def draw_row(self, index: int, width: int) -> list[Piece]:
        """A line."""
        text, role = self._rows()[index]
        return [(" ", self.ink()), (safe(text), self.ink(role))]
