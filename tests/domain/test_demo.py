"""The demo: the same day for whoever opens it, at whatever hour (interface.md 9)."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ground import dump
from vatui import zones
from vatui.clock import FrozenClock
from vatui.desk import Desk
from vatui.domain import boards, cards, clients, demo, entries, matrix, requests, timers, today
from vatui.domain.calendar import hour_state, windows
from vatui.errors import VatuiError
from vatui.models import Card, Client, Entry, Request
from vatui.paths import asset

if TYPE_CHECKING:
    from pathlib import Path

WIB = "Asia/Jakarta"
M = timedelta(minutes=1)

NOWS = [
    "2026-11-24T13:42:00",  # the day of the wireframes
    "2026-11-23T17:00:00",  # midnight in Jakarta, the first instant of Tuesday
    "2026-11-23T16:59:59",  # the last of Monday
    "2026-11-24T16:20:00",  # 23:20: most of today's work would be due tomorrow
    "2026-11-24T17:10:00",  # 00:10: the timer began yesterday
    "2026-11-28T15:00:00",  # Saturday evening
    "2026-11-29T02:00:00",  # Sunday morning
    "2026-11-29T12:00:00",  # Sunday: nobody works
    "2026-11-30T00:30:00",  # Monday morning
    "2026-12-25T09:00:00",  # Christmas
    "2026-12-31T16:59:00",  # the last minute of the year in Jakarta
    "2027-01-01T03:00:00",  # a holiday nearly everywhere
    "2027-03-10T05:00:00",  # Idul Fitri 2027
    "2027-03-14T07:05:00",  # summer time began in New York five minutes ago
    "2026-10-25T00:40:00",  # London goes back
    "2026-10-25T01:10:00",  # the hour that London has twice
    "2026-11-01T05:30:00",  # the hour that New York has twice
    "2027-04-03T15:50:00",  # Sydney goes back
    "2028-02-29T22:00:00",  # a leap day
    "2026-11-27T16:00:00",  # Friday night
    "2026-08-17T06:00:00",  # a holiday in Jakarta
]


def opened(path: Path, now: str | datetime) -> Desk:
    """A desk with the demo as of an instant."""
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC) if isinstance(now, str) else now
    desk = Desk.open(str(path), clock=FrozenClock(instant), actor="sari")
    demo.make_demo(desk)
    return desk


def check(desk: Desk) -> None:
    """Everything that must be so whenever the demo is opened."""
    now = desk.now()
    check_work(desk, now)
    check_time(desk, now)
    check_requests(desk, now)


def check_work(desk: Desk, now: datetime) -> None:
    """48 cards, one overdue, four due today, in all quadrants, and every view counts them alike."""
    day = today.today_view(desk)
    assert Card.select().count() == 48
    assert [group.count for group in day.focus.groups] == [1, 4, 25]
    assert [group.name for group in day.focus.groups if group.lines] == ["overdue", "today", "next"]
    assert (day.waiting.count, day.waiting.raised) == (6, 1)
    assert day.focus.seconds == 270 * 60
    found = matrix.matrix(desk)
    assert [quadrant.count for quadrant in found.quadrants] == [4, 7, 3, 16]
    assert [quadrant.seconds // 60 for quadrant in found.quadrants] == [315, 920, 90, 925]
    assert sum(quadrant.count for quadrant in found.quadrants) == day.focus.total == 30
    every = boards.board_views(desk, [board for board, _, _ in boards.boards_of(desk)], with_done=True)
    assert sum(lane.count for view in every for lane in (*view.lanes, *view.done)) == 48 - 2  # two are snoozed
    assert sum(lane.count for view in every for lane in view.done) == 10
    assert sum(line.open for line in clients.client_lines(desk, counts=True)) == 38
    for card in Card.select():
        assert card.created_at <= card.stage_since <= now
        if card.due_said is not None and card.due_zone is not None:
            assert card.due_at == zones.end_of_said(card.due_said, card.due_zone)
            assert card.due_rank == cards.stored(card.due_at)
        if card.done_at is not None:
            last = entries.card_seconds(desk, [card.id])
            assert last[card.id] > 0
            assert card.done_at == Entry.get(Entry.card == card.id).ended_at
        assert cards.find_card(desk, cards.card_line(desk, card.id).code).id == card.id


def check_time(desk: Desk, now: datetime) -> None:
    """The timer runs, nobody asks about it, nothing overlaps, and all other time lies in working hours or today."""
    running = timers.running(desk)
    assert running is not None
    assert (running.title, now - running.started_at) == ("Reels captions, batch of 6", timedelta(hours=1, minutes=24, seconds=7))
    assert timers.forgotten(desk, 15 * M) is None
    found = list(Entry.select().order_by(Entry.started_at, Entry.id))
    mine = clients.my_calendar(desk)
    begins = zones.day_bounds(zones.today(now, WIB), WIB)[0]
    for first, second in pairwise(found):
        assert first.ended_at is not None
        assert first.started_at < first.ended_at <= second.started_at
    for entry in found[:-1]:
        assert entry.ended_at <= now
        if entry.started_at < begins:
            inside = windows(mine, entry.started_at, entry.ended_at)
            assert inside == [(entry.started_at, entry.ended_at)]
        if entry.card_id is not None:
            assert cards.card_line(desk, entry.card_id).client_id == entry.client_id
    weeks = {zones.today(entry.started_at, WIB).isocalendar()[:2] for entry in found}
    assert len(weeks) >= 8  # nine weeks, one of which may be all holidays
    hours = today.hours(desk)
    assert hours.total == sum((client.total for client in hours.clients), timedelta())
    assert hours.total >= min(now - begins, timedelta(hours=1, minutes=24, seconds=7))


def check_requests(desk: Desk, now: datetime) -> None:
    """Six requests, the first nearly late; three sleep if anybody works now, else all do."""
    inbox = requests.inbox(desk)
    assert (inbox.count, len(inbox.lines)) == (6, 6)
    near = [line for line in inbox.lines if line.left is not None and timedelta() < line.left <= 12 * M]
    assert near == [inbox.lines[0]]
    assert inbox.next_promise == inbox.lines[0].promised_at
    at_work = [line for line in clients.client_lines(desk) if hour_state(line.calendar, now).kind in ("in", "closing")]
    theirs = next(line.calendar for line in clients.client_lines(desk) if line.id == near[0].client_id)
    assert near[0].left == 12 * M or hour_state(theirs, now).kind == "closing"
    asleep = [line for line in inbox.lines if line.clock == "asleep"]
    assert len(asleep) == (3 if at_work else 6)
    for line in asleep[1:] if len(asleep) == 6 else asleep:
        assert (line.left, line.fraction) == (timedelta(hours=4), 1.0)
    for request in Request.select():
        client = Client.get_by_id(request.client_id)
        assert request.received_at <= now
        assert request.promised_at == requests.promise_for(desk, client, request.received_at)
        assert request.replied_at is None or request.received_at < request.replied_at <= request.promised_at
    assert requests.inbox(desk, group="closed").count == 3


@pytest.mark.parametrize("now", NOWS)
def test_the_demo_holds_at_any_moment(tmp_path: Path, now: str) -> None:
    """At midnight, on Sundays, on holidays and when clocks change the counts are the same and all figures agree."""
    desk = opened(tmp_path / "demo.db", now)
    check(desk)
    desk.close()


@settings(max_examples=12)
@given(minutes=st.integers(0, 4 * 365 * 24 * 60), seconds=st.integers(0, 59))
def test_the_demo_holds_at_moments_nobody_thought_of(tmp_path_factory: Any, minutes: int, seconds: int) -> None:
    """The same at instants of the coming four years."""
    now = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=minutes, seconds=seconds)
    desk = opened(tmp_path_factory.mktemp("demo") / "demo.db", now)
    check(desk)
    desk.close()


def test_the_demo_works_on_either_database(desk: Desk) -> None:
    """What holds in a file holds on a server."""
    demo.make_demo(desk)
    check(desk)


def test_the_demo_is_the_same_each_time(tmp_path: Path) -> None:
    """Made twice for one moment it is equal, row by row."""
    dumps = []
    for name in ("one.db", "two.db"):
        desk = opened(tmp_path / name, NOWS[0])
        dumps.append(dump(desk))
        desk.close()
    assert dumps[0] == dumps[1]


def test_the_demo_needs_an_empty_desk(desk: Desk) -> None:
    """It never mixes with somebody's work, and cannot be undone away."""
    clients.add_client(desk, "Mine", zone=WIB)
    with pytest.raises(VatuiError):
        demo.make_demo(desk)
    assert Client.select().count() == 1
    assert Card.select().count() == 0


