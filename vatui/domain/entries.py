"""Entries: time worked, as it was recorded, put right and added up (domain.md T1).

An interval is half-open, ``[started_at, ended_at)``, and a length is the difference of two instants, never of two wall times. The
running entry has no end; wherever a length is asked of it, it ends now. Nobody works for more than two days on end: an entry longer
than ``LOOK_BACK`` always needs a review, so that reads look back no further than that, and to the few that are not settled.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from vatui import zones
from vatui.desk import Desk, operation
from vatui.domain.clients import get_client, my_zone
from vatui.domain.urgency import refresh_urgency
from vatui.errors import ChangedMeanwhile, InvalidField, NotFound
from vatui.i18n import N_, _
from vatui.models import Card, Entry, Parked
from vatui.records import record
from vatui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TOO_LONG: Final = timedelta(hours=12)
"""An entry longer than this is kept and asked about (domain.md T1.8)."""

LOOK_BACK: Final = timedelta(hours=48)
"""An entry longer than this stays flagged, whatever a person says of it."""

MEMO: Final = 2_000
"""Longest memo, in characters."""

_RUN_WITHIN: Final = timedelta(days=31)
"""How long after its first piece a run may still be continued; keeps the search for its pieces short."""

_ZERO: Final = timedelta(0)
_DAY: Final = timedelta(days=1)
_CHUNK: Final = 500

Interval = tuple[datetime, datetime]


@record
class EntryLine:
    """An entry as lists show it.

    Attributes:
        client_id: whose time it is; none is not said yet.
        card_code: such as ``ACM-12``; empty without a card.
        title: the card's title, else the memo.
        ended_at: none while it runs.
        zone: the zone in force where it was recorded.
        needs_review: too long, or the clock went back; goes on no invoice until confirmed.
    """

    id: int
    client_id: int | None
    client_code: str
    client_colour: int | None
    client_shape: int
    card_id: int | None
    card_code: str
    title: str
    memo: str
    started_at: datetime
    ended_at: datetime | None
    zone: str
    billable: bool
    needs_review: bool
    actor: str

    @property
    def running(self) -> bool:
        """Whether it has no end yet."""
        return self.ended_at is None

    @property
    def subject(self) -> str:
        """What it was for, in a few words: code and title."""
        return f"{self.card_code or self.client_code} {self.title}".strip()

    def end(self, now: datetime) -> datetime:
        """When it ends, now at the latest while it runs; never before its start."""
        return self.ended_at if self.ended_at is not None else max(now, self.started_at)

    def length(self, now: datetime) -> timedelta:
        """How long it is, until now while it runs."""
        return self.end(now) - self.started_at


@record
class Clip:
    """The part of an entry that lies within a day.

    Attributes:
        start: where the part begins.
        end: where it ends; now, while the entry runs.
        overlaps: whether another entry of mine covers some of the same time.
        long: whether the whole entry is longer than ``TOO_LONG``.
    """

    line: EntryLine
    start: datetime
    end: datetime
    overlaps: bool
    long: bool

    @property
    def length(self) -> timedelta:
        """How long the part is."""
        return self.end - self.start


@record
class Day:
    """A day of somebody's entries.

    Attributes:
        start: the first instant of the day.
        end: the first instant of the next one.
        clips: what of the entries lies in it, by start.
        total: sum of the parts.
        worked: time covered by at least one of them; never more than the day is long.
        billable: sum of the billable parts.
        overlaps: pairs of entries that cover the same time.
        gaps: time between the first and the last entry that none covers.
    """

    day: date
    zone: str
    start: datetime
    end: datetime
    clips: tuple[Clip, ...]
    total: timedelta
    worked: timedelta
    billable: timedelta
    overlaps: tuple[tuple[int, int], ...]
    gaps: tuple[Interval, ...]


@record
class Worked:
    """What a span of time comes to.

    Attributes:
        entries: how many touch it.
        total: sum of their parts in it.
        worked: time covered by at least one of them, for each person.
        billable: sum of the billable parts; may exceed ``worked`` where entries overlap (domain.md T1.6).
        review: how many of them need a review.
    """

    entries: int
    total: timedelta
    worked: timedelta
    billable: timedelta
    review: int


@record
class ClientTotal:
    """What a span of time comes to for one client; ``client_id`` is none for time that is nobody's yet."""

    client_id: int | None
    client_code: str
    client_colour: int | None
    client_shape: int
    entries: int
    total: timedelta
    billable: timedelta
    review: int


