"""Write the memo of a card in Markdown, here or in the editor of the system."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from vatui.domain import cards
from vatui.errors import ChangedMeanwhile, NotFound, VatuiError
from vatui.i18n import N_, _
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean
from vatui.widgets.dialog import Answer
from vatui.widgets.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

_AROUND = 10
"""Lines of the screen that are not the memo's."""


class MemoScreen(DeskDialog[bool]):
    """The memo of a card; true when it was saved.

    ``ctrl+s`` saves, ``ctrl+o`` opens ``$VISUAL`` or ``$EDITOR``, ``ctrl+r`` shows it rendered.

    Args:
        card_id: whose.
    """

    DEFAULT_CSS = """
    MemoScreen {
        TextBox, TextBox:focus { padding: 0; }
        VerticalScroll.rendered { display: none; }
        &.-rendered TextBox { display: none; }
        &.-rendered VerticalScroll.rendered { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "editor", N_("Open in editor"), show=False, id="memo.editor"),
        Binding("ctrl+r", "render", N_("Show rendered"), show=False, id="memo.render"),
    ]

    def __init__(self, card_id: int) -> None:
        super().__init__(
            _("Memo"), main=_("Save"), other=(Answer("render", _("Rendered")), Answer("editor", _("Editor"))), wide=True,
            hint=(_("ctrl+s save · ctrl+r rendered · ctrl+o editor"),),
        )  # fmt: skip
        self.card_id = card_id
        self._was = ""
        self._area = TextBox()
        self._rendered = VerticalScroll(classes="rendered")

    def compose_body(self) -> Iterable[Widget]:
        """The text, or its rendering."""
        yield self._area
        yield self._rendered

    def first_field(self) -> Widget | None:
        """Write at once."""
        return self._area

    def on_mount(self) -> None:
        """Read the memo."""
        super().on_mount()
        self.begin(self._load, "load")

    def _fit(self) -> None:
        super()._fit()
        if self.is_mounted:
            height = max(3, min(24, self.app.size.height - _AROUND + (4 if self.app.size.height < 30 else 0)))
            self._area.styles.height = height
            self._rendered.styles.height = height

    async def _load(self) -> None:
        try:
            sheet = await self.console.call(cards.card_sheet, self.card_id)
        except NotFound as error:
            self.console.say(str(error))
            self.dismiss(None)
            return
        self.heading = _("Memo of {code}").format(code=sheet.line.code)
        self._write_border()
        self._was = sheet.memo
        self._area.text = sheet.memo
        self._area.move_cursor(self._area.document.end)

    @property
    def changed(self) -> bool:
        """Whether something was written that is not saved."""
        return clean(self._area.text, lines=True) != self._was

    async def submit(self) -> bool:
        """Save it."""
        text = clean(self._area.text, lines=True)
        if text != self._was:
            try:
                await self.console.call(cards.edit_card, self.card_id, was={"memo": self._was}, memo=text)
            except ChangedMeanwhile as error:
                # What the other wrote is known from now on: saving once more replaces it.
                sheet = await self.console.call(cards.card_sheet, self.card_id)
                self._was = sheet.memo
                raise VatuiError(N_("The memo was changed meanwhile. Saving again replaces it.")) from error
        return True

    async def answered(self, key: str) -> None:
        """The buttons for the mouse."""
        if key == "editor":
            self.action_editor()
        else:
            await self.action_render()

    async def action_render(self) -> None:
        """Show it as it reads, or go back to writing."""
        if self.has_class("-rendered"):
            self.remove_class("-rendered")
            self._area.focus()
            return
        from textual.widgets import Markdown

        await self._rendered.remove_children()
        await self._rendered.mount(Markdown(clean(self._area.text, lines=True), open_links=False))
        self.add_class("-rendered")
        self._rendered.focus()

    def action_editor(self) -> None:
        """Write it in the editor of the system; what was saved there comes back here."""
        import os
        import shlex
        import subprocess
        import tempfile
        from pathlib import Path

        program = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
        if not program:
            self.show_problem(_("No editor is set. Set $EDITOR first."))
            return
        with tempfile.TemporaryDirectory(prefix="vatui-") as folder:
            path = Path(folder) / "memo.md"
            path.write_text(self._area.text, encoding="utf-8")
            try:
                with self.app.suspend():
                    status = subprocess.run([*shlex.split(program), str(path)], check=False).returncode
            except SuspendNotSupported:
                self.show_problem(_("This terminal cannot open an editor."))
                return
            except (OSError, ValueError):
                self.show_problem(_("The editor {program} could not be started.").format(program=clean(program)[:40]))
                return
            if status != 0:
                self.show_problem(_("The editor ended with an error; nothing was taken over."))
                return
            self._area.text = clean(path.read_text(encoding="utf-8", errors="replace"), lines=True)
        self.show_problem("")
        self._area.focus()
