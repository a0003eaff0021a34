"""The sheet of one card: everything on it, each line edited where it stands, and what others do meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.ground import elsewhere
from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.widgets.stage import HOSTILE, is_safe, rows_of
from vatui.domain import boards, cards, clients, timers
from vatui.errors import NotFound
from vatui.screens.card import CardScreen, SheetList
from vatui.values import Said, Urgency
from vatui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

TITLE = "Newsletter draft"


@pytest.fixture
def day(sqlite_desk: Desk, clock: FrozenClock) -> Day:
    """The day of the wireframes."""
    made = fill(sqlite_desk, clock)
    sqlite_desk.beat(sqlite_desk.now())
    return made


async def open_sheet(pilot: Pilot[Any], card_id: int, *, edit: bool = False) -> CardScreen:
    """Open the sheet of a card and wait until it is read."""
    await settle(pilot)
    screen = CardScreen(card_id, edit=edit)
    pilot.app.push_screen(screen)
    await settle(pilot)
    return screen


async def to(pilot: Pilot[Any], row: str) -> None:
    """Put the cursor on a line of the sheet."""
    assert pilot.app.screen.query_one(SheetList).put_cursor(row)
    await settle(pilot)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await pilot.press(*keys)
    await settle(pilot)


async def write(pilot: Pilot[Any], row: str, text: str) -> None:
    """Replace what a line holds, as somebody who types."""
    await to(pilot, row)
    await press(pilot, "enter")
    field = pilot.app.screen.query_one(Field)
    field.value = text
    await press(pilot, "enter")


HELPER = """
import sys
from datetime import timedelta
from vatui.desk import Desk
from vatui.domain.cards import delete_cards, edit_card
desk = Desk.open(sys.argv[1], actor="dita")
card = int(sys.argv[2])
"""


async def by_another(folder: Path, act: str, card: int) -> None:
    """Do something to a card in a process of its own, as another person would."""
    await asyncio.to_thread(elsewhere, HELPER + act, str(folder / "desk.db"), str(card))


async def sheet_of(app: VatuiApp, card_id: int) -> cards.CardSheet:
    """A card as the desk holds it."""
    return await app.call(cards.card_sheet, card_id)


def text_of(app: VatuiApp) -> str:
    """The whole screen."""
    return "\n".join(rows_of(app))


async def test_the_sheet_says_everything(console: Callable[[], VatuiApp], day: Day) -> None:
    """Client, place, both times, estimate, worked time, urgency, tags, steps, links, comments and history are there."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        await app.call(
            cards.edit_card, card, tags=("social",), due=Said("2026-11-27T15:00", "America/New_York"), memo="# Plan\nShort."
        )
        await app.call(cards.add_check, card, "Collect links")
        await app.call(cards.add_link, card, "https://example.com/brief", "Brief")
        await app.call(cards.add_comment, card, "Dana wants it short")
        await open_sheet(pilot, card)
        text = text_of(app)
        for part in (
            "ACM-", TITLE, "ACM Acme Studio", "due Sat 28 Nov 03:00 · Fri 15:00 New York", "~2h", "#social", "Collect links",
            "Brief · https://example.com/brief", "Dana wants it short", "History", "Add a step", "Short.",
        ):  # fmt: skip
            assert part in text, part


