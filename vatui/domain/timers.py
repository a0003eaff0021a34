"""The timer: one running entry, timers put aside, and the question after a silence (domain.md T1.6 to T1.10).

The running timer is the entry without an end, so it outlives a crash and the command line shares it. A pause or an interruption
ends the entry and parks it; what comes back is a new entry of the same *run*, whose first entry gives it its number. Parked timers
are a stack: an interruption may be paused and interrupted in turn.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from vatui import zones
from vatui.desk import Desk, operation
from vatui.domain.clients import my_zone
from vatui.domain.entries import (
    MEMO,
    TOO_LONG,
    Day,
    EntryLine,
    day,
    entry_line,
    finish,
    last_end,
    must_review,
    new_entry,
    overlapping,
    refresh_cards,
    remove,
    seconds_only,
    target,
)
from vatui.domain.urgency import worked_seconds
from vatui.errors import ChangedMeanwhile, InvalidField, NothingRunning, VatuiError
from vatui.i18n import N_, _
from vatui.models import Entry, Parked
from vatui.records import record
from vatui.text import clean
from vatui.values import ParkedKind, StageKind

if TYPE_CHECKING:
    from collections.abc import Sequence

_ZERO: Final = timedelta(0)


@record
class Running:
    """The timer as the screens show it: running, or paused.

    Attributes:
        entry_id: the entry that runs, or the one that was put aside last.
        client_id: whose time it is; none is not said yet.
        card_code: such as ``ACM-12``; empty without a card.
        title: the card's title, else the memo.
        estimate: what the card was thought to take.
        started_at: when this piece began.
        began_at: when the first piece of the run began.
        before: what the finished pieces of the run come to; while paused, all of them.
        paused: whether it stands.
        parked: how many other timers are put aside.
        needs_answer: whether it has run for too long, or the clock went back behind its start.
    """

    entry_id: int
    client_id: int | None
    client_code: str
    client_colour: int | None
    client_shape: int
    card_id: int | None
    card_code: str
    title: str
    memo: str
    estimate: timedelta | None
    billable: bool
    started_at: datetime
    began_at: datetime
    before: timedelta
    paused: bool
    parked: int
    needs_answer: bool

    def elapsed(self, now: datetime) -> timedelta:
        """What the run comes to, without its pauses."""
        return self.before if self.paused else self.before + max(now - self.started_at, _ZERO)

    def pauses(self, now: datetime) -> timedelta:
        """How long it stood since it began."""
        return max(now - self.began_at - self.elapsed(now), _ZERO)


@record
class Sheet:
    """The timer with all that belongs to it.

    Attributes:
        running: the timer, running or paused; none if there is neither.
        worked: what everybody's finished entries of its card come to, without this run's running piece.
        day: today's entries, in the owner's zone.
    """

    running: Running | None
    worked: timedelta
    day: Day


@record
class Started:
    """What starting a timer did.

    Attributes:
        entry: what runs now.
        stopped: what ran before.
        crossed: whether that was another client's (domain.md W1).
        overlaps: whether the start lies within time that is recorded already.
    """

    entry: EntryLine
    stopped: EntryLine | None
    crossed: bool
    overlaps: bool


@record
class Returned:
    """What going back from an interruption did; ``resumed`` is none where the timer before it was paused."""

    stopped: EntryLine | None
    resumed: EntryLine | None


@record
class Shifted:
    """Where the start of the running timer lies now, and whether that is within time recorded already."""

    entry: EntryLine
    overlaps: bool


@record
class Forgotten:
    """A timer that went on while nobody touched the console.

    Attributes:
        entry: what runs.
        last_seen: when a console was last alive; none if there never was one.
        last_touched: the last sign of a person, no earlier than the start; the gap begins here (domain.md T1.10).
        gap: from there until now, at most the whole entry.
    """

    entry: EntryLine
    last_seen: datetime | None
    last_touched: datetime
    gap: timedelta


# ---------------------------------------------------------------------- reading

_RUNNING = (
    "SELECT e.id, e.client_id, c.code, c.colour, c.shape, e.card_id, o.code, k.number, k.title, k.estimate, e.memo, e.billable, "
    "e.started_at, e.ended_at, (SELECT COUNT(*) FROM parked x WHERE x.actor = e.actor), p.started_at, p.ended_at FROM entry e "
    "LEFT JOIN client c ON c.id = e.client_id LEFT JOIN card k ON k.id = e.card_id LEFT JOIN client o ON o.id = k.client_id "
    "LEFT JOIN entry f ON f.id = e.run "
    "LEFT JOIN entry p ON p.started_at >= f.started_at AND p.started_at <= e.started_at AND p.id <> e.id "
    "AND (p.run = e.run OR p.id = e.run) AND p.ended_at IS NOT NULL "
    "WHERE e.id = COALESCE((SELECT MAX(id) FROM entry WHERE actor = ? AND ended_at IS NULL), "
    "(SELECT entry_id FROM parked WHERE actor = ? ORDER BY id DESC LIMIT 1))"
)


def running(desk: Desk) -> Running | None:
    """My timer, running or paused; none if there is neither. One query, whatever the desk holds."""
    rows = desk.rows(_RUNNING, desk.actor, desk.actor)
    if not rows:
        return None
    (
        entry_id, client_id, code, colour, shape, card_id, card_client, number, title, estimate, memo, billable,
        started, ended, parked, _start, _end,
    ) = rows[0]  # fmt: skip
    read = datetime.fromisoformat
    started_at, paused, now = read(started), ended is not None, desk.now()
    pieces = [(read(start), read(end)) for *_rest, start, end in rows if start is not None]
    if paused:
        pieces.append((started_at, read(ended)))
    return Running(
        entry_id=entry_id, client_id=client_id, client_code=code or "", client_colour=colour, client_shape=shape or 0,
        card_id=card_id, card_code="" if number is None else f"{card_client}-{number}", title=title or memo, memo=memo,
        estimate=None if estimate is None else timedelta(seconds=estimate), billable=bool(billable), started_at=started_at,
        began_at=min([started_at, *(start for start, _finish in pieces)]),
        before=sum((end - start for start, end in pieces), _ZERO), paused=paused, parked=int(parked) - paused,
        needs_answer=not paused and not _ZERO <= now - started_at <= TOO_LONG,
    )  # fmt: skip


def sheet(desk: Desk, *, starts_at: timedelta = _ZERO) -> Sheet:
    """The timer, the time of its card, and today.

    Args:
        desk: the desk.
        starts_at: how long after midnight a day begins.
    """
    timer, zone, now = running(desk), my_zone(desk), desk.now()
    worked = 0 if timer is None or timer.card_id is None else worked_seconds(desk, [timer.card_id]).get(timer.card_id, 0)
    today = zones.today(now - starts_at, zone)
    return Sheet(timer, timedelta(seconds=worked), day(desk, today, zone, starts_at=starts_at))


def forgotten(desk: Desk, idle: timedelta) -> Forgotten | None:
    """The running timer, if nobody touched the console for longer than ``idle``.

    Unanswered, nothing changes (domain.md T1.9). What a person did elsewhere cannot be seen, so this never cuts by itself.
    """
    rows = _running_rows(desk)
    if not rows:
        return None
    line, now, beat = entry_line(desk, rows[-1].id), desk.now(), desk.last_beat()
    touched = min(now, max(line.started_at, beat[1])) if beat else min(now, line.started_at)
    gap = now - touched
    if gap <= idle:
        return None
    return Forgotten(line, beat[0] if beat else None, touched, gap)


def _running_rows(desk: Desk) -> list[Entry]:
    """My entries without an end, oldest first; there should be one at most."""
    return list(Entry.select().where(Entry.actor == desk.actor, Entry.ended_at.is_null()).order_by(Entry.id))


def _parked_rows(desk: Desk) -> list[Parked]:
    """What I put aside, the last first."""
    return list(Parked.select().where(Parked.actor == desk.actor).order_by(Parked.id.desc()))


# ---------------------------------------------------------------------- start and stop


@operation(N_("Start timer"))
def start(
    desk: Desk,
    *,
    client_id: int | None = None,
    card_id: int | None = None,
    memo: str = "",
    billable: bool = True,
    at: datetime | None = None,
    from_last: bool = False,
) -> Started:
    """Start a timer; one that runs is stopped at the same instant, in the same step (domain.md T1.7).

    A card that was put aside goes on with its run. A pause is over when something else is started; what was interrupted stays
    put aside.

    Args:
        desk: the desk.
        client_id: whose time; the card's client if none is given. None at all is allowed and can be said later.
        card_id: for which card.
        memo: what is done.
        billable: whether it is charged.
        at: when it began, aware; now if not given.
        from_last: it began when my last entry ended; now, if a timer runs.

    Raises:
        InvalidField: it would start in the future, or before the running one; nothing is changed then.
        NotFound: there is no such client or card.
        VatuiError: it runs already.
    """
    now, words = desk.now(), clean(memo, limit=MEMO)
    client_id, card_id = target(desk, client_id, card_id)
    rows = _running_rows(desk)
    if from_last and not rows:
        at = _end_of_last(desk, now)
    begin = now if at is None else seconds_only(at)
    if begin > now:
        raise InvalidField("at", N_("A timer cannot start in the future."))
    for row in rows:
        if _same(row, client_id, card_id, words):
            raise VatuiError(N_("This timer is running already."))
        if at is not None and begin < row.started_at:
            raise InvalidField("at", N_("The running timer started after that."))
    continued = _taken_up(desk, client_id, card_id, words, idle=not rows)
    for row in rows:
        finish(desk, row, begin)
    entry = new_entry(
        desk, client=client_id, card=card_id, started_at=begin, memo=words or (continued.memo if continued else ""),
        billable=billable, run=None if continued is None else continued.run or continued.id,
    )  # fmt: skip
    line = entry_line(desk, entry.id)
    desk.about(line.subject, client_id)
    stopped = entry_line(desk, rows[-1].id) if rows else None
    return Started(
        entry=line, stopped=stopped, crossed=stopped is not None and stopped.client_id != client_id,
        overlaps=overlapping(desk, begin, now, but=[entry.id]),
    )  # fmt: skip


def entered(desk: Desk, card_ids: Sequence[int]) -> Started | None:
    """Start the timer for a card that was just moved, if it is one alone and stands in *doing* now.

    Returns:
        What was started; none if there was nothing to start, or it runs already.
    """
    rows = desk.rows("SELECT s.kind FROM card c JOIN stage s ON s.id = c.stage_id WHERE c.id = ?", card_ids[0]) if card_ids else []
    if len(card_ids) != 1 or not rows or rows[0][0] != StageKind.DOING:
        return None
    if any(row.card_id == card_ids[0] for row in _running_rows(desk)):
        return None
    return start(desk, card_id=card_ids[0])


def _end_of_last(desk: Desk, now: datetime) -> datetime:
    end = last_end(desk)
    if end is None:
        raise InvalidField("at", N_("There is no entry yet to go on from."))
    if now - end > TOO_LONG:
        raise InvalidField("at", N_("Your last entry ended too long ago. Say when you started."))
    return end


def _same(entry: Entry, client_id: int | None, card_id: int | None, memo: str) -> bool:
    """Whether an entry is for this already; without a card, the memo tells."""
    return (entry.client_id, entry.card_id) == (client_id, card_id) and (card_id is not None or memo in ("", entry.memo))


def _taken_up(desk: Desk, client_id: int | None, card_id: int | None, memo: str, *, idle: bool) -> Entry | None:
    """The parked entry that goes on, off the stack; where nothing runs, the pauses on top are over too."""
    continued: Entry | None = None
    on_top = idle
    for parked in _parked_rows(desk):
        entry: Entry = Entry.get_by_id(parked.entry_id)
        if continued is None and _same(entry, client_id, card_id, memo):
            continued = entry
            parked.delete_instance()
        elif on_top and parked.kind is ParkedKind.PAUSE:
            parked.delete_instance()
        else:
            on_top = False
    return continued


@operation(N_("Stop timer"))
def stop(desk: Desk, at: datetime | None = None) -> EntryLine:
    """Stop the timer; a paused one is over. Without an instant this never fails while something runs (domain.md T1.8).

    Args:
        desk: the desk.
        at: when it ended, aware; now if not given.

    Returns:
        What was stopped; too long, or with a clock that went back, it needs a review.

    Raises:
        NothingRunning: no timer runs, and none is paused.
        InvalidField: the instant lies before the start or in the future.
    """
    now, rows = desk.now(), _running_rows(desk)
    if not rows:
        parked = _parked_rows(desk)
        if not parked:
            raise NothingRunning
        line = entry_line(desk, parked[0].entry_id)
        desk.about(line.subject, line.client_id)
        parked[0].delete_instance()
        return line
    end = now if at is None else seconds_only(at)
    if at is not None and end < rows[-1].started_at:
        raise InvalidField("at", N_("The timer started after that."))
    if at is not None and end > now:
        raise InvalidField("at", N_("A timer cannot stop in the future."))
    for row in rows:
        finish(desk, row, end)
    line = entry_line(desk, rows[-1].id)
    desk.about(line.subject, line.client_id)
    return line


def toggle(desk: Desk, card_id: int) -> Started | EntryLine:
    """Stop the timer if it runs for this card, else start it here; ``t`` on a card.

    Returns:
        What was started, or the entry that was stopped.
    """
    rows = _running_rows(desk)
    if any(row.card_id == card_id for row in rows):
        return stop(desk)
    return start(desk, card_id=card_id)


# ---------------------------------------------------------------------- pause and interruption


@operation(N_("Pause timer"))
def pause(desk: Desk) -> EntryLine:
    """Put the running timer aside until it is resumed.

    Raises:
        NothingRunning: no timer runs.
    """
    return _park(desk, ParkedKind.PAUSE)


def _park(desk: Desk, kind: ParkedKind) -> EntryLine:
    rows = _running_rows(desk)
    if not rows:
        raise NothingRunning
    for row in rows:
        finish(desk, row, desk.now())
    Parked.create(actor=desk.actor, kind=kind, entry=rows[-1].id, parked_at=desk.now())
    line = entry_line(desk, rows[-1].id)
    desk.about(line.subject, line.client_id)
    return line


@operation(N_("Resume timer"))
def resume(desk: Desk) -> EntryLine:
    """Go on with the timer that was put aside last.

    Raises:
        VatuiError: a timer runs, or none was put aside.
    """
    if _running_rows(desk):
        raise VatuiError(N_("This timer is running already."))
    parked = _parked_rows(desk)
    if not parked:
        raise VatuiError(N_("No timer is paused."))
    return _unpark(desk, parked[0])


def _unpark(desk: Desk, parked: Parked) -> EntryLine:
    old: Entry = Entry.get_by_id(parked.entry_id)
    entry = new_entry(
        desk, client=old.client_id, card=old.card_id, started_at=desk.now(), memo=old.memo, billable=old.billable,
        run=old.run or old.id,
    )  # fmt: skip
    parked.delete_instance()
    line = entry_line(desk, entry.id)
    desk.about(line.subject, line.client_id)
    return line


def pause_or_resume(desk: Desk) -> EntryLine:
    """Pause what runs, or resume what is paused; ``p``."""
    return pause(desk) if _running_rows(desk) else resume(desk)


@operation(N_("Interrupt timer"))
def interrupt(desk: Desk, *, client_id: int | None = None, card_id: int | None = None, memo: str = "") -> Started:
    """Put the timer aside and start another; ``back`` returns to it.

    A paused timer stays paused underneath. Interruptions may be interrupted.

    Raises:
        NothingRunning: there is nothing to interrupt.
        NotFound, InvalidField: there is no such client or card.
        VatuiError: this is what runs already.
    """
    words = clean(memo, limit=MEMO)
    client_id, card_id = target(desk, client_id, card_id)
    rows = _running_rows(desk)
    if any(_same(row, client_id, card_id, words) for row in rows):
        raise VatuiError(N_("This timer is running already."))
    if not rows and not _parked_rows(desk):
        raise NothingRunning
    stopped = _park(desk, ParkedKind.INTERRUPT) if rows else None
    entry = new_entry(desk, client=client_id, card=card_id, started_at=desk.now(), memo=words)
    line = entry_line(desk, entry.id)
    desk.about(line.subject, client_id)
    return Started(line, stopped, crossed=stopped is not None and stopped.client_id != client_id, overlaps=False)


@operation(N_("Return to timer"))
def back(desk: Desk) -> Returned:
    """End the interruption and go on with what it interrupted; what was paused then stays paused.

    Raises:
        VatuiError: nothing was put aside.
    """
    rows, parked = _running_rows(desk), _parked_rows(desk)
    if not rows:  # the interruption itself was paused or stopped: its pause is over
        while len(parked) > 1 and parked[0].kind is ParkedKind.PAUSE:
            parked.pop(0).delete_instance()
    if not parked:
        raise VatuiError(N_("Nothing was put aside."))
    for row in rows:
        finish(desk, row, desk.now())
    stopped = entry_line(desk, rows[-1].id) if rows else None
    if rows and parked[0].kind is ParkedKind.PAUSE:
        line = entry_line(desk, parked[0].entry_id)
        desk.about(line.subject, line.client_id)
        return Returned(stopped, None)
    return Returned(stopped, _unpark(desk, parked[0]))


# ---------------------------------------------------------------------- putting the running timer right


def _only(desk: Desk) -> Entry:
    rows = _running_rows(desk)
    if not rows:
        raise NothingRunning
    return rows[-1]


@operation(N_("Discard timer"))
def discard(desk: Desk, entry_id: int | None = None) -> EntryLine:
    """Delete the running entry; earlier pieces of its run stay.

    Args:
        desk: the desk.
        entry_id: which entry is meant, where somebody was asked about it.

    Raises:
        NothingRunning: no timer runs.
        ChangedMeanwhile: another one runs.
    """
    entry = _only(desk) if entry_id is None else _asked(desk, entry_id, [])
    line = entry_line(desk, entry.id)
    desk.about(line.subject, line.client_id)
    remove(desk, entry)
    return line


@operation(N_("Move the timer’s start"))
def shift_start(desk: Desk, minutes: int) -> Shifted:
    """Move the start of the running timer, now at the latest; ``-`` and ``+``.

    Args:
        desk: the desk.
        minutes: how far; negative is earlier.

    Raises:
        NothingRunning: no timer runs.
    """
    entry, now = _only(desk), desk.now()
    begin = min(entry.started_at + timedelta(minutes=minutes), now)
    if begin != entry.started_at:
        entry.started_at = begin
        entry.save()
    line = entry_line(desk, entry.id)
    desk.about(line.subject, line.client_id)
    return Shifted(line, overlapping(desk, begin, now, but=[entry.id]))


@operation(N_("Edit memo"))
def set_memo(desk: Desk, memo: str) -> EntryLine:
    """Say what the running timer is for.

    Raises:
        NothingRunning: no timer runs.
    """
    entry, words = _only(desk), clean(memo, limit=MEMO)
    if words != entry.memo:
        entry.memo = words
        entry.save()
    line = entry_line(desk, entry.id)
    desk.about(line.subject, line.client_id)
    return line


# ---------------------------------------------------------------------- answers to the question after a silence


def keep_all(desk: Desk) -> None:
    """All of it was work: nothing changes, and the silence is over."""
    desk.beat(desk.now())


def _asked(desk: Desk, entry_id: int, instants: Sequence[datetime]) -> Entry:
    """The running entry that was asked about; the instants must lie within it, in order."""
    rows = _running_rows(desk)
    entry = next((row for row in rows if row.id == entry_id), None)
    if entry is None:
        raise ChangedMeanwhile(_("The timer"))
    order = [entry.started_at, *instants, desk.now()]
    if instants and order != sorted(order):
        raise InvalidField("at", N_("That does not lie within the timer’s time."))
    return entry


@operation(N_("Stop timer earlier"))
def stop_at(desk: Desk, entry_id: int, at: datetime) -> EntryLine:
    """End the timer that was asked about at an instant, such as the last key.

    Raises:
        ChangedMeanwhile: it runs no more.
        InvalidField: the instant does not lie within it.
    """
    at = seconds_only(at)
    entry = _asked(desk, entry_id, [at])
    finish(desk, entry, at)
    line = entry_line(desk, entry.id)
    desk.about(line.subject, line.client_id)
    return line


@operation(N_("Take out the gap"))
def drop_gap(desk: Desk, entry_id: int, since: datetime, until: datetime | None = None) -> EntryLine:
    """Take a gap out of the timer that was asked about; it goes on after it as a new entry of the same run.

    Args:
        desk: the desk.
        entry_id: which timer.
        since: where the gap begins, aware.
        until: where it ends; now if not given.

    Returns:
        What runs now.

    Raises:
        ChangedMeanwhile: it runs no more.
        InvalidField: the gap does not lie within it.
    """
    return _cut(desk, entry_id, since, until)[0]


def _cut(desk: Desk, entry_id: int, since: datetime, until: datetime | None) -> tuple[EntryLine, datetime, datetime]:
    since, until = seconds_only(since), desk.now() if until is None else seconds_only(until)
    entry = _asked(desk, entry_id, [since, until])
    finish(desk, entry, since)
    rest = new_entry(
        desk, client=entry.client_id, card=entry.card_id, started_at=until, zone=entry.zone, memo=entry.memo,
        billable=entry.billable, run=entry.run or entry.id,
    )  # fmt: skip
    line = entry_line(desk, rest.id)
    desk.about(line.subject, line.client_id)
    return line, since, until


@operation(N_("Give the gap away"))
def give_gap(
    desk: Desk,
    entry_id: int,
    since: datetime,
    until: datetime | None = None,
    *,
    client_id: int | None = None,
    card_id: int | None = None,
    memo: str = "",
    billable: bool = True,
) -> tuple[EntryLine, EntryLine]:
    """Give a gap of the timer that was asked about to another client or card; the timer goes on after it.

    Args:
        desk: the desk.
        entry_id: which timer.
        since: where the gap begins, aware.
        until: where it ends; now if not given.
        client_id: whose the gap was; the card's client if none is given.
        card_id: for which card.
        memo: what was done.
        billable: whether the gap is charged.

    Returns:
        The entry of the gap, and what runs now.

    Raises:
        ChangedMeanwhile: it runs no more.
        InvalidField, NotFound: the gap does not lie within it, or there is no such client or card.
    """
    client_id, card_id = target(desk, client_id, card_id)
    line, since, until = _cut(desk, entry_id, since, until)
    given = new_entry(
        desk, client=client_id, card=card_id, started_at=since, ended_at=until, memo=clean(memo, limit=MEMO), billable=billable,
        needs_review=must_review(since, until),
    )  # fmt: skip
    refresh_cards(desk, card_id)
    return entry_line(desk, given.id), line
