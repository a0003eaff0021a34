"""Entries: exact lengths, days, sums, and putting them right (domain.md T1)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.ground import dump
from vatui import zones
from vatui.domain import cards, clients, entries, timers
from vatui.errors import ChangedMeanwhile, InvalidField, NotFound, UndoConflict
from vatui.models import Card, Entry, Parked
from vatui.values import ParkedKind, Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from vatui.clock import FrozenClock
    from vatui.desk import Desk

H = timedelta(hours=1)
M = timedelta(minutes=1)
ZONES = (
    "UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "America/Santiago",
    "Asia/Beirut", "America/St_Johns", "Pacific/Apia", "America/Havana", "Asia/Jakarta",
)  # fmt: skip


def wall(text: str, zone: str) -> datetime:
    """The instant of a wall time."""
    return zones.instant(datetime.fromisoformat(text), zone)


def at(text: str) -> datetime:
    """An instant of 24 November 2026, or of a whole ISO text."""
    return datetime.fromisoformat(text if "T" in text else f"2026-11-24T{text}").replace(tzinfo=UTC)


@pytest.fixture
def acme(desk: Desk) -> int:
    """A client in New York, and me in Jakarta."""
    clients.set_owner(desk, name="Sari", zone="Asia/Jakarta")
    return int(clients.add_client(desk, "Acme Studio", zone="America/New_York", code="ACM").id)


@pytest.fixture
def bloom(desk: Desk, acme: int) -> int:
    """A second client, in London."""
    return int(clients.add_client(desk, "Bloom", zone="Europe/London", code="BLM").id)


def add(desk: Desk, client: int | None, start: str, end: str, **more: Any) -> int:
    """The number of a new entry."""
    return entries.add_entry(desk, client, at(start), at(end), **more).id


# ---------------------------------------------------------------------- lengths and days


def test_an_entry_over_the_hour_that_comes_twice_counts_it(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """London 2026-10-25 00:30 to 02:30 on the wall is three hours."""
    line = entries.add_entry(
        desk, acme, wall("2026-10-25T00:30", "Europe/London"), wall("2026-10-25T02:30", "Europe/London"), zone="Europe/London"
    )
    assert line.length(clock.now()) == 3 * H
    assert line.zone == "Europe/London"


@pytest.mark.parametrize(("day", "length"), [("2026-03-08", 6 * H + 45 * M), ("2026-11-01", 8 * H + 45 * M)])
def test_a_night_in_new_york_is_exact_on_both_shift_days(desk: Desk, acme: int, day: str, length: timedelta) -> None:
    """22:30 to 06:15 is 6:45 in March and 8:45 in November (reliability.md 5.8)."""
    end = wall(f"{day}T06:15", "America/New_York")
    start = wall(f"{date.fromisoformat(day) - timedelta(days=1)}T22:30", "America/New_York")
    line = entries.add_entry(desk, acme, start, end, zone="America/New_York")
    assert line.length(desk.now()) == length
    first = entries.day(desk, date.fromisoformat(day) - timedelta(days=1), "America/New_York")
    second = entries.day(desk, date.fromisoformat(day), "America/New_York")
    assert (first.total, first.total + second.total) == (90 * M, length)


def test_midnight_of_the_report_zone_splits_and_loses_nothing(desk: Desk, acme: int) -> None:
    """23:30 to 00:45 in London is 30 and 45 minutes there, and 75 on one day in Manila."""
    entries.add_entry(desk, acme, wall("2026-11-20T23:30", "Europe/London"), wall("2026-11-21T00:45", "Europe/London"))
    totals = [entries.day(desk, date(2026, 11, day), "Europe/London").total for day in (20, 21)]
    assert totals == [30 * M, 45 * M]
    assert entries.day(desk, date(2026, 11, 21), "Asia/Manila").total == 75 * M
    assert entries.day(desk, date(2026, 11, 20), "Asia/Manila").clips == ()


def test_a_day_may_begin_after_midnight(desk: Desk, acme: int) -> None:
    """With the day starting at four, work at two belongs to the evening before."""
    entries.add_entry(desk, acme, wall("2026-11-21T01:00", "Asia/Jakarta"), wall("2026-11-21T05:00", "Asia/Jakarta"))
    evening = entries.day(desk, date(2026, 11, 20), "Asia/Jakarta", starts_at=4 * H)
    morning = entries.day(desk, date(2026, 11, 21), "Asia/Jakarta", starts_at=4 * H)
    assert (evening.total, morning.total) == (3 * H, 1 * H)


instants = st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1)).map(lambda t: t.replace(microsecond=0, tzinfo=UTC))


@given(start=instants, length=st.integers(0, 6 * 86_400), zone=st.sampled_from(ZONES), hours=st.sampled_from((0, 4, 6.5)))
def test_the_parts_of_days_add_up_to_the_whole(start: datetime, length: int, zone: str, hours: float) -> None:
    """Σ parts == whole in any zone, wherever the day starts (domain.md T1.4)."""
    end = start + timedelta(seconds=length)
    parts = entries.parts(start, end, zone, timedelta(hours=hours))
    assert sum((part for _day, part in parts), timedelta(0)) == end - start
    assert [day for day, _part in parts] == sorted({day for day, _part in parts})


@given(
    shift=st.sampled_from([
        ("Australia/Lord_Howe", "2026-04-05"), ("Australia/Lord_Howe", "2026-10-04"), ("Europe/London", "2026-03-29"),
        ("Europe/London", "2026-10-25"), ("Africa/Cairo", "2026-04-24"), ("America/Santiago", "2026-09-06"),
        ("Asia/Beirut", "2026-03-29"), ("America/Havana", "2026-11-01"), ("Pacific/Apia", "2011-12-30"),
        ("America/St_Johns", "2010-11-07"),
    ]),
    before=st.integers(0, 40 * 3600), after=st.integers(0, 40 * 3600),
)  # fmt: skip
def test_the_parts_add_up_around_every_kind_of_shift(shift: tuple[str, str], before: int, after: int) -> None:
    """Also where a midnight is skipped, comes twice, or a whole day is missing."""
    zone, day = shift
    noon = wall(f"{day}T12:00", zone)
    start, end = noon - timedelta(seconds=before), noon + timedelta(seconds=after)
    assert sum((part for _day, part in entries.parts(start, end, zone)), timedelta(0)) == end - start


intervals = st.lists(
    st.tuples(st.integers(0, 90_000), st.integers(0, 9_000)).map(
        lambda pair: (at("00:00") + timedelta(seconds=pair[0]), at("00:00") + timedelta(seconds=sum(pair)))
    ),
    max_size=12,
)


@given(intervals)
def test_worked_time_is_never_more_than_the_wall_or_the_sum(spans: list[entries.Interval]) -> None:
    """Union ≤ wall, union ≤ sum, union + gaps == wall, and union counted by seconds."""
    covered = entries.union(spans)
    total = sum((end - start for start, end in spans), timedelta(0))
    assert covered <= total
    if spans:
        first, last = min(start for start, _end in spans), max(end for _start, end in spans)
        empty = sum((end - start for start, end in entries.gaps_between(spans)), timedelta(0))
        assert covered + empty == last - first
    seconds = {second for start, end in spans for second in range(int(start.timestamp()), int(end.timestamp()))}
    assert covered == timedelta(seconds=len(seconds))


# ---------------------------------------------------------------------- reading


def test_a_day_tells_overlaps_gaps_and_long_entries(desk: Desk, acme: int, bloom: int) -> None:
    """Overlapping entries are named in pairs and the gap between is measured."""
    one = add(desk, acme, "02:00", "03:00")
    two = add(desk, bloom, "02:30", "03:30", billable=False)
    three = add(desk, acme, "05:00", "06:00")
    day = entries.day(desk, date(2026, 11, 24), "UTC")
    assert [clip.line.id for clip in day.clips] == [one, two, three]
    assert day.overlaps == ((one, two),)
    assert [clip.overlaps for clip in day.clips] == [True, True, False]
    assert day.gaps == ((at("03:30"), at("05:00")),)
    assert (day.total, day.worked, day.billable) == (3 * H, 2 * H + 30 * M, 2 * H)


def test_entries_that_touch_do_not_overlap(desk: Desk, acme: int) -> None:
    """Intervals are half-open; an empty one overlaps nothing."""
    add(desk, acme, "02:00", "03:00")
    add(desk, acme, "03:00", "04:00")
    add(desk, acme, "02:30", "02:30")
    assert entries.day(desk, date(2026, 11, 24), "UTC").overlaps == ()


def test_a_running_entry_overlaps_all_that_is_after_its_start(desk: Desk, acme: int, bloom: int) -> None:
    """Its end is infinity, which a comparison with no end in the database would miss."""
    running = timers.start(desk, client_id=acme, at=at("10:00")).entry
    other = add(desk, bloom, "11:00", "12:00")
    earlier = add(desk, bloom, "09:00", "10:00")
    day = entries.day(desk, date(2026, 11, 24), "UTC")
    assert day.overlaps == ((running.id, other),)
    assert day.clips[0].line.id == earlier
    assert day.clips[1].end == at("13:42")
    assert entries.day(desk, date(2026, 11, 25), "UTC").clips == ()


def test_a_span_is_read_in_windows_by_key(desk: Desk, acme: int, bloom: int) -> None:
    """Newest first, no entry twice, none missing, also where several start together."""
    made = [add(desk, acme if n % 3 else bloom, f"0{n % 4}:00", f"0{n % 4}:30") for n in range(11)]
    found: list[int] = []
    key: tuple[datetime, int] | None = None
    while lines := entries.span(desk, at("00:00"), at("23:59"), limit=3, before=key):
        found += [line.id for line in lines]
        key = (lines[-1].started_at, lines[-1].id)
    assert sorted(found) == sorted(made)
    assert found == sorted(made, key=lambda n: (entries.entry_line(desk, n).started_at, n), reverse=True)
    of_bloom = entries.span(desk, at("00:00"), at("23:59"), client_id=bloom)
    assert {line.client_code for line in of_bloom} == {"BLM"}
    assert len(of_bloom) == 4


def test_entries_over_the_edges_of_a_span_are_found_however_long(desk: Desk, acme: int) -> None:
    """One over the start, one of four days, one that runs since last week."""
    before = entries.add_entry(desk, acme, at("2026-11-23T22:00"), at("01:00")).id
    long = entries.add_entry(desk, acme, at("2026-11-20T09:00"), at("02:00")).id
    old = timers.start(desk, client_id=acme, at=at("2026-11-16T09:00")).entry.id
    found = entries.span(desk, at("00:00"), at("12:00"))
    assert [line.id for line in found] == [before, long, old]
    assert entries.span(desk, at("00:00"), at("12:00"), limit=1, before=(found[0].started_at, before))[0].id == long
    assert entries.entry_line(desk, long).needs_review
    total = entries.totals_by_client(desk, at("00:00"), at("12:00"))
    assert (total[0].entries, total[0].total) == (3, 1 * H + 2 * H + 12 * H)


def test_sums_by_client_agree_with_the_day(desk: Desk, acme: int, bloom: int) -> None:
    """One query gives what the entries give, with those over the edges clipped and nobody's time on its own line."""
    add(desk, acme, "02:00", "03:00")
    add(desk, acme, "03:00", "03:15", billable=False)
    add(desk, bloom, "02:30", "04:30")
    add(desk, None, "05:00", "05:10")
    entries.add_entry(desk, bloom, at("2026-11-23T23:00"), at("00:30"))
    timers.start(desk, client_id=acme, at=at("13:00"))
    totals = entries.totals_by_client(desk, at("00:00"), at("2026-11-25T00:00"))
    assert [(t.client_code, t.entries, t.total, t.billable) for t in totals] == [
        ("BLM", 2, 2 * H + 30 * M, 2 * H + 30 * M), ("ACM", 3, 1 * H + 57 * M, 1 * H + 42 * M), ("", 1, 10 * M, 10 * M),
    ]  # fmt: skip
    assert sum((t.total for t in totals), timedelta(0)) == entries.day(desk, date(2026, 11, 24), "UTC").total
    sums = entries.worked(desk, at("00:00"), at("2026-11-25T00:00"))
    assert (sums.entries, sums.total, sums.worked, sums.review) == (6, 4 * H + 37 * M, 3 * H + 52 * M, 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    data=st.lists(
        st.tuples(st.integers(-200, 40), st.integers(0, 80), st.booleans(), st.booleans()), min_size=1, max_size=10
    ),
    start=st.integers(-150, 0), hours=st.integers(1, 120),
)  # fmt: skip
def test_the_query_by_client_equals_the_sum_of_clipped_entries(
    sqlite_desk: Desk, data: list[tuple[int, int, bool, bool]], start: int, hours: int
) -> None:
    """Any entries, any window: database and Python add up the same, and worked ≤ wall."""
    desk = sqlite_desk
    now = desk.now()
    with desk.change("Clear"):
        for row in Entry.select():
            row.delete_instance()
        for began, length, billable, runs in data:
            begin = now + began * H
            end = begin + length * H
            assume(begin <= now)
            Entry.create(
                started_at=begin, ended_at=None if runs else end, zone="UTC", actor=desk.actor, billable=billable,
                needs_review=end - begin > 12 * H,
            )  # fmt: skip
    first = now + start * H
    last = first + hours * H
    expected = [
        (max(min(row.ended_at or now, last) - max(row.started_at, first), timedelta(0)), row.billable) for row in Entry.select()
    ]
    totals = entries.totals_by_client(desk, first, last)
    sums = entries.worked(desk, first, last)
    assert sum((t.total for t in totals), timedelta(0)) == sum((length for length, _b in expected), timedelta(0)) == sums.total
    assert sum((t.billable for t in totals), timedelta(0)) == sum((n for n, b in expected if b), timedelta(0)) == sums.billable
    assert sums.worked <= last - first
    assert sums.worked <= sums.total


