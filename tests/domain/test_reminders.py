"""Reminders: when they come, that they come once, and who must not hear them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.conftest import NOW
from tests.factory import make_card, make_client, make_owner
from vatui.domain import cards, reminders, requests, timers
from vatui.domain.calendars import my_calendar
from vatui.domain.clients import edit_client
from vatui.values import ClientState, Said, StageKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vatui.clock import FrozenClock
    from vatui.desk import Desk
    from vatui.domain.reminders import Taken

ALWAYS = "Mon-Sun 00:00-24:00"


class Looking:
    """A console that looks as often as it is told to."""

    def __init__(self, desk: Desk, clock: FrozenClock) -> None:
        self.desk, self.clock = desk, clock
        self.since: datetime | None = None
        self.held: Mapping[str, datetime] = {}

    def look(self, **options: object) -> Taken:
        """Look now."""
        taken = reminders.take(self.desk, self.since, my_calendar(self.desk), held=self.held, **options)  # type: ignore[arg-type]  # as given
        self.since, self.held = taken.now, taken.held
        return taken

    def at(self, hour: int, minute: int = 0, *, day: int = 24, **options: object) -> list[tuple[str, str, int]]:
        """What is said at a time of November 2026, UTC: kind, title, minutes left."""
        self.clock.set(datetime(2026, 11, day, hour, minute, tzinfo=UTC))
        return [(one.kind, one.title, int(one.left / timedelta(minutes=1))) for one in self.look(**options).said]


@pytest.fixture
def looking(desk: Desk, clock: FrozenClock) -> Looking:
    """A console that has looked just now, of somebody who always works."""
    make_owner(desk, zone="UTC", hours=ALWAYS)
    looking = Looking(desk, clock)
    looking.look()
    return looking


def due(text: str) -> Said:
    """A wall minute of November in UTC."""
    return Said(f"2026-11-{text}", "UTC")


def test_a_due_card_comes_a_day_and_two_hours_before_once_each(desk: Desk, looking: Looking) -> None:
    """Not a minute sooner, and never again, even when it is looked for a hundred times."""
    make_card(desk, make_client(desk), "Newsletter", due=due("25T18:00"))
    assert looking.at(17, 59) == []
    assert looking.at(18, 0) == [("due", "Newsletter", 24 * 60)]
    assert [looking.at(18, minute) for minute in range(1, 60)] == [[]] * 59
    assert looking.at(15, 59, day=25) == []
    assert looking.at(16, 0, day=25) == [("due", "Newsletter", 120)]
    assert looking.at(17, 59, day=25) == []
    assert looking.at(18, 30, day=25) == []


def test_a_late_look_says_the_latest_of_a_date_only(desk: Desk, looking: Looking) -> None:
    """After a night's sleep of the computer one card is said once, with the time that is left; what is over is not said."""
    client = make_client(desk)
    make_card(desk, client, "Soon", due=due("26T08:00"))
    make_card(desk, client, "Over", due=due("26T06:00"))
    assert looking.at(7, 0, day=26) == [("due", "Soon", 60)]


def test_what_was_written_down_late_is_not_said(desk: Desk, looking: Looking) -> None:
    """Who writes down a card that is due in an hour knows it."""
    make_card(desk, make_client(desk), "At once", due=due("24T14:42"))
    assert looking.at(13, 43) == []
    assert looking.at(14, 41) == []


def test_another_date_is_another_reminder(desk: Desk, looking: Looking) -> None:
    """A card that was put off comes again before its new date."""
    card = make_card(desk, make_client(desk), "Moved", due=due("24T17:00"))
    assert looking.at(15) == [("due", "Moved", 120)]
    cards.edit_card(desk, card.id, due=due("24T20:00"))
    assert looking.at(17, 30) == []
    assert looking.at(18) == [("due", "Moved", 120)]


@pytest.mark.parametrize("way", ["done", "archived", "client rests"])
def test_what_is_settled_is_not_said(desk: Desk, looking: Looking, way: str) -> None:
    """A card that is done or put away, or whose client rests, stays silent."""
    client = make_client(desk)
    card = make_card(desk, client, "Gone", due=due("24T17:00"))
    if way == "done":
        cards.finish_cards(desk, [card.id])
    elif way == "archived":
        cards.archive_cards(desk, [card.id])
    else:
        edit_client(desk, client.id, state=ClientState.PAUSED)
    assert looking.at(15) == []


