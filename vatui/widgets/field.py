"""A labelled field of one line, with what is wrong with it underneath.

Public:
    TextInput(value="", placeholder="")     Textual's Input that never holds what a terminal would obey
    Field(name, label, value="", placeholder="", hint="")
        .name, .value, .changed             .set_error(sentence), .clear_error(), .error
        .set_hint(sentence, role)
        messages: Field.Changed(field), Field.Submitted(field)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.widgets import Input

from vatui.text import clean
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, fill, fit, strip

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

_LABEL_SHARE = 3
"""The label takes at most the third part of the width."""
_LABEL_WIDTH = 18


class TextInput(Input):
    """One line of text, cleaned as it is typed or pasted (reliability.md section 4.2)."""

    DEFAULT_CSS = """
    TextInput { width: 1fr; }
    """

    def __init__(self, value: str = "", placeholder: str = "", *, id: str | None = None) -> None:
        super().__init__(value=_safe_input(value), placeholder=_safe_input(placeholder), id=id, compact=True)

    def validate_value(self, value: str) -> str:
        """Drop what a terminal would obey; blanks stay as they were typed."""
        return _safe_input(value)


def _safe_input(value: str) -> str:
    if value.isprintable():
        return value
    # Blanks at the ends are kept while somebody is still typing; clean() would take them.
    core = clean(value.replace("\n", " "))
    before = " " if value[:1] == " " else ""
    after = " " if value[-1:] == " " and core else ""
    kept = before + core + after
    return "".join(letter for letter in kept if letter.isprintable() or letter == "\u200d")


class Field(Drawn):
    """A label, an input, and one line for an error.

    Args:
        name: by which a form and an error find it.
        label: in the language of the moment.
        value: what it holds at first.
        placeholder: an example, shown while it is empty.
        hint: a muted line underneath while there is no error.
    """

    GROUND = "surface"
    DEFAULT_CSS = """
    Field {
        width: 1fr;
        height: 1;
        TextInput { margin: 0 0 0 18; }
    }
    """

    class Changed(Message):
        """The text of a field is another one."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Submitted(Message):
        """Enter was pressed in a field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(
        self,
        name: str,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        hint: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id)
        self.label = label
        self.hint = hint
        self._hint_role = "muted"
        self._error = ""
        self._input = TextInput(value, placeholder)
        self._first = self._input.value

    def compose(self) -> ComposeResult:
        """The input; label and error are drawn."""
        yield self._input

    def on_mount(self) -> None:
        """Make room for the hint."""
        self._resize()

    @property
    def input(self) -> TextInput:
        """The input itself."""
        return self._input

    @property
    def value(self) -> str:
        """The text, cleaned and without blanks at the ends."""
        return clean(self._input.value)

    @value.setter
    def value(self, text: str) -> None:
        self._input.value = text

    @property
    def changed(self) -> bool:
        """Whether it holds something else than at first."""
        return self._input.value != self._first

    @property
    def error(self) -> str:
        """What is wrong with it, or empty."""
        return self._error

    def set_error(self, sentence: str) -> None:
        """Say what is wrong, under the field; what was typed stays."""
        if sentence != self._error:
            self._error = sentence
            self._resize()

    def clear_error(self) -> None:
        """Nothing is wrong any more."""
        self.set_error("")

    def set_hint(self, sentence: str, role: str = "muted") -> None:
        """Say something else underneath, such as how the text is understood."""
        if (sentence, role) != (self.hint, self._hint_role):
            self.hint, self._hint_role = sentence, role
            self._resize()

    def focus_input(self) -> None:
        """Put the focus into the field."""
        self._input.focus()

    def _resize(self) -> None:
        self.styles.height = 2 if self._error or self.hint else 1
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """The label gives way where it is narrow."""
        self._input.styles.margin = (0, 0, 0, self._label_width(event.size.width))

    @staticmethod
    def _label_width(width: int) -> int:
        return min(_LABEL_WIDTH, max(0, width) // _LABEL_SHARE)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take the error away as soon as the text changes."""
        event.stop()
        self.clear_error()
        self.post_message(self.Changed(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field of one line is the main act of its form."""
        event.stop()
        self.post_message(self.Submitted(self))

    def on_descendant_focus(self) -> None:
        """Show where you are."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """Show where you are no longer."""
        self.refresh()

    def signatures(self) -> Sequence[Hashable]:
        """Label, and error or hint."""
        return [(self.label, self._input.has_focus), (self._error, self.hint, self._hint_role)]

    def render_line(self, y: int) -> Strip:
        """Draw the label, or what stands under the field."""
        width = self.content_size.width
        label = self._label_width(width)
        if y == 0:
            focused = self._input.has_focus
            sign = glyph("cursor") if focused else " "
            text = fill(f"{sign} {self.label}", max(0, label - 1))
            return strip([(text, self.ink("primary" if focused else "muted", bold=focused))], width, self.ink())
        text, role = (f"{glyph('late')} {self._error}", "error") if self._error else (self.hint, self._hint_role)
        return strip([(" " * label, self.ink()), (fit(text, width - label), self.ink(role))], width, self.ink())