def test_other_people_are_counted_only_when_asked(desk: Desk, acme: int) -> None:
    """Mine by default; for everybody, covered time is counted person by person."""
    add(desk, acme, "02:00", "03:00")
    desk.actor = "budi"
    add(desk, acme, "02:30", "03:30")
    assert entries.day(desk, date(2026, 11, 24), "UTC").total == 1 * H
    both = entries.day(desk, date(2026, 11, 24), "UTC", everyone=True)
    assert (both.total, both.worked, both.overlaps) == (2 * H, 2 * H, ())
    assert entries.totals_by_client(desk, at("00:00"), at("12:00"), everyone=True)[0].total == 2 * H
    assert entries.worked(desk, at("00:00"), at("12:00"), everyone=True).worked == 2 * H


def test_cards_know_their_time(desk: Desk, acme: int) -> None:
    """Seconds by card, the running one until now; cards without time are left out."""
    one, two, three = (cards.add_card(desk, acme, title).id for title in ("One", "Two", "Three"))
    add(desk, None, "02:00", "03:00", card_id=one)
    add(desk, None, "04:00", "04:30", card_id=one)
    timers.start(desk, card_id=two, at=at("13:00"))
    assert entries.card_seconds(desk, [one, two, three, one]) == {one: 5400, two: 42 * 60}
    assert entries.card_seconds(desk, []) == {}


