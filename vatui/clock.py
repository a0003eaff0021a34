"""The time, which the program never takes from anywhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from vatui.errors import VatuiError
from vatui.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping


class Clock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The present instant: aware, UTC, whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)


class FrozenClock(Clock):
    """A clock that stands still until it is moved.

    Args:
        instant: where it stands; aware.
    """

    def __init__(self, instant: datetime) -> None:
        if instant.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._instant = instant.astimezone(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        """Where the clock stands."""
        return self._instant

    def advance(self, **amount: float) -> None:
        """Move the clock on; the keywords are those of timedelta."""
        self._instant += timedelta(**amount)

    def set(self, instant: datetime) -> None:
        """Put the clock to an instant, back too."""
        self._instant = instant.astimezone(UTC).replace(microsecond=0)


class SetClock(Clock):
    """A clock that was set to an instant when it was made, and runs on from there.

    Args:
        instant: where it starts; aware.
    """

    def __init__(self, instant: datetime) -> None:
        if instant.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._ahead = instant.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """Where the clock stands by now."""
        return (datetime.now(UTC) + self._ahead).replace(microsecond=0)


def chosen(environ: Mapping[str, str]) -> Clock:
    """The computer's clock, or one set to ``VATUI_NOW``, an ISO instant with its offset.

    Raises:
        VatuiError: ``VATUI_NOW`` holds something else.
    """
    text = environ.get("VATUI_NOW")
    if not text:
        return Clock()
    try:
        return SetClock(datetime.fromisoformat(text))
    except ValueError as error:
        raise VatuiError(N_("VATUI_NOW needs an instant such as 2026-11-24T13:42Z.")) from error
