"""One sentence in place of everything when the terminal is too small.

Public:
    LEAST = (60, 18)
    is_too_small(width, height) -> bool
    TooSmall()          mount it in a screen; it covers the screen while that is too small
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.strip import Strip

from vatui.i18n import _
from vatui.widgets.drawing import Drawn, fill, strip

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.screen import Screen

LEAST: Final = (60, 18)
"""Columns and rows below which nothing useful fits."""


def is_too_small(width: int, height: int) -> bool:
    """Whether the terminal is smaller than `LEAST`."""
    return width < LEAST[0] or height < LEAST[1]


class TooSmall(Drawn):
    """Says how large the terminal is and how large it should be."""

    DEFAULT_CSS = """
    TooSmall {
        display: none;
        position: absolute;
        overlay: screen;
        width: 100vw;
        height: 100vh;
    }
    """

    def on_mount(self) -> None:
        """Look at the size now, and whenever it changes."""
        self.screen.screen_layout_refresh_signal.subscribe(self, self._look)
        self._look(self.screen)

    def _look(self, screen: Screen[Any]) -> None:
        covers = is_too_small(*screen.size)
        if covers != self.display:
            self.display = covers

    def signatures(self) -> Sequence[Hashable]:
        """The sentence."""
        return [self.app.size] * self.content_size.height

    def render_line(self, y: int) -> Strip:
        """Draw the sentence on the middle line."""
        width, height = self.content_size
        if y != height // 2:
            return Strip.blank(max(0, width), self.ink())
        text = _("vatui needs {least}; this is {size}").format(
            least=f"{LEAST[0]}×{LEAST[1]}", size=f"{self.app.size.width}×{self.app.size.height}"
        )
        return strip([(fill(text, width, "centre"), self.ink())], width, self.ink())
