"""The activity log and the backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ground import dump
from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.screens.waiting import until, write
from vatui import backups
from vatui.domain import activity, cards
from vatui.models import Card, Tag
from vatui.screens.activity import ActivityScreen
from vatui.screens.backups import BackupsScreen, ConfirmRestore
from vatui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.desk import Desk


@pytest.fixture
def day(sqlite_desk: Desk) -> Day:
    """The day of the wireframes."""
    return fill(sqlite_desk, running=False)


async def opened(pilot: Pilot[None]) -> RowList:
    """Open the log; gives its list."""
    await settle(pilot)
    pilot.app.push_screen(ActivityScreen())
    await settle(pilot)
    return pilot.app.screen.query_one("#log", RowList)


def test_the_log_is_read_in_windows(sqlite_desk: Desk, day: Day) -> None:
    """Offsets beyond the end are brought back; one client's log holds only what was theirs."""
    whole = activity.log(sqlite_desk, limit=1000)
    assert whole.total == len(whole.steps) > 30
    assert [step.id for step in whole.steps] == sorted((step.id for step in whole.steps), reverse=True)
    window = activity.log(sqlite_desk, 10, limit=5)
    assert window.steps == whole.steps[10:15]
    assert activity.log(sqlite_desk, 10**6, limit=5).steps == whole.steps[-5:]
    only = activity.log(sqlite_desk, client_id=day.clients["ACM"], limit=1000)
    assert {step.client_id for step in only.steps} == {day.clients["ACM"]}
    assert only.total == len(only.steps)


async def test_the_newest_is_first_and_u_takes_it_back(console: Callable[[], VatuiApp], day: Day, sqlite_desk: Desk) -> None:
    """What was undone says so, and the undo is a line of its own."""
    app = console()
    cards.edit_card(sqlite_desk, day.cards["Newsletter draft"], title="Newsletter [b]final[/]")
    async with app.run_test(size=(120, 36)) as pilot:
        rows = await opened(pilot)
        assert rows.lines[0].title == "Edit card “ACM-2 Newsletter [b]final[/]”"
        assert rows.lines[0].client_code == "ACM"
        assert [cell.text for cell in rows.lines[0].cells] == ["ayu", "", "just now"]
        await pilot.press("u")
        await until(pilot, lambda: rows.lines[0].title.startswith("Undid"))
        assert Card.get_by_id(day.cards["Newsletter draft"]).title == "Newsletter draft"
        assert rows.lines[1].cells[1].text == "undone"


async def test_it_narrows_to_a_client_and_back(console: Callable[[], VatuiApp], day: Day) -> None:
    """It begins with the client of the scope."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.scope = day.clients["BLM"]
        rows = await opened(pilot)
        assert {line.client_code for line in rows.lines} == {"BLM"}
        await pilot.press("0")
        await until(pilot, lambda: len({line.client_code for line in rows.lines}) > 3)
        await pilot.press("c")
        await settle(pilot)
        await write(pilot, "nordlys")
        await pilot.press("enter")
        await until(pilot, lambda: {line.client_code for line in rows.lines} == {"NOR"})


async def test_discreet_mode_shows_only_its_client(console: Callable[[], VatuiApp], day: Day) -> None:
    """Neither titles nor codes of others, whatever is pressed."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.scope, app.discreet = day.clients["ACM"], True
        rows = await opened(pilot)
        await pilot.press("0", "c")
        await settle(pilot)
        assert isinstance(app.screen, ActivityScreen)
        assert {line.client_code for line in rows.lines} == {"ACM"}


async def test_a_long_log_is_shown_in_windows(console: Callable[[], VatuiApp], day: Day, sqlite_desk: Desk) -> None:
    """The end is one key away, and so is the beginning."""
    for number in range(500):
        with sqlite_desk.change("Add tag"):
            Tag.create(name=f"t{number}")
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        assert len(rows.lines) == 200
        first = rows.cursor_id
        await pilot.press("end")
        await until(pilot, lambda: rows.cursor_id == 1)
        await pilot.press("home")
        await until(pilot, lambda: rows.cursor_id == first)


# ---------------------------------------------------------------------- backups


async def test_a_backup_is_made_and_put_back_after_the_word(
    console: Callable[[], VatuiApp], day: Day, sqlite_desk: Desk, tmp_path: Path
) -> None:
    """The console goes on with the desk of then, and the present one is kept."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(BackupsScreen())
        await settle(pilot)
        await pilot.press("b")
        rows = app.screen.query_one("#backups", RowList)
        await until(pilot, lambda: rows.lines)
        before = dump(sqlite_desk)
        cards.delete_cards(sqlite_desk, [day.cards["Newsletter draft"]])
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ConfirmRestore))
        await write(pilot, "no")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ConfirmRestore)
        await write(pilot, "Restore")
        await pilot.press("enter")
        await until(pilot, lambda: len(rows.lines) == 2)
        assert dump(sqlite_desk) == before
        assert {one.kind for one in backups.list_backups(str(tmp_path / "desk.db"))} == {"manual", "replaced"}
        await app.call(cards.edit_card, day.cards["Newsletter draft"], title="Goes on")
        assert Card.get_by_id(day.cards["Newsletter draft"]).title == "Goes on"


async def test_a_damaged_backup_is_refused_and_the_desk_stays(
    console: Callable[[], VatuiApp], day: Day, sqlite_desk: Desk, tmp_path: Path
) -> None:
    """The console goes on with the desk it has."""
    made = backups.backup(str(tmp_path / "desk.db"), None, sqlite_desk.now())
    made.path.write_bytes(made.path.read_bytes()[:5000])
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(BackupsScreen())
        await settle(pilot)
        before = dump(sqlite_desk)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmRestore))
        await write(pilot, "restore")
        await pilot.press("enter")
        await until(pilot, lambda: any("damaged" in str(note.message) for note in app._notifications))
        assert dump(sqlite_desk) == before
        await app.call(cards.edit_card, day.cards["Newsletter draft"], title="Goes on")
