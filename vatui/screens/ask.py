"""The smallest questions: yes or no, and one line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean
from vatui.widgets.drawing import safe
from vatui.widgets.field import TextInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class Confirm(DeskDialog[bool]):
    """Ask before something that undo does not cover; enter is yes, esc is no.

    Args:
        text: what would happen, in one sentence.
        yes_label: the act, which is also the title.
    """

    def __init__(self, text: str, yes_label: str) -> None:
        super().__init__(yes_label, main=yes_label)
        self.text = text

    def compose_body(self) -> Iterable[Widget]:
        """The sentence."""
        yield Static(Content("\n".join(safe(line) for line in self.text.split("\n"))), markup=False)

    async def submit(self) -> bool:
        """Yes."""
        return True


class AskLine(DeskDialog[str]):
    """Ask for one line of text; the result may be empty, and is None when it was left.

    Args:
        title: the act.
        hint: an example, shown while nothing is typed.
        value: what stands there at first.
    """

    def __init__(self, title: str, hint: str = "", value: str = "") -> None:
        super().__init__(title, main=title)
        self._input = TextInput(value, hint)

    def compose_body(self) -> Iterable[Widget]:
        """The line."""
        yield self._input

    def first_field(self) -> Widget | None:
        """Type at once."""
        return self._input

    def on_input_submitted(self, event: TextInput.Submitted) -> None:
        """Enter is the act."""
        event.stop()
        self.action_save()

    async def submit(self) -> str:
        """What was typed."""
        return clean(self._input.value)
