"""Dialogs, fields, the picker and the notes at the bottom right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Static

from tests.widgets.stage import HOSTILE, Stage, is_safe, rows_of, styles_of
from vatui import themes
from vatui.errors import InvalidField, VatuiError
from vatui.text import clean
from vatui.widgets.dialog import Answer, Dialog, PushButton
from vatui.widgets.field import Field, TextInput
from vatui.widgets.picker import PickDialog, Picker, narrow
from vatui.widgets.row_list import Line
from vatui.widgets.toast import Toasts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.pilot import Pilot
    from textual.widget import Widget


class Due(Dialog[str]):
    """Asks for a date; ``past`` is refused at its field, ``busy`` as a whole."""

    def __init__(self, rows: int = 2, **options: Any) -> None:
        super().__init__("When is it due?", main="Save", other=(Answer("pin", "Pin as urgent"),), **options)
        self.rows = rows
        self.drafts: list[str] = []

    def compose_body(self) -> Iterable[Widget]:
        """A few fields."""
        yield Field("due", "Due", placeholder="fri 3pm", hint="both zones")
        for at in range(1, self.rows):
            yield Field(f"more{at}", f"Field {at}", "something")

    async def submit(self) -> str:
        """The date."""
        due = self.values()["due"]
        if due == "past":
            raise InvalidField("due", "End is before start")
        if due == "nowhere":
            raise InvalidField("zone", "There is no such zone")
        if due == "busy":
            raise VatuiError("Another vatui is writing.")
        return due

    async def answered(self, key: str) -> None:
        """The other answer."""
        self.dismiss(key)

    def keep_draft(self) -> None:
        """Keep it."""
        self.drafts.append(self.values()["due"])


@pytest.fixture(autouse=True)
def _unicode() -> Iterator[None]:
    yield
    themes.use_glyphs("unicode")


def _stage(theme: str = "malam") -> Stage:
    return Stage(lambda: (Static("under the dialog"),), theme)


async def _open(app: Stage, pilot: Pilot[None], dialog: Dialog[Any]) -> list[Any]:
    results: list[Any] = []
    await app.push_screen(dialog, results.append)
    await pilot.pause()
    return results


async def test_dialog_looks_like_one() -> None:
    """Title in the border, first field focused, the answers in one row, 92 columns wide."""
    app = _stage()
    async with app.run_test(size=(120, 36)) as pilot:
        await _open(app, pilot, Due(hint=(("esc", "accent*"), " close")))
        shown = [row for row in rows_of(app) if row.strip()]
        first = next(at for at, row in enumerate(shown) if "╭─" in row)
        rows = shown[first : first + 1 + next(at for at, row in enumerate(shown[first:]) if "─╯" in row)]
        assert rows[0].strip().startswith("╭─ When is it due? ──")
        assert len(rows[0].strip()) == 92
        assert "› Due             fri 3pm" in rows[2]
        assert "both zones" in rows[3]
        assert "Field 1         something" in rows[4]
        assert "Save      Pin as urgent      Cancel" in rows[6]
        assert rows[-1].strip().endswith(" esc close ─╯")
        fill = styles_of(app, "Save")[0].bgcolor
        assert fill is not None
        assert fill.name.lower() == app.theme_variables["primary"].lower()


async def test_enter_and_ctrl_s_save() -> None:
    """Enter in a field of one line and ctrl+s are the main act."""
    app = _stage()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("enter", "ctrl+s"):
            results = await _open(app, pilot, Due())
            await pilot.press("f", "r", "i", key)
            await pilot.pause()
            assert results == ["fri"]


async def test_refusals_stay_in_the_dialog() -> None:
    """A refused field says so underneath and keeps what was typed; other refusals stand above the answers."""
    app = _stage()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = Due()
        results = await _open(app, pilot, dialog)
        field = dialog.fields()[0]
        field.value = "past"
        await pilot.press("tab", "ctrl+s")
        await pilot.pause()
        assert any("▲ End is before start" in row for row in rows_of(app))
        assert field.value == "past"
        assert app.focused is field.input
        await pilot.press("x")
        assert field.error == ""
        for typed, sentence in (("busy", "▲ Another vatui is writing."), ("nowhere", "▲ There is no such zone")):
            field.value = typed
            await pilot.press("enter")
            await pilot.pause()
            assert any(sentence in row for row in rows_of(app))
        assert results == []
        field.value = "mon"
        await pilot.press("enter")
        await pilot.pause()
        assert results == ["mon"]


async def test_leaving_asks_only_when_something_would_be_lost() -> None:
    """Escape leaves at once; after a change it asks, esc again goes back, discard leaves."""
    app = _stage()
    async with app.run_test(size=(80, 24)) as pilot:
        results = await _open(app, pilot, Due())
        await pilot.press("escape")
        assert results == [None]
        dialog = Due()
        results = await _open(app, pilot, dialog)
        await pilot.press("f", "escape")
        await pilot.pause()
        assert any("Discard" in row and "Back" in row for row in rows_of(app))
        assert not any("Pin as urgent" in row for row in rows_of(app))
        await pilot.press("enter")
        await pilot.pause()
        assert app.focused is dialog.fields()[0].input
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("shift+tab", "enter")
        await pilot.pause()
        assert results == [None]


async def test_draft_is_kept_by_default() -> None:
    """Where a draft can be kept, that is what enter does on the way out."""
    app = _stage()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = Due(keeps_draft=True)
        results = await _open(app, pilot, dialog)
        await pilot.press("f", "r", "i", "escape")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert (dialog.drafts, results) == (["fri"], [None])


async def test_buttons_by_mouse_and_key() -> None:
    """Each answer can be clicked, and pressed with enter or space when it has the focus."""
    app = _stage()
    async with app.run_test(size=(80, 24)) as pilot:
        results = await _open(app, pilot, Due())
        buttons = {button.answer.key: button for button in app.screen.query(PushButton)}
        await pilot.click(buttons["pin"])
        await pilot.pause()
        assert results == ["pin"]
        for key in ("enter", "space"):
            results = await _open(app, pilot, Due())
            buttons = {button.answer.key: button for button in app.screen.query(PushButton)}
            buttons["pin"].focus()
            await pilot.pause()
            assert any("›Pin as urgent" in row for row in rows_of(app))
            await pilot.press(key)
            await pilot.pause()
            assert results == ["pin"]


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 18), (40, 10), (20, 8)])
async def test_never_taller_than_the_screen(size: tuple[int, int]) -> None:
    """With many fields the body scrolls, and border and answers stay on the screen."""
    app = _stage()
    async with app.run_test(size=size) as pilot:
        dialog = Due(rows=40)
        await _open(app, pilot, dialog)
        rows = rows_of(app)
        assert sum("╭" in row for row in rows) == 1
        assert sum("╰" in row for row in rows) == 1
        assert any("Save" in row for row in rows)
        frame = dialog.query_one(".frame").region
        assert frame.width == min(92, size[0] - 2)
        assert frame.height <= size[1]
        dialog.fields()[-1].focus_input()
        await pilot.pause()
        await pilot.pause()
        assert frame.contains_region(dialog.fields()[-1].region)
        assert any("something" in row for row in rows_of(app))


async def test_every_size_is_drawn() -> None:
    """From one column to 250 a dialog with fields and one with a list are drawn, and typing in them works."""
    app = _stage()
    async with app.run_test(size=(80, 24)) as pilot:
        for dialog in (Due(), PickDialog("Client", CLIENTS)):
            await _open(app, pilot, dialog)
            for width in (1, 2, 4, 6, 8, 20, 79, 250):
                await pilot.resize_terminal(width, 12)
                await pilot.press("a", "down")
                await pilot.pause()
                assert all(len(row) == width for row in rows_of(app))
            dialog.dismiss(None)
            await pilot.pause()


CLIENTS = (
    Line("acm", "Acme Studio", "ACM", 1),
    Line("blm", "Bloom Skincare", "BLM", 2),
    Line("nor", "Nordlys Hytter", "NOR", 3),
    Line("kop", "Kopi Nusantara", "KOP", 4),
    Line("cac", "Çağla & Acmeoğlu", "CAC", 5),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["acm", "blm", "nor", "kop", "cac"]),
        ("acm", ["acm", "cac"]),
        ("ACME", ["acm", "cac"]),
        ("cagla", ["cac"]),
        ("skin", ["blm"]),
        ("kin", ["blm"]),
        ("nus kop", ["kop"]),
        ("london", ["blm"]),
        ("xyz", []),
        ("  ", ["acm", "blm", "nor", "kop", "cac"]),
        ("or no", ["nor"]),
    ],
)
def test_narrowing(typed: str, found: list[str]) -> None:
    """Every typed word must be there, accents and case do not count, the code goes first."""
    assert [line.id for line in narrow(CLIENTS, typed, {"blm": "Europe/London"})] == found


@given(st.text(max_size=20))
def test_narrowing_takes_any_text(typed: str) -> None:
    """Whatever is typed, the result is some of the lines, each once."""
    found = [line.id for line in narrow(CLIENTS, typed)]
    assert len(found) == len(set(found))
    assert set(found) <= {line.id for line in CLIENTS}


async def test_pick_one() -> None:
    """Typing narrows, arrows move while one types, enter and a double click choose."""
    app = _stage()
    async with app.run_test(size=(100, 30)) as pilot:
        results = await _open(app, pilot, PickDialog("Client", CLIENTS, start="nor"))
        assert any("›▌NOR" in row for row in rows_of(app))
        await pilot.press("o")
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert results == ["nor"]
        results = await _open(app, pilot, PickDialog("Client", CLIENTS))
        await pilot.press("x", "y", "z")
        await pilot.pause()
        assert any("No match." in row for row in rows_of(app))
        await pilot.press("enter", "ctrl+s")
        await pilot.pause()
        assert results in ([], [None])


async def test_picker_can_find_by_itself() -> None:
    """A picker over many thousands asks a function instead of holding them."""
    asked: list[str] = []

    def find(text: str) -> list[Line]:
        asked.append(text)
        return [Line(text or "none", f"Zone {text}")]

    picker = Picker(find=find)
    app = Stage(lambda: (picker,))
    async with app.run_test(size=(60, 20)) as pilot:
        picker.input.focus()
        await pilot.press("j", "k", "pagedown", "pageup")
        await pilot.pause()
        assert asked == ["", "j", "jk"]
        assert picker.cursor_id == "jk"


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_only_text(text: str) -> None:
    """Titles, labels, values and errors can hold anything: nothing of it is obeyed or read as markup."""

    class Odd(Dialog[str]):
        def compose_body(self) -> Iterable[Widget]:
            yield Field("odd", text, text, placeholder=text, hint=text)
            yield Picker([Line(1, text, text)], placeholder=text)

    app = _stage()
    async with app.run_test(size=(100, 30)) as pilot:
        dialog = Odd(text, main=text, other=(Answer("x", text),), hint=(text,))
        await _open(app, pilot, dialog)
        dialog.show_error("odd", text)
        dialog.show_problem(text)
        Toasts(app).fail(text)
        await pilot.pause()
        await pilot.pause()
        # An input draws its text letter by letter and keeps joiners, which move nothing.
        assert all(is_safe(row.replace("\u200d", "").replace("\ufe0f", "")) for row in rows_of(app))


@given(st.text())
def test_input_holds_only_what_is_safe(text: str) -> None:
    """What is typed or pasted loses control characters at once; its words stay."""
    field = TextInput()
    kept = field.validate_value(text)
    assert all(letter.isprintable() or letter == "\u200d" for letter in kept)
    assert field.validate_value(kept) == kept


async def test_typing_blanks_and_pasting() -> None:
    """Blanks can be typed between words; a paste of several lines with escape sequences becomes one clean line."""
    app = Stage(lambda: (Field("title", "Title"),))
    async with app.run_test(size=(60, 10)) as pilot:
        field = app.query_one(Field)
        field.focus_input()
        await pilot.press("a", "space", "b", "space")
        assert field.input.value == "a b "
        assert field.value == "a b"
        assert field.changed
        field.input.value = "x\x1b]52;c;ZXZpbA==\x1b\\ y\u202ez"
        assert field.value == clean(field.value) == "x yz"


async def test_notes() -> None:
    """At most three notes stand, the newest replaces its own kind, errors stay until they are dismissed."""
    app = _stage()
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        toasts = Toasts(app)
        toasts.say("Moved “Logo round 2” to Done · u undo", "move", undo=True)
        toasts.say("Moved 3 cards", "move")
        toasts.warn("[/] Acme closes in 10m")
        toasts.fail("x" * 100)
        toasts.say("Saved")
        await pilot.pause()
        await pilot.pause()
        shown = "\n".join(rows_of(app))
        assert "Logo round 2" not in shown
        assert "Moved 3 cards" not in shown
        assert "[/] Acme closes in 10m" in shown
        assert "Saved" in shown
        assert "x" * 59 + "…" in shown
        assert toasts.dismiss()
        assert not toasts.dismiss()
        await pilot.pause()
        await pilot.pause()
        shown = "\n".join(rows_of(app))
        assert "xxx" not in shown
        assert "Saved" in shown


@pytest.mark.parametrize("theme", ["malam", "pagi256", "contrast", "nord", "ansi-dark"])
async def test_every_theme(theme: str) -> None:
    """A dialog is drawn under every kind of theme, and in ASCII."""
    themes.use_glyphs("ascii")
    app = _stage(theme)
    async with app.run_test(size=(80, 24)) as pilot:
        app.add_class("-ascii")
        await _open(app, pilot, Due())
        assert all(row.isascii() for row in rows_of(app))


async def test_a_second_answer_does_nothing() -> None:
    """Answers that were given before the dialog had closed neither act again nor close what is below it."""
    below, above = Due(), PickDialog("Client", [Line(1, "Acme")])
    answers: list[Any] = []
    async with Stage(lambda: ()).run_test() as pilot:
        pilot.app.push_screen(below)
        pilot.app.push_screen(above, answers.append)
        await pilot.pause()
        for _time in range(3):
            above.picker.post_message(Picker.Chosen(1))
        await pilot.pause()
        assert answers == [1]
        assert pilot.app.screen is below
        above.action_save()
        above.action_leave()
        await pilot.pause()
        assert pilot.app.screen is below


async def test_what_was_opened_from_a_dialog_closes_with_it() -> None:
    """A dialog that is answered while another one lies on it takes that one along."""
    below = Due()
    async with Stage(lambda: ()).run_test() as pilot:
        room = pilot.app.screen
        pilot.app.push_screen(below)
        pilot.app.push_screen(Due())
        await pilot.pause()
        below.dismiss("late")
        await pilot.pause()
        assert pilot.app.screen is room
