"""Finding anything by its words: cards, requests, clients and notes, as one types."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding

from vatui import wording
from vatui.domain import search
from vatui.i18n import N_, _
from vatui.screens import card_lines
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean
from vatui.themes import glyph
from vatui.values import SHAPES, RequestState
from vatui.widgets.empty import Empty
from vatui.widgets.field import TextInput
from vatui.widgets.row_list import Cell, Heading, Line, RowList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widget import Widget

    from vatui.app import VatuiApp
    from vatui.domain.cards import CardLine
    from vatui.domain.search import Found

_PAUSE: Final = 0.12
"""Seconds without a key after which the desk is asked."""
_MOST: Final = 50


class SearchScreen(DeskDialog[str]):
    """Type words; enter opens what stands under the cursor.

    In discreet mode only what belongs to the client of the scope is found; otherwise everything, whatever the scope.
    """

    CSS_PATH = "search.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", N_("Row down"), show=False, id="search.down"),
        Binding("up", "step(-1)", N_("Row up"), show=False, id="search.up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, id="search.page_down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="search.page_up"),
    ]

    def __init__(self, text: str = "") -> None:
        super().__init__(_("Search"), hint=(_("enter opens · esc close"),))
        self._input = TextInput(text, _("words, #tag, code, client"))
        self._list = RowList(markable=False, shows_cursor=True)
        self._list.can_focus = False
        self._wait: Timer | None = None
        self._found = ""

    def compose_body(self) -> Iterable[Widget]:
        """Where one types, and what was found."""
        yield self._input
        yield self._list

    def first_field(self) -> Widget | None:
        """Type at once."""
        return self._input

    def on_mount(self) -> None:
        """Find what is asked for already."""
        super().on_mount()
        self._list.show((), empty=_hint())
        self._search()

    def _fit(self) -> None:
        super()._fit()
        width, height = self.app.size
        tight = height < 30 or width < 100
        self._list.styles.height = max(3, min(24, height - (5 if tight else 8)))

    def on_input_changed(self, event: TextInput.Changed) -> None:
        """Search when one stops typing for a moment."""
        event.stop()
        if self._wait is not None:
            self._wait.stop()
        self._wait = self.set_timer(_PAUSE, self._search)

    def on_input_submitted(self, event: TextInput.Submitted) -> None:
        """Open what stands under the cursor; what was typed last counts."""
        event.stop()
        self.begin(self._open_first, "search")

    async def _open_first(self) -> None:
        if self._wait is not None:
            self._wait.stop()
            self._wait = None
        if clean(self._input.value) != self._found:
            await self._find()
        self._list.action_open()

    def _search(self) -> None:
        self._wait = None
        self.begin(self._find, "search")

    async def _find(self) -> None:
        before, self._found = self._found, clean(self._input.value)
        text = self._found.replace("#", "")
        if not text:
            self._list.show((), empty=_hint())
            return
        only = None
        if self.console.discreet:
            only = [] if self.console.scope is None else [self.console.scope]
        found = await self.console.attempt(search.search, text, only, limit=_MOST)
        if found is None:
            return
        lines = self._lines(found)
        headings = (
            Heading("cards", _("Cards"), str(len(found.cards))), Heading("requests", _("Requests"), str(len(found.requests))),
            Heading("clients", _("Clients"), str(len(found.clients))), Heading("notes", _("Notes"), str(len(found.notes))),
        )  # fmt: skip
        self._list.show(lines, headings=headings, empty=Empty(((_("Nothing holds these words."),),), centred=False))
        if lines and before != self._found:
            self._list.put_cursor(lines[0].id)

    def _lines(self, found: Found) -> list[Line]:
        lines = [self._card(card) for card in found.cards]
        lines += [
            Line(
                f"request:{one.id}", one.title, one.client_code, one.colour or None, group="requests", bar=_bar(one.shape),
                cells=(Cell(wording.ahead(one.received_at - self.now)),),
                title_role="foreground" if one.state == RequestState.OPEN else "muted",
            )
            for one in found.requests
        ]  # fmt: skip
        lines += [
            Line(f"client:{one.id}", one.name, one.code, one.colour, group="clients", bar=_bar(one.shape)) for one in found.clients
        ]
        lines += [
            Line(
                f"note:{one.client_id}:{one.id}", one.text.replace("\n", " "), one.client_code, one.colour, group="notes",
                bar=_bar(one.shape),
            )
            for one in found.notes
        ]  # fmt: skip
        return lines

    def _card(self, card: CardLine) -> Line:
        row = card_lines.row(card, self.now, self.zone, with_estimate=False, group="cards")
        muted = card.done_at is not None or card.archived
        cells = (Cell(card.code), Cell(glyph("done"), "success") if card.done_at is not None else row.cells[-1])
        return replace(row, id=f"card:{card.id}", cells=cells, title_role="muted" if muted else "foreground")

    # ------------------------------------------------------------------ opening

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        """Open it: a card as its sheet, a request in the inbox, a client in the room of clients."""
        event.stop()
        kind, _colon, rest = str(event.row_id).partition(":")
        number = int(rest.partition(":")[0])
        console = self.console
        self.dismiss(str(event.row_id))
        if kind == "card":
            from vatui.screens.card import CardScreen

            console.card_id = number
            console.push_screen(CardScreen(number))
        elif kind == "request":
            console.request_id = number
            console.call_later(console.action_go, "inbox")
        else:
            console.call_later(_show_client, console, number)

    def action_step(self, by: int) -> None:
        """Move the cursor while the focus stays in the line above."""
        self._list.action_step(by)

    def action_page(self, by: int) -> None:
        """Move the cursor by what is seen at once."""
        self._list.action_page(by)


def _bar(shape: int) -> str:
    return SHAPES[shape % len(SHAPES)] if shape else ""


def _hint() -> Empty:
    return Empty(((_("Type a few letters of anything: a title, a name, a tag."),),), centred=False)


async def _show_client(console: VatuiApp, client_id: int) -> None:
    """Enter the room of clients at one of them."""
    from vatui.screens.clients import ClientsScreen

    await console.action_go("clients")
    if isinstance(console.screen, ClientsScreen):
        console.screen.show_client(client_id)
