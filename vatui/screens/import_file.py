"""Bringing in a file of another tool: find it, say whose work it is, see what would come, then bring it in as one step."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.binding import Binding

from vatui import wording
from vatui.domain import boards, imports
from vatui.errors import ImportRefused, VatuiError
from vatui.i18n import N_, _, ngettext
from vatui.records import record
from vatui.screens.base import RoomScreen
from vatui.screens.choose_client import ChooseClient
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean
from vatui.themes import glyph
from vatui.widgets.choice import Choice, OneOf
from vatui.widgets.empty import Empty
from vatui.widgets.field import TextInput
from vatui.widgets.footer import Footer
from vatui.widgets.reader import Reader
from vatui.widgets.row_list import Cell, Line, RowList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from vatui.domain.clients import ClientLine
    from vatui.domain.imports import Applied, Plan
    from vatui.exchange.bundle import Bundle

_MOST: Final = 500
"""Files of a folder that are shown."""
_SHOW_AFTER: Final = 1.0
"""Seconds after which a job shows how far it is."""


@record
class Found:
    """A file that was read.

    Attributes:
        name: of the file.
        kind: a key of ``exchange.READERS``.
        bundle: what it holds.
        sha256: of its bytes.
    """

    name: str
    kind: str
    bundle: Bundle
    sha256: str


def read_file(path: Path) -> Found:
    """Read a file of any kind that is known; on a thread of its own, for a large one takes a second.

    Raises:
        ImportRefused: it cannot be read, or is of no known kind.
    """
    import hashlib

    from vatui import exchange
    from vatui.exchange.decode import MAX_BYTES

    try:
        if path.stat().st_size > MAX_BYTES:
            raise ImportRefused(N_("The file is larger than {limit} MiB."), limit=MAX_BYTES // (1024 * 1024))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise ImportRefused(N_("{file} cannot be read. Check its name and permissions."), file=clean(path.name)) from error
    kind = exchange.detect(data, path.name)
    return Found(clean(path.name), kind, exchange.read(kind, data, path.name), hashlib.sha256(data).hexdigest())


@record
class _Entry:
    """A file or folder beneath what is typed."""

    path: str
    name: str
    folder: bool
    size: int


def entries_for(typed: str) -> list[_Entry]:
    """The folders and readable files that the typed path begins; on a thread of its own, a folder may be far away."""
    from vatui.exchange import READERS

    suffixes = tuple(suffix for reader in READERS.values() for suffix in reader.suffixes)
    # What follows the last slash matters here, which a Path forgets.
    text = os.path.expanduser(typed or "~/")
    folder, start = os.path.split(text)
    found: list[_Entry] = []
    try:
        with os.scandir(folder or ".") as entries:
            for entry in entries:
                name = entry.name
                if not name.casefold().startswith(start.casefold()) or (name.startswith(".") and not start.startswith(".")):
                    continue
                if entry.is_dir():
                    found.append(_Entry(os.path.join(folder, name) + os.sep, name, True, 0))
                elif name.casefold().endswith(suffixes):
                    found.append(_Entry(os.path.join(folder, name), name, False, entry.stat().st_size))
    except (OSError, ValueError):
        return []
    found.sort(key=lambda one: (one.folder, one.name.casefold()))
    return found[:_MOST]


class ImportScreen(DeskDialog[int]):
    """Find the file by typing its path; its result is the number of cards that came or changed.

    Args:
        path: where to begin; the home folder if empty.
        client_id: whose work it is; asked if none is given.
    """

    CSS_PATH = "import_file.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", N_("Row down"), show=False, id="import.down"),
        Binding("up", "step(-1)", N_("Row up"), show=False, id="import.up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, id="import.page_down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="import.page_up"),
        Binding("tab", "complete", N_("Complete"), tooltip=N_("Take the name under the cursor"), id="import.complete"),
    ]

    def __init__(self, path: str = "", client_id: int | None = None) -> None:
        super().__init__(_("Bring data in"), main=_("Read the file"), hint=(_("tab completes · enter reads"),))
        self._client_id = client_id
        self._input = TextInput(path or "~/", _("a Trello board as JSON"))
        self._list = RowList(markable=False, shows_cursor=True)
        self._list.can_focus = False
        self._entries: dict[str, _Entry] = {}

    def compose_body(self) -> Iterable[Widget]:
        """Where one types, and the files there."""
        yield self._input
        yield self._list

    def first_field(self) -> Widget | None:
        """Type at once."""
        return self._input

    def on_mount(self) -> None:
        """Show the files there."""
        super().on_mount()
        self._input.cursor_position = len(self._input.value)
        self._look()

    def _fit(self) -> None:
        super()._fit()
        self._list.styles.height = max(3, min(14, self.app.size.height - (7 if self.has_class("-tight") else 10)))

    def on_input_changed(self, event: TextInput.Changed) -> None:
        """Show the files that begin so."""
        event.stop()
        self.show_problem("")
        self._look()

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        found = await asyncio.to_thread(entries_for, self._input.value)
        self._entries = {one.path: one for one in found}
        lines = [
            Line(
                one.path, clean(one.name) + ("/" if one.folder else ""), title_role="muted" if one.folder else "foreground",
                cells=() if one.folder else (Cell(wording.file_size(one.size)),),
            )
            for one in found
        ]  # fmt: skip
        self._list.show(lines, empty=Empty(((_("No folder or file begins so."),),), centred=False))
        if lines:
            self._list.put_cursor(lines[0].id)

    def action_step(self, by: int) -> None:
        """Move the cursor while the focus stays in the line above."""
        self._list.action_step(by)

    def action_page(self, by: int) -> None:
        """Move the cursor by what is seen at once."""
        self._list.action_page(by)

    def action_complete(self) -> None:
        """Take the name under the cursor into the line."""
        entry = self._entries.get(str(self._list.cursor_id))
        if entry is not None:
            self._type(entry.path)

    def _type(self, path: str) -> None:
        self._input.value = path
        self._input.cursor_position = len(self._input.value)

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        """A click takes the name; on a file it reads it."""
        event.stop()
        entry = self._entries.get(str(event.row_id))
        if entry is not None and entry.folder:
            self._type(entry.path)
        elif entry is not None:
            with self.prevent(TextInput.Changed):
                self._type(entry.path)
            self._begin(Path(entry.path))

    def on_input_submitted(self, event: TextInput.Submitted) -> None:
        """Read the file that is typed, else the one under the cursor; enter a folder."""
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Read the file."""
        typed = Path(self._input.value.strip()).expanduser()
        entry = self._entries.get(str(self._list.cursor_id))
        try:
            exact = typed.is_file()
        except (OSError, ValueError):
            exact = False
        if exact:
            self._begin(typed)
        elif entry is not None and entry.folder:
            self._type(entry.path)
        elif entry is not None:
            # What is wrong with the file must not go away because its name was filled in.
            with self.prevent(TextInput.Changed):
                self._type(entry.path)
            self._begin(Path(entry.path))
        else:
            self.show_problem(_("There is no such file."))

    @work(group="read", exclusive=True)
    async def _begin(self, path: Path) -> None:
        self.show_problem("")
        try:
            found = await asyncio.to_thread(read_file, path)
        except VatuiError as error:
            self.show_problem(str(error))
            return
        client_id = self._client_id
        if client_id is None:
            client_id = await self.app.push_screen_wait(ChooseClient(_("Whose work is it?"), with_all=False))
        client = next((one for one in self.named_clients() if one.id == client_id), None)
        if client is None:
            return
        done = await self.app.push_screen_wait(ImportPreview(found, client))
        if done is not None:
            self.dismiss(done)


