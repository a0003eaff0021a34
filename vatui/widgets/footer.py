"""The last line of every room: what can be pressed now.

Public:
    Footer(id=None, right=("app.new", "app.keys", "app.commands"))      right: ids of bindings at the right
        .read_bindings()                    after a change of language
        .set_job(text, fraction)            a long job takes the left half; set_job("") gives it back
    key_name(key) -> str                    how a key is written: ``?``, ``^p``, ``enter``, ``esc``

It shows `screen.active_bindings` that are meant to be shown, at most 7 and 3, below 100 columns 4 and 2. A
click presses the key. Bindings of one `Binding.Group` share a description, their keys stand together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.keys import format_key

from vatui.i18n import _
from vatui.records import record
from vatui.widgets.drawing import Drawn, Piece, bar, fit, line, safe, width_of
from vatui.widgets.top_bar import NARROW

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.binding import Binding
    from textual.screen import Screen
    from textual.strip import Strip

RIGHT: Final = ("app.new", "app.keys", "app.commands")
"""Ids of the bindings that stand at the right on every screen, the most needed first."""

_HUGE: Final = 180
_NAMES: Final = {
    "escape": "esc", "enter": "enter", "space": "space", "delete": "del", "backspace": "bksp", "tab": "tab",
    "pageup": "pgup", "pagedown": "pgdn",
}  # fmt: skip


def key_name(key: str) -> str:
    """How a key is written where it can be pressed; words for keys without a sign of their own."""
    *modifiers, last = key.split("+")
    name = _NAMES.get(last) or format_key(last)
    if "shift" in modifiers and len(name) == 1 and name.isalpha():
        name = name.upper()
        modifiers.remove("shift")
    sign = "^" if "ctrl" in modifiers else ""
    rest = [modifier for modifier in modifiers if modifier != "ctrl"]
    return "+".join([*rest, sign + name])


@record
class _Verb:
    """One description with the keys that do it: how each is written, and which it is."""

    keys: tuple[tuple[str, str], ...]
    gap: str
    text: str
    enabled: bool

    @property
    def width(self) -> int:
        written = len(self.gap) * (len(self.keys) - 1) + sum(width_of(name) for name, _key in self.keys)
        return written + 1 + width_of(self.text)


class Footer(Drawn):
    """Verbs of what has the focus, and those that are always there."""

    DEFAULT_CSS = "Footer { width: 1fr; height: 1; dock: bottom; }"

    def __init__(self, *, id: str | None = None, right: tuple[str, ...] = RIGHT) -> None:
        super().__init__(id=id)
        self._right_ids = right
        self._verbs: tuple[_Verb, ...] = ()
        self._fixed: tuple[_Verb, ...] = ()
        self._spans: list[tuple[int, int, str]] = []
        self._job = ""
        self._fraction = 0.0

    @property
    def ground(self) -> str:
        """The darker of the two bars' grounds on a dark theme, the warmer on a light one."""
        return "surface" if self.app.current_theme.dark else "panel"

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self.read_bindings()

    def _changed(self, screen: Screen[Any]) -> None:
        if self.is_attached and screen is self.screen:
            self.read_bindings()

    def read_bindings(self) -> None:
        """Read what can be pressed now; paints only if that changed. Call it when the language changed."""
        verbs: list[_Verb] = []
        fixed: dict[str, _Verb] = {}
        seen: set[str] = set()
        groups: dict[Binding.Group, int] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id in self._right_ids:
                fixed.setdefault(binding.id or "", self._verb(binding, active.enabled))
                continue
            if not binding.show or binding.action in seen:
                continue
            seen.add(binding.action)
            group = binding.group
            if group is not None and group in groups:
                at = groups[group]
                verb = verbs[at]
                name = binding.key_display or key_name(binding.key)
                verbs[at] = _Verb((*verb.keys, (name, binding.key)), verb.gap, verb.text, verb.enabled or active.enabled)
                continue
            if group is not None:
                groups[group] = len(verbs)
            verbs.append(self._verb(binding, active.enabled))
        ordered = tuple(fixed[name] for name in self._right_ids if name in fixed)
        if (tuple(verbs), ordered) != (self._verbs, self._fixed):
            self._verbs, self._fixed = tuple(verbs), ordered
            self.repaint()

    def _verb(self, binding: Binding, enabled: bool) -> _Verb:
        group = binding.group
        text = safe(_(group.description if group is not None else binding.description))
        gap = "" if group is not None and group.compact else " "
        return _Verb(((safe(binding.key_display or key_name(binding.key)), binding.key),), gap, text, enabled)

    def set_job(self, text: str, fraction: float = 0.0) -> None:
        """Show a long job in the left half.

        Args:
            text: what is done, like “Importing 412 of 1 030”; empty when it is over.
            fraction: how much of it is done, 0 to 1.
        """
        self._job, self._fraction = text, fraction
        self.repaint()

    def signatures(self) -> Sequence[Hashable]:
        """All of it, on its one line."""
        job = (self._job, bar(self._fraction, 20)) if self._job else None
        return [(self._verbs, self._fixed, job)] * self.content_size.height

    def render_line(self, y: int) -> Strip:
        """Draw the line, and remember where each key stands for the mouse."""
        width = self.content_size.width
        if width < NARROW:
            most, fixed = 4, self._fixed[:2]
        else:
            most, fixed = 7 if width < _HUGE else len(self._verbs), self._fixed
        self._spans = []
        right: list[Piece] = []
        right_width = sum(verb.width for verb in fixed) + 3 * max(0, len(fixed) - 1) + 1
        at = width - right_width
        for place, verb in enumerate(fixed):
            if place:
                right.append(("   ", self.ink()))
                at += 3
            at = self._draw(verb, right, at)
        right.append((" ", self.ink()))
        left: list[Piece] = [(" ", self.ink())]
        at = 1
        if self._job:
            done, rest = bar(self._fraction, 20 if width >= NARROW else 10)
            left += [(done, self.ink("primary")), (rest, self.ink("dot"))]
            left.append((" " + fit(self._job, max(1, width // 2 - len(done + rest))), self.ink("foreground")))
        else:
            for verb in self._verbs[:most]:
                if at + verb.width + 3 > width - right_width:
                    break
                at = self._draw(verb, left, at)
                left.append(("   ", self.ink()))
                at += 3
        return line(left, right, width, self.ink())

    def _draw(self, verb: _Verb, pieces: list[Piece], at: int) -> int:
        """Add a verb to a line at a cell; returns the cell after it."""
        pressed = self.ink("accent" if verb.enabled else "faint", bold=True)
        for place, (name, key) in enumerate(verb.keys):
            if place and verb.gap:
                pieces.append((verb.gap, pressed))
                at += len(verb.gap)
            pieces.append((name, pressed))
            self._spans.append((at, at + width_of(name), key))
            at += width_of(name)
        text = " " + verb.text
        pieces.append((text, self.ink("muted" if verb.enabled else "faint")))
        self._spans.append((at, at + width_of(text), verb.keys[0][1]))
        return at + width_of(text)

    def on_click(self, event: events.Click) -> None:
        """Press the clicked key."""
        for start, end, key in self._spans:
            if start <= event.x < end:
                event.stop()
                self.app.simulate_key(key)
                return
