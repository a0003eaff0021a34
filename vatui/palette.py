"""Every command, found by typing: the verbs of the screen, the places, the clients.

Built on the picker, so that it is safe at every width. What can be pressed now is what is found: nothing is registered twice
(architecture.md 8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from vatui.i18n import N_, _, in_all
from vatui.screens import key_words
from vatui.screens.desk_dialog import DeskDialog
from vatui.screens.go import PLACES
from vatui.text import searchable
from vatui.values import SHAPES
from vatui.widgets.empty import Empty
from vatui.widgets.footer import key_name
from vatui.widgets.picker import Picker
from vatui.widgets.row_list import Cell, Line, RowId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.dom import DOMNode
    from textual.screen import Screen
    from textual.widget import Widget

    from vatui.app import VatuiApp
    from vatui.domain.clients import ClientLine

_OWN = frozenset({"app.commands", "app.go"})
"""What leads here, or is better served by the palette itself."""


_ITEMS = {"card": N_("Card"), "request": N_("Request")}
"""What the selected item is, by the prefix of the verb's name."""


class _Command(NamedTuple):
    """Something to run: an action on a node, or a function."""

    line: Line
    words: str
    run: Callable[[VatuiApp], None]


class PaletteScreen(DeskDialog[RowId]):
    """Type what you want to do.

    Args:
        screen: the screen whose verbs are offered.
    """

    DEFAULT_CSS = "PaletteScreen Picker RowList { height: 1fr; }"

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__(_("Commands"), main=_("Run"), hint=(_("enter run · esc close"),))
        self._below = screen
        self._commands: dict[RowId, _Command] = {}
        self._picker: Picker | None = None
        self._lines: list[Line] = []
        self._words: dict[RowId, str] = {}

    def compose_body(self) -> Iterable[Widget]:
        """The picker over all commands."""
        self._commands = {command.line.id: command for command in self._all()}
        lines = [command.line for command in self._commands.values()]
        words = {command.line.id: command.words for command in self._commands.values()}
        empty = Empty(((_("No command fits. Try another word."),),), centred=False)
        self._lines, self._words = lines, words
        self._picker = Picker(lines, find=self._found, placeholder=_("what do you want to do?"), empty=empty)
        self._picker.styles.height = max(4, min(len(lines) + 1, self.app.size.height - 6, 20))
        yield self._picker

    def _found(self, text: str) -> Iterable[Line]:
        """The commands that hold all the typed words in any language; those whose verb begins with the first come first."""
        typed = searchable(text).split()
        if not typed:
            return self._lines

        def rank(line: Line) -> int:
            verb = searchable(line.title.partition(": ")[2].partition(" · ")[0] or line.title)
            whole = f" {searchable(line.title)} {searchable(self._words[line.id])}"
            if verb.startswith(typed[0]) or searchable(line.client_code) == typed[0]:
                return 0
            return 1 if f" {typed[0]}" in f" {verb}" else 2 if f" {typed[0]}" in whole else 3

        def holds(line: Line) -> bool:
            whole = searchable(f"{line.client_code} {line.title} {self._words[line.id]}")
            return all(word in whole for word in typed)

        return sorted((line for line in self._lines if holds(line)), key=rank)

    def first_field(self) -> Widget | None:
        """Type at once."""
        return None if self._picker is None else self._picker.input

    async def submit(self) -> RowId | None:
        """Run what stands under the cursor."""
        return None if self._picker is None else self._run(self._picker.cursor_id)

    def on_picker_chosen(self, event: Picker.Chosen) -> None:
        """Run it."""
        event.stop()
        if self.is_open:
            self.dismiss(self._run(event.row_id))

    def _run(self, row_id: RowId | None) -> RowId | None:
        command = None if row_id is None else self._commands.get(row_id)
        if command is not None:
            # After this is closed: what is opened must not be closed with it.
            self.app.call_later(command.run, self.console)
        return row_id

    # ------------------------------------------------------------------ what there is

    def _all(self) -> Iterable[_Command]:
        verbs = [one for one in key_words.pressable(self._below) if one.enabled and one.group != key_words.MOVING]
        # The rooms come with the places.
        for one in verbs:
            if one.id not in _OWN and not one.id.startswith("go."):
                yield self._verb(one)
        yield from self._places()
        for client in self.named_clients():
            yield from self._client(client)

    def _verb(self, one: key_words.KeyWords) -> _Command:
        group = key_words.name_of(self._below) if one.group == key_words.SCREEN else ""
        prefix = group or _(_ITEMS.get(one.id.partition(".")[0]) or key_words.GROUPS[one.group])
        more = f" · {one.more}" if one.more != one.title else ""
        line = Line(f"key:{one.id}", f"{prefix}: {one.title}{more}", cells=(Cell(one.written, "accent"),))
        return _Command(line, f"{one.words} {' '.join(in_all(key_words.GROUPS[one.group]))}", _runner(one.action, one.node))

    def _places(self) -> Iterable[_Command]:
        for key, action, name in PLACES:
            prefix = _("Go to")
            line = Line(f"go:{key}", f"{prefix}: {_(name)}", cells=(Cell(f"g {key_name(key)}", "accent"),))
            yield _Command(line, " ".join((*in_all(name), *in_all(N_("Go to")))), _runner(action, self.app))

    def _client(self, client: ClientLine) -> Iterable[_Command]:
        shape = SHAPES[client.shape % len(SHAPES)] if client.shape else ""

        def only(app: VatuiApp) -> None:
            app.scope = client.id

        def timer(app: VatuiApp) -> None:
            app.run_worker(_start_timer(app, client), group="timer")

        for name, text, run in (("only", N_("Only {client}"), only), ("timer", N_("Timer for {client}"), timer)):
            line = Line(f"{name}:{client.id}", _(text).format(client=client.name), client.code, client.colour, bar=shape)
            yield _Command(line, " ".join(in_all(text)), run)


async def _start_timer(app: VatuiApp, client: ClientLine) -> None:
    from vatui.domain import timers

    if await app.attempt(timers.start, client_id=client.id) is not None:
        app.say(_("Timer runs: {name}.").format(name=f"{client.code} {client.name}"))


def _runner(action: str, node: DOMNode) -> Callable[[VatuiApp], None]:
    """Runs an action where it was found, if that is still there."""

    def run(app: VatuiApp) -> None:
        app.call_later(app.run_action, action, node)

    return run