async def test_each_line_is_edited_where_it_stands(console: Callable[[], VatuiApp], day: Day) -> None:
    """Title, start, estimate, tags and repetition are typed; each is saved by itself."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sheet(pilot, card)
        await write(pilot, "title", "December newsletter")
        await write(pilot, "start", "mon")
        await write(pilot, "estimate", "1h30")
        await write(pilot, "tags", "#mail big")
        await write(pilot, "repeat", "every friday")
        sheet = await sheet_of(app, card)
        assert sheet.line.title == "December newsletter"
        assert sheet.start == Said("2026-11-30", "America/New_York")
        assert sheet.line.estimate == 5400
        assert sheet.tags == ("mail", "big")
        assert sheet.repeat == "FREQ=WEEKLY;BYDAY=FR"
        assert "every week: Fri" in text_of(app)
        await write(pilot, "repeat", "-")
        await write(pilot, "estimate", "-")
        sheet = await sheet_of(app, card)
        assert (sheet.repeat, sheet.line.estimate) == ("", None)


async def test_what_cannot_be_is_said_at_the_field(console: Callable[[], VatuiApp], day: Day) -> None:
    """A time that is none stays in the field with a sentence under it; esc goes back to the list."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sheet(pilot, card)
        await write(pilot, "estimate", "soon")
        field = app.screen.query_one(Field)
        assert "Type a time" in field.error
        assert "Type a time" in text_of(app)
        await press(pilot, "escape")
        assert not app.screen.query(Field)
        assert isinstance(app.screen, CardScreen)
        assert (await sheet_of(app, card)).line.estimate == 7200


async def test_keys_turn_values_round(console: Callable[[], VatuiApp], day: Day) -> None:
    """Enter turns importance, urgency and what the client sees."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sheet(pilot, card)
        for row in ("important", "client_visible", "urgency"):
            await to(pilot, row)
            await press(pilot, "enter")
        sheet = await sheet_of(app, card)
        assert not sheet.line.important
        assert not sheet.client_visible
        assert sheet.urgency == Urgency.YES
        await press(pilot, "enter")
        assert (await sheet_of(app, card)).urgency == Urgency.NO
        await press(pilot, "u")
        assert (await sheet_of(app, card)).urgency == Urgency.YES


async def test_a_due_date_is_typed_from_the_sheet(console: Callable[[], VatuiApp], day: Day) -> None:
    """D opens the date question; its answer is stored as said."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sheet(pilot, card)
        await press(pilot, "d")
        await press(pilot, *"lusa", "enter")
        assert (await sheet_of(app, card)).due == Said("2026-11-26", "America/New_York")
        assert isinstance(app.screen, CardScreen)


async def test_stage_and_client_are_chosen(console: Callable[[], VatuiApp], day: Day) -> None:
    """Enter on the stage moves the card; enter on the client moves it to another after a question."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sheet(pilot, card)
        stages = await app.call(boards.stages_of, day.clients["ACM"])
        await to(pilot, "stage")
        await press(pilot, "enter")
        await press(pilot, "down", "enter")
        assert (await sheet_of(app, card)).line.stage_id == stages[1][0]
        await to(pilot, "client")
        await press(pilot, "enter")
        await press(pilot, *"kopi", "enter")
        await press(pilot, "enter")
        assert (await sheet_of(app, card)).line.client_id == day.clients["KOP"]


async def test_steps_are_added_ticked_ordered_and_removed(console: Callable[[], VatuiApp], day: Day) -> None:
    """The whole life of a checklist without a mouse."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sheet(pilot, card)
        await press(pilot, "n")
        await press(pilot, *"one", "enter", *"two", "enter")
        await press(pilot, "escape")
        checks = (await sheet_of(app, card)).checks
        assert [check.text for check in checks] == ["one", "two"]
        await to(pilot, f"check:{checks[0].id}")
        await press(pilot, "space")
        assert [check.done for check in (await sheet_of(app, card)).checks] == [True, False]
        await press(pilot, "x")
        assert [check.done for check in (await sheet_of(app, card)).checks] == [False, False]
        await press(pilot, "J")
        assert [check.text for check in (await sheet_of(app, card)).checks] == ["two", "one"]
        await write(pilot, f"check:{checks[0].id}", "first")
        assert [check.text for check in (await sheet_of(app, card)).checks] == ["two", "first"]
        await to(pilot, f"check:{checks[1].id}")
        await press(pilot, "X")
        assert [check.text for check in (await sheet_of(app, card)).checks] == ["first"]
        await press(pilot, "u")
        assert [check.text for check in (await sheet_of(app, card)).checks] == ["two", "first"]


