"""Quick capture: what is typed is understood at once, saved always, and never lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.widgets.stage import HOSTILE, is_safe, rows_of
from vatui import capture_grammar as grammar
from vatui import i18n
from vatui.domain import capture, cards, clients
from vatui.screens.base import RoomScreen
from vatui.screens.capture import CaptureScreen
from vatui.screens.card import CardScreen
from vatui.values import Said, Urgency
from vatui.widgets.capture_chips import Chips, KindTabs, Suggestions
from vatui.widgets.capture_input import CaptureInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

LINE = "acm: Draft newsletter fri 3pm !! ~2h #social"
_KEYS = {
    " ": "space", ":": "colon", "!": "exclamation_mark", "~": "tilde", "#": "number_sign", ">": "greater_than_sign", "+": "plus",
    "=": "equals_sign", "@": "at", "^": "circumflex_accent", ".": "full_stop", "?": "question_mark", "/": "slash",
}  # fmt: skip


@pytest.fixture
def day(sqlite_desk: Desk, clock: FrozenClock) -> Day:
    """The day of the wireframes."""
    made = fill(sqlite_desk, clock)
    sqlite_desk.beat(sqlite_desk.now())
    return made


async def open_it(pilot: Pilot[Any], *, at_rest: bool = True) -> CaptureScreen:
    """Press n in the first room."""
    await settle(pilot)
    await pilot.press("n")
    if at_rest:
        await settle(pilot)
    assert isinstance(pilot.app.screen, CaptureScreen)
    return pilot.app.screen


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type a text key by key."""
    await pilot.press(*(_KEYS.get(letter, letter) for letter in text))
    await settle(pilot)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await pilot.press(*keys)
    await settle(pilot)


def chips(app: VatuiApp) -> list[str]:
    """What the chips say."""
    return app.screen.query_one(Chips).texts()


def suggested(app: VatuiApp) -> list[str]:
    """What is suggested."""
    return app.screen.query_one(Suggestions).texts()


def text_of(app: VatuiApp) -> str:
    """The whole screen."""
    return "\n".join(rows_of(app))


def newest(desk: Desk) -> cards.CardLine:
    """The card that was made last."""
    return cards.card_lines(desk, "1 = ?", (1,), tail="ORDER BY c.id DESC LIMIT 1")[0]


async def test_a_line_becomes_a_task(console: Callable[[], VatuiApp], day: Day) -> None:
    """Every part of the line is on the card that enter saves; the toast names it, undo takes it back."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, LINE)
        await press(pilot, "enter")
        assert isinstance(app.screen, RoomScreen)
        line = await app.call(newest)
        sheet = await app.call(cards.card_sheet, line.id)
        assert (line.title, line.client_code, line.important, line.estimate) == ("Draft newsletter", "ACM", True, 7200)
        assert sheet.due == Said("2026-11-27T15:00", "America/New_York")
        assert sheet.urgency == Urgency.YES
        assert sheet.tags == ("social",)
        assert app.card_id == line.id
        assert [note.message for note in app._notifications] == [f"Saved: {line.code} “Draft newsletter” · u undo"]
        await press(pilot, "u")
        assert (await app.call(newest)).id != line.id


async def test_what_is_understood_shows_as_it_is_typed(console: Callable[[], VatuiApp], day: Day) -> None:
    """Chips in their order, both zones, the working hours, the distance and the place."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, LINE)
        assert chips(app) == ["▌ACM Acme Studio", "◆ Fri 27 Nov 15:00 New York", "!! Do first", "~2h", "#social new"]
        text = text_of(app)
        assert "Sat 28 Nov 03:00 WIB ◆ after your hours" in text
        assert "in 3d 6h" in text
        assert "Acme Studio board, To do" in text


