"""Choose one client, or all of them, by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vatui import wording, zones
from vatui.domain.calendar import hour_state
from vatui.i18n import _
from vatui.screens.desk_dialog import DeskDialog
from vatui.themes import glyph
from vatui.values import SHAPES
from vatui.widgets.empty import Empty
from vatui.widgets.picker import Picker
from vatui.widgets.row_list import Cell, Line, RowId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from vatui.domain.clients import ClientLine

ALL = 0
"""The answer that means every client."""

_SIGNS = {"in": ("in", "success"), "opening": ("edge", "warning"), "closing": ("edge", "warning")}


class ChooseClient(DeskDialog[int]):
    """Choose a client: its number, 0 for all clients, None when it was left.

    In discreet mode only the client of the scope can be chosen.

    Args:
        title: what the client is chosen for.
        with_all: whether *All clients* can be chosen.
    """

    def __init__(self, title: str = "", *, with_all: bool = True) -> None:
        super().__init__(title or _("Choose a client"), main=_("Choose"))
        self._with_all = with_all
        self._picker: Picker | None = None

    def compose_body(self) -> Iterable[Widget]:
        """The clients, as many as may be named."""
        clients = self.named_clients()
        lines = [self._line(client) for client in clients]
        if self._with_all and not self.console.discreet:
            lines.append(Line(ALL, _("All clients"), cells=(Cell(_("key 0"), "faint"),)))
        words: dict[RowId, str] = {client.id: f"{zones.city(client.zone)} {client.zone}" for client in clients}
        sentence = _("No client fits.") if clients else _("There is no client yet.")
        empty = Empty(((sentence,),), centred=False)
        self._picker = Picker(lines, words=words, placeholder=_("name, code or city"), empty=empty)
        self._picker.styles.height = max(3, min(11, len(lines) + 1))
        yield self._picker

    def _line(self, client: ClientLine) -> Line:
        theirs = zones.local(self.now, client.zone)
        sign, role = _SIGNS.get(hour_state(client.calendar, self.now).kind, ("out", "muted"))
        return Line(
            client.id, client.name, client.code, client.colour,
            cells=(Cell(zones.city(client.zone)), Cell(f"{glyph(sign)} {wording.time_of_day(theirs)}", role)),
            bar=SHAPES[client.shape % len(SHAPES)] if client.shape else "",
        )  # fmt: skip

    def on_mount(self) -> None:
        """Begin at the client of the scope."""
        super().on_mount()
        scope, picker = self.console.scope, self._picker
        if scope is not None and picker is not None:
            self.call_after_refresh(lambda: picker.put_cursor(scope))

    def first_field(self) -> Widget | None:
        """Type at once."""
        return None if self._picker is None else self._picker.input

    async def submit(self) -> int | None:
        """The client under the cursor."""
        chosen = None if self._picker is None else self._picker.cursor_id
        return chosen if isinstance(chosen, int) else None

    def on_picker_chosen(self, event: Picker.Chosen) -> None:
        """Done."""
        event.stop()
        if isinstance(event.row_id, int):
            self.dismiss(event.row_id)
