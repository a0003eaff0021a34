"""What tests of the console share: an app on the desk of the test, and waiting until all is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.worker import WorkerCancelled

from vatui.app import VatuiApp
from vatui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from vatui.desk import Desk


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing is read any more and all messages were handled."""
    await pilot.pause()
    while True:
        try:
            await pilot.app.workers.wait_for_complete()
        except WorkerCancelled:
            continue  # one was given up for a newer one of its group
        break
    await pilot.pause()


@pytest.fixture
def console(sqlite_desk: Desk) -> Callable[[], VatuiApp]:
    """Makes the console on the desk of the test."""
    return lambda: VatuiApp(sqlite_desk, Settings())
