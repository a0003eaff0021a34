"""Going somewhere by one more letter: a strip at the bottom that shows every place there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding
from textual.screen import ModalScreen

from vatui.i18n import N_, _
from vatui.screens.base import translated
from vatui.widgets.drawing import Drawn, Piece, fit, safe, strip, width_of
from vatui.widgets.footer import key_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import ActiveBinding, BindingType
    from textual.strip import Strip

PLACES: Final[tuple[tuple[str, str, str], ...]] = (
    ("t", "app.go('today')", N_("Today")),
    ("b", "app.go('boards')", N_("Boards")),
    ("m", "app.go('matrix')", N_("Matrix")),
    ("i", "app.go('inbox')", N_("Inbox")),
    ("c", "app.go('clients')", N_("Clients")),
    ("z", "app.page('zones')", N_("Zones")),
    ("slash", "app.find", N_("Search everything")),
    ("l", "app.page('activity')", N_("Activity log")),
    ("o", "app.page('import')", N_("Bring data in")),
    ("k", "app.page('backups')", N_("Backups")),
    ("comma", "app.page('settings')", N_("Settings")),
)
"""Letter, action and name of every place."""

_LEAST: Final = 24
"""Cells of a column."""


class GoStrip(Drawn):
    """The places in columns; a click goes there."""

    GROUND = "surface"
    DEFAULT_CSS = "GoStrip { width: 1fr; height: 2; }"

    def __init__(self) -> None:
        super().__init__()
        self._entries = [
            *((key_name(key), _(name), f"to('{key}')") for key, _action, name in PLACES),
            ("g", _("Top of the list"), "top"), ("esc", _("Cancel"), "leave"),
        ]  # fmt: skip

    @property
    def _columns(self) -> int:
        return max(1, (self.content_size.width or self.app.size.width - 2) // _LEAST)

    def on_mount(self) -> None:
        """As high as it takes."""
        self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """As high as it takes now."""
        self._arrange()

    def _arrange(self) -> None:
        self.styles.height = -(-len(self._entries) // self._columns) + 1  # the rule above
        self.refresh()

    def signatures(self) -> Sequence[Hashable]:
        """What stands on each line."""
        each = self._columns
        return [tuple(self._entries[y * each : (y + 1) * each]) for y in range(self.content_size.height)]

    def render_line(self, y: int) -> Strip:
        """One row of places."""
        width, each = self.content_size.width, self._columns
        column = width // each
        pieces: list[Piece] = []
        for key, name, _act in self._entries[y * each : (y + 1) * each]:
            text = fit(safe(name), column - width_of(key) - 3)
            pieces += [("  ", self.ink()), (key, self.ink("accent*")), (f" {text}", self.ink())]
            pieces.append((" " * max(0, column - 3 - width_of(key) - width_of(text)), self.ink()))
        return strip(pieces, width, self.ink())

    async def on_click(self, event: events.Click) -> None:
        """Go there."""
        event.stop()
        at = (event.y - 1) * self._columns + min(self._columns - 1, event.x // max(1, self.content_size.width // self._columns))
        if 0 <= at < len(self._entries):
            await self.screen.run_action(self._entries[at][2])


class GoScreen(ModalScreen[None]):
    """Waits for the letter of a place."""

    CSS_PATH = "go.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"to('{key}')", name, show=False, id=f"to.{key}") for key, _action, name in PLACES),
        Binding("g", "top", N_("Top of the list"), show=False, id="to.top"),
        Binding("escape,q", "leave", N_("Cancel"), show=False, id="to.leave"),
    ]

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that can be pressed now, with their texts in the language of the moment."""
        return {key: translated(active) for key, active in super().active_bindings.items()}

    def compose(self) -> ComposeResult:
        """The strip."""
        yield GoStrip()

    def on_click(self, event: events.Click) -> None:
        """A click beside the strip leaves it."""
        self._close()

    def action_leave(self) -> None:
        """Stay where it was."""
        self._close()

    def _close(self) -> bool:
        """Close; false when it was closed already and this is a key or a click that came too late."""
        if not self.is_active:
            return False
        self.dismiss(None)
        return True

    async def action_to(self, key: str) -> None:
        """Go to a place."""
        action = next(action for letter, action, _name in PLACES if letter == key)
        await self._after(action)

    async def action_top(self) -> None:
        """Go to the first row of the list that had the focus."""
        below: Any = self.app.screen_stack[-2] if self.is_active else None
        focused = below.focused if below is not None else None
        if self._close() and focused is not None and hasattr(focused, "action_first"):
            self.app.call_later(focused.run_action, "first")

    async def _after(self, action: str) -> None:
        """Close, then act: what is opened must not be closed with this."""
        if self._close():
            self.app.call_later(self.app.run_action, action)
