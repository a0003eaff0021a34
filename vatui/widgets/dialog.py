"""Dialogs: one question each, with fields, an answer row, and a way out.

Public:
    Answer(key, label)                              one of the buttons; key is what `Dialog.answered` gets
    PushButton(answer, main=False)                  a button of one line; message PushButton.Pressed(key)
    Dialog[Result](title, main=…, other=(), wide=False, keeps_draft=False, hint=())
        override: compose_body(), first_field() -> Widget | None, async submit() -> Result,
                  async answered(key) for the other buttons, keep_draft()
        use:      fields(), values(), show_error(name, sentence), show_problem(sentence), dismiss(result)

enter in a field of one line and ctrl+s save, esc leaves. A refusal (`VatuiError`) that `submit` raises shows
in the dialog, an `InvalidField` under its field with the focus there. What was typed stays (interface.md
section 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip

from vatui.errors import InvalidField, VatuiError
from vatui.i18n import N_, _
from vatui.records import record
from vatui.themes import glyph
from vatui.widgets.drawing import Drawn, Text, content, fit, palette_of, safe, strip, width_of
from vatui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

Result = TypeVar("Result")

WIDTH: Final = 92
WIDE: Final = 104
"""For the help."""
_SHORT: Final = 30
_NARROW: Final = 100


@record
class Answer:
    """One way out of a dialog.

    Attributes:
        key: what the dialog gets.
        label: in the language of the moment.
    """

    key: str
    label: str


class PushButton(Drawn, can_focus=True):
    """A button one line high: filled when it is the main act, marked when it has the focus."""

    GROUND = "surface"
    DEFAULT_CSS = "PushButton { width: auto; height: 1; margin: 0 2 0 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "push", N_("Press"), show=False, id="button.push"),
    ]

    class Pressed(Message):
        """A button was pressed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, answer: Answer, *, main: bool = False) -> None:
        super().__init__()
        self.answer = answer
        self.main = main

    def get_content_width(self, container: object, viewport: object) -> int:
        """The label, and a blank or the mark of the focus on each side."""
        del container, viewport
        return width_of(safe(self.answer.label)) + 4

    def action_push(self) -> None:
        """Press it."""
        self.post_message(self.Pressed(self.answer.key))

    def on_click(self, event: events.Click) -> None:
        """Press it."""
        event.stop()
        self.action_push()

    def on_focus(self) -> None:
        """Show the mark."""
        self.refresh()

    def on_blur(self) -> None:
        """Take the mark away."""
        self.refresh()

    def signatures(self) -> Sequence[Hashable]:
        """The one line."""
        return [(self.answer, self.main, self.has_focus)]

    def render_line(self, y: int) -> Strip:
        """Draw it."""
        width = self.content_size.width
        if y:
            return Strip.blank(max(0, width), self.ink())
        ground = "primary" if self.main else "sel"
        style = self.ink("ink" if self.main else "foreground", ground, bold=self.main or self.has_focus)
        sign = glyph("cursor") if self.has_focus else " "
        return strip([(f" {sign}{fit(self.answer.label, max(0, width - 4))}  ", style)], width, style)


class _Problem(Drawn):
    """One sentence above the answers, when there is something to say."""

    GROUND = "surface"
    DEFAULT_CSS = "_Problem { width: 1fr; height: 1; display: none; }"

    def __init__(self) -> None:
        super().__init__()
        self.sentence = ""

    def show(self, sentence: str) -> None:
        self.sentence = sentence
        self.display = bool(sentence)
        self.refresh()

    def signatures(self) -> Sequence[Hashable]:
        return [self.sentence]

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        if y:
            return Strip.blank(max(0, width), self.ink())
        return strip([(fit(f"{glyph('late')} {self.sentence}", width), self.ink("error"))], width, self.ink())


