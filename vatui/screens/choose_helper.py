"""Choose a helper to hand work to, or take it back; a new name adds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vatui import wording, zones
from vatui.domain import clients
from vatui.i18n import _
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import searchable
from vatui.widgets.picker import Picker, narrow
from vatui.widgets.row_list import Cell, Line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

ME = 0
"""The answer that means nobody but me."""

_NEW = "new"


class ChooseHelper(DeskDialog[int]):
    """Choose a helper: the number, 0 for me, None when it was left."""

    def __init__(self) -> None:
        super().__init__(_("Hand to"), main=_("Choose"))
        self._lines: tuple[Line, ...] = (Line(ME, _("Nobody: I do it")),)
        self._names: frozenset[str] = frozenset()
        self._picker = Picker(find=self._find, placeholder=_("a name; a new one adds a helper"))

    def compose_body(self) -> Iterable[Widget]:
        """The helpers."""
        self._picker.styles.height = 8
        yield self._picker

    def first_field(self) -> Widget | None:
        """Type at once."""
        return self._picker.input

    def on_mount(self) -> None:
        """Read who there is."""
        super().on_mount()
        self.begin(self._load, "load")

    async def _load(self) -> None:
        found = await self.console.attempt(clients.helpers)
        now = self.now
        helpers = [
            Line(number, name, cells=(Cell(zones.city(zone)), Cell(wording.time_of_day(zones.local(now, zone)))) if zone else ())
            for number, name, zone in found or ()
        ]
        self._names = frozenset(searchable(line.title) for line in helpers)
        self._lines = (*helpers, Line(ME, _("Nobody: I do it")))
        self._picker.show(self._lines)

    def _find(self, text: str) -> Iterable[Line]:
        found = narrow(self._lines, text)
        if text and searchable(text) not in self._names:
            found = (*found, Line(_NEW, _("Add helper “{name}”").format(name=text), title_role="accent"))
        return found

    async def submit(self) -> int | None:
        """Who stands under the cursor; a new helper is added first."""
        chosen = self._picker.cursor_id
        if chosen == _NEW:
            helper = await self.console.call(clients.add_helper, self._picker.input.value)
            return int(helper.id)
        return chosen if isinstance(chosen, int) else None

    def on_picker_chosen(self, event: Picker.Chosen) -> None:
        """Done, or add first."""
        event.stop()
        if isinstance(event.row_id, int):
            self.dismiss(event.row_id)
        else:
            self.action_save()
