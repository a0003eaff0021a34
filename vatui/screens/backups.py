"""Backups of the desk: which there are, one more now, and putting one back after typing that one means it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from vatui import wording, zones
from vatui.errors import InvalidField, VatuiError
from vatui.i18n import N_, _
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import searchable
from vatui.widgets.drawing import safe
from vatui.widgets.empty import Empty
from vatui.widgets.field import Field
from vatui.widgets.lines import Lines
from vatui.widgets.row_list import Cell, Line, RowList
from vatui.widgets.timer_face import Key, KeyLine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.backups import Backup
    from vatui.desk import Desk

_KINDS = {"manual": N_("by hand"), "daily": N_("daily"), "before": N_("before an update"), "replaced": N_("replaced desk")}
WORD = N_("restore")
"""What has to be typed."""


class ConfirmRestore(DeskDialog[bool]):
    """Ask for a word before the desk is replaced: undo does not reach behind it.

    Args:
        when: of when the backup is, in words.
    """

    def __init__(self, when: str) -> None:
        super().__init__(_("Restore a backup"), main=_("Restore"))
        self._when = when

    def compose_body(self) -> Iterable[Widget]:
        """What would happen, and the word."""
        sentence = _("The desk goes back to {when}. The present one is kept as a backup.").format(when=self._when)
        yield Static(Content(safe(sentence)), markup=False)
        yield Field("word", _("Type: {word}").format(word=_(WORD)))

    async def submit(self) -> bool:
        """Only with the word."""
        if searchable(self.values()["word"]) != searchable(_(WORD)):
            raise InvalidField("word", N_("Type the word to go on, or esc to leave all as it is."))
        return True


class BackupsScreen(DeskDialog[None]):
    """The backups in the folder of the desk, newest first."""

    CSS_PATH = "backups.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "backup", N_("Back up now"), tooltip=N_("Make a backup now"), id="backups.make"),
        Binding("r", "restore", N_("Restore"), tooltip=N_("Put the selected backup in place of the desk"), id="backups.restore"),
    ]

    def __init__(self) -> None:
        super().__init__(_("Backups"))
        self._backups: tuple[Backup, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        """The folder, the backups and the keys."""
        yield Lines(id="folder")
        yield RowList(id="backups", markable=False)
        yield KeyLine(1, id="keys")

    def first_field(self) -> Widget | None:
        """The list."""
        return self.query_one("#backups", RowList)

    def on_mount(self) -> None:
        """Look what there is."""
        super().on_mount()
        self.query_one(KeyLine).show((
            (Key("b", "b", _("back up now")), Key("r", "r", _("restore")), Key("escape", "esc", _("close"))),
        ))  # fmt: skip
        self._load()

    def _fit(self) -> None:
        super()._fit()
        if self.is_mounted:
            rows = self.app.size.height - (5 if self.has_class("-tight") else 10)
            self.query_one("#backups", RowList).styles.height = max(3, min(16, rows))

    @property
    def _file(self) -> Path | None:
        return self.console.desk.store.file

    @work(group="look", exclusive=True)
    async def _load(self) -> None:
        from vatui import backups

        file = self._file
        if file is None:
            nothing = Empty(((_("This desk is on a server. Whoever runs it makes the backups."),),), centred=False)
            self.query_one("#backups", RowList).show((), empty=nothing)
            return
        self._backups = await asyncio.to_thread(backups.list_backups, str(file))
        self.query_one("#folder", Lines).show(((((f" {backups.folder_of(str(file))}", "muted"),), ()),))
        lines = [
            Line(str(one.path), self._when(one), cells=(Cell(_(_KINDS[one.kind])), Cell(wording.file_size(one.size))))
            for one in self._backups
        ]
        nothing = Empty(((_("There is no backup yet. b makes one."),),), centred=False)
        self.query_one("#backups", RowList).show(lines, empty=nothing)

    def _when(self, one: Backup) -> str:
        wall = zones.local(one.at, self.zone)
        today = zones.today(self.now, self.zone)
        day = wording.long_day(wall.date(), today)
        return f"{day} {wording.time_of_day(wall)} · {wording.ago(one.at, self.now)}"

    # ------------------------------------------------------------------ the verbs

    def action_backup(self) -> None:
        """Make a backup now."""
        self._back_up()

    @work(group="backup", exclusive=True)
    async def _back_up(self) -> None:
        from vatui import backups

        file = self._file
        if file is None:
            return
        try:
            made = await asyncio.to_thread(backups.backup, str(file), None, self.console.desk.now())
        except VatuiError as error:
            self.console.say(str(error), severity="error", timeout=30)
            return
        self.console.say(_("Backed up, {size}.").format(size=wording.file_size(made.size)))
        self._load()

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        """Enter asks about restoring it."""
        event.stop()
        self.action_restore()

    def action_restore(self) -> None:
        """Put the selected backup in the place of the desk."""
        chosen = next((one for one in self._backups if str(one.path) == self.query_one("#backups", RowList).cursor_id), None)
        if chosen is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._restore(chosen)

        self.app.push_screen(ConfirmRestore(self._when(chosen)), answered)

    @work(group="backup", exclusive=True)
    async def _restore(self, chosen: Backup) -> None:
        console = self.console
        try:
            await console.call(_put_back, chosen.path)
        except VatuiError as error:
            console.say(str(error), severity="error", timeout=30)
            return
        console.card_id = console.request_id = None
        if console.head is not None and console.scope not in {client.id for client in console.head.clients}:
            console.scope = None
        console.say(_("Restored. The desk before is among the backups."), timeout=10)
        self._load()


def _put_back(desk: Desk, source: Path) -> Any:
    """Restore a backup while the desk is closed; on the desk's thread."""
    from vatui import backups

    return desk.while_closed(backups.restore, source, str(desk.store.file), desk.now())