def test_the_demo_cannot_be_undone_but_what_is_done_in_it_can(desk: Desk) -> None:
    """Making it is no step to take back; finishing a card is."""
    demo.make_demo(desk)
    before = dump(desk)
    card = cards.find_card(desk, "BLM-1")
    cards.finish_cards(desk, [card.id])
    desk.undo()
    assert dump(desk) == before
    with pytest.raises(VatuiError):
        desk.undo()
    added = cards.add_card(desk, card.client_id, "One more")
    assert added.number == 1 + max(number for (number,) in desk.rows("SELECT number FROM card WHERE id <> ?", added.id))


def test_an_old_demo_is_known_as_such(desk: Desk, clock: FrozenClock) -> None:
    """From the next day in Jakarta on its dates are stale; another desk never is."""
    assert not demo.is_stale(desk)
    demo.make_demo(desk)
    clock.set(datetime(2026, 11, 24, 16, 59, tzinfo=UTC))
    assert not demo.is_stale(desk)
    clock.advance(minutes=1)
    assert demo.is_stale(desk)


def test_the_words_of_each_client_are_in_its_language() -> None:
    """Every card and request is of a client there is, Kopi Nusantara's in Indonesian, and every month has a name in both."""
    with asset("demo/desk.toml").open("rb") as file:
        told = tomllib.load(file)
    codes = {client["code"] for client in told["client"]}
    assert {card["client"] for card in told["card"]} == {request["client"] for request in told["request"]} == codes
    assert {client["code"] for client in told["client"] if client.get("language") == "id"} == {"KOP"}
    assert [len(names) for names in told["months"].values()] == [12, 12]
    helpers = {helper["name"] for helper in told["helper"]}
    assert {card["helper"] for card in told["card"] if "helper" in card} <= helpers
