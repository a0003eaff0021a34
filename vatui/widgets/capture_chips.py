"""What stands under the capture line: kinds, chips, suggestions and keys, each on a line of its own.

Public:
    KindTabs()          .show(kinds, active)            message KindTabs.Chosen(key)
    Chip(key, parts, removable=True)                    parts: drawing.Text
    Chips()             .show(chips)                    messages Chips.Removed(key), Chips.Left()
    Suggestions()       .show(lead, parts, picked)      message Suggestions.Picked(index)
    KeyHints()          .show(keys)                     message KeyHints.Pressed(act); each key: (key, label, act)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from vatui.i18n import N_
from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, Piece, Text, cut_pieces, fit, safe, strip, width_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.strip import Strip


class _Places(Drawn):
    """A line of pieces that remembers where each of its things stands, for the mouse."""

    GROUND = "surface"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._spans: list[tuple[int, int, int, int]] = []
        """Row, start, end, index."""

    def _at(self, event: events.Click) -> int | None:
        place = event.get_content_offset(self)
        if place is None:
            return None
        return next((n for row, start, end, n in self._spans if row == place.y and start <= place.x < end), None)


class KindTabs(_Places):
    """Task, request, time, note: which of them the text makes."""

    DEFAULT_CSS = "KindTabs { width: 1fr; height: 1; }"

    class Chosen(Message):
        """A kind was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kinds: tuple[tuple[str, str, str], ...] = ()
        self._active = ""

    def show(self, kinds: Sequence[tuple[str, str, str]], active: str) -> None:
        """Show the kinds (key, label, sign) and which is meant."""
        self._kinds, self._active = tuple(kinds), active
        self.repaint()

    def signatures(self) -> Sequence[Hashable]:
        """The one line."""
        return [(self._kinds, self._active)]

    def on_click(self, event: events.Click) -> None:
        """Choose the kind under the mouse."""
        event.stop()
        at = self._at(event)
        if at is not None:
            self.post_message(self.Chosen(self._kinds[at][0]))

    def render_line(self, y: int) -> Strip:
        """Draw it."""
        width = self.content_size.width
        pieces: list[Piece] = []
        self._spans = []
        at = 0
        for number, (key, label, sign) in enumerate(self._kinds):
            active = key == self._active
            text = f" {safe(label)} "
            pieces += (
                [(f"{text}{sign} ", self.ink("ink*", "primary"))]
                if active
                else [(text, self.ink("foreground")), (f"{sign} ", self.ink("faint"))]
            )
            end = at + width_of(text) + 2
            self._spans.append((0, at, end, number))
            pieces.append((" ", self.ink()))
            at = end + 1
        return strip(pieces, width, self.ink())


@record
class Chip:
    """One thing that was understood.

    Attributes:
        key: by which it is told when it is turned back into text.
        parts: what it says.
        removable: whether it can be turned back.
    """

    key: int
    parts: tuple[Text, ...]
    removable: bool = True


class Chips(_Places, can_focus=False):
    """The things understood; on as many lines as they need, two at most.

    With the focus on them, arrows choose one and backspace turns it back into text.
    """

    DEFAULT_CSS = "Chips { width: 1fr; height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", N_("Chip before"), show=False, id="chips.before"),
        Binding("right,l", "step(1)", N_("Chip after"), show=False, id="chips.after"),
        Binding("backspace,delete,X", "remove", N_("Back to text"), show=False, id="chips.remove"),
        Binding("down,escape,enter,tab", "back", N_("Back to the line"), show=False, id="chips.back"),
    ]

    class Removed(Message):
        """A chip is to be text again."""

        def __init__(self, key: int) -> None:
            super().__init__()
            self.key = key

    class Left(Message):
        """The line shall have the focus again."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chips: tuple[Chip, ...] = ()
        self._cursor = 0
        self._height = 1

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What it shows."""
        return self._chips

    def texts(self) -> list[str]:
        """What the chips say, without colours."""
        return ["".join(part if isinstance(part, str) else part[0] for part in chip.parts).strip() for chip in self._chips]

    def show(self, chips: Sequence[Chip]) -> None:
        """Show these."""
        self._chips = tuple(chips)
        self._cursor = max(0, min(self._cursor, len(self._chips) - 1))
        self.can_focus = bool(self._chips)
        self._make_room()
        self.repaint()

    def _make_room(self) -> None:
        """As many lines as the chips need."""
        rows = max(1, len(self._rows()))
        if self._height != rows:
            self._height = rows
            self.styles.height = rows

    def on_resize(self, event: events.Resize) -> None:
        """They may need more lines, or fewer."""
        self._make_room()

    def focus_last(self) -> None:
        """Go to the last chip."""
        if self._chips:
            self._cursor = len(self._chips) - 1
            self.focus()

    def action_step(self, by: int) -> None:
        """Go to the neighbour."""
        self._cursor = max(0, min(len(self._chips) - 1, self._cursor + by))
        self.repaint()

    def action_remove(self) -> None:
        """Turn the chip back into text."""
        if self._chips and self._chips[self._cursor].removable:
            self.post_message(self.Removed(self._chips[self._cursor].key))

    def action_back(self) -> None:
        """Go back to the line."""
        self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        """Go to the chip under the mouse; a second click turns it back."""
        event.stop()
        at = self._at(event)
        if at is not None:
            self._cursor = at
            if event.chain == 2:
                self.action_remove()
            else:
                self.focus()
                self.repaint()

    def on_focus(self) -> None:
        """Show which one it is."""
        self.repaint()

    def on_blur(self) -> None:
        """Show none."""
        self.repaint()

    def _pieces(self, number: int, width: int) -> list[Piece]:
        chip = self._chips[number]
        here = self.has_focus and number == self._cursor
        ground = "primary" if here else "sel"
        pieces: list[Piece] = [(" ", self.ink("ink" if here else "foreground", ground))]
        for part in chip.parts:
            text, role = (part, "foreground") if isinstance(part, str) else part
            pieces.append((safe(text), self.ink("ink*" if here else role, ground)))
        return [*cut_pieces(pieces, max(1, width - 1)), (" ", self.ink("foreground", ground))]

    def _rows(self) -> list[list[int]]:
        """Which chips stand on which line."""
        width = self.content_size.width
        rows: list[list[int]] = [[]]
        at = 0
        if not width:
            return [list(range(len(self._chips)))]
        for number in range(len(self._chips)):
            size = sum(width_of(text) for text, _style in self._pieces(number, width))
            if rows[-1] and at + size > width and len(rows) < 2:
                rows.append([])
                at = 0
            rows[-1].append(number)
            at += size + 1
        return rows

    def signatures(self) -> Sequence[Hashable]:
        """All of it on each line."""
        whole = (self._chips, self._cursor if self.has_focus else -1)
        return [whole] * self.content_size.height

    def render_line(self, y: int) -> Strip:
        """Draw the chips of a line."""
        width = self.content_size.width
        rows = self._rows()
        if y == 0:
            self._spans = []
        pieces: list[Piece] = []
        at = 0
        for number in rows[y] if y < len(rows) else ():
            mine = self._pieces(number, width)
            size = sum(width_of(text) for text, _style in mine)
            self._spans.append((y, at, at + size, number))
            pieces += [*mine, (" ", self.ink())]
            at += size + 1
        return strip(pieces, width, self.ink())


