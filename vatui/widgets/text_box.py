"""A box to write several lines in that never holds what a terminal would obey.

Public:
    TextBox(text="", id=None)       Textual's TextArea; .text
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import TextArea

from vatui.text import clean

if TYPE_CHECKING:
    from textual import events


class TextBox(TextArea):
    """Several lines of plain text; what is pasted is cleaned first (reliability.md section 4.2)."""

    DEFAULT_CSS = """
    TextBox, TextBox:focus { width: 1fr; height: 5; border: none; padding: 0 1; }
    """

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(clean(text, lines=True), soft_wrap=True, tab_behavior="focus", show_line_numbers=False, id=id)

    def load_text(self, text: str) -> None:
        """Clean what is put in place of all there was."""
        super().load_text(clean(text, lines=True))

    async def _on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted."""
        event.text = clean(event.text, lines=True)
        await super()._on_paste(event)
