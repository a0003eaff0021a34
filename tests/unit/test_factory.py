from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.factory import make_card, make_client, make_owner, stage_of
from vatui.values import StageKind

if TYPE_CHECKING:
    from vatui.desk import Desk


def test_the_factory_makes_what_a_person_would_make(desk: Desk) -> None:
    """An owner, a client with a board and a card with a date in the client's zone, each one step of the journal."""
    make_owner(desk)
    client = make_client(desk, "Acme Studio", code="ACM", zone="America/New_York")
    card = make_card(desk, client, "Book flight", due="+2d")
    late = make_card(desk, client, "Call", due="2026-11-27T15:00", stage=StageKind.DOING)
    assert (card.due_said, card.due_zone) == ("2026-11-26", "America/New_York")
    assert card.due_at == datetime(2026, 11, 27, 5, tzinfo=UTC)
    assert late.due_at == datetime(2026, 11, 27, 20, tzinfo=UTC)
    assert late.stage_id == stage_of(desk, client, StageKind.DOING)
    assert len(desk.steps()) == 4