def test_the_windows_use_their_indexes(sqlite_desk: Desk) -> None:
    """No read of a window walks through the whole table."""
    seen: list[str] = []
    real = sqlite_desk.store.rows

    def noted(sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
        if "FROM entry e" in sql:
            seen.append(" | ".join(str(row[3]) for row in real(f"EXPLAIN QUERY PLAN {sql}", values)))
        return real(sql, values)

    sqlite_desk.store.rows = noted  # type: ignore[method-assign]  # looks over the shoulder of the real one
    entries.span(sqlite_desk, at("00:00"), at("12:00"))
    entries.span(sqlite_desk, at("00:00"), at("12:00"), before=(at("10:00"), 7), client_id=1, everyone=True)
    entries.totals_by_client(sqlite_desk, at("00:00"), at("12:00"))
    timers.running(sqlite_desk)
    assert len(seen) == 6
    for plan in seen:
        assert not re.search(r"SCAN (entry|e|f|p)\b", plan), plan
    assert "entry_unsettled" in seen[1]
    assert "entry_unsettled" in seen[4]


# ---------------------------------------------------------------------- writing


def test_an_entry_takes_the_client_of_its_card_and_my_zone(desk: Desk, acme: int, bloom: int) -> None:
    """Client, code, title and zone come from the card and the owner; the text is made safe."""
    card = cards.add_card(desk, acme, "Book flight")
    line = entries.add_entry(desk, None, at("02:00"), at("03:00"), card_id=card.id, memo="seat\x1b[31m map ")
    assert (line.client_code, line.card_code, line.title, line.memo) == ("ACM", "ACM-1", "Book flight", "seat map")
    assert (line.zone, line.billable, line.needs_review, line.actor) == ("Asia/Jakarta", True, False, desk.actor)
    with pytest.raises(InvalidField, match="another client"):
        entries.add_entry(desk, bloom, at("02:00"), at("03:00"), card_id=card.id)
    with pytest.raises(NotFound):
        entries.add_entry(desk, None, at("02:00"), at("03:00"), card_id=999)
    with pytest.raises(NotFound):
        entries.add_entry(desk, 999, at("02:00"), at("03:00"))


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [("03:00", "02:00", "ended_at"), ("02:00", "13:43", "ended_at"), ("14:00", "15:00", "started_at")],
)
def test_impossible_times_are_refused(desk: Desk, acme: int, start: str, end: str, field: str) -> None:
    """An end before the start, and the future; the form learns which field."""
    with pytest.raises(InvalidField) as refused:
        add(desk, acme, start, end)
    assert refused.value.field == field
    assert desk.rows("SELECT COUNT(*) FROM entry") == [(0,)]


