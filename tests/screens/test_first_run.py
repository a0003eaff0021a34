"""The first run, its doors, and the coach line afterwards."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.factory import make_card, make_client
from tests.screens.conftest import settle
from vatui import i18n, paths
from vatui.desk import Desk
from vatui.domain import clients, coach, timers
from vatui.screens.client_form import ClientForm
from vatui.screens.coach import CoachLine
from vatui.screens.first_run import REMEMBERED, FirstRunScreen
from vatui.screens.import_file import ImportScreen
from vatui.screens.keys import KeysScreen
from vatui.screens.today import TodayScreen
from vatui.settings import load
from vatui.widgets.choice import Choice
from vatui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from vatui.app import VatuiApp

SIZE = (80, 24)


def field(app: VatuiApp, name: str) -> Field:
    """A field of the screen on top."""
    return next(one for one in app.screen.query(Field) if one.name == name)


async def write(pilot: Pilot[None], name: str, text: str) -> None:
    """Type a text into a field."""
    app = pilot.app
    field(app, name).focus_input()  # type: ignore[arg-type]  # the one app
    await pilot.pause()
    await pilot.press(*({" ": "space", "-": "minus", ":": "colon"}.get(letter, letter) for letter in text))
    await settle(pilot)


async def test_everything_is_filled_in_and_escape_takes_it_as_it_is(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """Nothing has to be typed: the computer's zone, hours and language become the owner's."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, FirstRunScreen)
        assert field(app, "zone").value == "UTC"
        await pilot.press("escape")
        await settle(pilot)
        owner = clients.owner(sqlite_desk)
        assert owner is not None
        assert (owner.zone, owner.hours, owner.language, owner.currency) == ("UTC", "Mon-Fri 09:00-17:00", "en", "USD")
        assert owner.name
        assert isinstance(app.screen, TodayScreen)
    assert not paths.settings_file().exists()


async def test_the_first_run_comes_once(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """Where there is an owner the console opens on Today."""
    clients.set_owner(sqlite_desk, name="Sari", zone="Asia/Jakarta")
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, TodayScreen)
        assert not app.screen.query(CoachLine)


