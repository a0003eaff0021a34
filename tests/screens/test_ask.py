"""The small questions: yes or no, a line, a client, a helper, a date, and for whom one waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.widgets.stage import HOSTILE, is_safe, rows_of
from vatui import i18n
from vatui.domain import cards, clients
from vatui.screens.ask import AskLine, Confirm
from vatui.screens.ask_date import AskDate, DateAnswer
from vatui.screens.ask_waiting import AskWaiting, WaitAnswer, in_working_days
from vatui.screens.choose_client import ChooseClient
from vatui.screens.choose_helper import ChooseHelper
from vatui.values import Said, Urgency
from vatui.widgets.field import Field
from vatui.widgets.month import Month

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot
    from textual.screen import Screen

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

NEW_YORK = "America/New_York"


@pytest.fixture
def day(sqlite_desk: Desk, clock: FrozenClock) -> Day:
    """The day of the wireframes."""
    made = fill(sqlite_desk, clock)
    sqlite_desk.beat(sqlite_desk.now())
    return made


async def ask(pilot: Pilot[Any], screen: Screen[Any]) -> list[Any]:
    """Ask a question; its answer appears in the list."""
    await settle(pilot)
    answers: list[Any] = []
    pilot.app.push_screen(screen, answers.append)
    await settle(pilot)
    return answers


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type a text key by key."""
    for letter in text:
        await pilot.press("space" if letter == " " else letter)
    await settle(pilot)


def text_of(app: VatuiApp) -> str:
    """The whole screen."""
    return "\n".join(rows_of(app))


async def lines_of(app: VatuiApp, *ids: int) -> list[cards.CardLine]:
    """Cards as a question gets them."""
    return [await app.call(cards.card_line, card_id) for card_id in ids]


async def test_enter_confirms_and_escape_does_not(console: Callable[[], VatuiApp], day: Day) -> None:
    """Enter answers yes, esc answers nothing."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(pilot, Confirm("Delete 3 cards?", "Delete"))
        assert "Delete 3 cards?" in text_of(app)
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [True]
        answers = await ask(pilot, Confirm("Delete 3 cards?", "Delete"))
        await pilot.press("escape")
        assert answers == [None]


async def test_a_line_is_given_back_clean(console: Callable[[], VatuiApp], day: Day) -> None:
    """A line is given back as typed, without blanks around it."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(pilot, AskLine("Filter", "words", "old"))
        await typed(pilot, " new word ")
        await pilot.press("enter")
        await settle(pilot)
        assert answers == ["new word"]


async def test_a_question_never_obeys_its_text(console: Callable[[], VatuiApp], day: Day) -> None:
    """Text of people in a question neither becomes markup nor reaches the terminal raw."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        for text in HOSTILE:
            await ask(pilot, Confirm(text, "Delete"))
            assert all(is_safe(row) for row in rows_of(app)), text
            await pilot.press("escape")


async def test_a_client_is_chosen_by_typing(console: Callable[[], VatuiApp], day: Day) -> None:
    """A city narrows the list to its clients, enter takes the first."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(pilot, ChooseClient())
        assert "All clients" in text_of(app)
        assert "08:42" in text_of(app)
        await typed(pilot, "oslo")
        await pilot.press("enter")
        assert answers == [day.clients["NOR"]]


async def test_all_clients_is_zero_and_leaving_is_none(console: Callable[[], VatuiApp], day: Day) -> None:
    """The last line stands for all clients; esc is no answer."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(pilot, ChooseClient())
        await typed(pilot, "all cl")
        await pilot.press("enter")
        assert answers == [0]
        answers = await ask(pilot, ChooseClient(title="Who interrupts?", with_all=False))
        assert "All clients" not in text_of(app)
        await pilot.press("escape")
        assert answers == [None]


async def test_discreet_mode_names_one_client(console: Callable[[], VatuiApp], day: Day) -> None:
    """In discreet mode only the client of the scope can be chosen or seen."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.scope = day.clients["ACM"]
        app.discreet = True
        await ask(pilot, ChooseClient())
        text = text_of(app)
        assert "Acme Studio" in text
        assert "Bloom" not in text
        assert "All clients" not in text


async def test_a_new_name_adds_a_helper(console: Callable[[], VatuiApp], day: Day, sqlite_desk: Desk) -> None:
    """A name that is no helper's offers to add one; a known one is chosen; nobody is 0."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(pilot, ChooseHelper())
        await typed(pilot, "Dita")
        assert "Add helper “Dita”" in text_of(app)
        await pilot.press("enter")
        await settle(pilot)
        helpers = await app.call(clients.helpers)
        assert [name for _id, name, _zone in helpers] == ["Dita"]
        assert answers == [helpers[0][0]]
        answers = await ask(pilot, ChooseHelper())
        await typed(pilot, "dita")
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [helpers[0][0]]
        assert len(await app.call(clients.helpers)) == 1
        answers = await ask(pilot, ChooseHelper())
        await typed(pilot, "nobody")
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [0]


async def test_a_due_date_is_in_the_clients_zone_and_read_back_in_both(console: Callable[[], VatuiApp], day: Day) -> None:
    """“fri 3pm” on a card of Acme is Friday 15:00 in New York, which is Saturday 03:00 for me."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        answers = await ask(pilot, AskDate(await lines_of(app, day.cards["Newsletter draft"]), "due"))
        await typed(pilot, "fri 3pm")
        text = text_of(app)
        assert "Fri 27 Nov 15:00 New York" in text
        assert "Sat 28 Nov 03:00 WIB" in text
        assert "after your hours" in text
        assert app.screen.query_one(Month).day is not None
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [DateAnswer(Said("2026-11-27T15:00", NEW_YORK))]


