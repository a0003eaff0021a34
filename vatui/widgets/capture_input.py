"""The line of the capture dialog: one line of text in which what was understood is underlined in its colour.

Public:
    Mark(start, end, role)                  a place in the text, half-open, and its colour role
    CaptureInput(placeholder="")
        .mark(marks)                        underline these places; ends of the text that are not there are ignored
        .on_text(text)                      called with every new text, before it is drawn
        .on_cursor()                        called when the cursor moved
        messages: CaptureInput.Pasted(text) several lines were pasted; nothing was put into the line
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.highlighter import Highlighter
from rich.style import Style
from textual.message import Message

from vatui.records import record
from vatui.widgets.drawing import palette_of
from vatui.widgets.field import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.text import Text
    from textual import events

    from vatui.widgets.drawing import Palette


@record
class Mark:
    """A place in the text."""

    start: int
    end: int
    role: str


class _Marks(Highlighter):
    """Gives the places of the text their styles; the text itself is never read as markup."""

    def __init__(self) -> None:
        self.marks: tuple[Mark, ...] = ()
        self.palette: Palette | None = None

    def highlight(self, text: Text) -> None:
        if self.palette is None:
            return
        for mark in self.marks:
            # Without its ground: the line has one of its own, which changes with the focus.
            colour = self.palette.style(mark.role).color
            text.stylize(Style(color=colour, underline=True), mark.start, mark.end)


class CaptureInput(TextInput):
    """One line whose understood parts are underlined."""

    class Pasted(Message):
        """Several lines were pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, placeholder: str = "", *, id: str | None = None) -> None:
        super().__init__("", placeholder, id=id)
        self._marks = _Marks()
        self.on_cursor: Callable[[], None] | None = None
        """What is done when the cursor moved, which is after the text changed."""
        self.on_text: Callable[[str], None] | None = None
        """What is done with every new text at once, so that what follows from it is drawn in the same frame."""
        self.highlighter = self._marks

    def on_mount(self) -> None:
        """The theme is known from now on."""
        self._marks.palette = palette_of(self.app)

    def notify_style_update(self) -> None:
        """The theme may be another one."""
        super().notify_style_update()
        if self.is_attached:
            self._marks.palette = palette_of(self.app)

    def watch_selection(self) -> None:
        """Tell that the cursor moved."""
        if self.on_cursor is not None:
            self.on_cursor()

    def watch_value(self, value: str) -> None:
        """Tell of the text before it is drawn."""
        if self.on_text is not None:
            self.on_text(value)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is underlined."""
        return self._marks.marks

    def mark(self, marks: Iterable[Mark]) -> None:
        """Underline these places."""
        wanted = tuple(marks)
        if wanted != self._marks.marks:
            self._marks.marks = wanted
            self.refresh()

    def _on_paste(self, event: events.Paste) -> None:
        """One line goes into the text; several are told of."""
        event.prevent_default()
        lines = [line for line in event.text.splitlines() if line.strip()]
        if len(lines) > 1:
            event.stop()
            self.post_message(self.Pasted(event.text))
            return
        if lines:
            self.insert_text_at_cursor(lines[0]) if self.selection.is_empty else self.replace(lines[0], *self.selection)
        event.stop()
