"""What stands at the top of every room: whose hour it is, what the timer does, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vatui import zones
from vatui.domain import timers
from vatui.domain.boards import doing_count
from vatui.domain.calendar import Calendar, WeekHours
from vatui.domain.clients import ClientLine, calendar_of, client_lines, owner
from vatui.records import record

if TYPE_CHECKING:
    from vatui.desk import Desk

WATCHES = frozenset({"owner", "client", "entry", "parked", "request", "card"})
"""The tables that a header is made of."""


@record
class Header:
    """What every room knows.

    Attributes:
        me: the owner's name; empty before the first run.
        mine: my working hours and zone.
        clients: those that are worked for, in the order of the zone bar.
        running: the timer, running or paused; none when it stands.
        inbox: how many requests wait.
        doing: cards in *doing* over all clients.
        doing_limit: my own limit on them; 0 is none.
    """

    me: str
    mine: Calendar
    clients: tuple[ClientLine, ...]
    running: timers.Running | None
    inbox: int
    doing: int
    doing_limit: int


def header(desk: Desk) -> Header:
    """The header, in five statements."""
    row = owner(desk)
    mine = calendar_of(row) if row else Calendar(zones.system_zone(), WeekHours.parse("Mon-Fri 09:00-17:00"))
    inbox = desk.rows(
        "SELECT COUNT(*) FROM request WHERE state = 'open' AND (snoozed_until IS NULL OR snoozed_until <= ?)",
        desk.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    return Header(
        me=row.name if row else "", mine=mine, clients=client_lines(desk), running=timers.running(desk), inbox=int(inbox[0][0]),
        doing=doing_count(desk), doing_limit=row.doing_limit if row else 0,
    )  # fmt: skip
