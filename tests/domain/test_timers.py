"""The timer: start, stop, switch, pause, interruption, and the clock in all its moods (domain.md T1, reliability.md 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests import ground
from tests.ground import dump
from vatui import zones
from vatui.clock import FrozenClock
from vatui.desk import Desk
from vatui.domain import cards, clients, entries, timers
from vatui.errors import ChangedMeanwhile, InvalidField, NotFound, NothingRunning, VatuiError
from vatui.models import Entry, Parked
from vatui.values import ParkedKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

H = timedelta(hours=1)
M = timedelta(minutes=1)
S = timedelta(seconds=1)
NOTHING = timedelta(0)


def at(text: str) -> datetime:
    """An instant of 24 November 2026, or of a whole ISO text."""
    return datetime.fromisoformat(text if "T" in text else f"2026-11-24T{text}").replace(tzinfo=UTC)


def now_running(desk: Desk) -> timers.Running:
    """The timer, which must be there."""
    running = timers.running(desk)
    assert running is not None
    return running


def spans(desk: Desk) -> list[tuple[datetime, datetime | None]]:
    """Start and end of every entry, by start."""
    rows = Entry.select().order_by(Entry.started_at, Entry.id)
    return [(row.started_at, row.ended_at) for row in rows]


@pytest.fixture
def acme(desk: Desk) -> int:
    """A client in New York, and me in Jakarta."""
    clients.set_owner(desk, name="Sari", zone="Asia/Jakarta")
    return int(clients.add_client(desk, "Acme Studio", zone="America/New_York", code="ACM").id)


@pytest.fixture
def bloom(desk: Desk, acme: int) -> int:
    """A second client, in London."""
    return int(clients.add_client(desk, "Bloom", zone="Europe/London", code="BLM").id)


@pytest.fixture
def flight(desk: Desk, acme: int) -> int:
    """A card of the first client."""
    return int(cards.add_card(desk, acme, "Book flight", estimate=2 * H).id)


@pytest.fixture
def reels(desk: Desk, bloom: int) -> int:
    """A card of the second client."""
    return int(cards.add_card(desk, bloom, "Reels captions").id)


# ---------------------------------------------------------------------- start, stop, switch


def test_a_timer_starts_runs_and_stops(desk: Desk, flight: int, clock: FrozenClock) -> None:
    """The view tells whose, what, since when and against what; the entry is exact."""
    assert timers.running(desk) is None
    started = timers.start(desk, card_id=flight, memo="seats")
    assert (started.stopped, started.crossed, started.overlaps) == (None, False, False)
    clock.advance(hours=1, minutes=24, seconds=7)
    running = now_running(desk)
    assert (running.client_code, running.card_code, running.title) == ("ACM", "ACM-1", "Book flight")
    assert (running.estimate, running.memo, running.billable, running.paused) == (2 * H, "seats", True, False)
    assert running.elapsed(clock.now()) == timedelta(hours=1, minutes=24, seconds=7)
    assert (running.parked, running.needs_answer, running.pauses(clock.now())) == (0, False, NOTHING)
    line = timers.stop(desk)
    assert (line.length(clock.now()), line.zone, line.needs_review) == (timedelta(seconds=5047), "Asia/Jakarta", False)
    assert timers.running(desk) is None
    with pytest.raises(NothingRunning):
        timers.stop(desk)


def test_a_timer_needs_neither_client_nor_card(desk: Desk, acme: int) -> None:
    """Start at once, say later for whom; before the first run there is no owner's zone either."""
    timers.start(desk, memo="a call")
    running = now_running(desk)
    assert (running.client_id, running.client_code, running.title, running.estimate) == (None, "", "a call", None)
    entries.edit_entry(desk, running.entry_id, client_id=acme)
    assert now_running(desk).client_code == "ACM"


def test_switching_stops_and_starts_in_one_step(desk: Desk, flight: int, reels: int, clock: FrozenClock) -> None:
    """Stop A at t, start B at t; the other client is told; one undo brings A back running."""
    first = timers.start(desk, card_id=flight).entry
    clock.advance(minutes=50)
    before = dump(desk)
    switched = timers.start(desk, card_id=reels)
    assert switched.crossed
    assert switched.stopped is not None
    assert switched.stopped.ended_at == switched.entry.started_at == clock.now()
    assert switched.stopped.id == first.id
    assert not switched.overlaps
    assert desk.undo().title == "Start timer"
    assert dump(desk) == before
    assert now_running(desk).entry_id == first.id