def test_a_promise_comes_at_a_quarter_and_a_tenth(desk: Desk, looking: Looking) -> None:
    """Of four hours: when one is left, and when 24 minutes are."""
    client = make_client(desk, zone="UTC", hours=ALWAYS, promise=4 * 3600)
    requests.add_request(desk, "Where is it?\nPlease", client.id, received_at=NOW)
    assert looking.at(16, 41) == []
    assert looking.at(16, 42) == [("promise", "Where is it?", 60)]
    assert looking.at(17, 17) == []
    assert looking.at(17, 18) == [("promise", "Where is it?", 24)]
    assert looking.at(17, 41) == []
    assert looking.at(17, 50) == []


def test_a_promise_counts_the_hours_in_which_it_runs(desk: Desk, looking: Looking) -> None:
    """Four hours from 16:00 on a Tuesday of 9 to 17 o'clock end on Wednesday at noon: a quarter is left at 11."""
    client = make_client(desk, zone="UTC", hours="Mon-Fri 09:00-17:00", promise=4 * 3600)
    requests.add_request(desk, "Logo?", client.id, received_at=NOW)  # 13:42: until 17:00, then 42 minutes
    requests.add_request(desk, "Menu?", client.id, received_at=NOW)
    looking.clock.set(datetime(2026, 11, 24, 16, tzinfo=UTC))
    requests.add_request(desk, "Photo?", client.id)
    assert looking.at(16, 43)[0] == ("promise", "Logo?", 59)
    assert looking.at(9, 0, day=25) == []
    assert looking.at(9, 18, day=25) == [("promise", "Logo?", 24), ("promise", "Menu?", 24)]
    assert looking.at(10, 59, day=25) == []
    assert looking.at(11, 0, day=25) == [("promise", "Photo?", 60)]


def test_a_promise_that_was_kept_or_rests_is_not_said(desk: Desk, looking: Looking) -> None:
    """Answered, asked back, or made into a card with its reply given."""
    client = make_client(desk, zone="UTC", hours=ALWAYS, promise=4 * 3600)
    answered, asked, owed, kept = (requests.add_request(desk, words, client.id, received_at=NOW).id for words in "abcd")
    requests.answer(desk, answered, "Yes.")
    requests.ask_back(desk, asked)
    requests.make_card(desk, owed)
    requests.make_card(desk, kept)
    requests.replied(desk, kept)
    assert looking.at(16, 42) == [("promise", "c", 60)]
    looking.clock.set(datetime(2026, 11, 24, 17, tzinfo=UTC))
    requests.client_wrote_again(desk, asked)
    assert looking.at(20) == [("promise", "b", 60)]


def test_a_waiting_card_comes_when_its_date_does(desk: Desk, looking: Looking) -> None:
    """While it waits; taken up again, done or put away, it is not asked about."""
    client = make_client(desk)
    stage = StageKind.APPROVAL
    make_card(desk, client, "Logo", stage=stage, waiting_for="Dana", chase=due("24T15:00"))
    back = make_card(desk, client, "Grid", stage=stage, chase=due("24T15:00"))
    cards.move_cards(desk, [back.id], cards.first_stage(desk, client.id).id)
    cards.finish_cards(desk, [make_card(desk, client, "Done", stage=stage, chase=due("24T15:00")).id])
    cards.archive_cards(desk, [make_card(desk, client, "Away", stage=stage, chase=due("24T15:00")).id])
    assert looking.at(14, 59) == []
    looking.clock.set(datetime(2026, 11, 24, 15, 0, 30, tzinfo=UTC))
    (one,) = looking.look().said
    assert (one.kind, one.title, one.person, one.client_code) == ("ask", "Logo", "Dana", "ACM")
    assert looking.at(15, 1) == []


def test_outside_my_hours_only_promises_come_and_the_others_wait(desk: Desk, clock: FrozenClock) -> None:
    """What came in the evening is said when my hours begin, if it still runs."""
    make_owner(desk, zone="UTC", hours="Mon-Fri 09:00-17:00")
    looking = Looking(desk, clock)
    looking.look()
    client = make_client(desk, zone="UTC", hours=ALWAYS, promise=4 * 3600)
    make_card(desk, client, "Kept", due=due("25T20:00"))
    make_card(desk, client, "Over", due=due("24T22:00"))
    looking.clock.set(datetime(2026, 11, 24, 17, tzinfo=UTC))
    requests.add_request(desk, "Late", client.id)
    assert looking.at(20) == [("promise", "Late", 60)]
    assert looking.at(8, 59, day=25) == []
    assert looking.at(9, 0, day=25) == [("due", "Kept", 11 * 60)]
    assert looking.at(9, 1, day=25) == []