def test_a_naive_time_is_a_defect_and_an_unknown_zone_is_refused(desk: Desk, acme: int) -> None:
    """Zones are names of IANA; what a naive time means is never guessed."""
    line = add(desk, acme, "02:00", "03:00")
    for naive in (datetime(2026, 11, 24, 2), datetime(2026, 11, 24, 12)):
        with pytest.raises(ValueError, match="aware"):
            entries.edit_entry(desk, line, started_at=naive)
    calls: list[Callable[[], object]] = [
        lambda: entries.add_entry(desk, acme, at("02:00"), at("03:00"), zone="Mars/Base"),
        lambda: entries.edit_entry(desk, line, zone="Mars/Base"),
    ]
    for call in calls:
        with pytest.raises(InvalidField, match="Mars/Base"):
            call()


def test_too_long_is_kept_and_flagged_until_it_is_confirmed(desk: Desk, acme: int) -> None:
    """Over twelve hours needs a review; a person may confirm it, but not beyond two days."""
    long = entries.add_entry(desk, acme, at("2026-11-23T20:00"), at("08:01"))
    assert long.needs_review
    assert not entries.edit_entry(desk, long.id, needs_review=False).needs_review
    assert not entries.edit_entry(desk, long.id, ended_at=at("06:00")).needs_review
    assert entries.edit_entry(desk, long.id, ended_at=at("12:00")).needs_review
    endless = entries.add_entry(desk, acme, at("2026-11-20T09:00"), at("08:00"))
    with pytest.raises(InvalidField, match="two days"):
        entries.edit_entry(desk, endless.id, needs_review=False)


