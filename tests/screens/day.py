"""A small desk that holds the day of the wireframes, Tuesday 24 November 2026, 20:42 in Jakarta."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from vatui.domain import boards, cards, clients, entries, requests, timers
from vatui.values import Said, StageKind

if TYPE_CHECKING:
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

NOW = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)

_CLIENTS = (
    ("ACM", "Acme Studio", "America/New_York", "Mon-Fri 09:00-17:00", 2),
    ("BLM", "Bloom Skincare", "Europe/London", "Mon-Fri 09:00-18:00", 1),
    ("NOR", "Nordlys AS", "Europe/Oslo", "Mon-Fri 08:00-16:00", 4),
    ("KOP", "Kopi Nusantara", "Asia/Jakarta", "Mon-Fri 08:00-17:00", 4),
    ("OUT", "Outback Realty", "Australia/Sydney", "Mon-Fri 09:00-17:00", 4),
    ("PCY", "Pacific Yoga", "America/Los_Angeles", "Mon-Fri 09:00-17:00", 4),
)
_CARDS = (
    # client, title, due as said in my zone, hours, important
    ("NOR", "Reconcile October receipts", "2026-11-23", 1.0, True),
    ("BLM", "Reels captions, batch of 6", "2026-11-24T22:00", 2.0, True),
    ("ACM", "Send agenda for weekly call", "2026-11-24T22:15", 0.25, True),
    ("KOP", "Balas 12 ulasan Google Maps", "2026-11-24T23:00", 0.75, False),
    ("PCY", "Upload class schedule to Mindbody", "2026-11-24T23:59", 0.5, False),
    ("OUT", "Listing copy: 14 Hargrave St", "2026-11-25T08:00", 1.0, True),
    ("BLM", "Influencer list: 20 names", "2026-11-27T23:00", 3.0, False),
    ("NOR", "Add vendor to Fiken", "2026-11-27T21:00", 1 / 3, False),
    ("ACM", "Newsletter draft", "2026-11-28T03:00", 2.0, True),
    ("KOP", "Konten promo 12.12", "2026-11-30T10:00", 4.0, True),
    ("PCY", "Reply to studio reviews", "2026-12-01T02:00", 1.0, False),
    ("ACM", "Monthly report · November", "2026-12-01", 3.0, True),
    ("BLM", "Rename old Drive folders", "", 2.0, False),
)
_WAITING = (("ACM", "Logo round 2", "Dana", 2), ("BLM", "December grid", "Priya", 4), ("PCY", "Photo rights form", "", 1))
_REQUESTS = (
    ("BLM", "wa", "Priya", "Swap the hero photo?\nThe one on the homepage is last year's bottle.", 48),
    ("ACM", "em", "Dana", "Need the Q4 deck link", 62),
    ("NOR", "sl", "Ingrid", "New vendor: please add", 20),
    ("KOP", "wa", "Bu Rina", "Stok kopi Gayo di feed", 45),
    ("OUT", "em", "Jo", "Open-home times for Sat", 12),
    ("PCY", "em", "Mia", "Teacher bios: 3 new", 90),
)


@dataclass(frozen=True)
class Day:
    """What the desk holds, by code and title."""

    clients: dict[str, int]
    cards: dict[str, int]
    requests: dict[str, int]


def fill(desk: Desk, clock: FrozenClock | None = None, *, running: bool = True) -> Day:
    """Put the day on a desk.

    Args:
        desk: without rows.
        clock: the desk's, if it stands still; cards that wait are made to wait for days then.
        running: whether the timer runs on the reels captions.
    """
    now = desk.now()
    clients.set_owner(desk, name="Sari Wulandari", zone="Asia/Jakarta", hours="Mon-Fri 14:00-23:00")
    by_code = {
        code: clients.add_client(desk, name, code=code, zone=zone, hours=hours, promise=promise * 3600).id
        for code, name, zone, hours, promise in _CLIENTS
    }
    made: dict[str, int] = {}
    for code, title, due, hours, important in _CARDS:
        made[title] = cards.add_card(
            desk, by_code[code], title, due=Said(due, "Asia/Jakarta") if due else None, estimate=timedelta(hours=hours),
            important=important,
        ).id  # fmt: skip
    for code, title, person, days in _WAITING:
        if clock is not None:
            clock.set(now - timedelta(days=days))
        stage = next(row[0] for row in boards.stages_of(desk, by_code[code]) if row[2] == StageKind.APPROVAL)
        chase = Said("2026-11-24T09:00", "Asia/Jakarta") if days == 4 else None
        made[title] = cards.add_card(desk, by_code[code], title, stage_id=stage, waiting_for=person, chase=chase).id
        if clock is not None:
            clock.set(now)
    asked = {
        words.split("\n")[0]: requests.add_request(
            desk, words, by_code[code], channel=channel, sender=sender, received_at=now - timedelta(minutes=minutes)
        ).id
        for code, channel, sender, words, minutes in _REQUESTS
    }
    entries.add_entry(desk, by_code["ACM"], now - timedelta(hours=4), now - timedelta(hours=3, minutes=10))
    entries.add_entry(desk, by_code["NOR"], now - timedelta(hours=3), now - timedelta(hours=2, minutes=30), billable=False)
    if running:
        timers.start(desk, card_id=made["Reels captions, batch of 6"], at=now - timedelta(seconds=5047))
    return Day(by_code, made, asked)
