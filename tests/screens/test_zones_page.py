"""The page of everybody's hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.factory import make_client, make_owner
from tests.screens.conftest import settle
from vatui import zones
from vatui.domain import clients
from vatui.screens.today import TodayScreen
from vatui.screens.zones import ZonesScreen, offset_text
from vatui.widgets.hour_grid import HourGrid

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

SIZE = (80, 24)


@pytest.fixture
def people(sqlite_desk: Desk) -> Desk:
    """Sari in Jakarta, clients in New York and London."""
    make_owner(sqlite_desk, "Sari", hours="Mon-Fri 14:00-23:00")
    make_client(sqlite_desk, "Acme Studio", code="ACM")
    make_client(sqlite_desk, "Bloom Skincare", code="BLM", zone="Europe/London")
    return sqlite_desk


async def enter(pilot: Pilot[None], *keys: str) -> ZonesScreen:
    """Open the page from Today, press keys."""
    await settle(pilot)
    for key in ("z", *keys):
        await pilot.press(key)
        await settle(pilot)
    page = pilot.app.screen
    assert isinstance(page, ZonesScreen)
    return page


def grid(page: ZonesScreen) -> HourGrid:
    """The grid."""
    return page.query_one(HourGrid)


async def test_the_page_opens_on_the_present_hour(people: Desk, console: Callable[[], VatuiApp]) -> None:
    """One column is one hour of mine; under it stands what time it is for everybody."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        page = await enter(pilot)
        assert page.chosen == datetime(2026, 11, 24, 13, tzinfo=UTC)
        rows = grid(page).rows
        assert [row.code for row in rows] == ["you", "ACM", "BLM", "all"]
        assert [row.cells[20][0] for row in rows] == ["20", "08", "13", "2"]
        assert [row.cells[20][1] for row in rows[:3]] == [True, False, True]
        assert rows[1].tail == "Tue 08:00 EST UTC−5"
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, TodayScreen)


async def test_the_arrows_move_one_cursor_for_all(people: Desk, console: Callable[[], VatuiApp]) -> None:
    """Hours go on over midnight, days keep the hour, home comes back."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        page = await enter(pilot, "right", "right", "right", "right")
        assert page.chosen == datetime(2026, 11, 24, 17, tzinfo=UTC)
        assert grid(page).cursor == 0
        assert grid(page).rows[0].tail.startswith("Wed 00:00")
        await pilot.press("less_than_sign")
        await settle(pilot)
        assert page.chosen == datetime(2026, 11, 23, 17, tzinfo=UTC)
        await pilot.press("home")
        await settle(pilot)
        assert page.chosen == datetime(2026, 11, 24, 13, tzinfo=UTC)


async def test_copying_gives_zone_and_offset_and_names_no_client(people: Desk, console: Callable[[], VatuiApp]) -> None:
    """What is pasted to a client says each city's time unmistakably, and no other client's name."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        await enter(pilot, "y")
        assert app.clipboard == (
            "Jakarta: Tue 24 Nov 2026, 20:00 (WIB, UTC+7)\n"
            "New York: Tue 24 Nov 2026, 08:00 (EST, UTC−5)\n"
            "London: Tue 24 Nov 2026, 13:00 (GMT, UTC)"
        )


async def test_discreet_mode_shows_one_client(people: Desk, console: Callable[[], VatuiApp]) -> None:
    """Only the client of the scope has a row and is copied."""
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        page = await enter(pilot)
        app.scope, app.discreet = clients.client_lines(people)[1].id, True
        await settle(pilot)
        assert [row.code for row in grid(page).rows] == ["you", "BLM", "all"]
        assert "New York" not in page.times()


async def test_a_free_day_is_named(people: Desk, console: Callable[[], VatuiApp]) -> None:
    """A day off takes the working hours away and is said below."""
    clients.edit_client(people, clients.client_lines(people)[0].id, days_off="2026-11-24 Office move")
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        page = await enter(pilot)
        assert not any(works for _text, works in grid(page).rows[1].cells[19:])
        text = "\n".join("".join(part.text for part in strip) for strip in page._compositor.render_strips())
        assert "Day off: ACM Office move" in text


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
async def test_a_day_has_as_many_columns_as_hours(
    sqlite_desk: Desk, clock: FrozenClock, console: Callable[[], VatuiApp], day: str, hours: int
) -> None:
    """Where my clocks change the day has 23 or 25 columns, each one hour after the other, and no hour is lost."""
    make_owner(sqlite_desk, zone="Europe/London")
    make_client(sqlite_desk, zone="America/New_York")
    start = zones.day_bounds(datetime.fromisoformat(day).date(), "Europe/London")[0]
    clock.set(start + timedelta(hours=12))
    app = console()
    async with app.run_test(size=SIZE) as pilot:
        page = await enter(pilot)
        assert len(grid(page).hours) == hours
        assert all(len(row.cells) == hours for row in grid(page).rows)
        await pilot.press(*["left"] * 14)
        await settle(pilot)
        assert page.chosen == start - timedelta(hours=2)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (100, 30), (120, 36), (200, 50)])
async def test_the_cursor_is_in_view_at_every_size(people: Desk, console: Callable[[], VatuiApp], size: tuple[int, int]) -> None:
    """Where not all hours fit, those around the cursor show; a click puts it there."""
    app = console()
    async with app.run_test(size=size) as pilot:
        page = await enter(pilot, *["right"] * 3)
        text = "\n".join("".join(part.text for part in strip) for strip in page._compositor.render_strips())
        assert " 23" in text
        await pilot.click(HourGrid, offset=(size[0] // 2, 4))
        await settle(pilot)
        assert grid(page).cursor != 23


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "UTC"), (420, "UTC+7"), (345, "UTC+5:45"), (-210, "UTC−3:30"), (-30, "UTC−0:30")]
)
def test_offsets_are_said_with_their_sign(minutes: int, text: str) -> None:
    """Hours, and minutes where there are some, with a real minus."""
    assert offset_text(timedelta(minutes=minutes)) == text
