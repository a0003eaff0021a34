"""A date that is being typed, read back: my time, theirs, how far away, and what is odd about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from vatui import wording, zones
from vatui.domain.calendar import windows
from vatui.i18n import _
from vatui.themes import glyph

if TYPE_CHECKING:
    from datetime import datetime

    from vatui.app import VatuiApp
    from vatui.dates import Understood
    from vatui.domain.calendar import Calendar
    from vatui.widgets.drawing import Text


def understood(desk: Any, text: str, options: dict[str, Any]) -> Understood | None:
    """Read a date; on the desk's thread, where loading what reads the rarest of them delays no key."""
    from vatui import dates
    from vatui.errors import InvalidField

    try:
        return dates.understand(text, now=desk.now(), **options)
    except InvalidField:
        return None


def reading(app: VatuiApp, zone: str) -> dict[str, Any]:
    """How dates are read: in which zone, in which language and order."""
    from vatui import i18n

    mine = app.head.mine.zone if app.head else zones.system_zone()
    return {"zone": zone, "language": i18n.language(), "order": app.settings.date_order, "mine": mine}


def said_in_words(found: Understood, now: datetime) -> str:
    """``Fri 27 Nov 15:00 New York``, as it was said."""
    zone = found.said.zone
    today = zones.today(now, zone)
    if found.said.is_day:
        return f"{wording.long_day(zones.local(found.instant - timedelta(seconds=1), zone).date(), today)} {zones.city(zone)}"
    wall = zones.local(found.instant, zone)
    return f"{wording.long_day(wall.date(), today)} {wording.time_of_day(wall)} {zones.city(zone)}"


def in_my_time(instant: datetime, now: datetime, zone: str, *, is_day: bool) -> str:
    """``Sat 28 Nov 03:00 WIB``; a whole day that ends at my midnight is only the day."""
    wall, today = zones.local(instant, zone), zones.today(now, zone)
    if is_day and wall.hour == wall.minute == 0:
        return wording.long_day(zones.local(instant - timedelta(seconds=1), zone).date(), today)
    return f"{wording.long_day(wall.date(), today)} {wording.time_of_day(wall)} {zones.abbreviation(instant, zone)}"


def in_hours(calendar: Calendar, instant: datetime) -> bool:
    """Whether somebody works in the minute that ends at an instant."""
    return bool(windows(calendar, instant - timedelta(minutes=1), instant))


def odd(found: Understood) -> str:
    """What a change of clocks did to what was said, or nothing."""
    if found.note == "gap":
        return _("Clocks skip that time there; the next one counts.")
    if found.note == "first":
        return _("Clocks go back there; the first of two counts.")
    return ""


def for_me(found: Understood, now: datetime, mine: Calendar) -> tuple[list[Text], list[Text]]:
    """The line *For you*: my time and whether I work then, and how far away it is."""
    is_day = found.said.is_day
    left: list[Text] = [(in_my_time(found.instant, now, mine.zone, is_day=is_day), "foreground")]
    if found.instant <= now:
        left.append((f" {glyph('late')} {_('already over')}", "error"))
    elif not is_day and mine.hours:
        if in_hours(mine, found.instant):
            left.append((f" {glyph('done')} {_('in your hours')}", "success"))
        else:
            left.append((f" {glyph('soon')} {_('after your hours')}", "warning"))
    return left, [(wording.ahead(found.instant - now), "muted")]
