"""Urgency is computed, importance is chosen (domain.md W4).

Each card keeps the instant from which it counts as urgent, so that a matrix over any number of cards is one comparison in the
database. It is computed anew when the card, its worked time, a promise or working hours change.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from vatui.domain import calendar
from vatui.domain.calendars import calendar_of, my_calendar
from vatui.models import Card, Client

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from vatui.desk import Desk

_CHUNK = 500


def refresh_urgency(desk: Desk, card_ids: Iterable[int]) -> None:
    """Compute the instants of these cards anew; inside an operation."""
    ids = list(dict.fromkeys(card_ids))
    mine = my_calendar(desk)
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        desk.update_many(Card, "urgent_from", _instants(desk, part, mine))


def refresh_urgency_of_all(desk: Desk) -> None:
    """Compute the instants of all open cards anew, when my own hours changed."""
    refresh_urgency(desk, [card_id for (card_id,) in desk.rows("SELECT id FROM card WHERE done_at IS NULL ORDER BY id")])


def _instants(desk: Desk, ids: Sequence[int], mine: calendar.Calendar) -> list[tuple[int, datetime | None]]:
    worked = worked_seconds(desk, ids)
    owed = promises(desk, ids)
    calendars: dict[int, calendar.Calendar] = {}
    plan: list[tuple[int, datetime | None]] = []
    for card in Card.select(Card.id, Card.client, Card.due_at, Card.estimate).where(Card.id.in_(ids)):
        remaining = None if card.estimate is None else timedelta(seconds=max(0, card.estimate - worked.get(card.id, 0)))
        promise = owed.get(card.id)
        theirs = mine
        if promise is not None and not promise[1]:
            if card.client_id not in calendars:
                calendars[card.client_id] = calendar_of(Client.get_by_id(card.client_id))
            theirs = calendars[card.client_id]
        plan.append((card.id, calendar.urgent_from(card.due_at, remaining, mine, promise[0] if promise else None, theirs)))
    return plan


def worked_seconds(desk: Desk, card_ids: Sequence[int]) -> dict[int, int]:
    """How many seconds of finished entries each card has."""
    if not card_ids:
        return {}
    from vatui.models.fields import UtcField

    total: dict[int, int] = {}
    marks = ", ".join("?" for _ in card_ids)
    read = UtcField().python_value
    for card_id, start, end in desk.rows(
        f"SELECT card_id, started_at, ended_at FROM entry WHERE card_id IN ({marks}) AND ended_at IS NOT NULL",
        *card_ids,
    ):
        total[card_id] = total.get(card_id, 0) + int((read(end) - read(start)).total_seconds())
    return total


def promises(desk: Desk, card_ids: Sequence[int]) -> dict[int, tuple[datetime, bool]]:
    """Open promises of reply that hang on cards: the instant, and whether it counts in my hours."""
    from vatui.models.fields import UtcField

    marks = ", ".join("?" for _ in card_ids)
    read = UtcField().python_value
    rows = desk.rows(
        "SELECT r.card_id, MIN(r.promised_at), MAX(c.promise_in_my_hours) FROM request r JOIN client c ON c.id = r.client_id "
        f"WHERE r.card_id IN ({marks}) AND r.replied_at IS NULL AND r.paused_at IS NULL AND r.promised_at IS NOT NULL "
        "AND r.state <> 'declined' GROUP BY r.card_id",
        *card_ids,
    )
    return {card_id: (read(at), bool(mine)) for card_id, at, mine in rows}