def test_a_switch_within_a_client_crosses_nothing(desk: Desk, acme: int, flight: int, clock: FrozenClock) -> None:
    """Only another client's card is worth a word."""
    timers.start(desk, card_id=flight)
    clock.advance(minutes=5)
    assert not timers.start(desk, client_id=acme, memo="mail").crossed


@pytest.mark.parametrize(
    "how",
    [{"at": at("13:43")}, {"at": at("12:59")}, {"card_id": 999}, {"client_id": 999}],
    ids=["future", "before the running one", "no such card", "no such client"],
)
def test_a_start_that_is_refused_leaves_the_running_timer_alone(desk: Desk, acme: int, flight: int, how: dict[str, Any]) -> None:
    """Watson's ``start --at`` stops the running task and then fails, leaving no timer at all (domain.md T1.7)."""
    timers.start(desk, card_id=flight, at=at("13:00"))
    before = dump(desk)
    with pytest.raises((InvalidField, NotFound)):
        timers.start(desk, **{"client_id": acme, "memo": "other", **({"client_id": None} if "card_id" in how else {}), **how})
    assert dump(desk) == before
    assert now_running(desk).card_id == flight


def test_a_switch_that_breaks_halfway_leaves_the_running_timer_alone(
    desk: Desk, flight: int, reels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a fault after the stop takes the stop back with it."""
    timers.start(desk, card_id=flight)
    before = dump(desk)

    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(timers, "new_entry", broken)
    with pytest.raises(RuntimeError, match="lights"):
        timers.start(desk, card_id=reels)
    assert dump(desk) == before


def test_what_runs_already_is_not_started_again(desk: Desk, acme: int, flight: int, clock: FrozenClock) -> None:
    """The same card, or the same client with the same memo; another memo is other work."""
    timers.start(desk, card_id=flight)
    with pytest.raises(VatuiError, match="running already"):
        timers.start(desk, card_id=flight)
    timers.start(desk, client_id=acme, memo="mail")
    with pytest.raises(VatuiError, match="running already"):
        timers.start(desk, client_id=acme, memo="mail")
    clock.advance(minutes=1)
    assert timers.start(desk, client_id=acme, memo="calls").stopped is not None


def test_the_key_toggles(desk: Desk, flight: int, reels: int, clock: FrozenClock) -> None:
    """``t`` on a card: start here, switch here, stop here."""
    first = timers.toggle(desk, flight)
    clock.advance(minutes=5)
    second = timers.toggle(desk, reels)
    clock.advance(minutes=5)
    third = timers.toggle(desk, reels)
    assert isinstance(first, timers.Started)
    assert isinstance(second, timers.Started)
    assert second.stopped is not None
    assert isinstance(third, entries.EntryLine)
    assert third.length(clock.now()) == 5 * M
    assert timers.running(desk) is None


def test_a_start_in_the_past_tells_when_it_covers_other_work(desk: Desk, acme: int, bloom: int) -> None:
    """It is done, and said, and the day flags it."""
    entries.add_entry(desk, bloom, at("12:00"), at("13:00"))
    assert not timers.start(desk, client_id=acme, at=at("13:00")).overlaps
    timers.discard(desk)
    assert timers.start(desk, client_id=acme, at=at("12:59")).overlaps
    assert entries.day(desk, date(2026, 11, 24), "UTC").overlaps != ()


def test_from_last_begins_where_the_last_entry_ended(desk: Desk, acme: int, bloom: int) -> None:
    """No gap since the last one; there must be one, and not from yesterday; a running timer leaves no gap anyway."""
    with pytest.raises(InvalidField, match="no entry yet"):
        timers.start(desk, client_id=acme, from_last=True)
    entries.add_entry(desk, acme, at("2026-11-23T12:00"), at("2026-11-23T20:00"))
    with pytest.raises(InvalidField, match="too long ago"):
        timers.start(desk, client_id=acme, from_last=True)
    entries.add_entry(desk, acme, at("12:00"), at("13:10"))
    assert timers.start(desk, client_id=acme, from_last=True).entry.started_at == at("13:10")
    assert timers.start(desk, client_id=bloom, from_last=True).entry.started_at == at("13:42")


def test_a_stop_may_be_earlier_but_within_the_entry(desk: Desk, acme: int) -> None:
    """An explicit instant before the start or in the future is refused, and the timer runs on."""
    timers.start(desk, client_id=acme, at=at("12:00"))
    for wrong in ("11:59", "13:43"):
        with pytest.raises(InvalidField):
            timers.stop(desk, at(wrong))
    assert now_running(desk).started_at == at("12:00")
    assert timers.stop(desk, at("12:30")).ended_at == at("12:30")


def test_the_sheet_holds_all_that_the_panel_shows(desk: Desk, flight: int, clock: FrozenClock) -> None:
    """The timer, the time of its card before now, and today in my zone, which may begin late."""
    entries.add_entry(desk, None, at("2026-11-20T02:00"), at("2026-11-20T03:00"), card_id=flight)
    entries.add_entry(desk, None, at("2026-11-23T17:30"), at("2026-11-23T18:30"), card_id=flight)
    empty = timers.sheet(desk)
    assert (empty.running, empty.worked, empty.day.total) == (None, NOTHING, 1 * H)
    timers.start(desk, card_id=flight)
    clock.advance(minutes=10)
    sheet = timers.sheet(desk)
    assert sheet.running is not None
    assert (sheet.worked, sheet.day.total, sheet.day.day) == (2 * H, 70 * M, date(2026, 11, 24))
    assert timers.sheet(desk, starts_at=1 * H).day.total == 40 * M
    clock.set(at("17:30"))
    assert timers.sheet(desk).day.day == date(2026, 11, 25)
    assert timers.sheet(desk, starts_at=1 * H).day.day == date(2026, 11, 24)


# ---------------------------------------------------------------------- the clock


def wall(text: str, zone: str) -> datetime:
    """The instant of a wall time."""
    return zones.instant(datetime.fromisoformat(text), zone)


CLOCK_CASES = {
    "a second": ("UTC", at("13:00"), at("13:00:01"), S, False),
    "nothing": ("UTC", at("13:00"), at("13:00"), NOTHING, False),
    "an hour": ("UTC", at("13:00"), at("14:00"), 1 * H, False),
    "clock back an hour": ("UTC", at("13:00"), at("12:00"), NOTHING, True),
    "clock back a second": ("UTC", at("13:00"), at("12:59:59"), NOTHING, True),
    "clock back years": ("UTC", at("13:00"), at("1999-01-01T00:00"), NOTHING, True),
    "clock on by years": ("UTC", at("13:00"), at("2031-01-01T00:00"), at("2031-01-01T00:00") - at("13:00"), True),
    "suspended a minute": ("UTC", at("13:00"), at("13:01"), 1 * M, False),
    "suspended for a night": ("UTC", at("2026-11-23T22:00"), at("2026-11-24T09:00"), 11 * H, False),
    "forgotten for a weekend": ("UTC", at("2026-11-20T18:00"), at("2026-11-23T09:00"), 63 * H, True),
    "twelve hours": ("UTC", at("01:00"), at("13:00"), 12 * H, False),
    "twelve hours and a second": ("UTC", at("01:00"), at("13:00:01"), 12 * H + S, True),
    "over midnight": (
        "Asia/Jakarta", wall("2026-11-20T23:30", "Asia/Jakarta"), wall("2026-11-21T00:45", "Asia/Jakarta"), 75 * M, False,
    ),
    "clocks go back": (
        "Europe/London", wall("2026-10-25T00:30", "Europe/London"), wall("2026-10-25T02:30", "Europe/London"), 3 * H, False,
    ),
    "clocks go on": (
        "Europe/London", wall("2026-03-29T00:30", "Europe/London"), wall("2026-03-29T02:30", "Europe/London"), 1 * H, False,
    ),
    "half an hour's shift": (
        "Australia/Lord_Howe", wall("2026-04-05T01:00", "Australia/Lord_Howe"), wall("2026-04-05T03:00", "Australia/Lord_Howe"),
        2 * H + 30 * M, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("zone", "start", "end", "length", "review"), CLOCK_CASES.values(), ids=CLOCK_CASES)
def test_the_timer_through_every_turn_of_the_clock(
    desk: Desk, clock: FrozenClock, zone: str, start: datetime, end: datetime, length: timedelta, review: bool
) -> None:
    """A stop never fails; the length is that of the instants, never below nothing; what cannot be right is flagged."""
    clients.set_owner(desk, name="Sari", zone=zone)
    clock.set(start)
    timers.start(desk, memo="work")
    clock.set(end)
    running = now_running(desk)
    assert running.elapsed(clock.now()) == length
    assert running.needs_answer == review
    line = timers.stop(desk)
    assert (line.ended_at or end) - line.started_at == length
    assert line.needs_review == review
    assert line.zone == zone
    assert not any(part < NOTHING for _day, part in entries.parts(line.started_at, line.end(end), zone))


def test_a_switch_after_the_clock_went_back_loses_nothing(desk: Desk, acme: int, bloom: int, clock: FrozenClock) -> None:
    """The old timer ends where it began, flagged; the new one runs from now."""
    timers.start(desk, client_id=acme)
    clock.advance(hours=-2)
    started = timers.start(desk, client_id=bloom)
    assert started.stopped is not None
    assert (started.stopped.ended_at, started.stopped.needs_review) == (started.stopped.started_at, True)
    assert started.entry.started_at == clock.now()


# ---------------------------------------------------------------------- pause, interruption


def test_a_pause_cuts_the_run_but_keeps_it_together(desk: Desk, flight: int, clock: FrozenClock) -> None:
    """The clock on screen goes on where it stood; the pause is told, not counted."""
    timers.start(desk, card_id=flight, memo="seats")
    clock.advance(minutes=66)
    timers.pause(desk)
    clock.advance(minutes=18)
    running = now_running(desk)
    assert (running.paused, running.parked) == (True, 0)
    assert (running.elapsed(clock.now()), running.pauses(clock.now())) == (66 * M, 18 * M)
    timers.pause_or_resume(desk)
    clock.advance(minutes=10)
    timers.pause_or_resume(desk)
    clock.advance(minutes=2)
    timers.resume(desk)
    clock.advance(minutes=8)
    running = now_running(desk)
    assert (running.elapsed(clock.now()), running.pauses(clock.now())) == (84 * M, 20 * M)
    assert (running.began_at, running.memo, running.paused) == (at("13:42"), "seats", False)
    timers.stop(desk)
    assert [entries.entry_line(desk, row.id).length(clock.now()) for row in Entry.select()] == [66 * M, 10 * M, 8 * M]
    assert Parked.select().count() == 0


def test_pausing_and_resuming_are_refused_where_they_mean_nothing(desk: Desk, acme: int) -> None:
    """Nothing runs, nothing is paused, or it runs already."""
    with pytest.raises(NothingRunning):
        timers.pause(desk)
    with pytest.raises(VatuiError, match="No timer is paused"):
        timers.resume(desk)
    timers.start(desk, client_id=acme)
    with pytest.raises(VatuiError, match="running already"):
        timers.resume(desk)


def test_stopping_a_paused_timer_ends_it(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Nothing is left to resume, and the entry keeps its end."""
    timers.start(desk, client_id=acme)
    clock.advance(minutes=5)
    timers.pause(desk)
    clock.advance(minutes=5)
    assert timers.stop(desk).length(clock.now()) == 5 * M
    assert timers.running(desk) is None


def test_starting_the_paused_card_resumes_it_and_another_ends_the_pause(
    desk: Desk, flight: int, reels: int, clock: FrozenClock
) -> None:
    """``t`` on the paused card goes on with its run; on another one the pause is over."""
    timers.start(desk, card_id=flight)
    clock.advance(minutes=5)
    timers.pause(desk)
    timers.toggle(desk, flight)
    assert now_running(desk).elapsed(clock.now()) == 5 * M
    timers.pause(desk)
    timers.toggle(desk, reels)
    assert Parked.select().count() == 0
    assert now_running(desk).before == NOTHING


def test_interruptions_make_a_stack(desk: Desk, acme: int, flight: int, reels: int, clock: FrozenClock) -> None:
    """The work, a call, a message within the call; each return goes one back, with its own clock."""
    timers.start(desk, card_id=flight)
    clock.advance(minutes=30)
    call = timers.interrupt(desk, card_id=reels)
    assert call.crossed
    clock.advance(minutes=10)
    timers.interrupt(desk, client_id=acme, memo="message")
    clock.advance(minutes=2)
    assert now_running(desk).parked == 2
    returned = timers.back(desk)
    assert returned.stopped is not None
    assert returned.resumed is not None
    assert (returned.stopped.title, returned.resumed.title) == ("message", "Reels captions")
    assert now_running(desk).elapsed(clock.now()) == 10 * M
    clock.advance(minutes=5)
    timers.back(desk)
    running = now_running(desk)
    assert (running.card_id, running.elapsed(clock.now()), running.parked) == (flight, 30 * M, 0)
    with pytest.raises(VatuiError, match="Nothing was put aside"):
        timers.back(desk)
    assert now_running(desk).card_id == flight


def test_what_was_paused_when_it_was_interrupted_stays_paused(desk: Desk, flight: int, reels: int, clock: FrozenClock) -> None:
    """A call during lunch does not end lunch."""
    timers.start(desk, card_id=flight)
    clock.advance(minutes=30)
    timers.pause(desk)
    started = timers.interrupt(desk, card_id=reels)
    assert started.stopped is None
    clock.advance(minutes=10)
    returned = timers.back(desk)
    assert returned.resumed is None
    running = now_running(desk)
    assert (running.card_id, running.paused, running.elapsed(clock.now())) == (flight, True, 30 * M)


def test_a_stopped_interruption_leaves_the_work_paused(desk: Desk, flight: int, reels: int, clock: FrozenClock) -> None:
    """What was put aside shows as paused, so that it is not forgotten; a pause in the interruption is dropped by the return."""
    timers.start(desk, card_id=flight)
    clock.advance(minutes=30)
    timers.interrupt(desk, card_id=reels)
    timers.stop(desk)
    assert (now_running(desk).card_id, now_running(desk).paused) == (flight, True)
    timers.back(desk)
    assert (now_running(desk).card_id, now_running(desk).paused) == (flight, False)
    timers.interrupt(desk, card_id=reels)
    timers.pause(desk)
    assert (now_running(desk).card_id, now_running(desk).parked) == (reels, 1)
    timers.back(desk)
    assert (now_running(desk).card_id, now_running(desk).parked) == (flight, 0)


def test_an_interruption_needs_something_to_interrupt(desk: Desk, acme: int, flight: int) -> None:
    """And cannot be by what runs itself."""
    with pytest.raises(NothingRunning):
        timers.interrupt(desk, client_id=acme)
    timers.start(desk, card_id=flight)
    with pytest.raises(VatuiError, match="running already"):
        timers.interrupt(desk, card_id=flight)
    with pytest.raises(NotFound):
        timers.interrupt(desk, card_id=999)
    assert now_running(desk).card_id == flight


def test_going_back_by_starting_the_card_takes_it_off_the_stack(desk: Desk, flight: int, reels: int, clock: FrozenClock) -> None:
    """``t`` on the parked card is the same as the return; nothing is parked twice."""
    timers.start(desk, card_id=flight)
    clock.advance(minutes=30)
    timers.interrupt(desk, card_id=reels)
    timers.toggle(desk, flight)
    running = now_running(desk)
    assert (running.elapsed(clock.now()), running.parked) == (30 * M, 0)


# ---------------------------------------------------------------------- putting right


def test_the_start_is_moved_by_minutes_and_never_beyond_now(desk: Desk, acme: int, bloom: int, clock: FrozenClock) -> None:
    """Five earlier, five later, at most now; over earlier work it says so."""
    entries.add_entry(desk, bloom, at("13:00"), at("13:40"))
    timers.start(desk, client_id=acme)
    clock.advance(minutes=3)
    shifted = timers.shift_start(desk, -5)
    assert (shifted.entry.started_at, shifted.overlaps) == (at("13:37"), True)
    shifted = timers.shift_start(desk, 5)
    assert (shifted.entry.started_at, shifted.overlaps) == (at("13:42"), False)
    assert timers.shift_start(desk, 5).entry.started_at == clock.now()
    steps = len(desk.steps())
    timers.shift_start(desk, 5)
    assert len(desk.steps()) == steps
    timers.stop(desk)
    with pytest.raises(NothingRunning):
        timers.shift_start(desk, 5)


def test_the_memo_is_made_safe(desk: Desk, acme: int) -> None:
    """No escape sequence reaches the database."""
    timers.start(desk, client_id=acme)
    assert timers.set_memo(desk, " in\x1b]52;c;ZXZpbA==\x07box ").memo == "inbox"
    assert now_running(desk).title == "inbox"


def test_discarding_deletes_the_running_piece_only(desk: Desk, flight: int, clock: FrozenClock) -> None:
    """What was finished before the pause stays; undo brings the piece back."""
    timers.start(desk, card_id=flight)
    clock.advance(minutes=5)
    timers.pause(desk)
    timers.resume(desk)
    clock.advance(minutes=5)
    timers.discard(desk)
    assert timers.running(desk) is None
    assert [end for _start, end in spans(desk)] == [at("13:47")]
    desk.undo()
    assert now_running(desk).elapsed(clock.now()) == 10 * M
    timers.stop(desk)
    with pytest.raises(NothingRunning):
        timers.discard(desk)


# ---------------------------------------------------------------------- the question after a silence


def silent(desk: Desk, clock: FrozenClock, client: int, card: int | None = None) -> timers.Forgotten:
    """A timer from 13:42, touched last at 14:00, seen last at 14:05, asked about at 17:42."""
    timers.start(desk, client_id=None if card else client, card_id=card)
    clock.advance(minutes=18)
    desk.beat(clock.now())
    clock.advance(minutes=5)
    desk.beat()
    clock.set(at("17:42"))
    found = timers.forgotten(desk, 15 * M)
    assert found is not None
    return found


def test_the_gap_begins_at_the_last_key(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Not when the console was seen last, and not when the threshold ran out (domain.md T1.10)."""
    found = silent(desk, clock, acme)
    assert (found.last_touched, found.gap, found.last_seen) == (at("14:00"), 3 * H + 42 * M, at("14:05"))
    assert timers.forgotten(desk, 4 * H) is None


def test_nothing_is_asked_without_reason(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """No timer, a timer just touched, one just started after a long night, a clock that went back."""
    assert timers.forgotten(desk, 15 * M) is None
    desk.beat(clock.now())
    clock.advance(hours=9)
    timers.start(desk, client_id=acme)
    clock.advance(minutes=15)
    assert timers.forgotten(desk, 15 * M) is None
    clock.advance(seconds=1)
    found = timers.forgotten(desk, 15 * M)
    assert found is not None
    assert found.last_touched == found.entry.started_at
    clock.advance(days=-1)
    assert timers.forgotten(desk, 15 * M) is None


def test_a_timer_that_no_console_ever_saw_is_asked_about_as_a_whole(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Started from the shell and left alone: the gap is all of it, never more."""
    timers.start(desk, client_id=acme)
    clock.advance(hours=999)
    found = timers.forgotten(desk, 15 * M)
    assert found is not None
    assert (found.last_seen, found.gap) == (None, 999 * H)


def test_unanswered_it_goes_on_asking_and_keeping_all_ends_that(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Nothing changes by itself (toggldesktop#1181)."""
    silent(desk, clock, acme)
    before = dump(desk)
    clock.advance(minutes=5)
    assert timers.forgotten(desk, 15 * M) is not None
    timers.keep_all(desk)
    assert timers.forgotten(desk, 15 * M) is None
    assert dump(desk) == before


def test_stop_at_the_last_key(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """The gap is no work at all."""
    found = silent(desk, clock, acme)
    timers.stop_at(desk, found.entry.id, found.last_touched)
    assert spans(desk) == [(at("13:42"), at("14:00"))]
    assert timers.running(desk) is None


def test_drop_the_gap_and_go_on(desk: Desk, acme: int, flight: int, clock: FrozenClock) -> None:
    """Two entries of one run; the clock on screen stands at what was worked."""
    found = silent(desk, clock, acme, flight)
    rest = timers.drop_gap(desk, found.entry.id, found.last_touched)
    assert spans(desk) == [(at("13:42"), at("14:00")), (at("17:42"), None)]
    assert rest.card_id == flight
    clock.advance(minutes=2)
    assert now_running(desk).elapsed(clock.now()) == 20 * M
    assert entries.card_seconds(desk, [flight]) == {flight: 20 * 60}


def test_give_the_gap_to_another_client(desk: Desk, acme: int, reels: int, clock: FrozenClock) -> None:
    """Three entries without a hole; one undo takes the answer back."""
    found = silent(desk, clock, acme)
    before = dump(desk)
    given, rest = timers.give_gap(desk, found.entry.id, found.last_touched, at("15:00"), card_id=reels)
    assert spans(desk) == [(at("13:42"), at("14:00")), (at("14:00"), at("15:00")), (at("15:00"), None)]
    assert (given.client_code, given.title, rest.client_code) == ("BLM", "Reels captions", "ACM")
    desk.undo()
    assert dump(desk) == before


def test_an_answer_fits_the_timer_it_was_asked_about(desk: Desk, acme: int, bloom: int, clock: FrozenClock) -> None:
    """Not outside its time, not backwards, not another timer; nothing is written then."""
    found = silent(desk, clock, acme)
    before = dump(desk)
    wrong: list[Callable[[], object]] = [
        lambda: timers.stop_at(desk, found.entry.id, at("13:41")),
        lambda: timers.stop_at(desk, found.entry.id, at("17:43")),
        lambda: timers.drop_gap(desk, found.entry.id, at("15:00"), at("14:00")),
        lambda: timers.give_gap(desk, found.entry.id, at("13:00"), at("14:00"), client_id=bloom),
    ]
    for answer in wrong:
        with pytest.raises(InvalidField, match="lie within"):
            answer()
    with pytest.raises(NotFound):
        timers.give_gap(desk, found.entry.id, at("14:00"), client_id=999)
    assert dump(desk) == before
    timers.start(desk, client_id=bloom)
    late: list[Callable[[], object]] = [
        lambda: timers.drop_gap(desk, found.entry.id, found.last_touched),
        lambda: timers.stop_at(desk, found.entry.id, found.last_touched),
        lambda: timers.discard(desk, found.entry.id),
    ]
    for answer in late:
        with pytest.raises(ChangedMeanwhile, match="The timer"):
            answer()
    assert timers.discard(desk, now_running(desk).entry_id).client_code == "BLM"


# ---------------------------------------------------------------------- undo, other people, other processes


def test_every_operation_on_the_timer_can_be_undone_and_redone(
    desk: Desk, acme: int, flight: int, reels: int, clock: FrozenClock
) -> None:
    """Undo gives back the very rows, redo puts the change back."""

    def check(act: Callable[[], object], stay: bool = False) -> None:
        before = dump(desk)
        act()
        after = dump(desk)
        assert after != before
        desk.undo()
        assert dump(desk) == before
        desk.redo()
        assert dump(desk) == after
        if not stay:
            desk.undo()
            assert dump(desk) == before

    check(lambda: timers.start(desk, card_id=flight, at=at("13:00")), stay=True)
    check(lambda: timers.start(desk, card_id=reels))
    check(lambda: timers.stop(desk))
    check(lambda: timers.discard(desk))
    check(lambda: timers.shift_start(desk, -5))
    check(lambda: timers.set_memo(desk, "seats"))
    check(lambda: timers.stop_at(desk, now_running(desk).entry_id, at("13:10")))
    check(lambda: timers.drop_gap(desk, now_running(desk).entry_id, at("13:10")))
    check(lambda: timers.give_gap(desk, now_running(desk).entry_id, at("13:10"), client_id=acme))
    check(lambda: timers.interrupt(desk, card_id=reels), stay=True)
    clock.advance(minutes=5)
    check(lambda: timers.back(desk))
    check(lambda: timers.pause(desk), stay=True)
    check(lambda: timers.resume(desk))
    check(lambda: timers.start(desk, card_id=flight))
    check(lambda: timers.stop(desk))


def test_people_at_one_desk_have_timers_of_their_own(desk: Desk, acme: int, bloom: int, clock: FrozenClock) -> None:
    """Starting mine stops nobody else's."""
    timers.start(desk, client_id=acme)
    desk.actor = "budi"
    assert timers.running(desk) is None
    assert timers.start(desk, client_id=bloom).stopped is None
    clock.advance(minutes=3)
    timers.pause(desk)
    desk.actor = "ayu"
    assert now_running(desk).client_id == acme
    with pytest.raises(VatuiError, match="Nothing was put aside"):
        timers.back(desk)


SWITCH = """
    import sys
    from vatui.desk import Desk
    from vatui.domain import timers
    from vatui.errors import VatuiError
    desk = Desk.open(sys.argv[1], actor="ayu")
    for turn in range(10):
        try:
            timers.start(desk, memo=f"{sys.argv[2]} {turn}")
            timers.stop(desk)
        except VatuiError as error:
            assert "No timer" in str(error), error
    timers.start(desk, memo=f"{sys.argv[2]} last")
    desk.close()
"""


def test_processes_that_start_and_stop_at_once_leave_one_timer(tmp_path: Path) -> None:
    """Each sees the other's timer within its transaction: never two, none lost, no interval backwards."""
    file = str(tmp_path / "desk.db")
    Desk.open(file, actor="ayu").close()
    for process in [ground.start(SWITCH, file, name) for name in ("one", "two", "three")]:
        ground.finish(process)
    desk = Desk.open(file, actor="ayu")
    rows = list(Entry.select())
    assert len(rows) == 33
    assert [row.ended_at for row in rows].count(None) == 1
    assert all(row.ended_at is None or row.ended_at >= row.started_at for row in rows)
    desk.close()


# ---------------------------------------------------------------------- whatever is pressed


class AnyKeys(RuleBasedStateMachine):
    """Any keys in any order, with a clock that mostly goes on: the figures always hold together."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FrozenClock(at("08:00"))
        self.folder = TemporaryDirectory()
        self.desk = Desk.open(f"{self.folder.name}/desk.db", clock=self.clock, actor="ayu")
        clients.set_owner(self.desk, name="Sari", zone="Asia/Jakarta")
        acme = clients.add_client(self.desk, "Acme Studio", zone="America/New_York", code="ACM").id
        bloom = clients.add_client(self.desk, "Bloom", zone="Europe/London", code="BLM").id
        self.cards = [cards.add_card(self.desk, client, title).id for client, title in ((acme, "A"), (bloom, "B"), (bloom, "C"))]
        self.made = self.desk.steps(limit=1)[0].id

    def teardown(self) -> None:
        """Close the desk."""
        self.desk.close()
        self.folder.cleanup()

    @rule(minutes=st.integers(0, 300))
    def time_passes(self, minutes: int) -> None:
        """Let time pass."""
        self.clock.advance(minutes=minutes)

    @rule(card=st.integers(0, 2))
    def toggle(self, card: int) -> None:
        """Press t on a card."""
        timers.toggle(self.desk, self.cards[card])

    @rule(act=st.sampled_from([timers.pause_or_resume, timers.stop, timers.back, timers.discard]))
    def act(self, act: Callable[[Desk], object]) -> None:
        """Press p, stop, return or discard."""
        try:
            act(self.desk)
        except VatuiError:
            assert timers.running(self.desk) is None or act in (timers.back, timers.discard)

    @rule(card=st.integers(0, 2))
    def interrupt(self, card: int) -> None:
        """Press !."""
        running = timers.running(self.desk)
        try:
            timers.interrupt(self.desk, card_id=self.cards[card])
        except VatuiError:
            assert running is None or running.card_id == self.cards[card]

    @precondition(lambda self: timers.running(self.desk) is not None)
    @rule(minutes=st.sampled_from([-5, 5]))
    def shift(self, minutes: int) -> None:
        """Press - or +."""
        if not now_running(self.desk).paused:
            timers.shift_start(self.desk, minutes)

    @rule()
    def undo(self) -> None:
        """Press u."""
        if any(step.id > self.made and not step.undone and step.undoes is None for step in self.desk.steps()):
            self.desk.undo()

    @invariant()
    def holds(self) -> None:
        """One timer at most, no interval backwards, nothing parked twice, and the clock shows the sum of its run."""
        now = self.clock.now()
        rows = list(Entry.select().where(Entry.actor == "ayu"))
        assert [row.ended_at for row in rows].count(None) <= 1
        assert all(row.ended_at is None or row.ended_at >= row.started_at for row in rows)
        running = timers.running(self.desk)
        parked = list(Parked.select().order_by(Parked.id))
        assert (running is None) == (not parked and all(row.ended_at for row in rows))
        assert len({row.entry_id for row in parked}) == len(parked)
        assert all(row.kind in ParkedKind for row in parked)
        if running is not None:
            head = next(row for row in rows if row.id == running.entry_id)
            pieces = [row for row in rows if (row.run or row.id) == (head.run or head.id)]
            assert running.elapsed(now) == sum(((row.ended_at or now) - row.started_at for row in pieces), NOTHING)


TestAnyKeys = AnyKeys.TestCase
TestAnyKeys.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
