"""The matrix: urgency is counted, importance is chosen (domain.md W4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vatui import zones
from vatui.domain import boards, cards, clients, entries, matrix, requests
from vatui.errors import NotFound
from vatui.values import Said, StageKind, Urgency

if TYPE_CHECKING:
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

H = timedelta(hours=1)
M = timedelta(minutes=1)
WIB = "Asia/Jakarta"


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wib(text: str) -> Said:
    """A date of work said in Jakarta."""
    return Said(text, WIB)


@pytest.fixture
def acme(desk: Desk) -> int:
    """A client in New York; I work in Jakarta from 13 to 23 and it is Tuesday 20:42 there."""
    clients.set_owner(desk, name="Sari", zone=WIB, hours="Mon-Fri 13:00-23:00")
    return int(clients.add_client(desk, "Acme Studio", zone="America/New_York", code="ACM", promise=4 * 3600).id)


def titles(found: matrix.Matrix) -> list[list[str]]:
    """What the cards of each quadrant are called."""
    return [[line.title for line in quadrant.lines] for quadrant in found.quadrants]


def test_each_card_is_in_its_quadrant(desk: Desk, acme: int) -> None:
    """Important and urgent cards first, then important, then urgent, then all others, each with count and estimates."""
    add = cards.add_card
    add(desk, acme, "do", due=wib("2026-11-24T22:00"), important=True, estimate=2 * H)
    add(desk, acme, "do at once", due=wib("2026-11-24T21:00"), important=True, estimate=1 * H)
    add(desk, acme, "schedule", due=wib("2026-12-10"), important=True, estimate=3 * H)
    add(desk, acme, "delegate", due=wib("2026-11-23"))
    add(desk, acme, "drop")
    add(desk, acme, "pinned", urgency=Urgency.YES)
    add(desk, acme, "not so urgent", due=wib("2026-11-24T21:00"), urgency=Urgency.NO)
    found = matrix.matrix(desk)
    assert titles(found) == [["do at once", "do"], ["schedule"], ["delegate", "pinned"], ["not so urgent", "drop"]]
    assert [quadrant.count for quadrant in found.quadrants] == [2, 1, 2, 2]
    assert [quadrant.seconds for quadrant in found.quadrants] == [3 * 3600, 3 * 3600, 0, 0]
    assert (found.left, found.too_much) == (2 * H + 18 * M, True)


def test_waiting_snoozed_done_and_archived_cards_are_not_in_it(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Only what can be worked on now has a place."""
    approval = next(number for number, _, kind, _ in boards.stages_of(desk, acme) if kind == StageKind.APPROVAL)
    cards.add_card(desk, acme, "waits", stage_id=approval)
    cards.add_card(desk, acme, "snoozed", wait=wib("2026-11-25T09:00"))
    cards.finish_cards(desk, [cards.add_card(desk, acme, "done").id])
    cards.archive_cards(desk, [cards.add_card(desk, acme, "archived").id])
    assert sum(quadrant.count for quadrant in matrix.matrix(desk).quadrants) == 0
    clock.set(at("2026-11-25T02:00"))
    assert titles(matrix.matrix(desk))[3] == ["snoozed"]


