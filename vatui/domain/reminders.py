"""Reminders: what runs out soon, said once (interface.md 10).

A promise of a reply when a quarter and when a tenth of it is left, a due card 24 and 2 hours before, a waiting card when the
date to ask again has come. A reminder has an instant at which it comes; what was already past that instant when it was
written down is not said any more, for the person knows it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from vatui.domain.calendar import Calendar, WeekHours, hour_state, subtract_working_time, working_time
from vatui.domain.cards import WAITING_KINDS, stored
from vatui.domain.clients import WORKED_FOR
from vatui.errors import NoWorkingHours
from vatui.records import record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from vatui.desk import Desk

Kind = Literal["promise", "due", "ask"]
"""A reply is owed; a card is due; somebody is to be asked again."""

_BEFORE: Final = (timedelta(hours=24), timedelta(hours=2))
"""How long before a due date."""
_LEFT: Final = (25, 10)
"""How many hundredths of a promise."""
_GIVEN: Final = "reminders"
"""Under which name the desk remembers what was said."""
_KEPT: Final = timedelta(days=2)
"""For how long after its end a reminder is remembered: a clock may be put back."""


@record
class Reminder:
    """Something to be said once. Instants are aware UTC.

    Attributes:
        key: what it is and when it ends; another date is another reminder.
        kind: what it is about.
        row_id: the request, or the card.
        title: the card's title, or the first line of the request.
        person: who is to be asked again; may be empty.
        at: when it comes.
        ends: when the promise or the due date runs out; of ``ask`` the same as ``at``.
        left: how long until then; of a promise in working time. Not positive when it is over.
        last: whether no other follows for the same date.
    """

    key: str
    kind: Kind
    row_id: int
    client_id: int
    client_code: str
    title: str
    person: str
    at: datetime
    ends: datetime
    left: timedelta
    last: bool


@record
class Taken:
    """What a look at the reminders found.

    Attributes:
        now: when it looked: from when the next look looks on.
        said: what is to be said, promises first, then what ends first; one for each date.
        held: keys and instants of those that are kept for later.
        away: whether they came while nobody looked: then their number is enough.
    """

    now: datetime
    said: tuple[Reminder, ...]
    held: Mapping[str, datetime]
    away: bool


def take(
    desk: Desk,
    since: datetime | None,
    mine: Calendar,
    *,
    held: Mapping[str, datetime] | None = None,
    named: int | None = None,
    discreet: bool = False,
) -> Taken:
    """The reminders that came since the last look, remembered as said; two statements, more only when there are some.

    Outside my hours all but promises are held, in discreet mode those of other clients.

    Args:
        desk: the desk.
        since: when it was looked last; none when the console opens: then since the last beat of my console.
        mine: my calendar.
        held: what earlier looks kept for later.
        named: the only client that may be named.
        discreet: whether only that one may be.
    """
    now = desk.now()
    away = since is None
    if since is None:
        beat = desk.last_beat()
        since = beat[0] if beat else now
    since = min(since, now)
    held = held or {}
    begin = min([since, *(at - timedelta(seconds=1) for at in held.values())])
    found = [one for one in _come(desk, begin, now, mine) if one.at > since or one.key in held]
    if not away:
        found = [one for one in found if one.kind == "ask" or one.ends > now]  # what is over is late, and shown as that
    working = not mine.hours or hour_state(mine, now).kind in ("in", "closing")
    given = desk.recall(_GIVEN, {}) if found else {}
    said, kept = list[Reminder](), dict[str, datetime]()
    for one in found:
        if one.key in given:
            continue
        if (discreet and one.client_id != named) or not (working or away or one.kind == "promise"):
            kept[one.key] = one.at
        else:
            said.append(one)
    if said:
        _remember(desk, given, said, now)
    return Taken(now, tuple(_one_each(said)), kept, away)


def _remember(desk: Desk, given: Mapping[str, str], said: Collection[Reminder], now: datetime) -> None:
    """Remember what was said; what ended long ago is forgotten."""
    limit = stored(now - _KEPT)
    desk.remember(_GIVEN, {key: ends for key, ends in given.items() if ends > limit} | {one.key: stored(one.ends) for one in said})


def _one_each(said: Iterable[Reminder]) -> list[Reminder]:
    """The latest reminder of each date, promises first, then what ends first."""
    latest: dict[tuple[str, int, datetime], Reminder] = {}
    for one in sorted(said, key=lambda one: one.at):
        latest[one.kind, one.row_id, one.ends] = one
    return sorted(latest.values(), key=lambda one: (one.kind != "promise", one.ends, one.row_id))


def _come(desk: Desk, since: datetime, now: datetime, mine: Calendar) -> list[Reminder]:
    """Every reminder whose instant lies in ``(since, now]``."""
    return [*_cards(desk, since, now), *_promises(desk, since, now, mine)]


# ---------------------------------------------------------------------- cards

_CARD: Final = (
    "c.id, c.client_id, k.code, c.title, c.waiting_for, c.due_rank, c.chase_at FROM card c "
    "JOIN stage s ON s.id = c.stage_id JOIN board b ON b.id = s.board_id JOIN client k ON k.id = c.client_id"
)


def _cards(desk: Desk, since: datetime, now: datetime) -> list[Reminder]:
    """Due cards and those to ask again about, each read along its index between two dates."""
    open_card = "c.archived = ? AND c.done_at IS NULL"
    worked = ", ".join(f"'{state.value}'" for state in WORKED_FOR)
    seen = f"b.archived = ? AND k.state IN ({worked})"
    waiting = ", ".join(f"'{kind.value}'" for kind in WAITING_KINDS)
    parts, values = [], list[Any]()
    for number, before in enumerate(_BEFORE):
        parts.append(f"SELECT {number}, {_CARD} WHERE {open_card} AND c.due_rank > ? AND c.due_rank <= ? AND {seen}")
        values += [False, stored(since + before), stored(now + before), False]
    parts.append(
        # The rest is said so that no index fits it: else SQLite reads all open cards instead of those of the dates.
        f"SELECT {len(_BEFORE)}, {_CARD} WHERE c.chase_at > ? AND c.chase_at <= ? AND {seen} AND s.kind IN ({waiting}) "
        "AND CASE WHEN c.archived OR c.done_at IS NOT NULL THEN 1 ELSE 0 END = 0"
    )
    values += [stored(since), stored(now), False]
    return [_card(row, now) for row in desk.rows(" UNION ALL ".join(parts), *values)]


def _card(row: Sequence[Any], now: datetime) -> Reminder:
    number, card_id, client_id, code, title, person, due, chase = row
    if number == len(_BEFORE):
        at = ends = datetime.fromisoformat(chase)
        key = f"ask:{card_id}:{chase}"
    else:
        ends = datetime.fromisoformat(due)
        at = ends - _BEFORE[number]
        key = f"due:{card_id}:{due}:{number}"
    return Reminder(
        key, "ask" if number == len(_BEFORE) else "due", card_id, client_id, code, title, person, at, ends, ends - now,
        number >= len(_BEFORE) - 1,
    )  # fmt: skip


# ---------------------------------------------------------------------- promises


def _promises(desk: Desk, since: datetime, now: datetime, mine: Calendar) -> list[Reminder]:
    """Promises of a reply whose clock runs and did not run out before ``since``."""
    rows = desk.rows(
        "SELECT r.id, r.client_id, k.code, SUBSTR(r.words, 1, 200), r.received_at, r.promised_at, k.promise, "
        "k.promise_in_my_hours, k.zone, k.hours, k.country, k.days_off FROM request r JOIN client k ON k.id = r.client_id "
        "WHERE r.state IN ('open', 'card') AND r.promised_at > ? AND r.replied_at IS NULL AND r.paused_at IS NULL "
        f"AND k.state IN ({', '.join(repr(state.value) for state in WORKED_FOR)})",
        stored(since),
    )
    found = []
    for number, client_id, code, words, received, promised, promise, in_mine, zone, hours, country, days_off in rows:
        calendar = mine if in_mine else Calendar(zone, WeekHours.parse(hours), country, days_off)
        ends = datetime.fromisoformat(promised)
        whole = timedelta(seconds=promise) or working_time(calendar, datetime.fromisoformat(received), ends)
        for percent in _LEFT:
            at = _back(calendar, ends, timedelta(seconds=whole // timedelta(seconds=1) * percent // 100))
            if since < at <= now:
                left = working_time(calendar, now, ends) if calendar.hours and now < ends else ends - now
                title = words.split("\n", 1)[0]
                key = f"promise:{number}:{promised}:{percent}"
                last = percent == _LEFT[-1]
                found.append(Reminder(key, "promise", number, client_id, code, title, "", at, ends, left, last))
    return found


def _back(calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """From when so much is left before an end; by the clock where no hours are known."""
    try:
        return subtract_working_time(calendar, end, amount) if calendar.hours else end - amount
    except NoWorkingHours:
        return end - amount
