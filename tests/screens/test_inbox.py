"""The inbox: requests with their clocks, their words, and the ways out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.widgets.stage import HOSTILE, is_safe, rows_of
from vatui.domain import cards, requests, timers
from vatui.screens.inbox import InboxScreen
from vatui.screens.request import AskSnooze, MakeCard, ReplyDialog
from vatui.values import RequestState
from vatui.widgets.reader import Reader
from vatui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

HERO = "Swap the hero photo?"


@pytest.fixture
def day(sqlite_desk: Desk, clock: FrozenClock) -> Day:
    """The day of the wireframes; somebody was here a moment ago."""
    made = fill(sqlite_desk, clock)
    sqlite_desk.beat(sqlite_desk.now())
    return made


def titles(app: VatuiApp) -> list[str]:
    """The requests in the list."""
    return [line.title for line in app.screen.query_one("#requests", RowList).lines]


def text_of(app: VatuiApp) -> str:
    """The whole screen."""
    return "\n".join(rows_of(app))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await pilot.press(*keys)
    await settle(pilot)


async def sheet_of(app: VatuiApp, day: Day, title: str = HERO) -> requests.RequestSheet:
    """A request as the desk holds it."""
    return await app.call(requests.request_sheet, day.requests[title])


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_requests_stand_in_the_order_of_their_promises(
    console: Callable[[], VatuiApp], day: Day, size: tuple[int, int]
) -> None:
    """What runs out first is first; a clock that sleeps says when it goes on; the words stand below."""
    app = console()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        assert isinstance(app.screen, InboxScreen)
        assert titles(app)[0] == HERO
        shown = text_of(app)
        for words in (
            "Inbox · 6 waiting", "next promise due 20:54", "◆ 12m", "from 21:00", "from 05:00", "Priya, WhatsApp, 12:54 London",
            "The one on the homepage is last year's bottle.", "by 20:54 = 13:54 London",
        ):  # fmt: skip
            assert words in shown, words


async def test_the_words_follow_the_cursor(console: Callable[[], VatuiApp], day: Day) -> None:
    """The reading pane shows the request under the cursor, and scrolls when it is long."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "down")
        reader = app.screen.query_one(Reader)
        assert reader.texts()[0] == "Need the Q4 deck link"
        await app.call(
            requests.client_wrote_again, day.requests["Need the Q4 deck link"], "\n".join(f"line {n}" for n in range(90))
        )
        await settle(pilot)
        assert "more" in text_of(app)
        await press(pilot, "tab", *["down"] * 20)
        assert "line 20" in text_of(app)


async def test_a_reply_stops_the_clock(console: Callable[[], VatuiApp], day: Day) -> None:
    """``r`` notes words, channel and instant; undo puts the request back."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "r")
        dialog = app.screen
        assert isinstance(dialog, ReplyDialog)
        fields = {field.name: field for field in dialog.fields()}
        fields["channel"].value = "phone"
        fields["when"].value = "20:30"
        await press(pilot, "Y", "e", "s", "ctrl+s")
        sheet = await sheet_of(app, day)
        assert sheet.line.state == RequestState.ANSWERED
        assert sheet.reply == "phone: Yes"
        assert sheet.line.replied_at is not None
        assert sheet.line.replied_at.isoformat() == "2026-11-24T13:30:00+00:00"
        assert HERO not in titles(app)
        await press(pilot, "u")
        assert titles(app)[0] == HERO
        assert (await sheet_of(app, day)).line.replied_at is None


@pytest.mark.parametrize(
    ("when", "sentence"), [("25:99", "Type a time"), ("yesterday", "Type a time"), ("12:00", "came in after that")]
)
async def test_an_impossible_instant_is_refused_in_the_dialog(
    console: Callable[[], VatuiApp], day: Day, when: str, sentence: str
) -> None:
    """What cannot be is said under the field; what was typed stays and nothing is stored."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "r")
        dialog = app.screen
        assert isinstance(dialog, ReplyDialog)
        field = next(field for field in dialog.fields() if field.name == "when")
        field.value = when
        await press(pilot, "o", "k", "ctrl+s")
        assert app.screen is dialog
        assert sentence in field.error
        assert (await sheet_of(app, day)).line.state == RequestState.OPEN


