"""The settings: what is changed shows at once and lies in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import settle
from tests.screens.day import fill
from tests.screens.waiting import until, write
from vatui import i18n, paths, settings, wording
from vatui.domain.calendars import owner
from vatui.screens.ask import AskLine
from vatui.screens.settings import SettingsScreen
from vatui.widgets.picker import PickDialog
from vatui.widgets.row_list import Line, RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.desk import Desk


@pytest.fixture(autouse=True)
def _day(sqlite_desk: Desk) -> None:
    fill(sqlite_desk, running=False)


async def opened(pilot: Pilot[None]) -> RowList:
    """Open the settings; gives their list."""
    await settle(pilot)
    pilot.app.push_screen(SettingsScreen())
    await settle(pilot)
    return pilot.app.screen.query_one("#settings", RowList)


def line(rows: RowList, row_id: str) -> Line:
    """A row of the list."""
    return next(one for one in rows.lines if one.id == row_id)


async def test_the_language_switches_while_the_console_runs(console: Callable[[], VatuiApp]) -> None:
    """And back; the file keeps it."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        await pilot.press("right", "right")
        await until(pilot, lambda: i18n.language() == "id")
        assert settings.load(paths.settings_file()).language == "id"
        assert "Bahasa Indonesia" in line(rows, "set:language").cells[-1].text
        await pilot.press("left")
        await until(pilot, lambda: i18n.language() == "en")


async def test_the_look_is_seen_at_once(console: Callable[[], VatuiApp]) -> None:
    """Left and right go through the looks; X goes back to the one that suits the terminal."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        usual = app.theme
        rows.put_cursor("set:theme")
        seen = set()
        for _turn in range(4):
            await pilot.press("right")
            await settle(pilot)
            seen.add(app.theme)
        assert len(seen) >= 3
        await pilot.press("X")
        await until(pilot, lambda: app.theme == usual)
        assert settings.load(paths.settings_file()).theme == ""


async def test_fast_keys_are_not_lost(console: Callable[[], VatuiApp]) -> None:
    """Five turns of two choices end at the other one."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        rows.put_cursor("set:clock_12h")
        await pilot.press(*["right"] * 5)
        await settle(pilot)
        assert settings.load(paths.settings_file()).clock_12h is True
        assert app.settings.clock_12h is True
    wording.use_twelve_hours(False)


async def test_a_number_is_typed_and_a_wrong_one_refused(console: Callable[[], VatuiApp]) -> None:
    """The file stays as it was when something else is typed."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        rows.put_cursor("set:idle_minutes")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AskLine))
        await write(pilot, "30")
        await pilot.press("enter")
        await until(pilot, lambda: app.settings.idle_minutes == 30)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AskLine))
        await write(pilot, "often")
        await pilot.press("enter")
        await until(pilot, lambda: any("whole number" in str(note.message) for note in app._notifications))
        assert settings.load(paths.settings_file()).idle_minutes == 30


async def test_my_own_details_are_changed_and_can_be_undone(console: Callable[[], VatuiApp], sqlite_desk: Desk) -> None:
    """Hours that cannot be are refused; the zone is found by a city."""
    app = console()

    def mine(name: str) -> object:
        row = owner(sqlite_desk)
        return getattr(row, name)

    async with app.run_test(size=(120, 36)) as pilot:
        rows = await opened(pilot)
        rows.put_cursor("me:doing_limit")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AskLine))
        await write(pilot, "3")
        await pilot.press("enter")
        await until(pilot, lambda: mine("doing_limit") == 3)
        rows.put_cursor("me:hours")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AskLine))
        await write(pilot, "whenever")
        await pilot.press("enter")
        await settle(pilot)
        assert mine("hours") == "Mon-Fri 14:00-23:00"
        rows.put_cursor("me:zone")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PickDialog))
        await write(pilot, "makassar")
        await pilot.press("enter")
        await until(pilot, lambda: mine("zone") == "Asia/Makassar")
        await pilot.press("u")
        await until(pilot, lambda: mine("zone") == "Asia/Jakarta")
        await until(pilot, lambda: line(rows, "me:zone").cells[0].text == "Asia/Jakarta")


async def test_a_key_of_ones_own_works_and_clashes_are_shown(console: Callable[[], VatuiApp]) -> None:
    """A key that a terminal does not pass on is refused."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        rows = await opened(pilot)

        async def set_key(keys: str) -> None:
            rows.put_cursor("key:timer.panel")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, AskLine))
            await write(pilot, keys)
            await pilot.press("enter")
            await settle(pilot)

        await set_key("n")
        await until(pilot, lambda: dict(app.settings.keys) == {"timer.panel": "n"})
        assert "also New" in line(rows, "key:timer.panel").cells[0].text
        assert "also Timer panel" in line(rows, "key:app.new").cells[0].text
        await set_key("alt+t")
        assert dict(app.settings.keys) == {"timer.panel": "n"}
        await set_key("f9")
        await until(pilot, lambda: dict(app.settings.keys) == {"timer.panel": "f9"})
        assert len(line(rows, "key:timer.panel").cells) == 2
        await pilot.press("escape", "f9")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("escape")
        rows = await opened(pilot)
        rows.put_cursor("key:timer.panel")
        await pilot.press("X")
        await until(pilot, lambda: not app.settings.keys)
        await pilot.press("escape", "T")
        await until(pilot, lambda: len(app.screen_stack) == 2)


async def test_the_demo_is_entered_and_left_from_here(console: Callable[[], VatuiApp]) -> None:
    """The console ends and says which desk comes next."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        rows.put_cursor("demo")
        await pilot.press("enter")
        await pilot.pause()
    assert app.other == "demo"
    app = console()
    app.demo = True
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        rows.put_cursor("leave")
        await pilot.press("enter")
        await pilot.pause()
    assert app.other == "own"