class Suggestions(_Places):
    """What the word under the cursor may become."""

    DEFAULT_CSS = "Suggestions { width: 1fr; height: 1; }"

    class Picked(Message):
        """One was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lead: tuple[Text, ...] = ()
        self._parts: tuple[tuple[Text, ...], ...] = ()
        self._picked: int | None = None

    def show(self, lead: Sequence[Text], parts: Sequence[Sequence[Text]], picked: int | None) -> None:
        """Show what is suggested, and which one enter would take."""
        self._lead, self._parts, self._picked = tuple(lead), tuple(tuple(one) for one in parts), picked
        self.repaint()

    def texts(self) -> list[str]:
        """What is suggested, without colours."""
        return ["".join(part if isinstance(part, str) else part[0] for part in one).strip() for one in self._parts]

    def signatures(self) -> Sequence[Hashable]:
        """The one line."""
        return [(self._lead, self._parts, self._picked)]

    def on_click(self, event: events.Click) -> None:
        """Take the one under the mouse."""
        event.stop()
        at = self._at(event)
        if at is not None:
            self.post_message(self.Picked(at))

    def _some(self, parts: Sequence[Text], ground: str) -> list[Piece]:
        return [
            (safe(part), self.ink("muted", ground)) if isinstance(part, str) else (safe(part[0]), self.ink(part[1], ground))
            for part in parts
        ]

    def render_line(self, y: int) -> Strip:
        """Draw it."""
        width = self.content_size.width
        self._spans = []
        pieces = self._some(self._lead, self.ground)
        at = sum(width_of(text) for text, _style in pieces)
        for number, one in enumerate(self._parts):
            here = number == self._picked
            ground = "sel" if here else self.ground
            mine = self._some(one, ground)
            sign = glyph("cursor") if here else " "
            mine = [(sign, self.ink("primary*", ground)), *mine, (" ", self.ink("muted", ground))]
            size = sum(width_of(text) for text, _style in mine)
            if at + size > width:
                pieces.append((fit(glyph("cut"), max(0, width - at)), self.ink("faint")))
                break
            self._spans.append((0, at, at + size, number))
            pieces += [*mine, (" ", self.ink())]
            at += size + 1
        return strip(pieces, width, self.ink())


class KeyHints(_Places):
    """The keys of the dialog, which can be clicked; the last one stands at the right."""

    DEFAULT_CSS = "KeyHints { width: 1fr; height: 1; }"

    class Pressed(Message):
        """A key was clicked."""

        def __init__(self, act: str) -> None:
            super().__init__()
            self.act = act

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: tuple[tuple[str, str, str], ...] = ()

    def show(self, keys: Sequence[tuple[str, str, str]]) -> None:
        """Show keys: key, label, what it does."""
        self._keys = tuple(keys)
        self.repaint()

    def signatures(self) -> Sequence[Hashable]:
        """The one line."""
        return [self._keys]

    def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        event.stop()
        at = self._at(event)
        if at is not None:
            self.post_message(self.Pressed(self._keys[at][2]))

    def render_line(self, y: int) -> Strip:
        """Draw it; keys that find no room are left out from the right, but never the last."""
        width = self.content_size.width
        self._spans = []
        pieces: list[Piece] = []
        sizes = [width_of(key) + 1 + width_of(safe(label)) for key, label, _act in self._keys]
        last = len(self._keys) - 1
        at = 0
        for number, (key, label, _act) in enumerate(self._keys):
            size = sizes[number]
            if number == last:
                gap = max(0, width - at - size)
                pieces.append((" " * gap, self.ink()))
                at += gap
            elif at + size + 1 + sizes[last] > width:
                continue
            pieces += [(key, self.ink("accent*")), (f" {safe(label)}", self.ink("muted"))]
            self._spans.append((0, at, at + size, number))
            at += size
            if number < last - 1:
                room = min(3, max(1, width - at - sizes[last]))
                pieces.append((" " * room, self.ink()))
                at += room
        return strip(pieces, width, self.ink())