async def test_the_parts_are_underlined_in_place(console: Callable[[], VatuiApp], day: Day) -> None:
    """Each part of the line is underlined, the title is not, and no text is ever read as markup."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, LINE)
        line = app.screen.query_one(CaptureInput)
        marked = [line.value[mark.start : mark.end] for mark in line.marks]
        assert marked == ["acm:", "fri 3pm", "!!", "~2h", "#social"]
        underlined = "".join(segment.text for segment in line.render_line(0) if segment.style and segment.style.underline)
        assert "fri 3pm" in underlined
        assert "Draft" not in underlined


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 18)])
async def test_it_fits(console: Callable[[], VatuiApp], day: Day, size: tuple[int, int]) -> None:
    """The dialog with everything in it fits, down to the keys at its bottom."""
    app = console()
    async with app.run_test(size=size) as pilot:
        await open_it(pilot)
        await typed(pilot, LINE)
        frame = app.screen.query_one(".frame")
        assert frame.region.right <= size[0]
        assert frame.region.bottom <= size[1]
        text = text_of(app)
        assert "─ New ─" in text
        assert "enter save" in text
        assert "esc close" in text


async def test_a_request_keeps_its_words_and_says_its_promise(console: Callable[[], VatuiApp], day: Day) -> None:
    """The words go into the inbox as they were, with their channel; the promise is shown in both zones."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "acm> Can we swap #it? via wa")
        assert chips(app) == ["▌ACM Acme Studio", "via WhatsApp"]
        assert "reply by Tue 24 Nov 23:00 WIB = 11:00 New York" in text_of(app)
        await press(pilot, "enter")
        sheet = await app.call(lambda desk: desk.rows("SELECT words, channel FROM request ORDER BY id DESC LIMIT 1"))
        assert sheet == [("Can we swap #it?", "wa")]


async def test_time_and_a_note(console: Callable[[], VatuiApp], day: Day) -> None:
    """A length becomes a time entry, a remark a note on the client; ctrl+n stays for the next."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "acm+ 45m captions")
        assert "Worked" in text_of(app)
        await press(pilot, "ctrl+n")
        assert isinstance(app.screen, CaptureScreen)
        assert app.screen.query_one(CaptureInput).value == ""
        await typed(pilot, "acm= likes voice notes")
        await press(pilot, "enter")
        found = await app.call(lambda desk: desk.rows("SELECT memo FROM entry ORDER BY id DESC LIMIT 1"))
        assert found == [("captions",)]
        sheet = await app.call(clients.client_sheet, day.clients["ACM"])
        assert [text for _id, _at, text in sheet.notes] == ["likes voice notes"]


async def test_time_without_a_length_stays_with_a_reason(console: Callable[[], VatuiApp], day: Day) -> None:
    """What cannot be saved as time says why, and the line stays."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "acm+ captions")
        await press(pilot, "enter")
        assert isinstance(app.screen, CaptureScreen)
        assert "Say how long" in text_of(app)
        assert app.screen.query_one(CaptureInput).value == "acm+ captions"


async def test_an_unknown_client_is_asked_about_and_never_made(console: Callable[[], VatuiApp], day: Day) -> None:
    """The nearest client is suggested and ↓ enter takes it; enter alone keeps the whole text in the inbox."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "kopo: Balas DM")
        assert chips(app)[0] == "? kopo"
        assert "Unknown client. Did you mean" in text_of(app)
        await press(pilot, "down", "enter")
        assert app.screen.query_one(CaptureInput).value == "kop: Balas DM"
        assert chips(app)[0] == "▌KOP Kopi Nusantara"
        await press(pilot, "ctrl+n")
        assert (await app.call(newest)).client_code == "KOP"
        await typed(pilot, "zzzz: Balas DM")
        await press(pilot, "enter")
        assert await app.call(lambda desk: desk.rows("SELECT words, client_id FROM request ORDER BY id DESC LIMIT 1")) == [
            ("zzzz: Balas DM", None)
        ]


async def test_the_scope_is_meant_when_no_client_is_written(console: Callable[[], VatuiApp], day: Day) -> None:
    """Narrowed to a client its chip is there from the start; backspace on it leaves it out."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        app.scope = day.clients["NOR"]
        await open_it(pilot)
        await typed(pilot, "Send the list")
        assert chips(app) == ["▌NOR Nordlys AS"]
        await press(pilot, "up", "backspace")
        assert chips(app) == []
        assert "inbox, without a client" in text_of(app)


