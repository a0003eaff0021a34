"""Finding anything by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.screens.waiting import until, write
from vatui.screens.card import CardScreen
from vatui.screens.search import SearchScreen
from vatui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.desk import Desk


@pytest.fixture
def day(sqlite_desk: Desk) -> Day:
    """The day of the wireframes."""
    return fill(sqlite_desk, running=False)


async def opened(pilot: Pilot[None], text: str = "") -> RowList:
    """Open the search; gives its list."""
    await settle(pilot)
    pilot.app.push_screen(SearchScreen(text))
    await settle(pilot)
    return pilot.app.screen.query_one(RowList)


async def test_one_types_and_everything_that_holds_the_words_is_there(console: Callable[[], VatuiApp], day: Day) -> None:
    """Cards, requests and clients under their own headings."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        rows = await opened(pilot)
        await write(pilot, "report")
        await until(pilot, lambda: rows.lines)
        assert [line.id for line in rows.lines] == [f"card:{day.cards['Monthly report · November']}"]
        await write(pilot, "blm")
        await until(pilot, lambda: any(line.group == "clients" for line in rows.lines))
        assert {line.group for line in rows.lines} >= {"cards", "clients"}
        await write(pilot, "hero photo")
        await until(pilot, lambda: [line.group for line in rows.lines] == ["requests"])
        await write(pilot, "qqqqq")
        await until(pilot, lambda: not rows.lines)


async def test_enter_opens_what_was_found_even_before_the_list_follows(console: Callable[[], VatuiApp], day: Day) -> None:
    """What was typed last counts."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await write(pilot, "fiken")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CardScreen))
        assert app.card_id == day.cards["Add vendor to Fiken"]


@pytest.mark.parametrize(("typed", "keys", "mode"), [("q4 deck", (), "inbox"), ("outback", ("down",), "clients")])
async def test_a_request_and_a_client_open_in_their_rooms(
    console: Callable[[], VatuiApp], day: Day, typed: str, keys: tuple[str, ...], mode: str
) -> None:
    """The room is entered at the row."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, typed)
        await pilot.press(*keys, "enter")
        await until(pilot, lambda: app.current_mode == mode)


async def test_discreet_mode_finds_only_what_is_its_clients(console: Callable[[], VatuiApp], day: Day) -> None:
    """A shared screen never shows somebody else's work."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.scope, app.discreet = day.clients["ACM"], True
        rows = await opened(pilot, "re")
        assert {line.client_code for line in rows.lines} == {"ACM"}
