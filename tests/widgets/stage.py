"""A bare app that shows one widget in our looks, and what stands on its screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

import vatui
from vatui import themes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.style import Style
    from textual.message import Message
    from textual.theme import Theme
    from textual.widget import Widget

HOSTILE = (
    "[/] [bold]x[/bold] [@click=app.quit]q[/]",
    "\x1b]52;c;ZXZpbA==\x1b\\title",
    "\x1b[2J\x9b31mred\x07\x08\x00",
    "a\u202egnirts\u2066x\u2069",
    "東京タワーの写真を送る",
    "e\u0301\u0301\u0301 zero\u200bwidth\u200d",
    "👩‍👩‍👧‍👦 family ❤️",
    "tab\there\nnew\rline",
    "\\[x] \\ [/\\1D",
    "\u2028\u2029\ufeffodd",
)
"""Texts that break programs which print or parse what they are given."""


class Stage(App[None]):
    """Shows widgets under a theme of ours; keeps the messages it gets."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = Path(vatui.__file__).parent / "app.tcss"

    def __init__(self, make: Callable[[], Iterable[Widget]], theme: str = "malam") -> None:
        super().__init__()
        self._make = make
        self.got: list[Message] = []
        for known in themes.textual_themes():
            self.register_theme(known)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names under any theme."""
        theme: Theme | None = self.available_themes.get(self.theme)
        return themes.variable_defaults(theme)

    def compose(self) -> Iterable[Widget]:
        """What is tested."""
        yield from self._make()

    async def on_event(self, event: Any) -> None:
        """As always."""
        await super().on_event(event)

    def keep(self, message: Message) -> None:
        """Keep a message."""
        self.got.append(message)


def rows_of(app: App[Any]) -> list[str]:
    """The text of the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def styles_of(app: App[Any], text: str) -> list[Style]:
    """The styles of all segments that hold a text."""
    strips = app.screen._compositor.render_strips()
    return [segment.style for strip in strips for segment in strip if text in segment.text and segment.style is not None]


def is_safe(row: str) -> bool:
    """Whether a line holds nothing that a terminal would obey."""
    return row.isprintable() and "\ufe0f" not in row