async def test_backspace_on_a_chip_makes_it_text_again(console: Callable[[], VatuiApp], day: Day) -> None:
    """↑ goes to the chips; the date that was meant as words stays in the title."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "acm: Plan for fri")
        await press(pilot, "up", "backspace")
        assert app.screen.query_one(CaptureInput).value == 'acm: Plan for "fri"'
        assert chips(app) == ["▌ACM Acme Studio"]
        await press(pilot, "down", "enter")
        assert (await app.call(newest)).title == "Plan for fri"


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("ac", "▌ACM Acme Studio", "acm: "),
        ("acm: x #so", "#social", "acm: x #social "),
        ("acm: x @di", "@Dita", "acm: x @Dita "),
        ("acm: x ^do", "^Doing", "acm: x ^doing "),
    ],
)
async def test_suggestions_complete_a_word(console: Callable[[], VatuiApp], day: Day, text: str, first: str, after: str) -> None:
    """A client, a tag, a person and a stage are completed with ↓ and enter."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await app.call(clients.add_helper, "Dita")
        await app.call(cards.edit_card, day.cards["Newsletter draft"], tags=("social",))
        await open_it(pilot)
        await typed(pilot, text)
        assert suggested(app)[0] == first
        await press(pilot, "down", "enter")
        assert app.screen.query_one(CaptureInput).value == after
        assert isinstance(app.screen, CaptureScreen)


async def test_a_draft_is_kept_and_offered(console: Callable[[], VatuiApp], day: Day) -> None:
    """Esc keeps the line; the next n brings it back; saving forgets it."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "acm: Half a thou")
        await press(pilot, "escape")
        assert isinstance(app.screen, RoomScreen)
        assert await app.call(capture.draft) == "acm: Half a thou"
        await open_it(pilot)
        assert app.screen.query_one(CaptureInput).value == "acm: Half a thou"
        assert "Kept from before" in text_of(app)
        await press(pilot, "enter")
        assert (await app.call(newest)).title == "Half a thou"
        assert await app.call(capture.draft) == ""


async def test_a_draft_is_replaced_by_typing(console: Callable[[], VatuiApp], day: Day) -> None:
    """The offered draft is selected, so the first key replaces it; esc on an empty line forgets it."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "old")
        await press(pilot, "escape")
        await open_it(pilot)
        await typed(pilot, "new")
        assert app.screen.query_one(CaptureInput).value == "new"
        assert "Kept from before" not in text_of(app)
        await press(pilot, "backspace", "backspace", "backspace", "escape")
        assert await app.call(capture.draft) == ""


async def test_pasted_lines_become_items_with_one_undo(console: Callable[[], VatuiApp], day: Day) -> None:
    """Each line is an item of the same client, what is indented is its checklist; one undo takes all back."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        before = (await app.call(newest)).id
        await typed(pilot, "acm: ")
        app.screen.query_one(CaptureInput).post_message(
            events.Paste("- Write fri\n  - collect\n  - cut\n- Send !\nkop> Hello via wa\n")
        )
        await settle(pilot)
        text = text_of(app)
        assert "3 items: 2 tasks, 1 request" in text
        assert "save all 3" in text
        await press(pilot, "enter")
        made = await app.call(lambda desk: cards.card_lines(desk, "c.id > ?", (before,), tail="ORDER BY c.id"))
        assert [(line.client_code, line.title) for line in made] == [("ACM", "Write"), ("ACM", "Send")]
        sheet = await app.call(cards.card_sheet, made[0].id)
        assert [check.text for check in sheet.checks] == ["collect", "cut"]
        assert await app.call(lambda desk: desk.rows("SELECT words FROM request ORDER BY id DESC LIMIT 1")) == [("Hello",)]
        await press(pilot, "u")
        assert (await app.call(newest)).id == before


async def test_a_pasted_draft_comes_back_whole(console: Callable[[], VatuiApp], day: Day) -> None:
    """Several lines that were not saved are several items again."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        app.screen.query_one(CaptureInput).post_message(events.Paste("one\n  a\ntwo\n"))
        await settle(pilot)
        await press(pilot, "escape")
        await open_it(pilot)
        assert "2 items: 2 tasks" in text_of(app)
        assert app.screen.query_one(CaptureInput).value == "one"


