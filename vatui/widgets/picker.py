"""Choose one of many by typing: a line to type in over a list that narrows. Safe at any width.

Public:
    Picker(lines, words=None, find=None, placeholder="", empty=None)
        lines: tuple[row_list.Line, …]; words: id -> further words to find a line by
        find: text -> lines, in place of narrowing the given ones (zones, tags)
        messages: Picker.Chosen(row_id), Picker.Highlighted(row_id)
    PickDialog(title, lines, …) -> row_id | None
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from vatui.i18n import N_, _
from vatui.text import clean, searchable
from vatui.widgets.dialog import Dialog
from vatui.widgets.empty import Empty
from vatui.widgets.field import TextInput
from vatui.widgets.row_list import Line, RowId, RowList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from textual.app import ComposeResult
    from textual.widgets import Input


def narrow(lines: Iterable[Line], text: str, words: Mapping[RowId, str] | None = None) -> tuple[Line, ...]:
    """The lines that hold every typed word, the best first.

    First the code, then the beginning of the title, of a word, then anything. Case and accents do not count.

    Args:
        lines: all there are; their order stays where they are equally good.
        text: what was typed; empty gives all.
        words: further words of a line by its id.
    """
    typed = searchable(text).split()
    if not typed:
        return tuple(lines)
    found: list[tuple[int, Line]] = []
    for line in lines:
        code, title = searchable(line.client_code), searchable(line.title)
        whole = f"{code} {title} {searchable((words or {}).get(line.id, ''))}"
        if not all(word in whole for word in typed):
            continue
        first = typed[0]
        if code == first:
            rank = 0
        elif title.startswith(first) or code.startswith(first):
            rank = 1
        elif f" {first}" in f" {whole}":
            rank = 2
        else:
            rank = 3
        found.append((rank, line))
    found.sort(key=lambda pair: pair[0])
    return tuple(line for _rank, line in found)


class Picker(Widget):
    """A line to type in over a list that narrows."""

    DEFAULT_CSS = """
    Picker {
        layout: vertical;
        width: 1fr;
        height: auto;
        TextInput { margin: 0 1; }
        RowList { height: 10; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "list('step', -1)", N_("Row up"), show=False, id="picker.up", priority=True),
        Binding("down", "list('step', 1)", N_("Row down"), show=False, id="picker.down", priority=True),
        Binding("pageup", "list('page', -1)", N_("Page up"), show=False, id="picker.page_up", priority=True),
        Binding("pagedown", "list('page', 1)", N_("Page down"), show=False, id="picker.page_down", priority=True),
    ]

    class Chosen(Message):
        """A line was chosen."""

        def __init__(self, row_id: RowId) -> None:
            super().__init__()
            self.row_id = row_id

    class Highlighted(Message):
        """The cursor stands on another line."""

        def __init__(self, row_id: RowId | None) -> None:
            super().__init__()
            self.row_id = row_id

    def __init__(
        self,
        lines: Iterable[Line] = (),
        *,
        words: Mapping[RowId, str] | None = None,
        find: Callable[[str], Iterable[Line]] | None = None,
        placeholder: str = "",
        empty: Empty | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._lines = tuple(lines)
        self._words = dict(words or {})
        self._find = find
        self._empty = empty
        self._input = TextInput(placeholder=placeholder)
        self._list = RowList(markable=False, shows_cursor=True)
        self._list.can_focus = False

    @property
    def input(self) -> TextInput:
        """Where one types."""
        return self._input

    @property
    def cursor_id(self) -> RowId | None:
        """The line that enter would choose."""
        return self._list.cursor_id

    def compose(self) -> ComposeResult:
        """Input and list."""
        yield self._input
        yield self._list

    def on_mount(self) -> None:
        """Show all there is."""
        self._narrow("")

    def show(self, lines: Iterable[Line]) -> None:
        """Choose among other lines; what was typed stays."""
        self._lines = tuple(lines)
        self._narrow(self._input.value)

    def put_cursor(self, row_id: RowId) -> bool:
        """Put the cursor on a line; false if it is not there."""
        return self._list.put_cursor(row_id)

    def _narrow(self, text: str) -> None:
        found = tuple(self._find(clean(text))) if self._find else narrow(self._lines, text, self._words)
        none = self._empty or Empty(((_("No match."),),), centred=False)
        self._list.show(found, empty=none)
        if found:
            self._list.put_cursor(found[0].id)

    def action_list(self, act: str, amount: int) -> None:
        """Move the cursor in the list while the focus stays in the line above."""
        if act == "step":
            self._list.action_step(amount)
        else:
            self._list.action_page(amount)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        event.stop()
        self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the line under the cursor."""
        event.stop()
        self._list.action_open()

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        """Pass on what was chosen."""
        event.stop()
        self.post_message(self.Chosen(event.row_id))

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        """Pass on where the cursor is."""
        event.stop()
        self.post_message(self.Highlighted(event.row_id))


class PickDialog(Dialog[RowId]):
    """Choose one of many in a dialog; its result is the id of the line, None when it was left."""

    def __init__(
        self,
        title: str,
        lines: Iterable[Line] = (),
        *,
        words: Mapping[RowId, str] | None = None,
        find: Callable[[str], Iterable[Line]] | None = None,
        placeholder: str = "",
        start: RowId | None = None,
    ) -> None:
        super().__init__(title, main=_("Choose"))
        self.picker = Picker(lines, words=words, find=find, placeholder=placeholder)
        self._start = start

    def compose_body(self) -> Iterable[Widget]:
        """The picker."""
        yield self.picker

    def first_field(self) -> Widget | None:
        """Type at once."""
        return self.picker.input

    def on_mount(self) -> None:
        """Begin at the line that is chosen now."""
        if self._start is not None:
            start = self._start
            self.call_after_refresh(lambda: self.picker.put_cursor(start))

    async def submit(self) -> RowId | None:
        """What stands under the cursor."""
        return self.picker.cursor_id

    def on_picker_chosen(self, event: Picker.Chosen) -> None:
        """Done."""
        event.stop()
        self.dismiss(event.row_id)
