"""The keys of a screen, in columns by group, searchable by typing; F1 turns to the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding

from vatui.i18n import N_, _
from vatui.records import record
from vatui.screens import key_words
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean, searchable
from vatui.widgets.drawing import Drawn, Piece, fill, fit, strip, width_of, wrap
from vatui.widgets.field import TextInput

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.strip import Strip
    from textual.widget import Widget

GUIDE: Final = (
    (N_("One verb, one key"), N_("A key does the same on every screen. The footer shows what you can press now.")),
    (
        N_("The letters are places"),
        N_("They stay the same in every language. Lower case acts on the item, capitals on something bigger."),
    ),
    (N_("New"), N_("n takes one line: client: what, when. For example: acme: Draft newsletter fri 3pm !! ~2h #social")),
    (N_("Undo"), N_("u takes back your last change, U brings it again. That works after a restart, too.")),
    (N_("Clients"), N_("c narrows everything to one client, 0 shows all again. [ and ] go to the neighbours.")),
    (N_("Sharing your screen"), N_("D names only the client that is chosen. Press it again when you are done.")),
    (N_("Several at once"), N_("space marks; then every verb acts on all that are marked, as one step.")),
    (N_("Finding"), N_("/ searches here, ^p finds every command, g goes to every page.")),
    (N_("Keys of your own"), N_("Settings lists every command with its name. “vatui config keys.card.done f9” changes one.")),
)
"""Headings and sentences of the guide; marked texts."""

_LEAST_COLUMN: Final = 24
_MOST_COLUMNS: Final = 3
_TEXT_FROM: Final = 10


@record
class _Cell:
    """A heading, or keys and what they do, or plain text."""

    keys: str = ""
    text: str = ""
    heading: bool = False
    more: str = ""


class KeyTable(Drawn):
    """Keys in columns, or one column of what was found, or the guide; scrolls when it is lower than its rows."""

    GROUND = "surface"
    DEFAULT_CSS = "KeyTable { width: 1fr; height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[list[_Cell]] = []
        self._guide = False
        self._columns: list[list[_Cell]] = []
        self._top = 0
        self._room = 1

    def show(self, blocks: list[list[_Cell]], *, guide: bool = False) -> None:
        """Show blocks side by side where they have room, or the guide."""
        self._blocks, self._guide, self._top = blocks, guide, 0
        self._arrange()

    def set_room(self, rows: int) -> None:
        """Take at most so many rows."""
        self._room = max(1, rows)
        self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out anew."""
        self._arrange()

    def scroll_by(self, by: int) -> None:
        """Move what is seen."""
        top = min(max(0, self._top + by), max(0, self.rows - self._room))
        if top != self._top:
            self._top = top
            self.refresh()

    @property
    def page(self) -> int:
        """Rows that are seen at once."""
        return self._room

    @property
    def rows(self) -> int:
        """Rows there are."""
        return max((len(column) for column in self._columns), default=0)

    def texts(self) -> list[str]:
        """What stands there, column by column."""
        return [f"{cell.keys} {cell.text} {cell.more}".strip() for column in self._columns for cell in column]

    def _arrange(self) -> None:
        width = self.size.width or self.app.size.width
        if self._guide:
            self._columns = [self._guide_lines(width)]
        else:
            most = max(1, min(_MOST_COLUMNS, width // _LEAST_COLUMN, len(self._blocks)))
            self._columns = [_stacked(blocks) for blocks in _partition(self._blocks, most)]
        self.styles.height = max(1, min(self._room, self.rows))
        self._top = min(self._top, max(0, self.rows - self._room))
        self.refresh()

    def _guide_lines(self, width: int) -> list[_Cell]:
        cells: list[_Cell] = []
        for heading, sentence in GUIDE:
            if cells:
                cells.append(_Cell())
            cells.append(_Cell(text=_(heading), heading=True))
            cells += [_Cell(text=line) for line in wrap(_(sentence), max(10, width - 2), 8)]
        return cells

    def signatures(self) -> Sequence[Hashable]:
        """Rows in view."""
        return [self._row(y) for y in range(self.content_size.height)]

    def _row(self, y: int) -> tuple[_Cell | None, ...]:
        at = y + self._top
        return tuple(column[at] if at < len(column) else None for column in self._columns)

    def render_line(self, y: int) -> Strip:
        """One row of every column."""
        width = self.content_size.width
        count = max(1, len(self._columns))
        each = width // count
        pieces: list[Piece] = []
        for cell in self._row(y):
            pieces += self._draw(cell or _Cell(), each)
        left = self.rows - self._top - self._room
        if left > 0 and y == self.content_size.height - 1:
            pieces[-1:] = [(fill(pieces[-1][0], max(0, width_of(pieces[-1][0]) - 2)) + "↓ ", self.ink("faint"))]
        return strip(pieces, width, self.ink())

    def _draw(self, cell: _Cell, width: int) -> list[Piece]:
        if cell.heading:
            return [(fill(f" {cell.text}", width), self.ink("primary*"))]
        if not cell.keys:
            return [(fill(f" {cell.text}", width), self.ink("muted"))]
        keys = max(_TEXT_FROM - 1, width_of(cell.keys) + 1) if width_of(cell.keys) < width // 2 else width // 2
        text = [(" " + fill(cell.keys, keys), self.ink("accent*")), (fit(cell.text, width - keys - 2), self.ink())]
        used = 1 + keys + width_of(text[1][0])
        if cell.more and cell.more != cell.text and width - used > 8:
            more = fit(f" · {cell.more}", width - used - 1)
            text.append((more, self.ink("muted")))
            used += width_of(more)
        return [*text, (" " * max(0, width - used), self.ink())]


def _stacked(blocks: Sequence[Sequence[_Cell]]) -> list[_Cell]:
    """Blocks above each other with a blank row between."""
    cells: list[_Cell] = []
    for block in blocks:
        cells += [*([_Cell()] if cells else []), *block]
    return cells


def _partition(blocks: Sequence[Sequence[_Cell]], most: int) -> list[list[Sequence[_Cell]]]:
    """Blocks in their order over at most so many columns, the highest as low as can be."""
    if most <= 1 or len(blocks) <= 1:
        return [list(blocks)] if blocks else []
    best: list[list[Sequence[_Cell]]] = []
    height = 10**6
    for first in range(1, len(blocks) + 1):
        rest = _partition(blocks[first:], most - 1)
        columns = [list(blocks[:first]), *rest]
        highest = max(sum(len(block) + 1 for block in column) for column in columns)
        if highest < height:
            best, height = columns, highest
    return best


class KeysScreen(DeskDialog[None]):
    """The keys that work on a screen.

    Args:
        screen: the screen they are of.
    """

    CSS_PATH = "keys.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "guide", N_("Guide"), tooltip=N_("How the keys are thought"), id="keys.guide"),
        Binding("down", "scroll_keys(1)", N_("Row down"), show=False, id="keys.down"),
        Binding("up", "scroll_keys(-1)", N_("Row up"), show=False, id="keys.up"),
        Binding("pagedown", "page_keys(1)", N_("Page down"), show=False, id="keys.page_down"),
        Binding("pageup", "page_keys(-1)", N_("Page up"), show=False, id="keys.page_up"),
    ]

    def __init__(self, screen: Screen[Any]) -> None:
        name = key_words.name_of(screen)
        super().__init__(
            _("Keys: {screen}").format(screen=name) if name else _("Keys"),
            wide=True, hint=(_("type to search · F1 guide · esc close"),),
        )  # fmt: skip
        self._keys = key_words.pressable(screen)
        self._input = TextInput("", _("type to search"))
        self._table = KeyTable()
        self._guide = False

    def compose_body(self) -> Iterable[Widget]:
        """Where one types, and the keys."""
        yield self._input
        yield self._table

    def first_field(self) -> Widget | None:
        """Type at once."""
        return self._input

    def on_mount(self) -> None:
        """Show all keys."""
        super().on_mount()
        self._show()

    def _fit(self) -> None:
        super()._fit()
        width, height = self.app.size
        tight = height < 30 or width < 100
        self._table.set_room(height - (4 if tight else 7))

    def _show(self) -> None:
        typed = searchable(clean(self._input.value)).split()
        if self._guide and not typed:
            self._table.show([], guide=True)
            return
        if typed:
            found = [one for one in self._keys if all(_holds(one, word) for word in typed)]
            cells = [_Cell(one.written, one.title, more=one.more) for one in found]
            self._table.show([cells or [_Cell(text=_("No key does that. ^p searches every command."))]])
            return
        blocks: dict[str, list[_Cell]] = {}
        for group, keys, title in key_words.collapsed(self._keys):
            heading = [_Cell(text=_(key_words.GROUPS[group]), heading=True)]
            blocks.setdefault(group, heading).append(_Cell(keys, title))
        self._table.show(list(blocks.values()))

    def on_input_changed(self, event: TextInput.Changed) -> None:
        """Narrow."""
        event.stop()
        self._guide = False
        self._show()

    def on_input_submitted(self, event: TextInput.Submitted) -> None:
        """Nothing is chosen here."""
        event.stop()

    def action_guide(self) -> None:
        """Turn to the guide, or back to the keys."""
        self._guide = not self._guide
        self._input.value = ""
        self._show()

    def action_scroll_keys(self, by: int) -> None:
        """Move by rows."""
        self._table.scroll_by(by)

    def action_page_keys(self, by: int) -> None:
        """Move by what is seen at once."""
        self._table.scroll_by(by * max(1, self._table.page - 1))


def _holds(one: key_words.KeyWords, word: str) -> bool:
    return word in searchable(one.words) or word in (key.casefold() for key in one.keys)