def test_a_form_that_showed_something_else_is_refused(desk: Desk, acme: int) -> None:
    """The field that was changed meanwhile is named, and nothing is written."""
    line = add(desk, acme, "02:00", "03:00", memo="old")
    entries.edit_entry(desk, line, {"memo": "old"}, memo="new")
    with pytest.raises(ChangedMeanwhile, match="The memo"):
        entries.edit_entry(desk, line, {"memo": "old", "billable": True}, memo="mine", billable=False)
    assert entries.entry_line(desk, line).billable
    assert entries.edit_entry(desk, line, {"memo": "old"}, billable=False).memo == "new"


def test_editing_moves_an_entry_to_a_card_or_another_client(desk: Desk, acme: int, bloom: int) -> None:
    """A card brings its client, a client without the card leaves it, none is allowed."""
    card = cards.add_card(desk, acme, "Book flight").id
    line = add(desk, bloom, "02:00", "03:00")
    assert entries.edit_entry(desk, line, card_id=card).client_code == "ACM"
    moved = entries.edit_entry(desk, line, client_id=bloom)
    assert (moved.client_code, moved.card_id) == ("BLM", None)
    assert entries.edit_entry(desk, line, client_id=None).client_id is None
    both = entries.edit_entry(desk, line, client_id=acme, card_id=card)
    assert (both.client_id, both.card_id) == (acme, card)
    assert entries.edit_entry(desk, line, card_id=None).client_id == acme
    with pytest.raises(TypeError):
        entries.edit_entry(desk, line, colour=3)
    with pytest.raises(InvalidField):
        entries.edit_entry(desk, line, ended_at=None)
    with pytest.raises(NotFound):
        entries.edit_entry(desk, 999, memo="x")