@pytest.mark.parametrize(
    ("text", "said"), [("jumat jam 3 sore", "2026-11-27T15:00"), ("lusa", "2026-11-26"), ("27/11", "2026-11-27")]
)
async def test_a_date_is_understood_in_both_languages(console: Callable[[], VatuiApp], day: Day, text: str, said: str) -> None:
    """Indonesian words are read, in English too."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        answers = await ask(pilot, AskDate(await lines_of(app, day.cards["Newsletter draft"]), "due"))
        await typed(pilot, text.replace("/", "\0").split("\0")[0])
        if "/" in text:
            await pilot.press("slash")
            await typed(pilot, text.split("/")[1])
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [DateAnswer(Said(said, NEW_YORK))]


async def test_cards_of_several_clients_are_dated_in_my_zone(console: Callable[[], VatuiApp], day: Day) -> None:
    """Where no one zone is theirs, mine is meant."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lines = await lines_of(app, day.cards["Newsletter draft"], day.cards["Konten promo 12.12"])
        answers = await ask(pilot, AskDate(lines, "due"))
        assert "2 cards" in text_of(app)
        await typed(pilot, "fri 3pm")
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [DateAnswer(Said("2026-11-27T15:00", "Asia/Jakarta"))]


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (("minus",), DateAnswer()),
        (("exclamation_mark",), DateAnswer(pin=Urgency.YES)),
        (("exclamation_mark", "minus"), DateAnswer(pin=Urgency.NO)),
        (("exclamation_mark", "question_mark"), DateAnswer(pin=Urgency.AUTO)),
    ],
)
async def test_signs_clear_the_date_and_pin_the_urgency(
    console: Callable[[], VatuiApp], day: Day, keys: tuple[str, ...], answer: DateAnswer
) -> None:
    """A minus is no date, an exclamation mark is urgent."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        answers = await ask(pilot, AskDate(await lines_of(app, day.cards["Newsletter draft"]), "due"))
        await pilot.press(*keys, "enter")
        await settle(pilot)
        assert answers == [answer]


async def test_what_is_no_date_is_said_and_stays(console: Callable[[], VatuiApp], day: Day) -> None:
    """A text that is no date is refused at the field, and stays in it."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        answers = await ask(pilot, AskDate(await lines_of(app, day.cards["Newsletter draft"]), "due"))
        await typed(pilot, "whenever")
        await pilot.press("enter")
        await settle(pilot)
        assert answers == []
        field = app.screen.query_one(Field)
        assert field.value == "whenever"
        assert "Type a date" in field.error


async def test_snoozing_into_the_past_is_refused(console: Callable[[], VatuiApp], day: Day) -> None:
    """A card cannot be hidden until a time that is over."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        answers = await ask(pilot, AskDate(await lines_of(app, day.cards["Newsletter draft"]), "wait"))
        await typed(pilot, "2026-11-20")
        await pilot.press("enter")
        await settle(pilot)
        assert answers == []
        assert "over already" in app.screen.query_one(Field).error


async def test_the_month_writes_the_day_and_keeps_the_time(console: Callable[[], VatuiApp], day: Day) -> None:
    """Arrows in the month change the day of what was typed, not its time."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        answers = await ask(pilot, AskDate(await lines_of(app, day.cards["Newsletter draft"]), "due"))
        await typed(pilot, "fri 3pm")
        await pilot.press("down", "down", "right")
        await settle(pilot)
        assert app.screen.query_one(Field).value == "2026-12-05 15:00"
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [DateAnswer(Said("2026-12-05T15:00", NEW_YORK))]


async def test_asking_again_proposes_two_working_days(console: Callable[[], VatuiApp], day: Day) -> None:
    """Enter alone asks again after two of my working days."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        answers = await ask(pilot, AskDate(await lines_of(app, day.cards["Logo round 2"]), "chase"))
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [DateAnswer(Said("2026-11-26", "Asia/Jakarta"))]


async def test_waiting_proposes_the_contact(console: Callable[[], VatuiApp], day: Day) -> None:
    """The client's first contact and two working days are proposed; a date behind a name replaces them."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.call(clients.add_contact, day.clients["ACM"], "Dana")
        lines = await lines_of(app, day.cards["Newsletter draft"])
        answers = await ask(pilot, AskWaiting(lines))
        assert app.screen.query_one(Field).value == "Dana"
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [WaitAnswer("Dana", Said("2026-11-26", "Asia/Jakarta"))]
        answers = await ask(pilot, AskWaiting(lines))
        await typed(pilot, "Priya besok")
        assert "Ask Priya again Wed 25 Nov." in text_of(app)
        await pilot.press("enter")
        await settle(pilot)
        assert answers == [WaitAnswer("Priya", Said("2026-11-25", "Asia/Jakarta"))]
        answers = await ask(pilot, AskWaiting(lines))
        await pilot.press("escape")
        assert answers == [None]


def test_working_days_leave_out_the_weekend(sqlite_desk: Desk, clock: FrozenClock, day: Day) -> None:
    """Two working days after a Friday is Tuesday."""
    from datetime import UTC, datetime

    clock.set(datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    assert sqlite_desk.run(in_working_days, sqlite_desk, 2) == Said("2026-12-01", "Asia/Jakarta")


async def test_the_questions_fit_a_small_terminal_in_indonesian(console: Callable[[], VatuiApp], day: Day) -> None:
    """At 60 by 18 the answers of the date question are still there."""
    i18n.use("id")
    app = console()
    async with app.run_test(size=(60, 18)) as pilot:
        await settle(pilot)
        await ask(pilot, AskDate(await lines_of(app, day.cards["Newsletter draft"]), "due"))
        answers = app.screen.query_one(".answers")
        assert answers.region.bottom <= 18
        assert answers.region.height == 1