# ---------------------------------------------------------------------- intervals


def union(intervals: Iterable[Interval]) -> timedelta:
    """The time that at least one interval covers."""
    covered, reached = _ZERO, None
    for start, end in sorted(intervals):
        begin = start if reached is None else max(start, reached)
        if end > begin:
            covered += end - begin
            reached = end
    return covered


def gaps_between(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The stretches between the first and the last interval that none covers."""
    found: list[Interval] = []
    reached: datetime | None = None
    for start, end in sorted(intervals):
        if reached is not None and start > reached:
            found.append((reached, start))
        reached = end if reached is None else max(reached, end)
    return tuple(found)


def day_span(day: date, zone: str, starts_at: timedelta = _ZERO) -> Interval:
    """The first instant of a day and of the next one, in a zone.

    Args:
        day: which.
        zone: IANA name.
        starts_at: how long after midnight by the clock on the wall a day begins, for people who work past it.
    """
    if not starts_at:
        return zones.day_bounds(day, zone)
    midnight = datetime(day.year, day.month, day.day)
    return zones.instant(midnight + starts_at, zone), zones.instant(midnight + _DAY + starts_at, zone)


def parts(start: datetime, end: datetime, zone: str, starts_at: timedelta = _ZERO) -> tuple[tuple[date, timedelta], ...]:
    """Split an interval at the ends of days in a zone; the parts add up to the whole, to the second (domain.md T1.4)."""
    found: list[tuple[date, timedelta]] = []
    day = zones.today(start, zone) - _DAY  # its wall may already show a day that has not begun: clocks go back over midnight
    while True:
        first, next_first = day_span(day, zone, starts_at)
        part = min(end, next_first) - max(start, first)
        if part > _ZERO:
            found.append((day, part))
        if next_first >= end:
            return tuple(found)
        day += _DAY


# ---------------------------------------------------------------------- reading

_LINES = (
    "SELECT e.id, e.client_id, c.code, c.colour, c.shape, e.card_id, o.code, k.number, k.title, e.memo, e.started_at, e.ended_at, "
    "e.zone, e.billable, e.needs_review, e.actor FROM entry e LEFT JOIN client c ON c.id = e.client_id "
    "LEFT JOIN card k ON k.id = e.card_id LEFT JOIN client o ON o.id = k.client_id "
)
# Word for word the condition of the index entry_unsettled.
_UNSETTLED = "(e.needs_review OR e.ended_at IS NULL)"
# An expression, so that no planner reads all my entries by the index on actor instead of the few in the window.
_MINE = "e.actor || '' = ?"


def stamp(instant: datetime) -> str:
    """An instant as the database keeps it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_only(instant: datetime) -> datetime:
    """An instant in UTC without fractions of a second; ``ValueError`` if it is naive."""
    if instant.tzinfo is None:
        raise ValueError("an instant must be aware")
    return instant.astimezone(UTC).replace(microsecond=0)


def _line(row: Sequence[Any]) -> EntryLine:
    code, number, title, memo = row[6], row[7], row[8], row[9]
    return EntryLine(
        id=row[0], client_id=row[1], client_code=row[2] or "", client_colour=row[3], client_shape=row[4] or 0, card_id=row[5],
        card_code="" if number is None else f"{code}-{number}", title=title or memo, memo=memo,
        started_at=datetime.fromisoformat(row[10]), ended_at=None if row[11] is None else datetime.fromisoformat(row[11]),
        zone=row[12], billable=bool(row[13]), needs_review=bool(row[14]), actor=row[15],
    )  # fmt: skip


def entry_line(desk: Desk, entry_id: int) -> EntryLine:
    """One entry; ``NotFound`` if there is none."""
    rows = desk.rows(_LINES + "WHERE e.id = ?", entry_id)
    if not rows:
        raise NotFound(N_("There is no such entry any more."))
    return _line(rows[0])


def span(
    desk: Desk,
    start: datetime,
    end: datetime,
    *,
    client_id: int | None = None,
    limit: int = 120,
    before: tuple[datetime, int] | None = None,
    everyone: bool = False,
) -> tuple[EntryLine, ...]:
    """The entries that touch a span of time, newest first, a window at a time.

    Args:
        desk: the desk.
        start: first instant of the span.
        end: first instant after it.
        client_id: of this client only.
        limit: most entries to give.
        before: start and number of the last one that was given; the window goes on after it.
        everyone: everybody's entries, not only mine.
    """
    first = stamp(start)
    conditions = ["(e.ended_at IS NULL OR e.ended_at > ? OR e.started_at >= ?)"]
    values: list[Any] = [first, first]
    if before is not None and before[0] < end:  # one upper bound only, so that the index begins there
        conditions.append("(e.started_at, e.id) < (?, ?)")
        values += [stamp(before[0]), before[1]]
    else:
        conditions.append("e.started_at < ?")
        values.append(stamp(end))
    if not everyone:
        conditions.append(_MINE)
        values.append(desk.actor)
    if client_id is not None:
        conditions.append("e.client_id = ?")
        values.append(client_id)
    shared = " AND ".join(conditions)
    border = stamp(start - LOOK_BACK)
    order = " ORDER BY e.started_at DESC, e.id DESC LIMIT ?"
    found = desk.rows(f"{_LINES}WHERE e.started_at >= ? AND {shared}{order}", border, *values, limit)
    if len(found) < limit:
        found += desk.rows(
            f"{_LINES}WHERE {_UNSETTLED} AND e.started_at < ? AND {shared}{order}", border, *values, limit - len(found)
        )
    lines = (_line(row) for row in found)
    now = desk.now()
    return tuple(line for line in lines if line.started_at >= start or line.end(now) > start)


def day(desk: Desk, day: date, zone: str, *, starts_at: timedelta = _ZERO, everyone: bool = False) -> Day:
    """A day of entries, each clipped to it.

    Args:
        desk: the desk.
        day: which, in the zone of the report.
        zone: IANA name.
        starts_at: how long after midnight a day begins.
        everyone: everybody's entries, not only mine; overlaps are then those of the same person.
    """
    start, end = day_span(day, zone, starts_at)
    now = desk.now()
    lines = sorted(span(desk, start, end, limit=10_000, everyone=everyone), key=lambda line: (line.started_at, line.id))
    pairs = _overlaps(lines, now)
    touched = {entry_id for pair in pairs for entry_id in pair}
    clips = tuple(
        Clip(
            line=line, start=max(line.started_at, start), end=max(min(line.end(now), end), line.started_at, start),
            overlaps=line.id in touched, long=line.length(now) > TOO_LONG,
        )
        for line in lines
    )  # fmt: skip
    intervals = [(clip.start, clip.end) for clip in clips]
    return Day(
        day=day, zone=zone, start=start, end=end, clips=clips,
        total=sum((clip.length for clip in clips), _ZERO),
        worked=_worked([(clip.line.actor, clip.start, clip.end) for clip in clips]),
        billable=sum((clip.length for clip in clips if clip.line.billable), _ZERO),
        overlaps=pairs, gaps=gaps_between(intervals),
    )  # fmt: skip


def _overlaps(lines: Sequence[EntryLine], now: datetime) -> tuple[tuple[int, int], ...]:
    """Pairs of entries of one person that cover the same time; the lines are by start, the running one has no end."""
    pairs: list[tuple[int, int]] = []
    lines = [line for line in lines if line.running or line.length(now) > _ZERO]
    for place, first in enumerate(lines):
        for second in lines[place + 1 :]:
            if first.ended_at is not None and second.started_at >= first.ended_at:
                break
            if first.actor == second.actor:
                pairs.append((first.id, second.id))
    return tuple(pairs)


def _worked(spans: Iterable[tuple[str, datetime, datetime]]) -> timedelta:
    """The time covered, person by person."""
    people: dict[str, list[Interval]] = {}
    for actor, start, end in spans:
        people.setdefault(actor, []).append((start, end))
    return sum((union(intervals) for intervals in people.values()), _ZERO)


def worked(desk: Desk, start: datetime, end: datetime, *, client_id: int | None = None, everyone: bool = False) -> Worked:
    """What a span of time comes to: sum, billable sum, and the time really covered (domain.md T1.6)."""
    now = desk.now()
    spans: list[tuple[str, datetime, datetime]] = []
    total = billable = _ZERO
    review = 0
    key: tuple[datetime, int] | None = None
    while True:
        lines = span(desk, start, end, client_id=client_id, limit=5_000, before=key, everyone=everyone)
        for line in lines:
            first, last = max(line.started_at, start), min(line.end(now), end)
            length = max(last - first, _ZERO)
            spans.append((line.actor, first, first + length))
            total += length
            billable += length if line.billable else _ZERO
            review += line.needs_review
        if len(lines) < 5_000:
            return Worked(len(spans), total, _worked(spans), billable, review)
        key = (lines[-1].started_at, lines[-1].id)


def totals_by_client(desk: Desk, start: datetime, end: datetime, *, everyone: bool = False) -> tuple[ClientTotal, ...]:
    """What a span of time comes to for each client, most time first.

    The database adds up the entries that lie wholly inside; those over an edge are clipped here. It costs what the span holds,
    however many entries there are.

    Args:
        desk: the desk.
        start: first instant of the span.
        end: first instant after it.
        everyone: everybody's entries, not only mine.
    """
    first, last = stamp(start), stamp(end)
    early, late = stamp(start - LOOK_BACK), stamp(max(start, end - LOOK_BACK))
    mine, who = ("", []) if everyone else (f" AND {_MINE}", [desk.actor])
    seconds = desk.store.seconds
    length = f"{seconds('e.ended_at')} - {seconds('e.started_at')}"
    edge = "SELECT e.client_id, e.billable, e.needs_review, 1, 0, e.started_at, e.ended_at FROM entry e WHERE "
    rows = desk.rows(
        "SELECT t.*, c.code, c.colour, c.shape FROM ("
        f"SELECT e.client_id AS client, e.billable, e.needs_review, COUNT(*) AS entries, SUM({length}) AS seconds, "
        f"NULL AS started_at, NULL AS ended_at FROM entry e WHERE e.started_at >= ? AND e.started_at < ? AND e.ended_at <= ?{mine} "
        "GROUP BY e.client_id, e.billable, e.needs_review"
        f" UNION ALL {edge}e.started_at >= ? AND e.started_at < ? AND e.ended_at > ?{mine}"
        f" UNION ALL {edge}e.started_at >= ? AND e.started_at < ? AND e.ended_at > ?{mine}"
        f" UNION ALL {edge}{_UNSETTLED} AND e.started_at < ? AND (e.ended_at IS NULL OR (e.ended_at > ? AND e.started_at < ?)"
        f" OR (e.ended_at > ? AND e.started_at >= ? AND e.started_at < ?)){mine}"
        ") t LEFT JOIN client c ON c.id = t.client",
        first, last, last, *who,
        early, first, first, *who,
        late, last, last, *who,
        last, first, early, last, first, late, *who,
    )  # fmt: skip
    now = desk.now()
    totals: dict[int | None, ClientTotal] = {}
    for client_id, billable, review, count, inside, began, ended, code, colour, shape in rows:
        amount = timedelta(seconds=int(inside))
        if began is not None:
            until = now if ended is None else datetime.fromisoformat(ended)
            amount = min(until, end) - max(datetime.fromisoformat(began), start)
            if amount < _ZERO or (ended is None and amount == _ZERO and until < start):
                continue
        old = totals.get(client_id) or ClientTotal(client_id, code or "", colour, shape or 0, 0, _ZERO, _ZERO, 0)
        totals[client_id] = ClientTotal(
            client_id, old.client_code, old.client_colour, old.client_shape, old.entries + int(count), old.total + amount,
            old.billable + (amount if billable else _ZERO), old.review + (int(count) if review else 0),
        )  # fmt: skip
    return tuple(sorted(totals.values(), key=lambda total: (-total.total, total.client_code)))


def card_seconds(desk: Desk, card_ids: Iterable[int]) -> dict[int, int]:
    """How many seconds each card has, everybody's entries, the running ones until now; cards without any are left out."""
    ids = list(dict.fromkeys(card_ids))
    now, totals = desk.now(), dict[int, int]()
    seconds = desk.store.seconds
    for place in range(0, len(ids), _CHUNK):
        part = ids[place : place + _CHUNK]
        marks = ", ".join("?" for _ in part)
        for card_id, ended, running in desk.rows(
            f"SELECT card_id, SUM({seconds('ended_at')} - {seconds('started_at')}), "
            "MIN(CASE WHEN ended_at IS NULL THEN started_at END) "
            f"FROM entry WHERE card_id IN ({marks}) GROUP BY card_id",
            *part,
        ):
            until_now = _ZERO if running is None else max(now - datetime.fromisoformat(running), _ZERO)
            totals[card_id] = int(ended or 0) + int(until_now.total_seconds())
    return totals


def last_end(desk: Desk) -> datetime | None:
    """When my last entry ended; none if there is none."""
    found = desk.rows("SELECT MAX(ended_at) FROM entry WHERE actor = ? AND ended_at <= ?", desk.actor, stamp(desk.now()))
    return None if found[0][0] is None else datetime.fromisoformat(found[0][0])


def overlapping(desk: Desk, start: datetime, end: datetime, *, but: Sequence[int] = ()) -> bool:
    """Whether an entry of mine covers some of this time; ``but`` are not asked."""
    return any(line.id not in but and line.length(desk.now()) > _ZERO for line in span(desk, start, end)) if end > start else False


# ---------------------------------------------------------------------- operations


def get_entry(entry_id: int) -> Entry:
    """The row of an entry; ``NotFound`` if there is none."""
    entry: Entry | None = Entry.get_or_none(Entry.id == entry_id)
    if entry is None:
        raise NotFound(N_("There is no such entry any more."))
    return entry


def target(desk: Desk, client_id: int | None, card_id: int | None) -> tuple[int | None, int | None]:
    """Whose time it will be: the card's client where there is a card.

    Raises:
        NotFound: there is no such client or card.
        InvalidField: the card is another client's.
    """
    if card_id is None:
        return (None if client_id is None else int(get_client(desk, client_id).id)), None
    card: Card | None = Card.get_or_none(Card.id == card_id)
    if card is None:
        raise NotFound(N_("There is no such card any more."))
    if client_id is not None and client_id != card.client_id:
        raise InvalidField("card_id", N_("That card is another client's."))
    return card.client_id, card_id


def must_review(start: datetime, end: datetime) -> bool:
    """Whether an entry is so long that a person shall look at it."""
    return end - start > TOO_LONG


def new_entry(desk: Desk, **values: Any) -> Entry:
    """A new row for me, here; inside an operation."""
    entry: Entry = Entry.create(**{"zone": my_zone(desk), "actor": desk.actor, **values})
    return entry


def finish(desk: Desk, entry: Entry, at: datetime) -> None:
    """End a running entry; inside an operation. Never fails (domain.md T1.8).

    An end before the start means that the clock went back: the length is then nothing, and the entry needs a review.
    """
    entry.ended_at = max(at, entry.started_at)
    if at < entry.started_at or must_review(entry.started_at, at):
        entry.needs_review = True
    entry.save()
    refresh_cards(desk, entry.card_id)


def refresh_cards(desk: Desk, *card_ids: int | None) -> None:
    """Compute the urgency of cards anew whose worked time changed; only an estimate makes it matter (domain.md W4)."""
    ids = [card_id for card_id in dict.fromkeys(card_ids) if card_id is not None]
    if ids:
        marks = ", ".join("?" for _id in ids)
        found = desk.rows(f"SELECT id FROM card WHERE id IN ({marks}) AND estimate IS NOT NULL", *ids)
        if found:
            refresh_urgency(desk, [card_id for (card_id,) in found])


def leave_run(entry: Entry, heir: Entry | None = None) -> None:
    """Take an entry out of the run of its timer; inside an operation, before its row is saved or deleted.

    Args:
        entry: which.
        heir: whose run the pieces go to that followed it; without one, the first of them begins a run of its own.
    """
    if entry.run is not None:
        entry.run = None
        return
    rest = list(
        Entry.select()
        .where(Entry.run == entry.id, Entry.started_at >= entry.started_at, Entry.started_at < entry.started_at + _RUN_WITHIN)
        .order_by(Entry.started_at, Entry.id)
    )
    head = heir or (rest[0] if rest else None)
    for piece in rest:
        run = None if head is None or piece.id == head.id else head.run or head.id
        if piece.run != run:
            piece.run = run
            piece.save()


def remove(desk: Desk, entry: Entry) -> None:
    """Delete the row of an entry and what hangs on it; inside an operation."""
    for parked in Parked.select().where(Parked.entry == entry.id):
        parked.delete_instance()
    leave_run(entry)
    entry.delete_instance()
    refresh_cards(desk, entry.card_id)


@operation(N_("Add time"))
def add_entry(
    desk: Desk,
    client_id: int | None,
    start: datetime,
    end: datetime,
    *,
    card_id: int | None = None,
    memo: str = "",
    billable: bool = True,
    zone: str = "",
) -> EntryLine:
    """Enter time that was worked.

    Args:
        desk: the desk.
        client_id: whose; the card's client if none is given.
        start: aware.
        end: aware, not before the start and not in the future.
        card_id: which card it was for.
        memo: what was done.
        billable: whether it is charged.
        zone: where it was worked; the owner's zone if none is given.

    Raises:
        InvalidField, NotFound: why it cannot be.
    """
    start, end = seconds_only(start), seconds_only(end)
    _check_times(desk, start, end)
    client_id, card_id = target(desk, client_id, card_id)
    if zone and not zones.exists(zone):
        raise InvalidField("zone", N_("There is no time zone “{zone}”."), zone=zone)
    entry = new_entry(
        desk, client=client_id, card=card_id, started_at=start, ended_at=end, memo=clean(memo, limit=MEMO), billable=billable,
        needs_review=must_review(start, end), **({"zone": zone} if zone else {}),
    )  # fmt: skip
    refresh_cards(desk, card_id)
    return _told(desk, entry.id)


def _told(desk: Desk, entry_id: int) -> EntryLine:
    line = entry_line(desk, entry_id)
    desk.about(line.subject, line.client_id)
    return line


def _check_times(desk: Desk, start: datetime, end: datetime | None) -> None:
    now = desk.now()
    if start > now:
        raise InvalidField("started_at", N_("That start is in the future."))
    if end is not None and end < start:
        raise InvalidField("ended_at", N_("The end is before the start."))
    if end is not None and end > now:
        raise InvalidField("ended_at", N_("That end is in the future."))


_FIELDS: Final = {
    "client_id": N_("The client"), "card_id": N_("The card"), "started_at": N_("The start"), "ended_at": N_("The end"),
    "memo": N_("The memo"), "billable": N_("Billable"), "zone": N_("The zone"), "needs_review": N_("The review"),
}  # fmt: skip


@operation(N_("Edit time"))
def edit_entry(desk: Desk, entry_id: int, was: Mapping[str, Any] | None = None, **new: Any) -> EntryLine:
    """Change an entry.

    A new card brings its client; another client without a card leaves the card. Another client or card takes the entry out of the
    run of its timer. A running entry that gets an end is stopped. New times settle an open review, unless it is still too long.

    Args:
        desk: the desk.
        entry_id: which.
        was: what the form showed, by field; a field that was changed meanwhile is refused.
        new: client_id, card_id, started_at, ended_at, memo, billable, zone, needs_review.

    Raises:
        InvalidField, NotFound, ChangedMeanwhile: why it cannot be.
    """
    unknown = set(new) - set(_FIELDS)
    if unknown:
        raise TypeError(f"an entry has no {', '.join(sorted(unknown))}")
    entry = get_entry(entry_id)
    for name, old in (was or {}).items():
        if name in new and getattr(entry, name) != old:
            raise ChangedMeanwhile(_(_FIELDS[name]))
    old_card, old_target = entry.card_id, (entry.client_id, entry.card_id)
    _change_target(desk, entry, new)
    if (entry.client_id, entry.card_id) != old_target:
        leave_run(entry)
    zone = new.get("zone", entry.zone)
    if not zones.exists(zone):
        raise InvalidField("zone", N_("There is no time zone “{zone}”."), zone=zone)
    memo = clean(new.get("memo", entry.memo), limit=MEMO)
    for name, value in (("memo", memo), ("billable", bool(new.get("billable", entry.billable))), ("zone", zone)):
        if getattr(entry, name) != value:
            setattr(entry, name, value)
    _change_times(desk, entry, new)
    entry.save()
    refresh_cards(desk, old_card, entry.card_id)
    return _told(desk, entry.id)


def _change_target(desk: Desk, entry: Entry, new: Mapping[str, Any]) -> None:
    if "card_id" in new and new["card_id"] != entry.card_id:
        client = new.get("client_id") if new["card_id"] is not None else new.get("client_id", entry.client_id)
        entry.client_id, entry.card_id = target(desk, client, new["card_id"])
    elif "client_id" in new and new["client_id"] != entry.client_id:
        entry.client_id, entry.card_id = target(desk, new["client_id"], None)


def _change_times(desk: Desk, entry: Entry, new: Mapping[str, Any]) -> None:
    start = seconds_only(new["started_at"]) if "started_at" in new else entry.started_at
    end = entry.ended_at
    if "ended_at" in new:
        if new["ended_at"] is None and end is not None:
            raise InvalidField("ended_at", N_("An end is needed."))
        end = None if new["ended_at"] is None else seconds_only(new["ended_at"])
    if (start, end) != (entry.started_at, entry.ended_at):
        _check_times(desk, start, end)
        entry.started_at, entry.ended_at = start, end
        entry.needs_review = end is not None and must_review(start, end)
    if "needs_review" in new:
        if not new["needs_review"] and end is not None and end - start > LOOK_BACK:
            raise InvalidField("needs_review", N_("This is longer than two days. Correct its end, or split it."))
        if entry.needs_review != bool(new["needs_review"]):
            entry.needs_review = bool(new["needs_review"])


@operation(N_("Split time"))
def split(desk: Desk, entry_id: int, at: datetime) -> tuple[EntryLine, EntryLine]:
    """Cut an entry in two at an instant; of a running one, the second part runs on.

    Raises:
        InvalidField: the instant does not lie inside.
        NotFound: there is no such entry.
    """
    entry = get_entry(entry_id)
    at = seconds_only(at)
    end = entry.ended_at
    if not entry.started_at < at < (desk.now() if end is None else end):
        raise InvalidField("at", N_("The cut must lie inside the entry."))
    second = new_entry(
        desk, client=entry.client_id, card=entry.card_id, started_at=at, ended_at=end, zone=entry.zone, memo=entry.memo,
        billable=entry.billable, run=entry.run or entry.id, actor=entry.actor,
        needs_review=end is not None and must_review(at, end),
    )  # fmt: skip
    entry.ended_at = at
    entry.needs_review = must_review(entry.started_at, at)
    entry.save()
    for parked in Parked.select().where(Parked.entry == entry.id):
        parked.entry_id = second.id
        parked.save()
    refresh_cards(desk, entry.card_id)
    return _told(desk, entry.id), entry_line(desk, second.id)


@operation(N_("Join time"))
def join(desk: Desk, first_id: int, second_id: int, *, max_gap: timedelta = _ZERO) -> EntryLine:
    """Make one entry of two that follow each other; what lies between them becomes worked time.

    Args:
        desk: the desk.
        first_id: one of them.
        second_id: the other; it may run.
        max_gap: the longest time between them that may be filled.

    Raises:
        InvalidField: they differ in client, card, person or billing, or lie too far apart.
        NotFound: there is no such entry.
    """
    first, second = sorted((get_entry(first_id), get_entry(second_id)), key=lambda entry: (entry.started_at, entry.id))
    if first.id == second.id:
        raise InvalidField("entry", N_("Choose two entries to join."))
    if (first.client_id, first.card_id, first.actor) != (second.client_id, second.card_id, second.actor):
        raise InvalidField("entry", N_("Only entries of the same client and card can be joined."))
    if first.billable != second.billable:
        raise InvalidField("entry", N_("One of the two is billable, the other is not."))
    if first.ended_at is not None and second.started_at - first.ended_at > max_gap:
        minutes = -(-int((second.started_at - first.ended_at).total_seconds()) // 60)
        raise InvalidField("entry", N_("There are {minutes} minutes between the two."), minutes=minutes)
    end = None if first.ended_at is None or second.ended_at is None else max(first.ended_at, second.ended_at)
    if first.memo != second.memo:
        first.memo = "; ".join(memo for memo in (first.memo, second.memo) if memo)
    for parked in Parked.select().where(Parked.entry == second.id):
        parked.entry_id = first.id
        parked.save()
    leave_run(second, first)
    second.delete_instance()
    first.ended_at = end
    first.needs_review = first.needs_review or second.needs_review or (end is not None and must_review(first.started_at, end))
    first.save()
    refresh_cards(desk, first.card_id)
    return _told(desk, first.id)


@operation(N_("Delete time"))
def delete(desk: Desk, entry_id: int) -> None:
    """Delete an entry; a timer that runs or was put aside is gone with it.

    Raises:
        NotFound: there is no such entry.
    """
    entry = get_entry(entry_id)
    _told(desk, entry.id)
    remove(desk, entry)