class ImportPreview(DeskDialog[int]):
    """What would come, and the act; its result is the number of cards that came or changed.

    Args:
        found: the file that was read.
        client: whose work it is.
    """

    CSS_PATH = "import_file.tcss"

    def __init__(self, found: Found, client: ClientLine) -> None:
        super().__init__(_("Bring in {file}").format(file=found.name), main=_("Bring in"), hint=(_("↑↓ read on"),))
        self._found = found
        self._client = client
        self._plan: Plan | None = None
        self._stop = Event()
        self._job = False
        self._began = 0.0
        self._choices: tuple[tuple[int, str], ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        """The preview."""
        yield Reader(id="preview")
        if self._choices:
            options = [OneOf("0", _("a new board")), *(OneOf(str(number), name) for number, name in self._choices)]
            yield Choice("board", _("Into"), options, "0")

    def first_field(self) -> Widget | None:
        """The preview, to be read first."""
        return self.query_one("#preview", Reader)

    def on_mount(self) -> None:
        """Look what would come."""
        super().on_mount()
        self._first_look()

    def _fit(self) -> None:
        super()._fit()
        if self.is_mounted:
            rows = self.app.size.height - (5 if self.has_class("-tight") else 9) - bool(self._choices)
            self.query_one("#preview", Reader).styles.height = max(4, min(24, rows))

    @work(group="plan", exclusive=True)
    async def _first_look(self) -> None:
        await self._look(None)
        # A board that was brought before goes where it is; a single card has no board of its own.
        if self._plan is not None and self._plan.board_id is None:
            own = await self.console.attempt(boards.boards_of, self._client.id) or ()
            self._choices = tuple((number, name) for number, _client, name in own)
            await self.recompose()
            self._write_border()
            self._fit()
            self._show()
            self.query_one("#preview", Reader).focus()

    async def _look(self, board_id: int | None) -> None:
        bundle, sha = self._found.bundle, self._found.sha256
        plan = await self.console.attempt(imports.plan, bundle, self._client.id, board_id, sha256=sha)
        if plan is None:
            self.dismiss(None)
            return
        self._plan = plan
        self._show()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Look anew with another board."""
        event.stop()
        self._again(self._board())

    def on_choice_submitted(self, event: Choice.Submitted) -> None:
        """Enter is the act."""
        event.stop()
        self.action_save()

    @work(group="plan", exclusive=True)
    async def _again(self, board_id: int | None) -> None:
        await self._look(board_id)

    def _board(self) -> int | None:
        chosen = [choice.value for choice in self.query(Choice)]
        return int(chosen[0]) if chosen and chosen[0] != "0" else None

    # ------------------------------------------------------------------ what it says

    def _show(self) -> None:
        if self._plan is not None:
            self.query_one("#preview", Reader).show(list(self._paragraphs(self._plan)))

    def _paragraphs(self, plan: Plan) -> Iterable[tuple[str, str]]:
        from vatui.exchange import READERS

        kind = _(READERS[self._found.kind].title)
        yield f"{kind} · {self._client.code} {self._client.name}", "foreground*"
        where = _("New board: {name}") if plan.board_id is None else _("Into the board: {name}")
        yield where.format(name=plan.board_name), "foreground"
        stages = " · ".join(_stage_words(name, kind) for name, kind in plan.stages)
        if stages:
            yield _("New stages: {stages}").format(stages=stages), "muted"
        if plan.same_file:
            yield f"{glyph('done')} " + _("This very file is here already."), "success"
        if plan.elsewhere:
            yield (
                f"{glyph('soon')} " + _("This board was also brought to {codes}.").format(codes=", ".join(plan.elsewhere)),
                "warning",
            )
        yield "", "muted"
        yield from self._figures(plan)
        yield from self._counts(plan)
        if plan.losses:
            yield "", "muted"
            yield _("What vatui does not keep"), "primary*"
            for loss in plan.losses:
                yield f"{wording.number(loss.count)}  {_(loss.what)}. {_(loss.why)}", "muted"
        if plan.warnings:
            yield "", "muted"
            yield _("What was odd in the file"), "primary*"
            for one in plan.warnings:
                samples = f" ({' · '.join(one.samples)})" if one.samples else ""
                yield f"{wording.number(one.count)}  {_(one.text)}{samples}", "muted"
        for name, heading in _LISTS:
            titles = plan.titles.get(name, ())
            if titles:
                yield "", "muted"
                yield _(heading), "primary*"
                for title in titles:
                    yield title, "muted"
                rest = getattr(plan, name) - len(titles)
                if rest > 0:
                    yield wording.more(rest), "faint"

    def _figures(self, plan: Plan) -> Iterable[tuple[str, str]]:
        if plan.nothing and not plan.conflicts:
            yield _("Nothing new: every card is here as it is there."), "foreground*"
            return
        number = wording.number
        yield ngettext("{count} card comes new", "{count} cards come new", plan.new).format(count=number(plan.new)), "foreground*"
        if plan.changed:
            text = ngettext("{count} card changed there", "{count} cards changed there", plan.changed)
            yield text.format(count=number(plan.changed)), "foreground"
        if plan.comments:
            text = ngettext("{count} new comment on them", "{count} new comments on them", plan.comments)
            yield text.format(count=number(plan.comments)), "foreground"
        if plan.kept:
            text = ngettext("{count} card stays as it is", "{count} cards stay as they are", plan.kept)
            yield text.format(count=number(plan.kept)), "muted"
        if plan.conflicts:
            text = ngettext(
                "{count} card changed on both sides: yours stays", "{count} cards changed on both sides: yours stay", plan.conflicts
            )
            yield f"{glyph('soon')} " + text.format(count=number(plan.conflicts)), "warning"
        if plan.gone:
            text = ngettext("{count} card is gone there: it stays here", "{count} cards are gone there: they stay here", plan.gone)
            yield text.format(count=number(plan.gone)), "muted"

    def _counts(self, plan: Plan) -> Iterable[tuple[str, str]]:
        parts = [f"{wording.number(plan.counts[name])} {_(text)}" for name, text in _COUNTS if plan.counts.get(name)]
        if parts:
            yield _("In the file: {things}").format(things=" · ".join(parts)), "muted"

    # ------------------------------------------------------------------ the act

    async def submit(self) -> int | None:
        """Bring it in, and show how far it is when it takes a while."""
        loop = asyncio.get_running_loop()
        self._stop.clear()
        self._job, self._began = True, loop.time()

        def progress(done: int, total: int) -> None:
            # On the desk's thread.
            if self._stop.is_set():
                raise ImportRefused(N_("Stopped. Nothing was brought in."))
            loop.call_soon_threadsafe(self._tell, done, total)

        try:
            applied = await self.console.call(
                imports.apply, self._found.bundle, self._client.id, file_name=self._found.name, sha256=self._found.sha256,
                board_id=self._board(), progress=progress,
            )  # fmt: skip
        finally:
            self._job = False
            self._tell(0, 0)
        self._said(applied)
        return applied.new + applied.changed

    def _tell(self, done: int, total: int) -> None:
        """Show how far it is, in the left half of the footer."""
        if total and (not self._job or asyncio.get_running_loop().time() - self._began < _SHOW_AFTER):
            return
        text = ""
        if total:
            text = _("Importing {done} of {total}").format(done=wording.number(done), total=wording.number(total))
            text += " · " + _("esc stop")
        for screen in self.app.screen_stack:
            if isinstance(screen, RoomScreen):
                screen.query_one(Footer).set_job(text, done / total if total else 0.0)

    def _said(self, applied: Applied) -> None:
        if applied.run_id is None:
            self.console.say(_("Nothing new in this file."))
            return
        text = _("Imported {new} new and {changed} changed cards to {code}").format(
            new=wording.number(applied.new), changed=wording.number(applied.changed), code=self._client.code
        )
        self.console.say(f"{text} · " + _("u undo"), timeout=10)

    def action_leave(self) -> None:
        """While it runs, stop it: nothing is kept then, and the preview stays."""
        if self._job:
            self._stop.set()
        else:
            super().action_leave()


def _stage_words(name: str, kind: str) -> str:
    """A stage with what it means, where its name does not say that already."""
    meaning = wording.stage_kind(kind)
    return f"{name} ({meaning})" if name and name.casefold() != meaning.casefold() else name or meaning


_LISTS: Final = (
    ("conflicts", N_("Changed on both sides")), ("changed", N_("Changed there")), ("new", N_("New cards")),
    ("gone", N_("Gone there")),
)  # fmt: skip
"""What is listed by title, the least usual first."""

_COUNTS: Final = (
    ("lists", N_("lists")), ("cards", N_("cards")), ("cards_archived", N_("archived")), ("due", N_("with a date")),
    ("done", N_("done")),
    ("labels", N_("labels")), ("checklists", N_("checklists")), ("items", N_("steps")), ("comments", N_("comments")),
    ("attachments", N_("links")), ("fields", N_("values")), ("members", N_("people")),
)  # fmt: skip
"""The figures of a reader, in words."""
