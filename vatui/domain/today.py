"""Today: what is mine to do now, what waits on others, what I worked (domain.md W5, interface.md 6.1).

Every list is read as a window by key and every figure by a sum that the indexes hold, so that a desk with a
hundred thousand cards opens like a new one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from vatui import zones
from vatui.domain import entries
from vatui.domain.calendar import Calendar, WeekHours, working_time
from vatui.domain.cards import WAITING_KINDS, CardLine, card_lines, stored, windows
from vatui.domain.clients import WORKED_FOR, calendar_of, owner
from vatui.domain.requests import Inbox, inbox
from vatui.models.work import NO_DUE
from vatui.records import record
from vatui.values import StageKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from vatui.desk import Desk

_MIDNIGHT = timedelta()
WINDOW = 120
"""How many cards of the focus list are read at once."""

_PARTS = 400

GroupName = Literal["overdue", "today", "next"]
"""The parts of the focus list: past their date; due before my midnight; all others."""

FocusKey = tuple[str, int, int]
"""A card's place in the focus list: due date or promise if sooner, 0 if important else 1, its number."""


@record
class Scope:
    """The stages that a view over all clients reads.

    Attributes:
        mine: numbers of the stages in which the next move is mine.
        waiting: numbers of the stages in which it is somebody else's.
    """

    mine: tuple[int, ...]
    waiting: tuple[int, ...]


@record
class Group:
    """A part of the focus list: how many cards it has, and those of them that were read."""

    name: GroupName
    count: int
    lines: tuple[CardLine, ...]


@record
class Focus:
    """The cards that are mine to do, the first to go first.

    Attributes:
        groups: overdue, today, next; each may be empty.
        total: how many cards there are.
        seconds: estimates of what is overdue or due today.
        left: what is left of my working hours until my midnight.
        promises: until when a reply is promised, by card, where one is owed.
        last: the key after which ``more_focus`` goes on; none when all was read.
        now: when it was read.
        day_ends: my next midnight.
    """

    groups: tuple[Group, ...]
    total: int
    seconds: int
    left: timedelta
    promises: Mapping[int, datetime]
    last: FocusKey | None
    now: datetime
    day_ends: datetime

    def group_of(self, line: CardLine) -> GroupName:
        """The group to which a card belongs."""
        return _group(focus_key(line, self.promises)[0], stored(self.now), stored(self.day_ends))


@record
class Waiting:
    """The cards for which somebody else has the next move.

    Attributes:
        lines: first those to ask again for, then the ones that wait longest.
        count: how many there are.
        raised: how many of them are to be asked again for, because the date to do so has come.
    """

    lines: tuple[CardLine, ...]
    count: int
    raised: int


@record
class Hours:
    """What I worked today.

    Attributes:
        clients: for each client, most time first; the running timer until now.
        total: of all together.
        billable: the part of it that can be charged.
    """

    clients: tuple[entries.ClientTotal, ...]
    total: timedelta
    billable: timedelta


@record
class Today:
    """Everything on the screen of the day."""

    mine: Calendar
    day: date
    focus: Focus
    inbox: Inbox
    waiting: Waiting
    hours: Hours


@record
class Rollover:
    """What the beginning of a day finds: cards due before it and not done, and cards due on it."""

    carried: int
    due: int


# ---------------------------------------------------------------------- what is in view


def scope(desk: Desk, client_ids: Sequence[int] | None = None) -> Scope:
    """The stages of the boards in use of the clients that are worked for.

    Args:
        desk: the desk.
        client_ids: only these clients'; all if none are named.
    """
    states = [state.value for state in WORKED_FOR]
    values: list[object] = [False, *states]
    only = ""
    if client_ids is not None:
        only = f" AND b.client_id IN ({', '.join('?' for _ in client_ids) or 'NULL'})"
        values += client_ids
    rows = desk.rows(
        "SELECT s.id, s.kind FROM stage s JOIN board b ON b.id = s.board_id "
        "JOIN client k ON k.id = b.client_id "
        f"WHERE b.archived = ? AND k.state IN ({', '.join('?' for _ in states)}){only} ORDER BY s.id",
        *values,
    )
    resting = {*WAITING_KINDS, StageKind.DONE}
    return Scope(
        tuple(stage for stage, kind in rows if kind not in resting),
        tuple(stage for stage, kind in rows if kind in WAITING_KINDS),
    )


def numbers(ids: Sequence[int]) -> str:
    """Numbers of rows for the brackets of an ``IN``; numbers of ours, so they need no question marks."""
    return ", ".join(str(int(number)) for number in ids) or "NULL"