async def test_the_language_switches_at_once_and_is_kept(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """What was typed stays while the language of the card changes."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, "name", "Sari")
        app.screen.query(Choice).first().focus()
        await pilot.press("right")
        await settle(pilot)
        assert i18n.language() == "id"
        assert field(app, "name").value == "Sari"
        await pilot.press("escape")
        await settle(pilot)
        owner = clients.owner(sqlite_desk)
        assert owner is not None
        assert (owner.name, owner.language) == ("Sari", "id")
    assert load(paths.settings_file()).language == "id"
    assert app.settings.language == "id"


async def test_the_look_shows_at_once_and_is_kept(
    sqlite_desk: Desk, console: Callable[[], VatuiApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another look is seen while choosing and written to the settings."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        next(choice for choice in app.screen.query(Choice) if choice.name == "look").focus()
        await pilot.press("right")
        await settle(pilot)
        assert app.theme == "pagi"
        await pilot.press("escape")
        await settle(pilot)
    assert load(paths.settings_file()).theme == "pagi"
    assert clients.owner(sqlite_desk) is not None


async def test_a_city_finds_the_zone_and_the_money(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """Typing a city is enough; the currency of its country follows."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, "zone", "jakarta")
        await pilot.press("enter")
        await settle(pilot)
        assert field(app, "zone").value == "Asia/Jakarta"
        assert field(app, "currency").value == "IDR"
        await pilot.press("escape")
        await settle(pilot)
        owner = clients.owner(sqlite_desk)
        assert owner is not None
        assert (owner.zone, owner.currency) == ("Asia/Jakarta", "IDR")


async def test_another_place_of_the_same_name_is_a_key_away(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """Where several places fit, the arrows choose among them."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, "zone", "london")
        await pilot.press("down", "enter")
        await settle(pilot)
        assert field(app, "zone").value == "America/Toronto"


async def test_wrong_hours_are_said_under_the_field(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """A field that cannot be understood keeps the card open; nothing is written."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, "hours", "someday")
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, FirstRunScreen)
        assert "someday" in field(app, "hours").error
        assert field(app, "hours").input.has_focus
        assert clients.owner(sqlite_desk) is None


async def test_the_first_door_leads_to_the_first_client(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """From the first card to a client with a board in a few keys."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert isinstance(app.screen, ClientForm)
        await write(pilot, "name", "Acme")
        await write(pilot, "zone", "new york")
        await pilot.press("ctrl+s")
        await settle(pilot)
        lines = clients.client_lines(sqlite_desk)
        assert [(line.code, line.name, line.zone) for line in lines] == [("ACM", "Acme", "America/New_York")]
        assert app.screen.query_one(CoachLine).step == "capture"


async def test_the_third_door_asks_for_the_client_and_then_for_the_file(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """Data belongs to a client: first whose it is, then the page that brings it in."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        await write(pilot, "name", "Acme")
        await write(pilot, "zone", "oslo")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert len(clients.client_lines(sqlite_desk)) == 1
        assert isinstance(app.screen, ImportScreen)


async def test_the_card_tells_its_keys_and_can_be_quit(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """The keys of the card are a key away; leaving the program writes nothing."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        assert isinstance(app.screen, KeysScreen)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not app.is_running or app._exit
    assert clients.owner(sqlite_desk) is None


async def test_a_digit_in_a_field_is_a_digit(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """The doors' digits can be typed where one types."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, "name", "Sari 2")
        assert field(app, "name").value == "Sari 2"
        assert isinstance(app.screen, FirstRunScreen)


async def test_the_demo_is_asked_for_and_the_answers_wait(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """The console leaves for the demo; back on one's own desk the card holds what was filled in."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, "name", "Sari")
        await pilot.press("tab", "tab", "tab", "tab", "tab", "2")
        await settle(pilot)
    assert app.other == "demo"
    assert clients.owner(sqlite_desk) is None
    assert sqlite_desk.recall(REMEMBERED)["name"] == "Sari"
    again = console()
    async with again.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert field(again, "name").value == "Sari"


async def test_enter_goes_from_line_to_line(console: Callable[[], VatuiApp]) -> None:
    """Somebody who only presses enter arrives at the first door and opens it."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for _line in range(7):
            await pilot.press("enter")
            await settle(pilot)
        assert isinstance(app.screen, ClientForm)


async def test_the_card_says_where_the_desk_lies(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """The file is named on the card."""
    app = console()
    async with app.run_test(size=(200, 50)) as pilot:
        await settle(pilot)
        text = "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())
        assert sqlite_desk.place.rpartition("/")[2] in text


async def test_the_coach_says_one_thing_at_a_time_and_leaves(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """Each thing that was done brings the next one; after the last the line is gone for good."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        line = app.screen.query_one(CoachLine)
        assert line.step == "client"
        client = await app.call(lambda desk: make_client(desk).id)
        await settle(pilot)
        assert line.step == "capture"
        card = await app.call(lambda desk: make_card(desk, client).id)
        await settle(pilot)
        assert line.step == "timer"
        await app.call(lambda desk: timers.start(desk, card_id=card))
        await settle(pilot)
        assert line.step == "keys"
        assert sqlite_desk.run(coach.step, sqlite_desk) == "keys"
        assert app.coach is line
        await pilot.press("question_mark")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert not app.screen.query(CoachLine)
        assert app.coach is None
    assert sqlite_desk.recall("coach") is None


async def test_the_coach_goes_on_after_a_restart(sqlite_desk: Desk, console: Callable[[], VatuiApp]) -> None:
    """What was done meanwhile, from the shell too, is not asked for again."""
    clients.set_owner(sqlite_desk, name="Sari", zone="Asia/Jakarta")
    coach.begin(sqlite_desk)
    make_card(sqlite_desk, make_client(sqlite_desk))
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.screen.query_one(CoachLine).step == "timer"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_the_demo_opens_in_place_of_the_own_desk(tmp_path: Path) -> None:
    """From the first card one key leads into the demo, in the same terminal; leaving it ends the program with 0."""
    import pexpect

    environ = {**os.environ, "TERM": "xterm-256color", "VATUI_DATA": str(tmp_path / "data")}
    child = pexpect.spawn(sys.executable, ["-m", "vatui"], env=environ, dimensions=(24, 80), encoding="utf-8", timeout=30)
    child.expect("1 of 2")
    child.send("2")
    child.expect(" demo ")
    child.expect("Focus")
    child.sendcontrol("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (tmp_path / "data" / "demo.db").exists()
    own = Desk.open(str(tmp_path / "data" / "vatui.db"))
    assert clients.owner(own) is None
    own.close()
