"""Once a day the desk is copied, while the console goes on; a copy that fails is said."""

from __future__ import annotations

import asyncio
import functools
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from vatui.errors import VatuiError
from vatui.i18n import _

if TYPE_CHECKING:
    from datetime import date, datetime

    from vatui.app import VatuiApp

_SETTLE: Final = timedelta(seconds=10)
"""So long after opening nobody is kept from working by a copy."""


class DailyBackup:
    """Makes the day's backup soon after opening, and at the first moment of each further day (UTC).

    Args:
        console: the app.
    """

    def __init__(self, console: VatuiApp) -> None:
        self._console = console
        self._opened: datetime | None = None
        self._done: date | None = None

    def tick(self, now: datetime) -> None:
        """A second passed."""
        if self._opened is None:
            self._opened = now
        if now - self._opened >= _SETTLE and self._done != now.date():
            self._done = now.date()
            work: Any = functools.partial(self._copy, now)
            self._console.run_worker(work, group="backup", exclusive=True)

    async def _copy(self, now: datetime) -> None:
        from vatui import backups

        path = self._console.desk.file
        try:
            if path is None:  # whoever runs the server makes its backups; old images in the journal are ours to let go
                await self._console.call(lambda desk: backups.prune(desk.store, now))
                return
            # A thread and a connection of its own: the desk's thread stays free for keys.
            await asyncio.get_running_loop().run_in_executor(None, backups.daily, path, now)
        except VatuiError as error:
            self._console.say(_("No backup was made today. {reason}").format(reason=error), severity="warning", timeout=15)