def _mine(desk: Desk) -> Calendar:
    row = owner(desk)
    return calendar_of(row) if row else Calendar(zones.system_zone(), WeekHours.parse("Mon-Fri 09:00-17:00"))


# ---------------------------------------------------------------------- focus


def focus_key(line: CardLine, promises: Mapping[int, datetime]) -> FocusKey:
    """The place of a card in the focus list: promise or due date, importance, number."""
    promise = promises.get(line.id)
    rank = line.due_rank if promise is None else min(line.due_rank, stored(promise))
    return rank, 0 if line.important else 1, line.id


def _group(rank: str, now: str, day_ends: str) -> GroupName:
    if rank <= now:
        return "overdue"
    return "today" if rank <= day_ends else "next"


def focus(
    desk: Desk,
    client_ids: Sequence[int] | None = None,
    *,
    helper_id: int | None = None,
    limit: int = WINDOW,
    mine: Calendar | None = None,
    stages: Scope | None = None,
) -> Focus:
    """The cards that are mine to do, in five statements.

    Not those that wait for somebody, are snoozed, done or put away, nor those of clients who rest. Those
    handed to a helper are in it, with the helper's name: their dates stay mine to keep.

    Args:
        desk: the desk.
        client_ids: only these clients'.
        helper_id: only those handed to this helper.
        limit: how many to read; ``more_focus`` reads on.
        mine: my calendar, if it is known already.
        stages: the stages in view, if they are known already.
    """
    mine = mine or _mine(desk)
    stages = stages or scope(desk, client_ids)
    now = desk.now()
    day_ends = zones.day_bounds(zones.today(now, mine.zone), mine.zone)[1]
    left = working_time(mine, now, day_ends)
    promises = _promises(desk)
    at, ends = stored(now), stored(day_ends)
    shown = f"FROM card c WHERE c.archived = ? AND c.done_at IS NULL AND {_shown(stages, helper_id)}"
    sums = dict[int, tuple[int, int]]()
    for part, count, estimates in desk.rows(
        f"SELECT 0, COUNT(*), 0 {shown} "
        f"UNION ALL SELECT 1, COUNT(*), SUM(c.estimate) {shown} AND c.due_rank <= ? "
        f"UNION ALL SELECT 2, COUNT(*), SUM(c.estimate) {shown} AND c.due_rank > ? AND c.due_rank <= ? "
        f"UNION ALL SELECT 3, COUNT(*), 0 {shown} AND c.due_rank = ? AND c.important = ?",
        False, at, False, at, at, False, at, at, ends, False, at, NO_DUE, True,
    ):  # fmt: skip
        sums[part] = (int(count), int(estimates or 0))
    total, overdue, due_today, undated = (sums[part][0] for part in range(4))
    seconds = sums[1][1] + sums[2][1]
    counts: dict[GroupName, int] = {
        "overdue": overdue,
        "today": due_today,
        "next": total - overdue - due_today,
    }
    lines, owed = _window(desk, stages, promises, helper_id=helper_id, limit=limit, skip_undated_important=not undated)
    for line in owed:  # the sums know due dates only
        due, place = _group(line.due_rank, at, ends), _group(focus_key(line, promises)[0], at, ends)
        counts[due] -= 1
        counts[place] += 1
        if due == "next" != place:
            seconds += line.estimate or 0
    by_group: dict[GroupName, list[CardLine]] = {"overdue": [], "today": [], "next": []}
    for line in lines:
        by_group[_group(focus_key(line, promises)[0], at, ends)].append(line)
    return Focus(
        groups=tuple(Group(name, counts[name], tuple(found)) for name, found in by_group.items()),
        total=total,
        seconds=seconds,
        left=left,
        promises={line.id: promises[line.id] for line in owed},
        last=focus_key(lines[-1], promises) if lines and len(lines) < total else None,
        now=now,
        day_ends=day_ends,
    )


def more_focus(
    desk: Desk,
    key: FocusKey,
    client_ids: Sequence[int] | None = None,
    *,
    down: bool = True,
    helper_id: int | None = None,
    limit: int = WINDOW,
) -> tuple[CardLine, ...]:
    """The cards of the focus list next to a place, in order; for scrolling past what was read.

    Args:
        desk: the desk.
        key: ``focus_key`` of the card at the edge.
        client_ids: only these clients'.
        down: those that follow, else those before.
        helper_id: only those handed to this helper.
        limit: how many at most.
    """
    lines, _owed = _window(
        desk,
        scope(desk, client_ids),
        _promises(desk),
        helper_id=helper_id,
        limit=limit,
        after=key if down else None,
        before=None if down else key,
    )
    return tuple(lines)