async def test_enter_makes_a_card_that_keeps_the_words(console: Callable[[], VatuiApp], day: Day) -> None:
    """The line is read like a capture; the promise runs on until the reply; one undo takes all back."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "enter")
        dialog = app.screen
        assert isinstance(dialog, MakeCard)
        assert dialog.fields()[0].value == HERO
        dialog.fields()[0].value = "Swap hero photo fri 3pm ~30m !"
        await settle(pilot)
        assert "Fri 27 Nov 15:00 London" in text_of(app)
        await press(pilot, "enter")
        sheet = await sheet_of(app, day)
        assert sheet.line.state == RequestState.CARD
        assert sheet.line.card_id is not None
        card = await app.call(cards.card_sheet, sheet.line.card_id)
        assert (card.line.title, card.line.client_code, card.line.estimate, card.line.important) == (
            "Swap hero photo",
            "BLM",
            1800,
            True,
        )
        assert card.request is not None
        assert card.request[0].endswith("last year's bottle.")
        assert sheet.line.left is not None
        assert sheet.line.replied_at is None
        await press(pilot, "v")
        assert titles(app) == [HERO]
        assert "Reply owed · 1" in text_of(app)
        await press(pilot, "u")
        assert (await sheet_of(app, day)).line.state == RequestState.OPEN


async def test_a_request_without_a_client_asks_whose_it_is(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """It cannot become a card before; a code in the line says it."""
    request = requests.add_request(sqlite_desk, "Who are you\nanyway")
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        app.request_id = request.id
        await press(pilot, "5")
        assert "M says whose it is" in text_of(app)
        await press(pilot, "enter")
        assert "Say whose it is" in text_of(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, MakeCard)
        app.screen.fields()[0].value = "acm: call them back"
        await settle(pilot)
        await press(pilot, "enter")
        sheet = await app.call(requests.request_sheet, request.id)
        assert sheet.line.client_code == "ACM"
        assert sheet.card_title == "call them back"
        assert sheet.line.promised_at is not None


async def test_plus_adds_the_words_to_a_card(console: Callable[[], VatuiApp], day: Day) -> None:
    """Only open cards of that client are offered; the words become a comment."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "plus")
        shown = text_of(app)
        assert "Influencer list" in shown
        assert "Newsletter draft" not in shown
        await press(pilot, *"infl", "enter")
        sheet = await sheet_of(app, day)
        assert sheet.line.card_id == day.cards["Influencer list: 20 names"]
        card = await app.call(cards.card_sheet, day.cards["Influencer list: 20 names"])
        assert [text for *_rest, text in card.comments] == [f"{HERO}\nThe one on the homepage is last year's bottle."]


async def test_decline_and_not_a_request(console: Callable[[], VatuiApp], day: Day) -> None:
    """``X`` closes with a text or with none; ``x`` lets a closed one wait again."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "X", "N", "o", "ctrl+s")
        sheet = await sheet_of(app, day)
        assert (sheet.line.state, sheet.reply) == (RequestState.DECLINED, "No")
        await press(pilot, "v", "v", "v")
        assert titles(app) == [HERO]
        await press(pilot, "x", "escape")
        assert titles(app)[0] == HERO
        assert (await sheet_of(app, day)).line.state == RequestState.OPEN


async def test_the_clock_stands_while_they_were_asked_back(console: Callable[[], VatuiApp], clock: FrozenClock, day: Day) -> None:
    """``a`` stops it, their next words start it anew."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "a")
        assert (await sheet_of(app, day)).line.clock == "paused"
        assert "asked back" in text_of(app)
        clock.advance(minutes=30)
        app.now = clock.now()
        await settle(pilot)
        app.screen.query_one("#requests", RowList).put_cursor(day.requests[HERO])
        await press(pilot, "e", *"Any.", "ctrl+s")
        sheet = await sheet_of(app, day)
        assert sheet.line.words.endswith("\n\nAny.")
        assert sheet.line.clock == "running"
        assert sheet.line.promised_at == clock.now() + timedelta(hours=1)


async def test_snoozed_requests_are_hidden_until_then(console: Callable[[], VatuiApp], clock: FrozenClock, day: Day) -> None:
    """``s`` asks until when; the request comes back by itself."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "s")
        assert isinstance(app.screen, AskSnooze)
        await press(pilot, *"22:00", "enter")
        assert HERO not in titles(app)
        assert "1 snoozed" in text_of(app)
        clock.advance(hours=2)
        app.now = clock.now()
        await settle(pilot)
        assert HERO in titles(app)


async def test_the_timer_runs_for_a_request(console: Callable[[], VatuiApp], day: Day) -> None:
    """``t`` starts it for the client with the request's title, and stops it again."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "down", "t")
        running = await app.call(timers.running)
        assert running is not None
        assert (running.client_code, running.memo) == ("ACM", "Need the Q4 deck link")
        await press(pilot, "t")
        assert await app.call(timers.running) is None


async def test_a_filter_narrows_and_esc_widens(console: Callable[[], VatuiApp], day: Day) -> None:
    """``/`` looks in words, sender and channel."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "slash", *"priya", "enter")
        assert titles(app) == [HERO]
        assert "filter: priya" in text_of(app)
        await press(pilot, "escape")
        assert len(titles(app)) == 6


async def test_an_empty_inbox_is_good_news(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """Nothing waiting is said as such, and every verb says that nothing is selected."""
    for number in day.requests.values():
        requests.answer(sqlite_desk, number)
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        assert "✓ Nothing waiting." in text_of(app)
        for key in ("r", "enter", "plus", "s", "a", "X", "t", "x", "e", "M", "o", "y"):
            await press(pilot, key)
            assert isinstance(app.screen, InboxScreen), key


async def test_hostile_words_are_only_words(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """Words, senders and channels are shown as text, in the list and in the reading pane."""
    made = [
        requests.add_request(sqlite_desk, f"{words}\n{words}", day.clients["ACM"], sender=words, channel=words) for words in HOSTILE
    ]
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        for request in made:
            app.screen.query_one("#requests", RowList).put_cursor(request.id)
            await settle(pilot)
            assert all(is_safe(row) for row in rows_of(app))


async def test_discreet_mode_shows_only_the_client_of_the_scope(console: Callable[[], VatuiApp], day: Day) -> None:
    """No other client's words, sender or code is on the screen."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        app.scope = day.clients["ACM"]
        await press(pilot, "5", "D")
        shown = text_of(app)
        assert "Need the Q4 deck link" in shown
        for word in ("BLM", "Priya", "hero", "Ingrid", "PCY", "KOP"):
            assert word not in shown
