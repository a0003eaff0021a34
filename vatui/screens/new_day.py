"""The first moment of a day, at midnight or on waking up: one toast says what was carried over (interface.md 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vatui import zones
from vatui.domain import today
from vatui.i18n import _, ngettext

if TYPE_CHECKING:
    from datetime import date, datetime

    from vatui.app import VatuiApp


class NewDay:
    """Watches for the next day of mine.

    Args:
        console: the app.
    """

    def __init__(self, console: VatuiApp) -> None:
        self._console = console
        self._minute: datetime | None = None
        self._day: date | None = None

    def tick(self, now: datetime) -> None:
        """A second passed, or a night in which the computer slept."""
        minute = now.replace(second=0)
        head = self._console.head
        if minute == self._minute or head is None:
            return
        self._minute = minute
        day, before = zones.today(now, head.mine.zone), self._day
        self._day = day
        if before is not None and day > before:
            self._console.run_worker(self._say(day), group="new day", exclusive=True)

    async def _say(self, day: date) -> None:
        found = await self._console.attempt(today.rollover, day)
        if found is None:
            return
        text = _("New day.")
        if found.carried:
            text = ngettext("New day. {count} carried over.", "New day. {count} carried over.", found.carried)
        self._console.say(text.format(count=found.carried), timeout=10)
