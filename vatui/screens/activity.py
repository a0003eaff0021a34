"""The activity log: who did what and when, the newest first; u takes back the newest of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding

from vatui import wording, zones
from vatui.domain import activity
from vatui.i18n import N_, _
from vatui.screens.choose_client import ChooseClient
from vatui.screens.desk_dialog import DeskDialog
from vatui.values import SHAPES
from vatui.widgets.empty import Empty
from vatui.widgets.row_list import Cell, Heading, Line, RowList
from vatui.widgets.timer_face import Key, KeyLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.domain.activity import Happening, Log

_WINDOW = 200


class ActivityScreen(DeskDialog[None]):
    """What happened, in a window over a log of any length.

    In discreet mode only what was done for the client of the scope is shown.
    """

    CSS_PATH = "activity.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "client", N_("Client"), tooltip=N_("Only what was done for one client"), id="activity.client"),
        Binding("0", "all", N_("All clients"), show=False, id="activity.all"),
        Binding("u,ctrl+z", "app.undo", N_("Undo"), tooltip=N_("Take back your newest change"), id="activity.undo"),
        Binding("U,ctrl+y", "app.redo", N_("Redo"), tooltip=N_("Bring back what you took back last"), id="activity.redo"),
    ]

    def __init__(self) -> None:
        super().__init__(_("Activity"), wide=True)
        self._only: int | None = None
        self._offset = 0
        self.shown: Log | None = None

    def compose_body(self) -> Iterable[Widget]:
        """The log and its keys."""
        yield RowList(id="log", markable=False)
        yield KeyLine(1, id="keys")

    def first_field(self) -> Widget | None:
        """The log."""
        return self.query_one("#log", RowList)

    def on_mount(self) -> None:
        """Follow the desk; begin with the client of the scope."""
        super().on_mount()
        self._only = self.console.scope
        self.console.changed.subscribe(self, self._desk_changed)
        self._load()

    def _fit(self) -> None:
        super()._fit()
        if self.is_mounted:
            self.query_one("#log", RowList).styles.height = max(3, self.app.size.height - (4 if self.has_class("-tight") else 8))

    def _desk_changed(self, tables: frozenset[str]) -> None:
        self._load()

    @work(group="reload", exclusive=True)
    async def _load(self) -> None:
        if self.console.discreet and self.console.scope is None:
            return
        only = self.console.scope if self.console.discreet else self._only
        found = await self.console.attempt(activity.log, self._offset, client_id=only, limit=_WINDOW)
        if found is not None:
            self.shown, self._offset = found, found.offset
            self._show(found)

    # ------------------------------------------------------------------ what it shows

    def _show(self, found: Log) -> None:
        clients = {client.id: client for client in self.named_clients()}
        today = zones.today(self.now, self.zone)
        headings: dict[str, Heading] = {}
        lines: list[Line] = []
        for at, step in enumerate(found.steps):
            wall = zones.local(step.at, self.zone)
            day = wall.date().isoformat()
            headings.setdefault(day, Heading(day, _("Today") if wall.date() == today else wording.long_day(wall.date(), today)))
            client = clients.get(step.client_id or 0)
            lines.append(
                Line(
                    step.id, self._text(step), client.code if client else "", client.colour if client else None, group=day,
                    lead=wording.time_of_day(wall), cells=self._cells(step), title_role="faint" if step.undone else "foreground",
                    bar=SHAPES[client.shape % len(SHAPES)] if client and client.shape else "", key=found.offset + at,
                )
            )  # fmt: skip
        nothing = Empty(((_("Nothing was done yet."),),), centred=False)
        self.query_one("#log", RowList).show(
            lines, headings=tuple(headings.values()), offset=found.offset, total=found.total, empty=nothing
        )
        keys = [Key("u", "u", _("undo")), Key("U", "U", _("redo")), Key("escape", "esc", _("close"))]
        if not self.console.discreet:
            keys[2:2] = [Key("c", "c", _("client")), Key("0", "0", _("all"))]
        self.query_one(KeyLine).show((keys,))

    @staticmethod
    def _text(step: Happening) -> str:
        title = _(step.title)
        if step.undoes:
            title = _("Undid: {title}").format(title=title)
        return f"{title} “{step.subject}”" if step.subject else title

    def _cells(self, step: Happening) -> tuple[Cell, ...]:
        undone = Cell(_("undone"), "faint") if step.undone else Cell()
        return Cell(step.actor), undone, Cell(wording.ago(step.at, self.now))

    # ------------------------------------------------------------------ moving about

    def on_row_list_more_wanted(self, event: RowList.MoreWanted) -> None:
        """Read another window."""
        event.stop()
        if self.shown is None:
            return
        if event.direction == "first":
            self._offset = 0
        elif event.direction == "last":
            self._offset = self.shown.total
        elif isinstance(event.edge, int):
            self._offset = max(0, event.edge - _WINDOW // 2)
        self._load()

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        """Nothing is opened here."""
        event.stop()

    def action_client(self) -> None:
        """Choose whose log is shown."""
        if self.console.discreet:
            return

        def chosen(client_id: int | None) -> None:
            if client_id is not None:
                self._only, self._offset = client_id or None, 0
                self._load()

        self.app.push_screen(ChooseClient(_("Whose activity?")), chosen)

    def action_all(self) -> None:
        """Show what was done for everybody."""
        self._only, self._offset = None, 0
        self._load()