def test_a_card_becomes_urgent_as_time_passes(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Four hours of work due on Friday evening are urgent once only eight of my hours are left before that."""
    card = cards.add_card(desk, acme, "long", due=wib("2026-11-27T23:00"), estimate=4 * H)
    assert matrix.reason(desk, card.id) is None
    clock.set(at("2026-11-27T08:00"))  # Friday 15:00: eight hours left
    assert titles(matrix.matrix(desk))[2] == ["long"]
    clock.set(at("2026-11-26T15:59"))  # a minute before 24 hours before it
    assert titles(matrix.matrix(desk))[3] == ["long"]


def test_the_reason_is_told(desk: Desk, acme: int) -> None:
    """Pinned, overdue, too few hours, due soon, or a promise that runs out: with the times to show."""
    add = cards.add_card
    work = add(desk, acme, "work", due=wib("2026-11-24T22:00"), estimate=2 * H)
    entries.add_entry(desk, acme, desk.now() - 30 * M, desk.now(), card_id=work.id)
    told = matrix.reason(desk, work.id)
    assert told is not None
    assert (told.kind, told.remaining, told.until, told.working) == ("hours_left", 90 * M, 78 * M, 78 * M)
    kinds = [
        (add(desk, acme, "pinned", urgency=Urgency.YES), "pinned"),
        (add(desk, acme, "late", due=wib("2026-11-24T20:00")), "overdue"),
        (add(desk, acme, "soon", due=wib("2026-11-25T20:00")), "due_soon"),
    ]
    for card, kind in kinds:
        told = matrix.reason(desk, card.id)
        assert told is not None
        assert told.kind == kind
    assert matrix.reason(desk, add(desk, acme, "calm").id) is None
    promised = requests.add_request(desk, "?", acme, received_at=at("2026-11-23T21:00"))
    card = requests.make_card(desk, promised.id)
    told = matrix.reason(desk, card.id)
    assert told is not None
    assert told.kind == "promise"
    with pytest.raises(NotFound):
        matrix.reason(desk, 999)


def test_moving_pins_only_what_counts_otherwise(desk: Desk, acme: int) -> None:
    """A card that is moved to where its dates put it is left to be counted; any other is pinned. One undo takes all back."""
    calm = cards.add_card(desk, acme, "calm")
    hot = cards.add_card(desk, acme, "hot", due=wib("2026-11-24T21:00"))
    matrix.to_quadrant(desk, [calm.id, hot.id], important=True, urgent=True)
    assert [cards.get_card(desk, card.id).urgency for card in (calm, hot)] == [Urgency.YES, Urgency.AUTO]
    assert matrix.matrix(desk).quadrants[0].count == 2
    matrix.to_quadrant(desk, [calm.id, hot.id], urgent=False)
    assert [cards.get_card(desk, card.id).urgency for card in (calm, hot)] == [Urgency.AUTO, Urgency.NO]
    assert matrix.matrix(desk).quadrants[1].count == 2
    matrix.to_quadrant(desk, [hot.id], important=False)
    assert matrix.matrix(desk).quadrants[3].count == 1
    step = desk.undo()
    assert step.title == "Move in matrix"
    desk.undo()
    desk.undo()
    assert [quadrant.count for quadrant in matrix.matrix(desk).quadrants] == [0, 0, 1, 1]


CARD = st.tuples(st.one_of(st.none(), st.integers(-50, 90)), st.booleans(), st.sampled_from(list(Urgency)))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(CARD, max_size=14), few=st.sampled_from([0, 2, 2_000]), limit=st.integers(1, 4))
def test_few_and_many_cards_are_read_alike(
    desk: Desk, acme: int, plan: list[tuple[int | None, bool, Urgency]], few: int, limit: int
) -> None:
    """Sorted or walked along their dates, quadrants agree with the marks of each card and pages put together are the whole."""
    before = matrix._FEW
    cards.delete_cards(desk, [number for (number,) in desk.rows("SELECT id FROM card")])
    for offset, important, urgency in plan:
        wall = None if offset is None else zones.local(desk.now() + offset * H, WIB).strftime("%Y-%m-%dT%H:%M")
        due = None if wall is None else wib(wall)
        cards.add_card(desk, acme, f"{offset}", due=due, important=important, urgency=urgency)
    try:
        matrix._FEW = few
        whole = matrix.matrix(desk, limit=100)
        short = matrix.matrix(desk, limit=limit)
        for quadrant, first in zip(whole.quadrants, short.quadrants, strict=True):
            assert quadrant.count == len(quadrant.lines) == first.count
            for line in quadrant.lines:
                assert (line.important, line.urgent) == (quadrant.important, quadrant.urgent)
            keys = [(line.due_rank, line.id) for line in quadrant.lines]
            assert keys == sorted(keys)
            seen = [(line.due_rank, line.id) for line in first.lines]
            while seen and (page := matrix.more(desk, quadrant.important, quadrant.urgent, seen[-1], limit=limit)):
                seen += [(line.due_rank, line.id) for line in page]
            assert seen == keys
    finally:
        matrix._FEW = before
    assert sum(quadrant.count for quadrant in whole.quadrants) == len(plan)


def test_the_matrix_takes_five_statements(desk: Desk, acme: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many cards there are."""
    for number in range(20):
        cards.add_card(desk, acme, f"Card {number}", important=bool(number % 2), due=wib("2026-11-24") if number % 3 else None)
    count = 0
    plain = desk.store.database.execute_sql

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return plain(*args, **kwargs)

    monkeypatch.setattr(desk.store.database, "execute_sql", counted)
    assert sum(len(quadrant.lines) for quadrant in matrix.matrix(desk).quadrants) == 20
    assert count <= 5
