"""Whose hours count: the owner's working calendar, and each client's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vatui import zones
from vatui.domain.calendar import Calendar, WeekHours
from vatui.models import Client, Owner

if TYPE_CHECKING:
    from vatui.desk import Desk


def owner(desk: Desk) -> Owner | None:
    """The VA whose desk this is; none before the first run."""
    row: Owner | None = Owner.select().order_by(Owner.id).first()
    return row


def my_zone(desk: Desk) -> str:
    """The owner's zone, or the computer's before the first run."""
    row = owner(desk)
    return row.zone if row is not None else zones.system_zone()


def my_calendar(desk: Desk) -> Calendar:
    """The owner's working hours; office hours in the computer's zone before the first run."""
    row = owner(desk)
    if row is None:
        return Calendar(zones.system_zone(), WeekHours.parse("Mon-Fri 09:00-17:00"))
    return calendar_of(row)


def calendar_of(row: Owner | Client) -> Calendar:
    """The working hours of the owner or of a client."""
    return Calendar(row.zone, WeekHours.parse(row.hours), row.country, row.days_off)
