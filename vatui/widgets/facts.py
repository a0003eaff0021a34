"""A panel of facts: a label and a value each, the value over as many lines as it needs.

Public:
    Fact(label, value)
    Facts(id=None)              message: Facts.Wrapped()
                                .show(facts), .set_title(*parts), .set_subtitle(*parts)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.message import Message

from vatui.records import record
from vatui.widgets.drawing import Piece, fill, width_of, wrap
from vatui.widgets.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events

_LINES: Final = 3
"""Lines of one value at most."""


@record
class Fact:
    """What is known under a label."""

    label: str
    value: str


class Facts(Panel):
    """Labels and values."""

    class Wrapped(Message):
        """The values take another number of lines at this width."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts: tuple[Fact, ...] = ()
        self._rows: tuple[tuple[str, str], ...] = ()
        self._wrapped = -1

    def show(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self._wrap()
            self.repaint()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What it shows."""
        return self._facts

    def on_resize(self, event: events.Resize) -> None:
        """Break the values where they end now."""
        if self.content_size.width != self._wrapped:
            before = len(self._rows)
            self._wrap()
            self.refresh()
            if len(self._rows) != before:
                self.post_message(self.Wrapped())

    def _label_width(self) -> int:
        return max((width_of(fact.label) for fact in self._facts), default=0)

    def _wrap(self) -> None:
        self._wrapped = self.content_size.width
        room = max(8, self._wrapped - self._label_width() - 4)
        self._rows = tuple(
            (fact.label if number == 0 else "", part)
            for fact in self._facts
            for number, part in enumerate(wrap(fact.value, room, _LINES))
        )

    @property
    def rows_held(self) -> int:
        """The lines of all values."""
        return len(self._rows)

    def row_signature(self, index: int) -> Hashable:
        """Label and part of a value."""
        return self._rows[index], self._label_width()

    def draw_row(self, index: int, width: int) -> list[Piece]:
        """A label and its value."""
        label, value = self._rows[index]
        return [
            (" " + fill(label, self._label_width()) + "  ", self.ink("muted")),
            (value, self.ink()),
        ]
