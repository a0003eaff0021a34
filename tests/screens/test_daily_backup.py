"""The console copies the desk once a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.factory import make_owner
from tests.screens.conftest import settle
from vatui import backups

if TYPE_CHECKING:
    from collections.abc import Callable

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk


async def test_the_desk_is_copied_soon_after_opening_and_once_a_day(
    console: Callable[[], VatuiApp], clock: FrozenClock, sqlite_desk: Desk
) -> None:
    """Ten seconds after opening there is a backup; the same day makes no second one, the next day does."""
    make_owner(sqlite_desk)
    app = console()
    path = sqlite_desk.file
    assert path is not None
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not backups.list_backups(path)
        for amount in (timedelta(0), timedelta(seconds=11), timedelta(hours=1), timedelta(days=1)):
            clock.set(clock.now() + amount)
            app.now = clock.now()
            await settle(pilot)
        made = [backup for backup in backups.list_backups(path) if backup.kind == "daily"]
        assert len(made) == 2
        assert all(backup.path.stat().st_size for backup in made)
