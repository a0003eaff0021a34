"""Who is at the console: the beat, the question after a silence, and the first moment of a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from vatui.domain import timers
from vatui.screens.forgotten import ForgottenTimer
from vatui.screens.today import TodayScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk


@pytest.fixture
def day(sqlite_desk: Desk, clock: FrozenClock) -> Day:
    """The day of the wireframes, with a running timer; nobody was here yet."""
    return fill(sqlite_desk, clock)


def said(app: VatuiApp) -> list[str]:
    """The toasts."""
    return [str(note.message) for note in app._notifications]


async def later(pilot: Pilot[Any], clock: FrozenClock, **amount: float) -> None:
    """Let time pass, and the console see it."""
    clock.advance(**amount)
    pilot.app.now = clock.now()  # type: ignore[attr-defined]  # the console's
    await settle(pilot)


async def test_a_console_that_was_left_asks_when_it_opens(
    console: Callable[[], VatuiApp], sqlite_desk: Desk, clock: FrozenClock, day: Day
) -> None:
    """After a silence longer than the setting the question stands over Today; left open it changes nothing."""
    sqlite_desk.beat(sqlite_desk.now())
    clock.advance(hours=2)
    before = timers.running(sqlite_desk)
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        assert isinstance(app.screen, ForgottenTimer)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, TodayScreen)
        assert (await app.call(timers.running)) == before
        assert sqlite_desk.last_beat() is not None


async def test_the_console_beats_once_a_minute_with_the_last_key(
    console: Callable[[], VatuiApp], sqlite_desk: Desk, clock: FrozenClock, day: Day
) -> None:
    """What is noted as touched is the last key, not the last beat."""
    sqlite_desk.beat(sqlite_desk.now())
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await later(pilot, clock, minutes=2)
        await pilot.press("down")
        touched = clock.now()
        await later(pilot, clock, minutes=5)
        await later(pilot, clock, minutes=5)
        assert sqlite_desk.last_beat() == (clock.now(), touched)


async def test_a_key_after_a_long_silence_asks(
    console: Callable[[], VatuiApp], sqlite_desk: Desk, clock: FrozenClock, day: Day
) -> None:
    """The computer slept for a night: the first key brings the question."""
    sqlite_desk.beat(sqlite_desk.now())
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("down")
        await later(pilot, clock, hours=9)
        await pilot.press("down")
        await pilot.pause(0.3)
        assert isinstance(app.screen, ForgottenTimer)
        assert app.screen.found.gap == timedelta(hours=9)


async def test_a_new_day_is_said_once(console: Callable[[], VatuiApp], sqlite_desk: Desk, clock: FrozenClock, day: Day) -> None:
    """At my midnight, not at another, one toast says how many cards were carried over; Today is the new day's."""
    timers.stop(sqlite_desk)
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await later(pilot, clock, minutes=60)
        assert not any("New day" in text for text in said(app))
        await later(pilot, clock, minutes=140)
        assert [text for text in said(app) if "New day" in text] == ["New day. 5 carried over."]
        await later(pilot, clock, minutes=5)
        assert len([text for text in said(app) if "New day" in text]) == 1


async def test_waking_up_after_a_weekend_is_one_new_day(
    console: Callable[[], VatuiApp], sqlite_desk: Desk, clock: FrozenClock, day: Day
) -> None:
    """However many midnights were slept through, it is said once; a clock that goes back says nothing."""
    timers.stop(sqlite_desk)
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await later(pilot, clock, days=-2)
        assert not any("New day" in text for text in said(app))
        await later(pilot, clock, days=5)
        assert len([text for text in said(app) if "New day" in text]) == 1
