"""The help and the strip of places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import settle
from tests.screens.day import fill
from tests.screens.waiting import until, write
from vatui.screens.activity import ActivityScreen
from vatui.screens.go import PLACES, GoScreen, GoStrip
from vatui.screens.key_words import Command, clashes, commands, pressable
from vatui.screens.keys import KeysScreen, KeyTable
from vatui.screens.timer_panel import TimerPanel
from vatui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from vatui.app import VatuiApp
    from vatui.desk import Desk


@pytest.fixture(autouse=True)
def _day(sqlite_desk: Desk) -> None:
    fill(sqlite_desk, running=False)


def texts(app: VatuiApp) -> str:
    """What the help shows."""
    return "\n".join(app.screen.query_one(KeyTable).texts())


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 50)])
async def test_the_help_names_every_key_of_the_screen(console: Callable[[], VatuiApp], size: tuple[int, int]) -> None:
    """What can be pressed is what is told, each verb once, and no line is wider than the dialog."""
    app = console()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        verbs = [one for one in pressable(app.screen) if not one.id.startswith("go.")]
        assert len({one.id for one in verbs}) == len(verbs) > 25
        await pilot.press("question_mark")
        await settle(pilot)
        shown = texts(app)
        for one in verbs:
            assert f"{one.written} {one.title}" in shown
        table = app.screen.query_one(KeyTable)
        assert table.size.width <= size[0]
        assert app.screen.query_one(".frame").size.height <= size[1]


async def test_typing_narrows_the_help_by_words_of_either_language(console: Callable[[], VatuiApp]) -> None:
    """A word of the longer sentence is enough; nothing found is said."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        await pilot.press(*"undo")
        await settle(pilot)
        assert texts(app).splitlines()[0].startswith(("X", "u"))
        assert "Zones" not in texts(app)
        await write(pilot, "qqqq")
        assert "No key does that" in texts(app)


async def test_f1_turns_to_the_guide_and_back_and_pages_scroll(console: Callable[[], VatuiApp]) -> None:
    """The guide is reachable with any height of screen."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        assert "One verb, one key" in texts(app)
        table = app.screen.query_one(KeyTable)
        first = table.render_line(0).text
        await pilot.press("pagedown")
        await settle(pilot)
        assert table.render_line(0).text != first
        await pilot.press("pageup", "f1")
        await settle(pilot)
        assert "One verb, one key" not in texts(app)
        await pilot.press("escape")
        assert not isinstance(app.screen, KeysScreen)


async def test_a_dialog_tells_its_own_keys(console: Callable[[], VatuiApp]) -> None:
    """The help works above a dialog, too, and leads back to it."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("T")
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        assert "Split" in texts(app)
        assert "Matrix" not in texts(app)
        await pilot.press("escape")
        assert isinstance(app.screen, TimerPanel)


async def test_the_strip_goes_to_every_place_it_shows(console: Callable[[], VatuiApp]) -> None:
    """After g a letter is enough; the letters are told apart, and esc stays."""
    app = console()
    assert len({key for key, _action, _name in PLACES}) == len(PLACES)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("g")
        await settle(pilot)
        strip = app.screen.query_one(GoStrip)
        shown = "".join(strip.render_line(y).text for y in range(strip.content_size.height))
        for name in ("t Today", "i Inbox", "l Activity log", "k Backups", ", Settings", "esc Cancel"):
            assert name in shown
        await pilot.press("escape")
        await pilot.press("g", "i")
        await settle(pilot)
        assert app.current_mode == "inbox"
        await pilot.press("g", "l")
        await until(pilot, lambda: isinstance(app.screen, ActivityScreen))


async def test_g_twice_is_the_top_of_the_list(console: Callable[[], VatuiApp]) -> None:
    """As in vim."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rows = next(one for one in app.screen.query(RowList) if one.has_focus)
        first = rows.cursor_id
        await pilot.press("j", "j")
        assert rows.cursor_id != first
        await pilot.press("g", "g")
        await until(pilot, lambda: rows.cursor_id == first)
        assert not isinstance(app.screen, GoScreen)


async def test_commands_have_one_name_and_clashes_are_found(console: Callable[[], VatuiApp]) -> None:
    """A key of one's own that another command has is told at both."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        known = commands(app, app.screen)
        assert {"app.undo", "card.done", "timer.pause", "list.up"} <= {one.id for one in known}
    known = (Command("a", ("x",), "A"), Command("b", ("y", "z"), "B"), Command("c", ("x",), "C"))
    assert clashes(known, {}) == {}
    assert clashes(known, {"a": "y"}) == {"a": "b", "b": "a"}
    assert clashes(known, {"a": "q"}) == {}