class Dialog(ModalScreen[Result | None], Generic[Result]):
    """A question in the middle of the screen. It is dismissed with None when it is left.

    Args:
        title: the act, not “Confirm”.
        main: label of the main act; empty for a dialog that only shows something.
        other: further answers, between the main one and the way out.
        wide: as wide as the help.
        keeps_draft: whether what was typed can be kept on leaving; then override `keep_draft`.
        hint: the one number or key at the bottom right of the border.
    """

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        Vertical.frame { width: 92; height: auto; max-height: 100%; padding: 1 2; border-subtitle-align:
        right; } VerticalScroll.body { height: auto; } Horizontal.answers { height: 1; margin: 1 0 0 0; }
        Horizontal.leaving { height: 1; margin: 1 0 0 0; display: none; } &.-leaving Horizontal.answers {
        display: none; } &.-leaving Horizontal.leaving { display: block; } &.-tight Vertical.frame { padding:
        0 1; } &.-tight Horizontal.answers { margin: 0; } &.-tight Horizontal.leaving { margin: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), show=False, id="dialog.save"),
        Binding("escape", "leave", N_("Close"), show=False, id="dialog.leave"),
    ]
    AUTO_FOCUS = None

    def __init__(
        self,
        title: str,
        *,
        main: str = "",
        other: Sequence[Answer] = (),
        wide: bool = False,
        keeps_draft: bool = False,
        hint: Sequence[Text] = (),
    ) -> None:
        super().__init__()
        self.heading = title
        self.main = main
        self.other = tuple(other)
        self.wide = wide
        self.keeps_draft = keeps_draft
        self.hint = tuple(hint)
        self._problem = _Problem()
        self._busy = False

    # What a dialog is made of: for subclasses

    def compose_body(self) -> Iterable[Widget]:
        """The fields and texts; none by default."""
        return ()

    def first_field(self) -> Widget | None:
        """What has the focus first: the field most likely to be changed. The first one by default."""
        for field in self.query(Field):
            return field.input
        for button in self.query(PushButton):
            return button
        return None

    async def submit(self) -> Result | None:
        """Do the main act and return what the dialog is for.

        Raises:
            InvalidField: shown under the field of that name.
            VatuiError: shown above the answers.
        """
        return None

    async def answered(self, key: str) -> None:
        """One of the other answers was given; it is left open by default."""

    def keep_draft(self) -> None:
        """Keep what was typed for the next time."""

    # What a subclass uses

    def fields(self) -> list[Field]:
        """The fields in their order."""
        return list(self.query(Field))

    def values(self) -> dict[str, str]:
        """The text of every field by its name."""
        return {field.name or "": field.value for field in self.fields()}

    @property
    def changed(self) -> bool:
        """Whether leaving now would lose something."""
        return any(field.changed for field in self.fields())

    @property
    def is_open(self) -> bool:
        """Whether it still asks; once it was dismissed, keys that were pressed before may yet arrive."""
        return self in self.app.screen_stack

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close it, with what was opened from it; a second answer to the same question does nothing."""
        if not self.is_open:
            return AwaitComplete.nothing()  # type: ignore[no-any-return, no-untyped-call]  # Textual left it untyped
        while self.app.screen is not self:
            self.app.pop_screen()
        return super().dismiss(result)

    def show_error(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field, and go there; above the answers when there is no such field."""
        for field in self.fields():
            if field.name == name:
                field.set_error(sentence)
                field.focus_input()
                self.call_after_refresh(field.scroll_visible, animate=False)
                return
        self.show_problem(sentence)

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with the whole; empty takes it away."""
        self._problem.show(sentence)
        self._fit()

    # The frame

    def compose(self) -> ComposeResult:
        """Frame, body, answers."""
        with Vertical(classes="frame"):
            with VerticalScroll(classes="body", can_focus=False):
                yield from self.compose_body()
            yield self._problem
            with Horizontal(classes="answers"):
                if self.main:
                    yield PushButton(Answer("main", self.main), main=True)
                for answer in self.other:
                    yield PushButton(answer)
                yield PushButton(Answer("leave", _("Cancel") if self.main else _("Close")))
            with Horizontal(classes="leaving"):
                if self.keeps_draft:
                    yield PushButton(Answer("draft", _("Keep as draft")), main=True)
                yield PushButton(Answer("discard", _("Discard")))
                yield PushButton(Answer("back", _("Back")), main=not self.keeps_draft)

    def on_mount(self) -> None:
        """Titles, size, and the focus."""
        self._write_border()
        self._fit()
        first = self.first_field()
        if first is not None:
            first.focus()

    def notify_style_update(self) -> None:
        """Colour the titles anew."""
        super().notify_style_update()
        if self.is_mounted:
            self._write_border()

    def _write_border(self) -> None:
        if not self._is_drawn():
            return
        frame = self.query_one(".frame", Vertical)
        palette = palette_of(self.app)
        # Content, never text that could be read as markup.
        setattr(frame, "border_title", content((self.heading,), palette))  # noqa: B010 - its type says str only
        setattr(frame, "border_subtitle", content(self.hint, palette) if self.hint else None)  # noqa: B010 - as above

    def on_resize(self, event: events.Resize) -> None:
        """Never wider or taller than the screen; the body scrolls, the answers stay."""
        self._fit()

    def _is_drawn(self) -> bool:
        """Whether its widgets are there: not before it was mounted, nor when it was closed before that."""
        return self.is_mounted and bool(self.query(".body"))

    def _fit(self) -> None:
        if not self._is_drawn():
            return
        width, height = self.app.size
        tight = height < _SHORT or width < _NARROW
        self.set_class(tight, "-tight")
        frame = self.query_one(".frame", Vertical)
        frame.styles.width = max(1, min(WIDE if self.wide else WIDTH, width - 2 if width > 4 else width))
        around = 3 + (0 if tight else 3) + (1 if self._problem.sentence else 0)
        self.query_one(".body", VerticalScroll).styles.max_height = max(1, height - around)

    # Keys and buttons

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter in a field of one line is the main act."""
        event.stop()
        self.action_save()

    def on_push_button_pressed(self, event: PushButton.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.key == "main":
            self.action_save()
        elif event.key == "leave":
            self.action_leave()
        elif event.key == "draft":
            self.keep_draft()
            self.dismiss(None)
        elif event.key == "discard":
            self.dismiss(None)
        elif event.key == "back":
            self._stay()
        else:
            self.run_worker(self.answered(event.key), exclusive=True, exit_on_error=True)

    def action_save(self) -> None:
        """Do the main act, once."""
        if self.main and not self._busy and self.is_open:
            self._busy = True
            self.run_worker(self._save(), exit_on_error=True)

    async def _save(self) -> None:
        for field in self.fields():
            field.clear_error()
        self.show_problem("")
        try:
            result = await self.submit()
        except InvalidField as error:
            self.show_error(error.field, str(error))
        except VatuiError as error:
            self.show_problem(str(error))
        else:
            self.dismiss(result)
        finally:
            self._busy = False

    def action_leave(self) -> None:
        """Leave; when something would be lost, ask what to do with it first. esc again goes back."""
        if self.has_class("-leaving"):
            self._stay()
        elif self.changed:
            self.add_class("-leaving")
            for button in self.query(".leaving PushButton").results(PushButton):
                if button.main:
                    button.focus()
        else:
            self.dismiss(None)

    def _stay(self) -> None:
        self.remove_class("-leaving")
        first = self.first_field()
        if first is not None:
            first.focus()
