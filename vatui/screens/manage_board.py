"""The boards of a client and the stages of one of them: add, name, order, limit, put away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding

from vatui import wording
from vatui.domain import boards
from vatui.errors import InvalidField
from vatui.i18n import N_, _, ngettext
from vatui.screens.ask import AskLine
from vatui.screens.card_lines import stage_name
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean
from vatui.themes import glyph
from vatui.values import StageKind
from vatui.widgets.choice import Choice, OneOf
from vatui.widgets.field import Field
from vatui.widgets.picker import PickDialog
from vatui.widgets.row_list import Cell, Heading, Line, RowId, RowList
from vatui.widgets.timer_face import Key, KeyLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.domain.boards import BoardSheet

_WATCHES = frozenset({"board", "stage", "card"})

_Stage = tuple[int, str, StageKind, int, int]


class StageForm(DeskDialog[int]):
    """Name, kind and limit of a stage; its result is the stage's number.

    Args:
        board_id: of which board.
        stage: the stage as it is now; none for a new one.
    """

    def __init__(self, board_id: int, stage: _Stage | None = None) -> None:
        super().__init__(_("Edit stage") if stage else _("New stage"), main=_("Save") if stage else _("Add stage"))
        self.board_id = board_id
        self.stage = stage

    def compose_body(self) -> Iterable[Widget]:
        """The fields."""
        name, kind, limit = self.stage[1:4] if self.stage else ("", StageKind.READY, 0)
        yield Field("name", _("Name"), name, placeholder=wording.stage_kind(kind), hint=_("Empty: called by what it means."))
        yield Choice("kind", _("Meaning"), [OneOf(one.value, wording.stage_kind(one)) for one in StageKind], kind.value)
        yield Field("limit", _("Limit"), str(limit) if limit else "", placeholder=_("no limit"))

    def on_choice_submitted(self, event: Choice.Submitted) -> None:
        """Enter saves."""
        event.stop()
        self.action_save()

    async def submit(self) -> int:
        """Make or change the stage."""
        values = self.values()
        text = values["limit"]
        if text and not text.isdigit():
            raise InvalidField("limit", N_("A limit lies between 0 (none) and 999."))
        limit = int(text or 0) if len(text) < 6 else 1_000
        kind = StageKind(self.query_one(Choice).value)
        if self.stage is None:
            made = await self.console.call(boards.add_stage, self.board_id, values["name"], kind, limit=limit)
            return int(made.id)
        await self.console.call(boards.edit_stage, self.stage[0], name=values["name"], kind=kind, limit=limit)
        return self.stage[0]


class ManageBoard(DeskDialog[None]):
    """Boards and stages as one list, changed with the keys of the console.

    Args:
        board_id: the board whose stages are shown at first.
    """

    CSS_PATH = "manage_board.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", N_("Edit"), tooltip=N_("Rename the board; name, meaning and limit of the stage"), id="manage.edit"),
        Binding("plus", "add_stage", N_("Stage"), tooltip=N_("Add a stage to this board"), id="manage.add_stage"),
        Binding("B", "add_board", N_("Board"), tooltip=N_("Add a board for this client"), id="manage.add_board"),
        Binding("K,shift+up", "shift(-1)", N_("Move up"), show=False, tooltip=N_("The stage one place before"), id="manage.up"),
        Binding("J,shift+down", "shift(1)", N_("Move down"), show=False, tooltip=N_("The stage one place after"), id="manage.down"),
        Binding("A", "archive", N_("Archive"), tooltip=N_("Put the board away, or bring it back"), id="manage.archive"),
        Binding("X,delete", "remove", N_("Remove"), tooltip=N_("Remove the stage; its cards go to another"), id="manage.remove"),
        Binding("u,ctrl+z", "app.undo", N_("Undo"), show=False, id="manage.undo"),
        Binding("U,ctrl+y", "app.redo", N_("Redo"), show=False, id="manage.redo"),
    ]

    def __init__(self, board_id: int) -> None:
        super().__init__(_("Boards and stages"))
        self.board_id = board_id
        self.sheet: BoardSheet | None = None
        self._wanted = ""

    def compose_body(self) -> Iterable[Widget]:
        """The list and its keys."""
        yield RowList(id="things", markable=False)
        yield KeyLine(2, id="keys")

    def first_field(self) -> Widget | None:
        """The list."""
        return self.query_one("#things", RowList)

    def on_mount(self) -> None:
        """Follow the desk."""
        super().on_mount()
        self.console.changed.subscribe(self, self._desk_changed)
        self.query_one(KeyLine).show((
            (Key("e", "e", _("edit")), Key("plus", "+", _("stage")), Key("B", "B", _("board")), Key("K", "K", ""),
             Key("J", "J", _("move"))),
            (Key("X", "X", _("remove stage")), Key("A", "A", _("archive board")), Key("u", "u", _("undo")),
             Key("escape", "esc", _("close"))),
        ))  # fmt: skip
        self._load()

    def _desk_changed(self, tables: frozenset[str]) -> None:
        if tables & _WATCHES:
            self._load()

    @work(group="reload", exclusive=True)
    async def _load(self) -> None:
        sheet = await self.console.attempt(boards.board_sheet, self.board_id)
        if sheet is None:
            # An undo took the board away that was being managed.
            others = [] if self.sheet is None else [number for number, *_rest in self.sheet.boards if number != self.board_id]
            if not others:
                self.dismiss(None)
                return
            self.board_id = others[0]
            self._load()
            return
        first = self.sheet is None or self.sheet.id != sheet.id
        self.sheet = sheet
        self._show(sheet)
        wanted = self._wanted or (f"s:{sheet.stages[0][0]}" if first and sheet.stages else "")
        if wanted and self.query_one("#things", RowList).put_cursor(wanted):
            self._wanted = ""

    def _show(self, sheet: BoardSheet) -> None:
        colour = next((client.colour for client in self.head.clients if client.id == sheet.client_id), None)
        lines: list[Line] = []
        for number, name, archived, cards in sheet.boards:
            state = _("archived") if archived else ngettext("{count} open card", "{count} open cards", cards).format(count=cards)
            here = number == sheet.id
            role = "faint" if archived else "muted"
            lines.append(
                Line(
                    f"b:{number}", name, sheet.client_code, colour, group="boards", cells=(Cell(state, role),),
                    title_role="muted" if archived else "foreground", bold=here, mark=glyph("done") if here else "",
                )
            )  # fmt: skip
        for number, name, kind, limit, cards in sheet.stages:
            count = ngettext("{count} card", "{count} cards", cards).format(count=cards)
            over = limit and cards > limit and kind != StageKind.DONE
            most = Cell(_("at most {limit}").format(limit=limit), "warning" if over else "muted") if limit else Cell()
            meaning = Cell(wording.stage_kind(kind)) if name else Cell()
            lines.append(Line(f"s:{number}", stage_name(name, kind), group="stages", cells=(meaning, most, Cell(count))))
        headings = (
            Heading("boards", _("Boards")),
            Heading("stages", _("Stages of {board}").format(board=sheet.name)),
        )
        things = self.query_one("#things", RowList)
        things.show(lines, headings=headings)
        room = self.app.size.height - (8 if self.has_class("-tight") else 11)
        things.styles.height = max(3, min(room, len(lines) + 4))

    # ------------------------------------------------------------------ what is selected

    def _stage(self) -> _Stage | None:
        """The stage under the cursor, or a word about why there is none."""
        found = self._selected("s")
        stage = next((one for one in self.sheet.stages if one[0] == found), None) if self.sheet else None
        if stage is None:
            self.console.say(_("Put the cursor on a stage first."))
        return stage

    def _selected(self, kind: str) -> int | None:
        row_id = str(self.query_one("#things", RowList).cursor_id or "")
        return int(row_id[2:]) if row_id.startswith(f"{kind}:") else None

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        """Enter shows the stages of a board, and edits a stage."""
        event.stop()
        board = self._selected("b")
        if board is None:
            self.action_edit()
        elif board != self.board_id:
            self.board_id = board
            self._load()

    # ------------------------------------------------------------------ the verbs

    def action_edit(self) -> None:
        """Rename the board, or edit the stage."""
        board = self._selected("b")
        if board is not None and self.sheet is not None:
            name = next(name for number, name, *_rest in self.sheet.boards if number == board)
            self._rename(board, name)
        elif self.sheet is not None and (stage := self._stage()) is not None:
            self.app.push_screen(StageForm(self.board_id, stage))

    @work(exclusive=True, group="ask")
    async def _rename(self, board_id: int, name: str) -> None:
        text = await self.app.push_screen_wait(AskLine(_("Rename board"), _("Name"), name))
        if text is not None and clean(text) != name:
            await self.console.attempt(boards.rename_board, board_id, text)

    def action_add_stage(self) -> None:
        """Add a stage to the board that is shown."""
        self._add_stage()

    @work(exclusive=True, group="ask")
    async def _add_stage(self) -> None:
        number = await self.app.push_screen_wait(StageForm(self.board_id))
        if number is not None:
            self._wanted = f"s:{number}"
            self._load()

    def action_add_board(self) -> None:
        """Add a board for this client."""
        self._add_board()

    @work(exclusive=True, group="ask")
    async def _add_board(self) -> None:
        if self.sheet is None:
            return
        name = await self.app.push_screen_wait(AskLine(_("New board"), _("Name")))
        if not name:
            return
        made = await self.console.attempt(boards.add_board, self.sheet.client_id, name)
        if made is not None:
            self.board_id = int(made.id)
            self._load()

    async def action_shift(self, by: int) -> None:
        """Move the stage one place."""
        stage = self._stage()
        if stage is not None:
            await self.console.attempt(boards.move_stage, stage[0], by)

    async def action_archive(self) -> None:
        """Put the board away, or bring it back."""
        board = self._selected("b") or self.board_id
        if self.sheet is None:
            return
        name, archived = next((name, archived) for number, name, archived, _cards in self.sheet.boards if number == board)
        if await self.console.attempt(boards.archive_board, board, not archived) is not None:
            said = _("Brought back {name}") if archived else _("Archived {name}")
            self.console.say(said.format(name=f"“{name}”") + " · " + _("u undo"), timeout=10)

    def action_remove(self) -> None:
        """Remove the stage; where its cards go is asked if it has any."""
        stage = self._stage()
        if stage is None or self.sheet is None:
            return
        others = [one for one in self.sheet.stages if one[0] != stage[0]]
        if not others:
            self.console.say(_("A board keeps at least one stage."))
            return
        self._remove(stage, others)

    @work(exclusive=True, group="ask")
    async def _remove(self, stage: _Stage, others: list[_Stage]) -> None:
        target: RowId | None = others[0][0]
        if stage[4]:
            lines = [Line(number, stage_name(name, kind)) for number, name, kind, _limit, _cards in others]
            title = ngettext("Where does its card go?", "Where do its {count} cards go?", stage[4]).format(count=stage[4])
            target = await self.app.push_screen_wait(PickDialog(title, lines))
        if isinstance(target, int) and await self._removed(stage[0], target):
            name = stage_name(stage[1], stage[2])
            self.console.say(_("Removed {name}").format(name=f"“{name}”") + " · " + _("u undo"), timeout=10)

    async def _removed(self, stage_id: int, target: int) -> bool:
        """Whether it was removed; a refusal is said by the app."""
        from vatui.errors import VatuiError

        try:
            await self.console.call(boards.remove_stage, stage_id, cards_to=target)
        except VatuiError as error:
            self.console.say(str(error), severity="error")
            return False
        return True
