"""One of a few, all of them in view: a labelled line of a form.

Public:
    OneOf(value, text, role="", sign="")       sign stands after the text in the role, like a client's bar
    Choice(name, label, options, value, numbered=False)
        .value, .changed, .show(label, options)         messages: Choice.Changed(choice), Choice.Submitted(choice)

Left and right choose, so do a click and, where it is numbered, the digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from vatui.i18n import N_
from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, Piece, fill, fit, safe, strip, width_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.strip import Strip

_LABEL_SHARE = 3
_LABEL_WIDTH = 18
"""As in `vatui.widgets.field`, so that what can be chosen stands under what can be typed."""


@record
class OneOf:
    """One of the few.

    Attributes:
        value: what it stands for.
        text: in the language of the moment; a number where the choice is numbered.
        role: colour role of the sign.
        sign: a glyph after the text.
    """

    value: str
    text: str
    role: str = ""
    sign: str = ""


class Choice(Drawn, can_focus=True):
    """A label and a few options, one of them chosen.

    Args:
        name: by which a form finds it.
        label: in the language of the moment.
        options: at least one.
        value: of the option that is chosen at first.
        numbered: whether a digit chooses the option whose text it is.
    """

    GROUND = "surface"
    DEFAULT_CSS = "Choice { width: 1fr; height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", N_("The one before"), show=False, id="choice.before"),
        Binding("right,space", "turn(1)", N_("The next one"), show=False, id="choice.next"),
        Binding("enter", "submit", N_("Save"), show=False, id="choice.submit"),
    ]

    class Changed(Message):
        """Another option is chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Submitted(Message):
        """Enter was pressed."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(
        self, name: str, label: str, options: Sequence[OneOf], value: str, *, numbered: bool = False, id: str | None = None
    ) -> None:
        super().__init__(name=name, id=id)
        self.label = label
        self.options = tuple(options)
        self._value = self._first = value
        self._numbered = numbered
        self._spans: list[tuple[int, int, str]] = []

    @property
    def value(self) -> str:
        """The value of the chosen option."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.repaint()
            self.post_message(self.Changed(self))

    @property
    def changed(self) -> bool:
        """Whether another option is chosen than at first."""
        return self._value != self._first

    def show(self, label: str, options: Sequence[OneOf]) -> None:
        """Say the same in other words."""
        self.label, self.options = label, tuple(options)
        self.repaint()

    def _at(self) -> int:
        return next((at for at, option in enumerate(self.options) if option.value == self._value), 0)

    def action_turn(self, by: int) -> None:
        """Choose the neighbour; after the last comes the first."""
        self.value = self.options[(self._at() + by) % len(self.options)].value

    def action_submit(self) -> None:
        """Enter is the act of the form."""
        self.post_message(self.Submitted(self))

    def on_key(self, event: events.Key) -> None:
        """A digit chooses."""
        if self._numbered and event.character:
            for option in self.options:
                if option.text == event.character:
                    event.stop()
                    self.value = option.value

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        for start, end, value in self._spans:
            if start <= event.x < end:
                event.stop()
                self.value = value

    def on_focus(self) -> None:
        """Show where you are."""
        self.refresh()

    def on_blur(self) -> None:
        """Show where you are no longer."""
        self.refresh()

    def signatures(self) -> Sequence[Hashable]:
        """The one line."""
        return [(self.label, self.options, self._value, self.has_focus)]

    def render_line(self, y: int) -> Strip:
        """Label and options; where they do not fit, the chosen one and its place among them."""
        width = self.content_size.width
        focused = self.has_focus
        label = min(_LABEL_WIDTH, max(0, width) // _LABEL_SHARE)
        text = fill(f"{glyph('cursor') if focused else ' '} {self.label}", max(0, label - 1)) + (" " if label else "")
        pieces: list[Piece] = [(text, self.ink("primary" if focused else "muted", bold=focused))]
        self._spans = []
        at = label
        drawn: list[Piece] = []
        for option in self.options:
            start = at
            for piece in self._option(option, focused):
                drawn.append(piece)
                at += width_of(piece[0])
            self._spans.append((start, at, option.value))
            drawn.append((" ", self.ink()))
            at += 1
        if at - 1 > width:
            place = self._at()
            self._spans = []
            tail = f" {place + 1}/{len(self.options)}"
            chosen = self._option(self.options[place], focused)
            room = max(0, width - label - width_of(tail))
            drawn = [(fit(part, room), style) for part, style in chosen[:1]] + [*chosen[1:], (tail, self.ink("muted"))]
        return strip([*pieces, *drawn], width, self.ink())

    def _option(self, option: OneOf, focused: bool) -> list[Piece]:
        chosen = option.value == self._value
        ground = "sel" if chosen and focused else self.ground
        mark = glyph("in") if chosen else " " if option.sign else glyph("out")
        style = self.palette.style("foreground" if chosen else "muted", ground, bold=chosen)
        gap = "" if option.sign else " "
        pieces: list[Piece] = [(f"{mark}{gap}{safe(option.text)}", style)]
        if option.sign:
            pieces.append((safe(option.sign), self.palette.style(option.role or "muted", ground, bold=chosen)))
        pieces.append((" ", style))
        return pieces
