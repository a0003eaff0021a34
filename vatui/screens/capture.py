"""Quick capture: one line from anywhere that becomes a task, a request, time or a note (interface.md section 5)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from vatui import capture_grammar as grammar
from vatui.domain import capture
from vatui.domain.clients import client_lines
from vatui.errors import VatuiError
from vatui.i18n import N_, _
from vatui.records import record
from vatui.screens.capture_words import KINDS, SCOPE, chips_of, counted, marks_of, rows_of, saved_in_words, steps
from vatui.screens.card_lines import stage_name
from vatui.screens.desk_dialog import DeskDialog
from vatui.text import clean, searchable
from vatui.themes import glyph
from vatui.widgets.capture_chips import Chips, KeyHints, KindTabs, Suggestions
from vatui.widgets.capture_input import CaptureInput
from vatui.widgets.drawing import client_role
from vatui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import Input

    from vatui.desk import Desk
    from vatui.domain.clients import ClientLine
    from vatui.widgets.drawing import Text

_ROOMY = 30
"""Lines of a screen on which the dialog has blank lines."""
_SUGGESTIONS = 6
_NAMES = r"\b(?:jan|feb|mar|apr|mei|may|jun|jul|aug|agu|sep|oct|okt|nov|dec|des)"
_MONTH = re.compile(rf"\d.*{_NAMES}|{_NAMES}\w*\.?\s.*\d", re.IGNORECASE)
"""A text in which a month is named beside a number: only then may the slow reader of dates be asked."""


@record
class _Suggestion:
    """What the word under the cursor may become: the place it takes and the text that goes there."""

    start: int
    end: int
    text: str
    parts: tuple[Text, ...]
    unknown: bool = False
    """Whether it stands for a client that was written and is none."""


@record
class _Opened:
    """What the desk says when the dialog opens."""

    known: grammar.Known
    clients: tuple[ClientLine, ...]
    draft: str


def _open(desk: Desk, scope: int | None, order: Any, dates_in: Any) -> _Opened:
    known = capture.known(desk, scope, order=order, dates_in=dates_in)
    return _Opened(known, client_lines(desk, all_states=True), capture.draft(desk))


def _make_ready(desk: Desk) -> None:
    """Read a line with everything in it: what reads dates and lengths is loaded where it delays no key."""
    grammar.parse("x fri 3pm every mon ~2h #x", grammar.Known(now=desk.now(), my_zone="UTC"))


class CaptureScreen(DeskDialog[None]):
    """The capture dialog.

    ``enter`` always saves, ``esc`` keeps what was typed for the next time. ``↓`` goes through what is suggested, ``↑`` goes to
    the chips, where backspace turns one back into text.

    Args:
        text: what stands in the line at first; a draft is offered only without it.
    """

    DEFAULT_CSS = """
    CaptureScreen {
        Vertical.frame { padding: 1 2; border-subtitle-align: right; }
        Horizontal.line { height: 1; margin: 1 0 0 0; }
        Static.sign { width: 3; height: 1; }
        Lines.title { margin: 1 0 0 0; }
        Lines.below { margin: 1 0 0 0; }
        Suggestions { margin: 1 0 0 0; }
        KeyHints { margin: 1 0 0 0; }
        &.-tight Vertical.frame { padding: 0 1; }
        &.-tight Horizontal.line, &.-tight Lines.title, &.-tight Lines.below, &.-tight Suggestions, &.-tight KeyHints { margin: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "save_and_next", N_("Save, add another"), show=False, id="capture.next"),
        Binding("f2", "all_fields", N_("All fields"), show=False, id="capture.fields"),
        Binding("down", "suggest(1)", N_("Next suggestion"), show=False, id="capture.down"),
        Binding("up", "suggest(-1)", N_("Chips, or suggestion before"), show=False, id="capture.up"),
    ]

    def __init__(self, text: str = "") -> None:
        super().__init__(_("New"))
        self._first = text
        self._input = CaptureInput(_("client: what is to be done fri 3pm"))
        self._tabs = KindTabs()
        self._chips = Chips()
        self._title = Lines(classes="title")
        self._below = Lines(height=3, classes="below")
        self._suggest = Suggestions()
        self._keys = KeyHints()
        self._sign = Static(f" {glyph('cursor')} ", classes="sign", markup=False)
        self._known: grammar.Known | None = None
        self._clients: dict[int, ClientLine] = {}
        self._capture: grammar.Capture | None = None
        self._preview: capture.Preview | None = None
        self._steps: tuple[str, ...] = ()
        """Steps of the item in the line, which came with a paste."""
        self._more: tuple[str, ...] = ()
        """Further items of a paste."""
        self._suggestions: tuple[_Suggestion, ...] = ()
        self._picked: int | None = None
        self._sentence = ""
        self._note = ""
        self._offered = ""
        """The draft that stands in the line."""

    # ------------------------------------------------------------------ the frame

    def compose(self) -> ComposeResult:
        """Kinds, the line, what was understood, suggestions, keys."""
        self._set_tight()
        with Vertical(classes="frame") as frame:
            frame.styles.width = self._width()
            yield self._tabs
            with Horizontal(classes="line"):
                yield self._sign
                yield self._input
            yield self._title
            yield self._chips
            yield self._below
            yield self._suggest
            yield self._keys

    def on_mount(self) -> None:
        """Ask the desk what can be meant; one can type meanwhile."""
        self._write_border()
        self._show_tabs("card")
        self._show_keys()
        self._show_grammar()
        self._input.on_text = self._typed
        self._input.on_cursor = self._moved
        self._input.focus()
        if self._first:
            self._input.value = self._first
        opened = self.console.desk.glance(_open, *self._asked())
        if opened is None:
            self.begin(self._prepare, "known")
        else:
            # What is at hand stands in the first frame; what reads dates is made ready behind it.
            self._know(opened)
            self.begin(self._warm, "known")

    def _set_tight(self) -> None:
        width, height = self.app.size
        self.set_class(height < _ROOMY or width < 100, "-tight")

    def _width(self) -> int:
        width = self.app.size.width
        return max(1, min(92, width - 2 if width > 4 else width))

    def _is_drawn(self) -> bool:
        """Whether its widgets are there."""
        return self.is_mounted and bool(self.query(".frame"))

    def _fit(self) -> None:
        if not self._is_drawn():
            return
        self._set_tight()
        self.query_one(".frame", Vertical).styles.width = self._width()
        if self._capture is not None:
            self.call_after_refresh(self._show)

    def first_field(self) -> Widget | None:
        """The line."""
        return self._input

    @property
    def changed(self) -> bool:
        """What was typed is kept as a draft, so nothing is asked."""
        return False

    def _scope(self) -> int | None:
        """The client that is meant when none is written: the scope, else that of the focused board."""
        if self.console.scope is not None or self.console.discreet:
            return self.console.scope
        room: Any = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        here = getattr(room, "client_here", None)
        return here() if here is not None else None

    def _asked(self) -> tuple[int | None, str, str]:
        settings = self.console.settings
        return self._scope(), settings.date_order, settings.capture_dates_in

    async def _warm(self) -> None:
        await self.console.call(_make_ready)

    async def _prepare(self) -> None:
        opened = await self.console.attempt(_open, *self._asked())
        if opened is not None:
            self._know(opened)
            await self._warm()

    def _know(self, opened: _Opened) -> None:
        """Understand from now on what is typed, and what was typed meanwhile."""
        known = opened.known
        if self.console.discreet:
            known = replace(known, clients=tuple(client for client in known.clients if client.id == self.console.scope))
        self._known = known
        self._clients = {client.id: client for client in opened.clients}
        if opened.draft and not self._input.value and not self.console.discreet:
            self._fill(opened.draft)
            self._offered = self._input.value
            self._input.select_all()
            self._note = _("Kept from before. Type to replace it.")
        self._typed(self._input.value)

    def _fill(self, text: str) -> None:
        """Put a text into the line; further lines become further items."""
        items = grammar.split_items(text)
        first, *more = items or [""]
        line, *under = first.split("\n")
        self._steps = tuple(step.strip() for step in under)
        self._more = tuple(more)
        self._input.value = line

    # ------------------------------------------------------------------ what is typed

    def on_input_changed(self, event: Input.Changed) -> None:
        """It was understood before it was drawn."""
        event.stop()

    def _typed(self, text: str) -> None:
        """Understand it at once: what follows is drawn in the same frame as the letter."""
        self._sentence = ""
        self._picked = None
        if text != self._offered:
            self._note = ""
        if self._known is None:
            return
        if _MONTH.search(text):
            self.begin(self._read, "read")
            return
        found = grammar.parse(self._text(), self._known)
        if not text.strip():
            self._preview = None
        else:
            preview = self.console.desk.glance(capture.preview, found, self._known)
            if preview is None:
                self.begin(self._look_ahead, "read")
            else:
                self._preview = preview
        self._understood(found)

    async def _read(self) -> None:
        """Understand it on the desk's thread."""
        if self._known is not None:
            known, text = self._known, self._text()
            self._understood(await self.console.call(lambda _desk: grammar.parse(text, known)))
            await self._look_ahead()

    def _text(self) -> str:
        """The item in the line, with the steps that came with it."""
        return "\n  ".join([self._input.value, *self._steps])

    def _understood(self, found: grammar.Capture) -> None:
        self._capture = found
        if not self._input.value.strip():
            self._preview = None
        self._input.mark(marks_of(found, self._clients))
        self._suggestions = tuple(self._suggested(found))[:_SUGGESTIONS]
        self._show()

    def _moved(self) -> None:
        """The cursor stands in another word: that one is completed."""
        if self._capture is not None:
            self._picked = None
            self._suggestions = tuple(self._suggested(self._capture))[:_SUGGESTIONS]
            self._show_suggestions()

    async def _look_ahead(self) -> None:
        """Ask where it would land."""
        known, found = self._known, self._capture
        if known is None or found is None or not self._input.value.strip():
            return
        preview = await self.console.attempt(capture.preview, found, known)
        if found is self._capture:
            self._preview = preview
            self._show()

    def _show(self) -> None:
        """Show what was understood."""
        found, known = self._capture, self._known
        if found is None or known is None:
            return
        self._show_tabs(found.kind)
        written = bool(self._input.value.strip())
        self._chips.show(chips_of(found, known, self._clients, brief=self._narrow))
        title: list[Text] = [(found.title, "foreground*")] if written else [(self._note or _("Nothing typed yet."), "faint")]
        if self._more:
            title = [(self._items_in_words(), "foreground*")]
        elif written and self._note:
            title += [(f"   {self._note}", "faint")]
        if found.checklist and not self._more:
            title += [(f"   {steps(len(found.checklist))}", "muted")]
        self._title.show([(title, ())])
        self._show_below()
        self._show_suggestions()
        self._show_keys()

    @property
    def _narrow(self) -> bool:
        return self.app.size.width < 100

    def _items_in_words(self) -> str:
        return counted([one for one, _text in self._items()])

    def _show_below(self) -> None:
        found = self._capture
        if self._sentence:
            self._below.show([(((f"{glyph('late')} {self._sentence}", "error"),), ())])
        elif self._more:
            items = [text.split("\n")[0] for text in self._more]
            rows: list[Any] = [(((f"  {glyph('bullet')} {item}", "muted"),), ()) for item in items[:2]]
            if len(items) > 2:
                rows.append((((f"    + {len(items) - 2}", "faint"),), ()))
            self._below.show(rows)
        elif found is not None and self._input.value.strip():
            preview = self._preview
            self._below.show(rows_of(found, preview, self.now, self.head.mine))
        else:
            self._below.show(())

    def _show_tabs(self, kind: str) -> None:
        self._tabs.show([(key, _(name), sign) for key, name, sign in KINDS], kind)

    def _show_keys(self) -> None:
        keys = [("enter", _("save"), "save"), ("ctrl+n", _("save, add another"), "next"), ("F2", _("all fields"), "fields")]
        if self._more:
            keys[0] = ("enter", _("save all {count}").format(count=len(self._more) + 1), "save")
        if self._picked is not None:
            keys = [("enter", _("take it"), "take")]
        elif self._chips.has_focus:
            keys = [("backspace", _("back to text"), "remove"), ("↓", _("to the line"), "line")]
        self._keys.show([*keys, ("esc", _("close"), "close")])

    def _show_grammar(self) -> None:
        """What can be typed, while there is nothing to suggest."""
        example = (
            (_("client: title"), ""), (_("when"), _("fri 3pm")), (_("mark"), "! !!"), (_("time"), _("~2h")), (_("tag"), "#x"),
            (_("to"), "@dita"), *(() if self._narrow else ((_("stage"), "^doing"),)),
        )  # fmt: skip
        parts: list[Text] = []
        for word, sample in example:
            parts += [(f"{word} ", "muted"), (f"{sample}  " if sample else " ", "foreground")]
        self._suggest.show(parts, (), None)

    # ------------------------------------------------------------------ suggestions

    def _show_suggestions(self) -> None:
        if self._suggestions:
            lead: list[Text] = [("↓ ", "accent*")]
            if self._suggestions[0].unknown:
                lead = [(_("Unknown client. Did you mean"), "warning"), (" ↓ ", "accent*")]
            self._suggest.show(lead, [one.parts for one in self._suggestions], self._picked)
        else:
            self._show_grammar()

    def _suggested(self, found: grammar.Capture) -> list[_Suggestion]:
        """What the word under the cursor may become, else the clients an unknown name may mean."""
        text, cursor = self._input.value, self._input.cursor_position
        start = text.rfind(" ", 0, cursor) + 1
        word = text[start:cursor]
        known = self._known
        assert known is not None
        if len(word) > 1 or word in ("#", "@", "^"):
            sign, typed = word[0], searchable(word[1:])
            if sign == "#":
                names = [tag for tag in sorted(known.tags) if searchable(tag).startswith(typed) and searchable(tag) != typed]
                return [_Suggestion(start, cursor, f"#{name} ", ((f"#{name}", "primary"),)) for name in names]
            if sign == "@":
                return self._people(start, cursor, typed)
            if sign == "^":
                return self._stages(start, cursor, typed, found)
        head = next((part for part in found.parts if part.kind == "client"), None)
        if found.client_id is None and found.client_guess:
            end = head.end if head else next((at + 1 for at, letter in enumerate(text) if letter in ":>+="), 0)
            sign = text[end - 1] if end else ":"
            return [self._client(0, end, number, sign, unknown=True) for number in found.client_guess if number in self._clients]
        if head is None and not found.parts and 0 < cursor <= 30 and cursor == len(text) and text.strip():
            typed = searchable(text.strip())
            fits = [
                client.id
                for client in known.clients
                if searchable(client.code).startswith(typed) or searchable(client.name).startswith(typed)
            ]
            return [self._client(0, cursor, number, ":") for number in fits if number in self._clients]
        return []

    def _client(self, start: int, end: int, number: int, sign: str, *, unknown: bool = False) -> _Suggestion:
        client = self._clients[number]
        gap = "" if self._input.value[end : end + 1] == " " else " "
        parts: tuple[Text, ...] = ((f"{glyph('bar')}{client.code}", client_role(client.colour)), (f" {client.name}", "foreground"))
        return _Suggestion(start, end, f"{client.code.lower()}{sign}{gap}", parts, unknown)

    def _people(self, start: int, end: int, typed: str) -> list[_Suggestion]:
        assert self._known is not None
        names = [person.name for person in self._known.people] + [client.name for client in self._known.clients]
        fits = [name for name in names if searchable(name).startswith(typed) and searchable(name) != typed]
        # A name of several words is written by its first, as long as that tells it from the others.
        return [_Suggestion(start, end, f"@{name.split()[0]} ", ((f"@{name}", "primary"),)) for name in fits]

    def _stages(self, start: int, end: int, typed: str, found: grammar.Capture) -> list[_Suggestion]:
        assert self._known is not None
        stages = self._known.stages.get(found.client_id or 0, ())
        names = [(stage_name(stage.name, stage.kind), stage) for stage in stages]
        return [
            _Suggestion(start, end, f"^{(stage.name or stage.kind).split()[0].lower()} ", ((f"^{name}", "primary"),))
            for name, stage in names
            if (searchable(name).startswith(typed) or stage.kind.startswith(typed)) and stage.kind != typed
        ]

    def action_suggest(self, by: int) -> None:
        """Go through what is suggested; up from the line goes to the chips."""
        if by < 0 and self._picked is None:
            self._chips.focus_last()
            self._show_keys()
            return
        if not self._suggestions:
            return
        at = -1 if self._picked is None else self._picked
        at += by
        self._picked = None if at < 0 else min(at, len(self._suggestions) - 1)
        self._show_suggestions()
        self._show_keys()

    def _take(self, index: int) -> None:
        """Put a suggestion into the line."""
        if not 0 <= index < len(self._suggestions):
            return
        one = self._suggestions[index]
        text = self._input.value
        self._picked = None
        self._input.value = text[: one.start] + one.text + text[one.end :]
        self._input.cursor_position = one.start + len(one.text)
        self._input.focus()

    def on_suggestions_picked(self, event: Suggestions.Picked) -> None:
        """One was clicked."""
        event.stop()
        self._take(event.index)

    # ------------------------------------------------------------------ chips and kinds

    def on_chips_removed(self, event: Chips.Removed) -> None:
        """Turn a chip back into text; the client of the scope is left out of this one."""
        event.stop()
        found, known = self._capture, self._known
        if found is None or known is None:
            return
        if event.key == SCOPE:
            self._known = replace(known, scope_client_id=None)
            self.begin(self._read, "read")
        else:
            self._input.value = grammar.literal(self._input.value, found.parts[event.key])
        if len(self._chips.chips) <= 1:
            self._input.focus()

    def on_chips_left(self, event: Chips.Left) -> None:
        """Back to the line."""
        event.stop()
        self._input.focus()

    def on_descendant_focus(self) -> None:
        """Tell the keys of where one is."""
        self._show_keys()

    def on_kind_tabs_chosen(self, event: KindTabs.Chosen) -> None:
        """Put the sign of a kind behind the client."""
        event.stop()
        found = self._capture
        sign = next(mark for key, _name, mark in KINDS if key == event.key)
        text = self._input.value
        part = next((one for one in found.parts if one.kind in ("client", "kind")), None) if found else None
        if part is not None:
            self._input.value = f"{text[: part.end - 1]}{sign}{text[part.end :]}"
        else:
            self._input.value = f"{sign} {text}"
        self._input.cursor_position = len(self._input.value)
        self._input.focus()

    # ------------------------------------------------------------------ several lines

    def on_capture_input_pasted(self, event: CaptureInput.Pasted) -> None:
        """Several lines become several items."""
        event.stop()
        text, at = self._input.value, self._input.cursor_position
        first, *more = grammar.split_items(clean(event.text, lines=True))
        line, *under = first.split("\n")
        self._steps = (*self._steps, *(step.strip() for step in under))
        self._more = (*more, *self._more)
        self._input.value = text[:at] + line + text[at:]
        self._input.cursor_position = at + len(line)
        self._show()

    def _items(self) -> list[tuple[grammar.Capture, str]]:
        """What is saved: the item in the line, and those pasted with it, which are the same client's unless they say so."""
        known = self._known
        assert known is not None
        text = self._text()
        found = [(grammar.parse(text, known), text)]
        if self._more:
            same = replace(known, scope_client_id=found[0][0].client_id or known.scope_client_id)
            found += [(grammar.parse(item, same), item) for item in self._more]
        return found

    # ------------------------------------------------------------------ saving and leaving

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the suggestion, else save."""
        event.stop()
        if self._picked is not None:
            self._take(self._picked)
        else:
            self.action_save()

    def action_save(self) -> None:
        """Save, and leave."""
        if not self._input.value.strip() and not self._more:
            self._leave("")
        else:
            self._save_then("close")

    def action_save_and_next(self) -> None:
        """Save, and stay for another."""
        if self._input.value.strip() or self._more:
            self._save_then("next")

    def action_all_fields(self) -> None:
        """Save, and open what was saved in all its fields."""
        if self._input.value.strip():
            self._save_then("fields")

    def _save_then(self, after: str) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._saving(after), group="save")

    async def _saving(self, after: str) -> None:
        try:
            if self._known is None:
                await self._prepare()
            if self._known is None:
                return
            items = await self.console.call(lambda _desk: self._items())
            saved = await self.console.call(_store, items)
        except VatuiError as error:
            self._sentence = str(error)
            self._show_below()
            return
        finally:
            self._busy = False
        self.console.say(saved_in_words(saved) + " · " + _("u undo"), timeout=10)
        if saved[0].kind == "card":
            self.console.card_id = saved[0].id
        if after == "next":
            self._steps = self._more = ()
            self._note = ""
            self._input.value = ""
            self._input.focus()
            self.begin(self._prepare, "known")
            return
        self.dismiss(None)
        if after == "fields" and saved[0].kind == "card":
            from vatui.screens.card import CardScreen

            self.console.push_screen(CardScreen(saved[0].id))

    def action_leave(self) -> None:
        """Leave what is suggested, else close and keep what was typed."""
        if self._picked is not None:
            self._picked = None
            self._show_suggestions()
            self._show_keys()
        else:
            self._leave("\n".join([self._text(), *self._more]) if self._input.value.strip() or self._more else "")

    def _leave(self, draft: str) -> None:
        if draft:
            self.console.say(_("Draft kept. n brings it back."))
        # The app outlives the dialog, so what is kept is kept.
        self.console.run_worker(self.console.attempt(capture.keep_draft, draft), group="draft")
        self.dismiss(None)

    def on_key_hints_pressed(self, event: KeyHints.Pressed) -> None:
        """A key was clicked."""
        event.stop()
        acts: dict[str, Callable[[], object]] = {
            "save": self.action_save,
            "next": self.action_save_and_next,
            "fields": self.action_all_fields,
            "close": self.action_leave,
            "line": self._input.focus,
            "remove": self._chips.action_remove,
            "take": lambda: self._take(self._picked or 0),
        }
        acts[event.act]()


def _store(desk: Desk, items: Sequence[tuple[grammar.Capture, str]]) -> tuple[capture.Saved, ...]:
    """Save, and forget the draft: it is saved now."""
    saved: tuple[capture.Saved, ...] = capture.save_all(desk, items)
    capture.keep_draft(desk, "")
    return saved