def test_an_edit_that_changes_nothing_leaves_no_step(desk: Desk, acme: int) -> None:
    """Nothing to undo was added."""
    line = add(desk, acme, "02:00", "03:00", memo="same")
    steps = len(desk.steps())
    entries.edit_entry(desk, line, memo="same", billable=True, started_at=at("02:00"), client_id=acme)
    assert len(desk.steps()) == steps


def test_an_end_stops_a_running_entry(desk: Desk, acme: int) -> None:
    """The timer is off afterwards."""
    line = timers.start(desk, client_id=acme, at=at("10:00")).entry
    entries.edit_entry(desk, line.id, ended_at=at("11:00"))
    assert timers.running(desk) is None


def test_split_and_join_are_inverse(desk: Desk, acme: int) -> None:
    """Two halves, then one again, to the second."""
    line = add(desk, acme, "02:00", "03:00", memo="inbox")
    first, second = entries.split(desk, line, at("02:20:01"))
    assert (first.ended_at, second.started_at, second.ended_at) == (at("02:20:01"), at("02:20:01"), at("03:00"))
    assert second.memo == "inbox"
    whole = entries.join(desk, second.id, first.id)
    assert (whole.id, whole.started_at, whole.ended_at, whole.memo) == (line, at("02:00"), at("03:00"), "inbox")
    for wrong in ("02:00", "03:00", "04:00"):
        with pytest.raises(InvalidField, match="inside"):
            entries.split(desk, line, at(wrong))


def test_a_running_entry_is_split_and_runs_on(desk: Desk, acme: int, bloom: int) -> None:
    """The second half runs; given to another client, the first half is no part of its run any more."""
    line = timers.start(desk, client_id=acme, at=at("10:00")).entry
    first, second = entries.split(desk, line.id, at("12:00"))
    assert (first.ended_at, second.ended_at) == (at("12:00"), None)
    running = timers.running(desk)
    assert running is not None
    assert (running.entry_id, running.before) == (second.id, 2 * H)
    entries.edit_entry(desk, first.id, client_id=bloom)
    running = timers.running(desk)
    assert running is not None
    assert running.before == timedelta(0)


def test_only_neighbours_of_one_kind_are_joined(desk: Desk, acme: int, bloom: int) -> None:
    """Same client, card and billing, and no more between them than was allowed."""
    one = add(desk, acme, "02:00", "03:00", memo="mail")
    two = add(desk, acme, "03:10:30", "04:00", memo="calls")
    other = add(desk, bloom, "03:00", "03:05")
    free = add(desk, acme, "03:00", "03:05", billable=False)
    for wrong, said in ((other, "same client"), (free, "billable"), (one, "two entries"), (two, "11 minutes")):
        with pytest.raises(InvalidField, match=said):
            entries.join(desk, one, wrong)
    whole = entries.join(desk, one, two, max_gap=15 * M)
    assert (whole.started_at, whole.ended_at, whole.memo) == (at("02:00"), at("04:00"), "mail; calls")


def test_joining_with_the_running_entry_keeps_it_running(desk: Desk, acme: int) -> None:
    """The pause between is filled, and the run is whole."""
    card = cards.add_card(desk, acme, "Book flight").id
    first = timers.start(desk, card_id=card, at=at("10:00")).entry
    timers.stop(desk, at("11:00"))
    second = timers.start(desk, card_id=card, at=at("11:00")).entry
    whole = entries.join(desk, first.id, second.id)
    assert (whole.id, whole.running) == (first.id, True)
    running = timers.running(desk)
    assert running is not None
    assert running.elapsed(desk.now()) == 3 * H + 42 * M


