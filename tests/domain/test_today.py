"""Today: focus, waiting, hours, and the beginning of a day (interface.md 6.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vatui import zones
from vatui.domain import boards, cards, clients, entries, requests, today
from vatui.values import ClientState, Said, StageKind

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


def stage(desk: Desk, client_id: int, kind: StageKind) -> int:
    """A client's stage of a kind."""
    return next(number for number, _, found, _ in boards.stages_of(desk, client_id) if found == kind)


def titles(lines: tuple[cards.CardLine, ...]) -> list[str]:
    """What the cards are called."""
    return [line.title for line in lines]


def groups(focus: today.Focus) -> dict[str, list[str]]:
    """Titles by group."""
    return {group.name: titles(group.lines) for group in focus.groups}


def statements(desk: Desk, monkeypatch: pytest.MonkeyPatch, call: Any) -> int:
    """How many statements a call runs."""
    count = 0
    plain = desk.store.database.execute_sql

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return plain(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(desk.store.database, "execute_sql", counted)
        call(desk)
    return count


def test_focus_is_overdue_today_next(desk: Desk, acme: int) -> None:
    """Cards stand in the group of my day, the sooner due first, the undated last and of them the important ones first."""
    add = cards.add_card
    add(desk, acme, "undated")
    add(desk, acme, "undated important", important=True)
    add(desk, acme, "tomorrow", due=wib("2026-11-25"), estimate=9 * H)
    add(desk, acme, "today", due=wib("2026-11-24"), estimate=2 * H)
    add(desk, acme, "at 22", due=wib("2026-11-24T22:00"), estimate=30 * M)
    add(desk, acme, "at 22 important", due=wib("2026-11-24T22:00"), important=True)
    add(desk, acme, "yesterday", due=wib("2026-11-23"), estimate=1 * H)
    add(desk, acme, "this minute", due=wib("2026-11-24T20:42"))
    found = today.focus(desk)
    assert groups(found) == {
        "overdue": ["yesterday", "this minute"],
        "today": ["at 22 important", "at 22", "today"],
        "next": ["tomorrow", "undated important", "undated"],
    }
    assert [group.count for group in found.groups] == [2, 3, 3]
    assert (found.total, found.seconds, found.left) == (8, int((3.5 * H).total_seconds()), 2 * H + 18 * M)
    assert found.last is None


def test_a_day_at_the_client_is_over_at_their_midnight(desk: Desk, acme: int) -> None:
    """“Today” said in New York is due tomorrow at noon in Jakarta, so it is next, not today."""
    cards.add_card(desk, acme, "their day", due=Said("2026-11-24", "America/New_York"))
    assert groups(today.focus(desk))["next"] == ["their day"]


def test_focus_leaves_out_what_is_not_mine_to_do(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Waiting, snoozed, done and archived cards, archived boards and resting clients are not in it; delegated cards are."""
    cards.add_card(desk, acme, "mine")
    cards.add_card(desk, acme, "waits", stage_id=stage(desk, acme, StageKind.APPROVAL))
    cards.add_card(desk, acme, "snoozed", wait=wib("2026-11-25T09:00"))
    done = cards.add_card(desk, acme, "done")
    cards.finish_cards(desk, [done.id])
    cards.archive_cards(desk, [cards.add_card(desk, acme, "archived").id])
    board = boards.add_board(desk, acme, "Old")
    old = next(number for number, _, kind, owner in boards.stages_of(desk, acme) if owner == board.id and kind == StageKind.READY)
    cards.add_card(desk, acme, "old board", stage_id=old)
    boards.archive_board(desk, board.id)
    dita = clients.add_helper(desk, "Dita")
    cards.add_card(desk, acme, "delegated", helper_id=dita.id)
    resting = clients.add_client(desk, "Resting", zone="Etc/UTC")
    cards.add_card(desk, resting.id, "rests")
    clients.edit_client(desk, resting.id, state=ClientState.PAUSED)
    assert groups(today.focus(desk))["next"] == ["mine", "delegated"]
    assert today.focus(desk).total == 2
    assert titles(today.focus(desk, helper_id=dita.id).groups[2].lines) == ["delegated"]
    clock.set(at("2026-11-25T02:00"))
    assert "snoozed" in groups(today.focus(desk))["next"]


def test_focus_can_be_narrowed_to_clients(desk: Desk, acme: int) -> None:
    """Only the clients asked for; of none, nothing."""
    bloom = clients.add_client(desk, "Bloom", zone="Europe/London")
    cards.add_card(desk, acme, "for Acme")
    cards.add_card(desk, bloom.id, "for Bloom")
    assert groups(today.focus(desk, [bloom.id]))["next"] == ["for Bloom"]
    assert today.focus(desk, []).total == 0


def test_an_owed_reply_moves_a_card_to_its_promise(desk: Desk, acme: int) -> None:
    """A card whose reply is promised for today stands there, whenever its work is due, and is counted there."""
    later = cards.add_card(desk, acme, "due next week", due=wib("2026-12-01"), estimate=1 * H)
    request = requests.add_request(desk, "Where is it?", acme, received_at=at("2026-11-23T16:00"))
    requests.add_to_card(desk, request.id, later.id)
    cards.add_card(desk, acme, "undated")
    found = today.focus(desk)
    promised = requests.request_line(desk, request.id).promised_at
    assert promised == at("2026-11-23T20:00")
    assert groups(found) == {"overdue": ["due next week"], "today": [], "next": ["undated"]}
    assert [group.count for group in found.groups] == [1, 0, 1]
    assert (found.promises, found.seconds) == ({later.id: promised}, 3600)
    line = found.groups[0].lines[0]
    assert found.group_of(line) == "overdue"
    requests.replied(desk, request.id)
    assert groups(today.focus(desk))["next"] == ["due next week", "undated"]


DUES = st.one_of(st.none(), st.integers(-60, 60).map(lambda hours: hours))
CARD = st.tuples(DUES, st.booleans(), st.one_of(st.none(), st.integers(1, 20)))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(CARD, max_size=14), limit=st.integers(1, 5))
def test_paging_down_and_up_shows_every_card_once_in_one_order(
    desk: Desk, acme: int, plan: list[tuple[int | None, bool, int | None]], limit: int
) -> None:
    """Pages put together are the list read at once, whatever is due, important or promised; and so are pages read upwards."""
    cards.delete_cards(desk, [number for (number,) in desk.rows("SELECT id FROM card")])
    for offset, important, promised in plan:
        instant = None if offset is None else zones.local(desk.now() + offset * H, WIB)
        due = None if instant is None else wib(instant.strftime("%Y-%m-%dT%H:%M"))
        card = cards.add_card(desk, acme, f"{offset} {important}", due=due, important=important)
        if promised is not None:
            request = requests.add_request(desk, "?", acme, received_at=desk.now() - promised * H)
            requests.add_to_card(desk, request.id, card.id)
    whole = today.focus(desk, limit=1000)
    every = [line for group in whole.groups for line in group.lines]
    assert len(every) == whole.total == len(plan) == sum(group.count for group in whole.groups)
    keys = [today.focus_key(line, whole.promises) for line in every]
    assert keys == sorted(keys)
    assert [line.id for line in every] == [line.id for group in whole.groups for line in group.lines if line.id]
    for group in whole.groups:
        assert group.count == len(group.lines)
        assert all(whole.group_of(line) == group.name for line in group.lines)
    first = today.focus(desk, limit=limit)
    seen = [line.id for group in first.groups for line in group.lines]
    key = first.last
    while key is not None:
        page = today.more_focus(desk, key, limit=limit)
        seen += [line.id for line in page]
        key = today.focus_key(page[-1], whole.promises) if page else None
    assert seen == [line.id for line in every]
    back: list[int] = []
    up: today.FocusKey | None = keys[-1] if keys else None
    while up is not None:
        page = today.more_focus(desk, up, limit=limit, down=False)
        back = [line.id for line in page] + back
        up = today.focus_key(page[0], whole.promises) if page else None
    assert back == [line.id for line in every][:-1]


def test_waiting_shows_whom_to_ask_again_then_who_waits_longest(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """The ones whose date has come stand first, the others by age; archived ones are gone."""
    ok = stage(desk, acme, StageKind.APPROVAL)
    add = cards.add_card
    clock.set(at("2026-11-20T10:00"))
    old = add(desk, acme, "old", stage_id=ok)
    clock.set(at("2026-11-22T10:00"))
    due = add(desk, acme, "ask now", stage_id=ok, chase=wib("2026-11-24T09:00"), waiting_for="Dana")
    later = add(desk, acme, "ask later", stage_id=ok, chase=wib("2026-11-30"))
    gone = add(desk, acme, "gone", stage_id=ok)
    cards.archive_cards(desk, [gone.id])
    clock.set(at("2026-11-24T13:42"))
    found = today.waiting(desk)
    assert [line.id for line in found.lines] == [due.id, old.id, later.id]
    assert (found.count, found.raised) == (3, 1)
    assert titles(today.raised(desk)) == ["ask now"]
    assert [line.id for line in today.waiting(desk, limit=1).lines] == [due.id]
    cards.chase_cards(desk, [due.id], wib("2026-11-27"))
    assert today.waiting(desk).raised == 0
    assert today.raised(desk) == ()


def test_waiting_is_the_same_with_more_stages_than_a_statement_holds(
    desk: Desk, acme: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read stage by stage or all at once, the list is one and the same."""
    bloom = clients.add_client(desk, "Bloom", zone="Europe/London")
    for client in (acme, bloom.id):
        for number in range(3):
            cards.add_card(desk, client, f"{client} {number}", stage_id=stage(desk, client, StageKind.APPROVAL))
    found = today.waiting(desk, limit=4)
    monkeypatch.setattr(today, "_PARTS", 1)
    assert today.waiting(desk, limit=4) == found
    assert (len(found.lines), found.count) == (4, 6)


def test_hours_are_those_of_my_day(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Only what lies after my midnight counts, a running timer until now, and the part that can be charged."""
    entries.add_entry(desk, acme, at("2026-11-23T16:30"), at("2026-11-23T17:30"))
    entries.add_entry(desk, acme, at("2026-11-24T10:00"), at("2026-11-24T11:00"), billable=False)
    found = today.hours(desk)
    assert (found.total, found.billable) == (90 * M, 30 * M)
    assert [(client.client_code, client.total) for client in found.clients] == [("ACM", 90 * M)]
    clock.set(at("2026-11-24T17:00"))
    assert today.hours(desk).total == timedelta(0)


def test_the_new_day_counts_what_is_carried_over(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Everything due before it and not done is carried over; what is due on it is not."""
    for due in ("2026-11-20", "2026-11-24", "2026-11-24T21:00", "2026-11-25", "2026-11-25T23:00", "2026-11-26"):
        cards.add_card(desk, acme, due, due=wib(due))
    clock.set(at("2026-11-24T17:00"))
    assert today.rollover(desk, date(2026, 11, 25)) == today.Rollover(carried=3, due=2)


def test_before_the_first_run_there_is_a_day_all_the_same(desk: Desk) -> None:
    """An empty desk has a view of the day with nothing in it."""
    found = today.today_view(desk)
    assert (found.focus.total, found.inbox.count, found.waiting.count, found.hours.total) == (0, 0, 0, timedelta(0))


def test_the_day_is_read_in_ten_statements(desk: Desk, acme: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole screen takes ten statements, with promises, waiting cards, requests and hours in it."""
    for number in range(5):
        card = cards.add_card(desk, acme, f"Card {number}", due=wib("2026-11-24"))
        request = requests.add_request(desk, "?", acme)
        requests.add_to_card(desk, request.id, card.id)
        requests.add_request(desk, "another", acme)
    cards.add_card(desk, acme, "waits", stage_id=stage(desk, acme, StageKind.APPROVAL))
    entries.add_entry(desk, acme, at("2026-11-24T10:00"), at("2026-11-24T11:00"))
    clients.edit_client(desk, acme, promise_in_my_hours=1)
    assert statements(desk, monkeypatch, today.today_view) <= 10