def _promises(desk: Desk) -> dict[int, datetime]:
    """Promises of a reply that hang on cards."""
    rows = desk.rows(
        "SELECT card_id, MIN(promised_at) FROM request WHERE state = 'card' AND replied_at IS NULL "
        "AND paused_at IS NULL AND promised_at IS NOT NULL AND card_id IS NOT NULL GROUP BY card_id"
    )
    return {card: datetime.fromisoformat(at) for card, at in rows}


def _shown(stages: Scope, helper_id: int | None = None) -> str:
    """The condition for cards that are mine and not snoozed; one question mark, for the present instant."""
    only = "" if helper_id is None else f" AND c.helper_id = {int(helper_id)}"
    return f"(c.wait_at IS NULL OR c.wait_at <= ?) AND c.stage_id IN ({numbers(stages.mine)}){only}"


_LATER = "CASE WHEN c.important THEN 0 ELSE 1 END"


def _window(
    desk: Desk,
    stages: Scope,
    promises: Mapping[int, datetime],
    *,
    helper_id: int | None,
    limit: int,
    after: FocusKey | None = None,
    before: FocusKey | None = None,
    skip_undated_important: bool = False,
) -> tuple[list[CardLine], list[CardLine]]:
    """A stretch of the focus list, and all cards in view for which a reply is owed.

    The dated come by their date; the undated important ones and the undated others each by their number, so
    that every part is read along an index and stops at the limit.
    """
    open_card = f"c.archived = ? AND c.done_at IS NULL AND {_shown(stages, helper_id)}"
    given = [False, stored(desk.now())]
    others = f"{open_card} AND c.id NOT IN ({numbers(tuple(promises))})" if promises else open_card
    edge, sign, bound, down = after or before, ">", ">=", ""
    if before is not None:
        sign, bound, down = "<", "<=", " DESC"
    parts: list[tuple[str, Sequence[object], str]] = []
    passed, place = "", []
    if edge is not None:
        passed = f" AND c.due_rank {bound} ? AND (c.due_rank, {_LATER}, c.id) {sign} (?, ?, ?)"
        place = [edge[0], *edge]
    order = f"ORDER BY c.due_rank{down}, {_LATER}{down}, c.id{down} LIMIT {int(limit)}"
    if edge is None or before is not None or edge[0] < NO_DUE:
        parts.append((f"{others} AND c.due_rank < ?{passed}", [*given, NO_DUE, *place], order))
    for later in (0, 1):
        if (not later and skip_undated_important) or not _reaches(after, before, later):
            continue
        where = f"{others} AND c.due_rank = ? AND c.important = ?"
        values = [*given, NO_DUE, not later]
        if edge is not None and edge[:2] == (NO_DUE, later):
            where, values = f"{where} AND c.id {sign} ?", [*values, edge[2]]
        parts.append((where, values, f"ORDER BY c.id{down} LIMIT {int(limit)}"))
    if promises:
        parts.append((f"{open_card} AND c.id IN ({numbers(tuple(promises))})", given, ""))
    found = windows(desk, parts)
    owed = [line for line in found if line.id in promises]
    found.sort(key=lambda line: focus_key(line, promises))
    if after is not None:
        found = [line for line in found if focus_key(line, promises) > after]
    if before is not None:
        found = [line for line in found if focus_key(line, promises) < before]
        return found[-limit:], owed
    return found[:limit], owed


def _reaches(after: FocusKey | None, before: FocusKey | None, later: int) -> bool:
    """Whether undated cards, important (0) or not (1), lie beyond the edge."""
    if before is not None:
        return before[:2] >= (NO_DUE, later)
    return after is None or after[:2] <= (NO_DUE, later)


# ---------------------------------------------------------------------- waiting on others


