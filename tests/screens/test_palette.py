"""Every command, found by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.screens.waiting import until, write
from vatui import i18n
from vatui.palette import PaletteScreen
from vatui.screens.go import PLACES
from vatui.screens.key_words import MOVING, pressable
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


async def opened(pilot: Pilot[None]) -> RowList:
    """Open the palette; gives its list."""
    await settle(pilot)
    await pilot.press("ctrl+p")
    await settle(pilot)
    assert isinstance(pilot.app.screen, PaletteScreen)
    return pilot.app.screen.query_one(RowList)


async def test_it_holds_every_verb_every_place_and_every_client(console: Callable[[], VatuiApp], day: Day) -> None:
    """What can be pressed now is what can be found now."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        verbs = [one for one in pressable(app.screen) if one.enabled and one.group != MOVING and not one.id.startswith("go.")]
        rows = await opened(pilot)
        ids = {str(line.id) for line in rows.lines}
        assert {f"key:{one.id}" for one in verbs} - {"key:app.commands", "key:app.go"} <= ids
        assert {f"go:{key}" for key, _action, _name in PLACES} <= ids
        assert {f"only:{number}" for number in day.clients.values()} <= ids


@pytest.mark.parametrize(
    ("typed", "first"), [("undo", "Undo"), ("pause", "Pause"), ("settings", "Settings"), ("discr", "Discreet")]
)
async def test_the_verb_that_begins_with_the_word_comes_first(
    console: Callable[[], VatuiApp], day: Day, typed: str, first: str
) -> None:
    """A few letters are enough."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        await write(pilot, typed)
        assert rows.cursor_line is not None
        assert first in rows.cursor_line.title


async def test_enter_runs_the_command(console: Callable[[], VatuiApp], day: Day) -> None:
    """On the screen beneath, after the palette is gone."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await write(pilot, "boards")
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "boards")
        await opened(pilot)
        await write(pilot, "only bloom")
        await pilot.press("enter")
        await until(pilot, lambda: app.scope == day.clients["BLM"])
        await opened(pilot)
        await write(pilot, "timer for acme")
        await pilot.press("enter")
        await until(pilot, lambda: app.head and app.head.running and app.head.running.client_id == day.clients["ACM"])


async def test_a_verb_of_the_selected_card_reaches_it(console: Callable[[], VatuiApp], day: Day, sqlite_desk: Desk) -> None:
    """The palette acts where the key would."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await write(pilot, "important")
        await pilot.press("enter")
        await until(pilot, lambda: sqlite_desk.steps(limit=1)[0].title == "Set importance")


async def test_words_of_the_other_language_are_found_too(console: Callable[[], VatuiApp], day: Day) -> None:
    """English is understood when Indonesian is spoken."""
    i18n.use("id")
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        await write(pilot, "undo")
        assert any(line.id == "key:app.undo" for line in rows.lines)


@pytest.mark.parametrize("size", [(40, 18), (60, 18), (80, 24), (200, 50)])
async def test_paging_is_safe_at_every_width(console: Callable[[], VatuiApp], day: Day, size: tuple[int, int]) -> None:
    """The list can be paged to its end and back, also when nothing fits."""
    app = console()
    async with app.run_test(size=size) as pilot:
        rows = await opened(pilot)
        first = rows.cursor_id
        await pilot.press(*["pagedown"] * 15)
        assert rows.cursor_id == rows.lines[-1].id
        await pilot.press(*["pageup"] * 15)
        assert rows.cursor_id == first
        await write(pilot, "qqqqqq")
        await pilot.press("pagedown", "pageup", "enter")
        assert rows.lines == ()


async def test_discreet_mode_names_only_its_client(console: Callable[[], VatuiApp], day: Day) -> None:
    """Nobody else is in the list."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.scope, app.discreet = day.clients["ACM"], True
        rows = await opened(pilot)
        assert {line.client_code for line in rows.lines} == {"", "ACM"}
