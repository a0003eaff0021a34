"""The matrix: all open work by urgency, which is counted, and importance, which is chosen (domain.md W4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from vatui import zones
from vatui.desk import Desk, operation
from vatui.domain import calendar, urgency
from vatui.domain.calendar import Calendar, working_time
from vatui.domain.cards import CardLine, CardPeek, card_lines, card_peek, get_card, set_important, set_urgency, stored
from vatui.domain.clients import calendar_of, get_client, my_calendar
from vatui.domain.today import Scope, numbers, scope
from vatui.errors import NotFound
from vatui.i18n import N_
from vatui.models.work import NO_DUE
from vatui.records import record
from vatui.values import Urgency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vatui.models import Card

WINDOW = 60
"""How many cards of a quadrant are read at once."""

_FEW = 2_000
"""Up to so many cards are sorted; of more, the first ones are looked for in order of their dates."""

QuadrantKey = tuple[str, int]
"""The place of a card in its quadrant: due date and number."""


@record
class Quadrant:
    """A quarter of the matrix.

    Attributes:
        important: chosen.
        urgent: counted, or pinned.
        count: how many cards it has.
        seconds: their estimates together.
        lines: the first of them, the ones due first before the others.
    """

    important: bool
    urgent: bool
    count: int
    seconds: int
    lines: tuple[CardLine, ...]


@record
class Matrix:
    """The open cards of the chosen clients.

    Attributes:
        quadrants: do first, schedule, delegate, later or drop.
        left: what is left of my working hours until my midnight.
    """

    quadrants: tuple[Quadrant, Quadrant, Quadrant, Quadrant]
    left: timedelta

    @property
    def too_much(self) -> bool:
        """Whether what to do first is more than what is left of today."""
        return self.quadrants[0].seconds > self.left.total_seconds()


@record
class _Range:
    """Cards that lie together in the index: a place in it, and whether they are urgent."""

    important: bool
    urgent: bool
    where: str
    values: tuple[object, ...]
    due_from: str = ""
    due_only: str = ""


_PLACES = ((True, True), (True, False), (False, True), (False, False))
"""Important and urgent, quadrant by quadrant."""


def _ranges(now: str) -> list[_Range]:
    found = []
    for important in (True, False):
        auto = "c.urgency = 'auto' AND c.urgent_from"
        found += [
            _Range(important, True, "c.urgency = 'yes'", ()),
            _Range(important, True, f"{auto} <= ?", (now,)),
            _Range(important, False, "c.urgency = 'no'", ()),
            # What is not urgent yet is due later than now.
            _Range(important, False, f"{auto} > ?", (now,), due_from=now),
            _Range(important, False, f"{auto} IS NULL", (), due_only=NO_DUE),
        ]
    return found


def matrix(desk: Desk, client_ids: Sequence[int] | None = None, *, limit: int = WINDOW) -> Matrix:
    """All four quadrants, in five statements whatever the number of cards.

    Every open card is in it but those that wait for somebody, are snoozed, or are of a client who rests.

    Args:
        desk: the desk.
        client_ids: only these clients'.
        limit: how many cards of each quadrant; ``more`` reads on.
    """
    stages = scope(desk, client_ids)
    now = stored(desk.now())
    ranges = _ranges(now)
    sums = _sums(desk, ranges, stages, now)
    ids = _first(desk, ranges, [count for count, _ in sums], stages, now, limit)
    lines = _lines(desk, [card for found in ids.values() for card in found])
    quadrants = []
    for important, urgent in _PLACES:
        inside = [sums[n] for n, part in enumerate(ranges) if (part.important, part.urgent) == (important, urgent)]
        quadrants.append(
            Quadrant(
                important=important,
                urgent=urgent,
                count=sum(count for count, _ in inside),
                seconds=sum(seconds for _, seconds in inside),
                lines=tuple(lines[card] for card in ids[important, urgent] if card in lines),
            )
        )
    first, second, third, fourth = quadrants
    return Matrix((first, second, third, fourth), today_left(desk))


def today_left(desk: Desk, mine: Calendar | None = None) -> timedelta:
    """What is left of my working hours until my midnight."""
    mine = mine or my_calendar(desk)
    now = desk.now()
    return working_time(mine, now, zones.day_bounds(zones.today(now, mine.zone), mine.zone)[1])


def _inside(part: _Range, stages: Scope, now: str) -> tuple[str, list[object]]:
    return (
        f"c.archived = ? AND c.done_at IS NULL AND c.important = ? AND {part.where} "
        f"AND (c.wait_at IS NULL OR c.wait_at <= ?) AND c.stage_id IN ({numbers(stages.mine)})",
        [False, part.important, *part.values, now],
    )


def _sums(desk: Desk, ranges: Sequence[_Range], stages: Scope, now: str) -> list[tuple[int, int]]:
    """Number and estimates of each range, from the index alone."""
    statements, values = [], list[object]()
    for number, part in enumerate(ranges):
        where, given = _inside(part, stages, now)
        statements.append(f"SELECT {number}, COUNT(*), SUM(c.estimate) FROM card c WHERE {where}")
        values += given
    rows = desk.rows(" UNION ALL ".join(statements), *values)
    found = {number: (int(count), int(seconds or 0)) for number, count, seconds in rows}
    return [found[number] for number in range(len(ranges))]


def _first(
    desk: Desk,
    ranges: Sequence[_Range],
    counts: Sequence[int],
    stages: Scope,
    now: str,
    limit: int,
    after: QuadrantKey | None = None,
) -> dict[tuple[bool, bool], list[int]]:
    """The cards to show of each quadrant, in order.

    A range with few cards is read whole from its index and sorted; in one with many the first are found soon
    by walking along the dates. Sorting by an expression keeps the database from walking where it is long.
    """
    statements, values = [], list[object]()
    for number, (part, count) in enumerate(zip(ranges, counts, strict=True)):
        if not count:
            continue
        where, given = _inside(part, stages, now)
        order = "c.due_rank || '', c.id"
        if after is not None:
            where, given = f"{where} AND ({order}) > (?, ?)", [*given, *after]
        if count > _FEW:
            order = "c.due_rank, c.id"
            if after is not None:
                where, given = f"{where} AND c.due_rank >= ?", [*given, after[0]]
            if part.due_from:
                where, given = f"{where} AND c.due_rank > ?", [*given, part.due_from]
            if part.due_only:
                where, given, order = f"{where} AND c.due_rank = ?", [*given, part.due_only], "c.id"
        statements.append(
            f"SELECT * FROM (SELECT {number} AS part, c.due_rank AS due, c.id AS card FROM card c "
            f"WHERE {where} ORDER BY {order} LIMIT {int(limit)}) AS part{number}"
        )
        values += given
    found: dict[tuple[bool, bool], list[tuple[str, int]]] = {place: [] for place in _PLACES}
    if statements:
        for number, due, card in desk.rows(" UNION ALL ".join(statements), *values):
            found[ranges[number].important, ranges[number].urgent].append((due, card))
    return {place: [card for _, card in sorted(keys)[:limit]] for place, keys in found.items()}


def _lines(desk: Desk, ids: Sequence[int]) -> dict[int, CardLine]:
    if not ids:
        return {}
    return {line.id: line for line in card_lines(desk, f"c.id IN ({numbers(ids)})", ())}


def more(
    desk: Desk,
    important: bool,
    urgent: bool,
    after: QuadrantKey,
    client_ids: Sequence[int] | None = None,
    *,
    limit: int = WINDOW,
) -> tuple[CardLine, ...]:
    """The cards of a quadrant after a place, in order; for scrolling past what was read.

    Args:
        desk: the desk.
        important: which quadrant.
        urgent: which quadrant.
        after: ``due_rank`` and number of the last card that was read.
        client_ids: only these clients'.
        limit: how many at most.
    """
    now = stored(desk.now())
    ranges = [part for part in _ranges(now) if (part.important, part.urgent) == (important, urgent)]
    many = [_FEW + 1 if "'auto'" in part.where else 1 for part in ranges]  # few are pinned
    ids = _first(desk, ranges, many, scope(desk, client_ids), now, limit, after)[important, urgent]
    lines = _lines(desk, ids)
    return tuple(lines[card] for card in ids if card in lines)


def reason(desk: Desk, card_id: int) -> calendar.Reason | None:
    """Why a card is urgent now, for the words below the matrix; none if it is not.

    Raises:
        NotFound: the card is gone.
    """
    peek = card_peek(desk, card_id)
    if peek is None:
        raise NotFound(N_("There is no such card any more."))
    return reason_of(desk, peek)


def reason_of(desk: Desk, peek: CardPeek) -> calendar.Reason | None:
    """``reason`` of a card whose peek was read already: one statement more, on the way of a cursor key."""
    card = peek.line
    mine = my_calendar(desk)
    promise = urgency.promises(desk, [card.id]).get(card.id)
    theirs = mine if promise is None or promise[1] else calendar_of(get_client(desk, card.client_id))
    pinned = (Urgency.YES if card.urgent else Urgency.NO) if card.pinned else Urgency.AUTO
    return calendar.why_urgent(
        desk.now(),
        card.due_at,
        None if card.estimate is None else timedelta(seconds=max(0, card.estimate - peek.worked)),
        mine,
        promise[0] if promise else None,
        theirs,
        pinned,
    )


@operation(N_("Move in matrix"))
def to_quadrant(desk: Desk, card_ids: Sequence[int], *, important: bool | None = None, urgent: bool | None = None) -> list[Card]:
    """Put cards into another quadrant.

    Args:
        desk: the desk.
        card_ids: which.
        important: say so, or say that they are not; left as it is if not said.
        urgent: wanted so. A card that counts as such already is unpinned, any other is pinned.
    """
    cards = [get_card(desk, card_id) for card_id in card_ids]
    if important is not None:
        cards = set_important(desk, card_ids, important)
    if urgent is not None:
        now = desk.now()
        counted = [card.urgent_from is not None and card.urgent_from <= now for card in cards]
        pin = Urgency.YES if urgent else Urgency.NO
        same = [card.id for card, is_urgent in zip(cards, counted, strict=True) if is_urgent == urgent]
        set_urgency(desk, same, Urgency.AUTO)
        set_urgency(desk, [card.id for card in cards if card.id not in same], pin)
        cards = [get_card(desk, card_id) for card_id in card_ids]
    return cards