def test_in_discreet_mode_only_the_named_client_is_heard(desk: Desk, looking: Looking) -> None:
    """The others' come when it ends, promises too."""
    one, other = make_client(desk, "Acme", code="ACM"), make_client(desk, "Bloom", code="BLM")
    make_card(desk, one, "Mine", due=due("24T17:00"))
    make_card(desk, other, "Theirs", due=due("24T17:00"))
    assert looking.at(15, discreet=True, named=one.id) == [("due", "Mine", 120)]
    assert looking.at(15, 10, discreet=True, named=one.id) == []
    assert looking.at(15, 20) == [("due", "Theirs", 100)]
    assert looking.at(15, 21) == []


def test_what_came_while_closed_is_counted_once(desk: Desk, clock: FrozenClock, looking: Looking) -> None:
    """One for each date since the last beat; a second start counts nothing, and the first ever neither."""
    assert looking.look().said == ()
    client = make_client(desk)
    make_card(desk, client, "Both", due=due("25T16:00"))
    make_card(desk, client, "Over", due=due("24T20:00"))
    make_card(desk, client, "Later", due=due("29T16:00"))
    desk.beat()
    clock.set(datetime(2026, 11, 25, 15, tzinfo=UTC))
    again = Looking(desk, clock)
    taken = again.look()
    assert taken.away
    assert [one.title for one in taken.said] == ["Over", "Both"]
    assert Looking(desk, clock).look().said == ()
    assert again.at(15, 30, day=25) == []


def test_it_comes_once_however_often_the_clock_goes_back(desk: Desk, looking: Looking) -> None:
    """And however many consoles there are."""
    make_card(desk, make_client(desk), "Once", due=due("24T17:00"))
    assert len(looking.at(15)) == 1
    assert looking.at(14) == []
    assert looking.at(15, 1) == []
    other = Looking(desk, looking.clock)
    other.since = NOW
    assert other.at(15, 2) == []


def test_what_was_said_long_ago_is_forgotten(desk: Desk, looking: Looking) -> None:
    """The memory holds the last days only."""
    client = make_client(desk)
    for day in range(24, 29):
        make_card(desk, client, f"Day {day}", due=due(f"{day}T20:00"))
    for day in range(24, 29):
        assert ("due", f"Day {day}", 120) in looking.at(18, day=day)
    kept = desk.recall("reminders")
    days = {ends[:10] for ends in kept.values()}
    assert days == {"2026-11-26", "2026-11-27", "2026-11-28"}


def test_a_look_costs_two_statements_and_reads_along_indexes(desk: Desk, looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing came; no table of cards or requests is read through."""
    client = make_client(desk)
    make_card(desk, client, "Later", due=due("29T16:00"))
    seen: list[tuple[str, tuple[object, ...]]] = []
    usual = desk.store.rows

    def rows(sql: str, values: object) -> list[tuple[object, ...]]:
        seen.append((sql, tuple(values)))  # type: ignore[arg-type]  # values of a statement
        return usual(sql, values)  # type: ignore[arg-type]  # as above

    monkeypatch.setattr(desk.store, "rows", rows)
    mine = my_calendar(desk)
    seen.clear()
    reminders.take(desk, NOW, mine)
    assert len(seen) == 2
    if desk.store.file is None:
        return
    for sql, values in seen:
        plan = [str(row[3]) for row in usual(f"EXPLAIN QUERY PLAN {sql}", values)]
        read = [step for step in plan if step.split()[1] in ("c", "x", "r")]
        assert read
        for step in read:  # each between two dates, or a row by its number
            assert any(sign in step for sign in ("due_rank>", "chase_at>", "promised_at>", "rowid=")), plan


def test_a_card_moved_into_doing_starts_the_timer_once(desk: Desk, looking: Looking) -> None:
    """One card alone, in *doing*, whose timer does not run already."""
    client = make_client(desk)
    one, other = make_card(desk, client, "One", stage=StageKind.DOING), make_card(desk, client, "Other")
    assert timers.entered(desk, [other.id]) is None
    assert timers.entered(desk, [one.id, other.id]) is None
    started = timers.entered(desk, [one.id])
    assert started is not None
    assert started.entry.card_id == one.id
    assert timers.entered(desk, [one.id]) is None