async def test_tabs_change_the_kind(console: Callable[[], VatuiApp], day: Day) -> None:
    """A click on a kind writes its sign behind the client."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "acm: Hello")
        app.screen.query_one(KindTabs).post_message(KindTabs.Chosen("request"))
        await settle(pilot)
        assert app.screen.query_one(CaptureInput).value == "acm> Hello"
        await press(pilot, "enter")
        assert await app.call(lambda desk: desk.rows("SELECT words FROM request ORDER BY id DESC LIMIT 1")) == [("Hello",)]


async def test_all_fields_open_what_was_saved(console: Callable[[], VatuiApp], day: Day) -> None:
    """f2 saves and opens the sheet of the card."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "acm: Hello")
        await press(pilot, "f2")
        assert isinstance(app.screen, CardScreen)
        assert app.screen.card_id == (await app.call(newest)).id


async def test_typing_before_it_is_ready_loses_nothing(console: Callable[[], VatuiApp], day: Day) -> None:
    """Keys that follow n at once are in the line, and enter saves them."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("n", *"acm", "colon", "space", *"Quick", "enter")
        await settle(pilot)
        assert (await app.call(newest)).title == "Quick"


async def test_discreet_mode_knows_one_client(console: Callable[[], VatuiApp], day: Day) -> None:
    """In discreet mode no other client is suggested, named or offered from a draft."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        await typed(pilot, "blm: secret")
        await press(pilot, "escape")
        app.scope = day.clients["ACM"]
        app.discreet = True
        app.clear_notifications()
        await open_it(pilot)
        assert app.screen.query_one(CaptureInput).value == ""
        await typed(pilot, "b")
        assert suggested(app) == []
        assert "Bloom" not in text_of(app)


async def test_hostile_text_stays_text(console: Callable[[], VatuiApp], day: Day) -> None:
    """What is pasted never becomes markup nor reaches the terminal raw, and is saved clean."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_it(pilot)
        for text in HOSTILE:
            app.screen.query_one(CaptureInput).value = text
            await settle(pilot)
            typed_in = app.screen.query_one(CaptureInput).region.y  # keeps the joiners of an emoji, as every input does
            assert all(is_safe(row) for y, row in enumerate(rows_of(app)) if y != typed_in), text
        app.screen.query_one(CaptureInput).value = "acm: [bold]x[/bold] [@click=app.quit]q[/]"
        await settle(pilot)
        assert "[bold]x[/bold] [@click=app.quit]q[/]" in text_of(app)
        await press(pilot, "enter")
        assert (await app.call(newest)).title == "[bold]x[/bold] [@click=app.quit]q[/]"


async def test_it_speaks_indonesian(console: Callable[[], VatuiApp], day: Day) -> None:
    """Indonesian dates are read, and the mark, the day and the amount are said in Indonesian."""
    i18n.use("id")
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_it(pilot)
        await typed(pilot, "kop: Balas DM jum 15.00 ! ~45mnt")
        assert any("Jum 27 Nov 15:00" in chip for chip in chips(app))
        await press(pilot, "enter")
        sheet = await app.call(cards.card_sheet, (await app.call(newest)).id)
        assert sheet.due == Said("2026-11-27T15:00", "Asia/Jakarta")


def test_a_key_is_understood_in_time(sqlite_desk: Desk, day: Day) -> None:
    """Reading the line after each key takes far less than a frame once what reads it is loaded."""
    known = sqlite_desk.run(capture.known, sqlite_desk)
    grammar.parse(LINE, known)
    took = []
    for end in range(1, len(LINE) + 1):
        began = time.perf_counter()
        grammar.parse(LINE[:end], known)
        took.append(time.perf_counter() - began)
    assert sorted(took)[len(took) // 2] < 0.003