def waiting(desk: Desk, client_ids: Sequence[int] | None = None, *, limit: int = 50, stages: Scope | None = None) -> Waiting:
    """The cards for which somebody else has the next move, in three statements.

    Each stage is read along its index, the oldest first, so that it costs the same however many wait.
    """
    stages = stages or scope(desk, client_ids)
    now = stored(desk.now())
    here = f"c.stage_id IN ({numbers(stages.waiting)})"
    held = "c.archived = ? AND c.done_at IS NULL"
    chased = "SELECT x.id FROM card x WHERE x.chase_at <= ?"
    statements = [
        f"SELECT 0, COUNT(*), '' FROM card c WHERE {here} AND {held}",
        f"SELECT 1, COUNT(*), '' FROM card c WHERE c.id IN ({chased}) AND {here} AND {held}",
        f"SELECT * FROM (SELECT 2, c.id, c.stage_since FROM card c WHERE c.id IN ({chased}) AND {here} AND {held} "
        f"ORDER BY c.chase_at, c.id LIMIT {int(limit)}) AS raised",
    ]
    values: list[object] = [False, now, False, now, False]
    # A compound statement has at most 500 parts; who has more waiting stages than that waits a little.
    alone = stages.waiting if len(stages.waiting) < _PARTS else ()
    for stage in alone:
        statements.append(
            f"SELECT * FROM (SELECT 3, c.id, c.stage_since FROM card c WHERE c.stage_id = {int(stage)} AND {held} "
            f"ORDER BY c.stage_since, c.id LIMIT {int(limit)}) AS stage{int(stage)}"
        )
        values.append(False)
    if not alone:
        statements.append(
            f"SELECT * FROM (SELECT 3, c.id, c.stage_since FROM card c WHERE {here} AND {held} "
            f"ORDER BY c.stage_since, c.id LIMIT {int(limit)}) AS stages"
        )
        values.append(False)
    count = asked = 0
    keys: dict[int, tuple[int, str, int]] = {}
    for part, number, since in desk.rows(" UNION ALL ".join(statements), *values):
        if part == 0:
            count = int(number)
        elif part == 1:
            asked = int(number)
        else:
            keys.setdefault(number, (part, since, number))
    order = sorted(keys, key=lambda card: keys[card])[:limit]
    lines = {line.id: line for line in card_lines(desk, f"c.id IN ({numbers(order)})", ())} if order else {}
    return Waiting(tuple(lines[card] for card in order if card in lines), count, asked)


def raised(desk: Desk, client_ids: Sequence[int] | None = None) -> tuple[CardLine, ...]:
    """The waiting cards whose date to ask again has come, the oldest first."""
    now = desk.now()
    found = waiting(desk, client_ids).lines
    return tuple(line for line in found if line.chase_at is not None and line.chase_at <= now)


# ---------------------------------------------------------------------- hours, and the whole day


def hours(desk: Desk, *, mine: Calendar | None = None, starts_at: timedelta = _MIDNIGHT) -> Hours:
    """What I worked since my day began, in one statement beside my calendar.

    Args:
        desk: the desk.
        mine: my calendar, if it is known already.
        starts_at: how long after midnight a day of work begins.
    """
    mine = mine or _mine(desk)
    start, end = entries.day_span(zones.today(desk.now() - starts_at, mine.zone), mine.zone, starts_at)
    clients = entries.totals_by_client(desk, start, end)
    return Hours(
        clients,
        sum((client.total for client in clients), timedelta()),
        sum((client.billable for client in clients), timedelta()),
    )


def today_view(
    desk: Desk,
    client_ids: Sequence[int] | None = None,
    *,
    limit: int = WINDOW,
    requests: int = 50,
    starts_at: timedelta = _MIDNIGHT,
) -> Today:
    """Everything on the screen of the day, in ten statements at most.

    Args:
        desk: the desk.
        client_ids: only these clients'; the hours are always all of mine.
        limit: how many cards of the focus list.
        requests: how many requests.
        starts_at: how long after midnight a day begins in what was worked.
    """
    mine = _mine(desk)
    stages = scope(desk, client_ids)
    return Today(
        mine=mine,
        day=zones.today(desk.now(), mine.zone),
        focus=focus(desk, client_ids, limit=limit, mine=mine, stages=stages),
        inbox=inbox(desk, client_ids, limit=requests, mine=mine),
        waiting=waiting(desk, client_ids, stages=stages),
        hours=hours(desk, mine=mine, starts_at=starts_at),
    )


def rollover(desk: Desk, day: date) -> Rollover:
    """What the beginning of a day of mine finds: what is carried over into it, and what is due on it."""
    mine = _mine(desk)
    start, end = (stored(instant) for instant in zones.day_bounds(day, mine.zone))
    rows = desk.rows(
        "SELECT SUM(CASE WHEN c.due_rank <= ? THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN c.due_rank > ? THEN 1 ELSE 0 END) "
        "FROM card c WHERE c.archived = ? AND c.done_at IS NULL AND c.due_rank <= ? "
        f"AND {_shown(scope(desk))}",
        start, start, False, end, stored(desk.now()),
    )  # fmt: skip
    return Rollover(int(rows[0][0] or 0), int(rows[0][1] or 0))