async def test_links_and_comments_are_added(console: Callable[[], VatuiApp], day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link needs an address and is opened with o; a comment is kept with its author."""
    app = console()
    opened: list[str] = []
    monkeypatch.setattr(app, "open_url", opened.append)
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sheet(pilot, card)
        await write(pilot, "link:add", "example.com")
        assert "https://" in app.screen.query_one(Field).error
        app.screen.query_one(Field).value = "https://example.com the brief"
        await press(pilot, "enter")
        await press(pilot, "escape")
        await write(pilot, "comment:add", "Looks good")
        await press(pilot, "escape")
        sheet = await sheet_of(app, card)
        assert [(title, url) for _id, title, url in sheet.links] == [("the brief", "https://example.com")]
        assert [(author, text) for _id, _at, author, text in sheet.comments] == [("ayu", "Looks good")]
        await to(pilot, "title")
        await press(pilot, "o")
        assert opened == ["https://example.com"]


async def test_two_people_never_overwrite_each_other_unseen(console: Callable[[], VatuiApp], day: Day, tmp_path: Path) -> None:
    """What another wrote into the field that is being edited is shown there; saving once more replaces it."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sheet(pilot, card, edit=True)
        field = app.screen.query_one(Field)
        field.value = "Mine"
        await by_another(tmp_path, 'edit_card(desk, card, title="Hers")', card)
        await press(pilot, "enter")
        assert "Title was changed meanwhile" in field.error
        assert (await sheet_of(app, card)).line.title == "Hers"
        assert "Hers" in text_of(app)
        assert field.value == "Mine"
        await press(pilot, "enter")
        assert (await sheet_of(app, card)).line.title == "Mine"


async def test_a_change_by_another_shows_at_once(console: Callable[[], VatuiApp], day: Day, tmp_path: Path) -> None:
    """The sheet follows what another process writes; a card that is deleted closes it."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sheet(pilot, card)
        await by_another(tmp_path, 'edit_card(desk, card, title="Hers", estimate=timedelta(hours=5))', card)
        await app.publish()
        await settle(pilot)
        assert "~5h" in text_of(app)
        await by_another(tmp_path, "delete_cards(desk, [card])", card)
        await app.publish()
        await settle(pilot)
        assert not isinstance(app.screen, CardScreen)


async def test_the_verbs_of_every_room_work_here(console: Callable[[], VatuiApp], day: Day) -> None:
    """T starts the timer, x finishes, A archives, a hands over, X deletes and closes."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        helper = await app.call(clients.add_helper, "Dita")
        await open_sheet(pilot, card)
        await press(pilot, "t")
        running = await app.call(timers.running)
        assert running is not None
        assert running.card_id == card
        await press(pilot, "a")
        await press(pilot, *"dita", "enter")
        assert (await sheet_of(app, card)).helper_id == helper.id
        await press(pilot, "x")
        assert (await sheet_of(app, card)).line.done_at is not None
        await press(pilot, "X")
        assert not isinstance(app.screen, CardScreen)
        with pytest.raises(NotFound):
            await sheet_of(app, card)


async def test_hostile_text_stays_text(console: Callable[[], VatuiApp], day: Day) -> None:
    """Titles, memos, steps and comments of people never become markup nor reach the terminal raw."""
    app = console()
    card = day.cards[TITLE]
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await app.call(cards.edit_card, card, title=HOSTILE[0], memo="\n".join(HOSTILE))
        for text in HOSTILE:
            await app.call(cards.add_check, card, text)
            await app.call(cards.add_comment, card, text)
        await open_sheet(pilot, card)
        assert all(is_safe(row) for row in rows_of(app))
        assert "[bold]x[/bold]" in text_of(app)


async def test_discreet_mode_shows_no_other_clients_card(console: Callable[[], VatuiApp], day: Day) -> None:
    """A card of a client that may not be named is not shown."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.scope = day.clients["KOP"]
        app.discreet = True
        await open_sheet(pilot, day.cards[TITLE])
        assert not isinstance(app.screen, CardScreen)