def test_joining_a_parked_entry_keeps_it_parked(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """What was paused can still be resumed after its last piece was joined to the one before."""
    first = add(desk, acme, "13:00", "13:42", memo="mail")
    second = timers.start(desk, client_id=acme, memo="mail").entry
    clock.advance(minutes=5)
    timers.pause(desk)
    entries.join(desk, first, second.id)
    running = timers.running(desk)
    assert running is not None
    assert (running.paused, running.entry_id, running.elapsed(clock.now())) == (True, first, 47 * M)


def test_deleting_an_entry_takes_what_hangs_on_it(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """A paused timer is gone with its entry; the rest of a run keeps together."""
    card = cards.add_card(desk, acme, "Book flight").id
    first = timers.start(desk, card_id=card).entry
    for _piece in range(3):
        clock.advance(minutes=10)
        timers.pause(desk)
        clock.advance(minutes=1)
        timers.resume(desk)
    clock.advance(minutes=10)
    entries.delete(desk, first.id)
    running = timers.running(desk)
    assert running is not None
    assert running.elapsed(clock.now()) == 30 * M
    timers.pause(desk)
    entries.delete(desk, running.entry_id)
    assert timers.running(desk) is None
    assert Parked.select().count() == 0
    with pytest.raises(NotFound):
        entries.delete(desk, first.id)


def test_worked_time_moves_the_urgency_of_an_estimated_card(desk: Desk, acme: int) -> None:
    """Added, edited and deleted time changes the instant from which the card counts as urgent (domain.md W4)."""
    card = cards.add_card(desk, acme, "Deck", due=Said("2026-12-04", "Asia/Jakarta"), estimate=20 * H).id

    def urgent_from() -> Any:
        return Card.get_by_id(card).urgent_from

    before = urgent_from()
    line = add(desk, None, "01:00", "05:00", card_id=card)
    after = urgent_from()
    assert after > before
    entries.edit_entry(desk, line, ended_at=at("02:00"))
    assert before < urgent_from() < after
    entries.delete(desk, line)
    assert urgent_from() == before
    desk.undo()
    desk.undo()
    assert urgent_from() == after


def test_every_operation_on_entries_can_be_undone_and_redone(desk: Desk, acme: int, bloom: int, clock: FrozenClock) -> None:
    """Undo gives back the very rows, redo puts the change back."""
    card = cards.add_card(desk, acme, "Book flight", estimate=2 * H).id
    line = add(desk, None, "02:00", "03:00", card_id=card)
    near = add(desk, None, "03:00", "04:00", card_id=card)
    timers.start(desk, client_id=acme, memo="x")
    clock.advance(minutes=9)
    timers.pause(desk)
    parked = Parked.select().get().entry_id
    for act in (
        lambda: entries.add_entry(desk, bloom, at("05:00"), at("06:00")),
        lambda: entries.edit_entry(desk, line, client_id=bloom, started_at=at("01:00")),
        lambda: entries.split(desk, line, at("02:30")),
        lambda: entries.split(desk, parked, clock.now() - 5 * M),
        lambda: entries.join(desk, line, near),
        lambda: entries.delete(desk, line),
        lambda: entries.delete(desk, parked),
    ):
        before = dump(desk)
        act()
        after = dump(desk)
        assert after != before
        desk.undo()
        assert dump(desk) == before
        desk.redo()
        assert dump(desk) == after
        desk.undo()


def test_undo_does_not_bury_a_later_edit(desk: Desk, acme: int) -> None:
    """An entry that somebody else corrected since cannot be taken back."""
    line = add(desk, acme, "02:00", "03:00")
    desk.actor = "budi"
    entries.edit_entry(desk, line, memo="by budi")
    desk.actor = "ayu"
    with pytest.raises(UndoConflict):
        desk.undo()


def test_a_parked_entry_that_is_split_is_resumed_from_its_second_half(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """What is parked is always the last piece."""
    first = timers.start(desk, client_id=acme).entry
    clock.advance(minutes=10)
    timers.pause(desk)
    _one, two = entries.split(desk, first.id, clock.now() - 4 * M)
    parked = Parked.select().get()
    assert (parked.entry_id, parked.kind) == (two.id, ParkedKind.PAUSE)
    running = timers.running(desk)
    assert running is not None
    assert running.elapsed(clock.now()) == 10 * M
