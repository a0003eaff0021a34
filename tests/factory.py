"""What tests put on a desk, in the words of the trade; every row is made by the operation a person would use."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from vatui import zones
from vatui.domain import cards, clients
from vatui.models import Stage
from vatui.values import Said, StageKind

if TYPE_CHECKING:
    from vatui.desk import Desk
    from vatui.models import Card, Client, Owner


def make_owner(
    desk: Desk, name: str = "Ayu", *, zone: str = "Asia/Jakarta", hours: str = "Mon-Fri 09:00-17:00", **values: Any
) -> Owner:
    """The person whose desk it is."""
    return clients.set_owner(desk, name=name, zone=zone, hours=hours, **values)


def make_client(desk: Desk, name: str = "Acme Studio", *, code: str = "", zone: str = "America/New_York", **values: Any) -> Client:
    """A client with a board of the usual stages."""
    return clients.add_client(desk, name, code=code, zone=zone, **values)


def make_card(
    desk: Desk, client: Client | int, title: str = "Book flight", *, due: Said | str | None = None,
    stage: StageKind | int | None = None, **values: Any,
) -> Card:  # fmt: skip
    """A card on the client's first board.

    Args:
        desk: the desk.
        client: whose.
        title: what is to be done.
        due: a day ``2026-11-27``, a wall minute ``2026-11-27T15:00`` or so many days from today ``+2d``, in the zone of
            the client; or as it was said elsewhere.
        stage: the first stage of this kind, or its number.
        values: as ``cards.add_card`` takes them.
    """
    client_id = client if isinstance(client, int) else int(client.id)
    if isinstance(due, str):
        due = said(desk, due, str(clients.get_client(desk, client_id).zone))
    if due is not None:
        values["due"] = due
    if isinstance(stage, StageKind):
        stage = stage_of(desk, client_id, stage)
    return cards.add_card(desk, client_id, title, stage_id=stage, **values)


def said(desk: Desk, text: str, zone: str) -> Said:
    """A date as it was said in a zone; ``+2d`` is the day after tomorrow there."""
    relative = re.fullmatch(r"([+-]\d+)d", text)
    if relative:
        text = (zones.today(desk.now(), zone) + timedelta(days=int(relative[1]))).isoformat()
    return Said(text, zone)


def stage_of(desk: Desk, client: Client | int, kind: StageKind) -> int:
    """The number of the first stage of a kind on the client's first board."""
    client_id = client if isinstance(client, int) else int(client.id)
    found = desk.rows(
        "SELECT s.id FROM stage s JOIN board b ON b.id = s.board_id WHERE b.client_id = ? AND s.kind = ?"
        " ORDER BY b.position, b.id, s.position LIMIT 1",
        client_id,
        kind.value,
    )
    return int(Stage.get_by_id(found[0][0]).id)
