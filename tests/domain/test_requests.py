"""Requests and the clock of the promised reply (domain.md W10, T12)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vatui.domain import cards, clients, requests
from vatui.domain.calendar import Calendar, WeekHours, working_time
from vatui.errors import InvalidField, NotFound
from vatui.models import Comment, Request
from vatui.values import RequestState, Said

if TYPE_CHECKING:
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

H = timedelta(hours=1)
M = timedelta(minutes=1)


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def bloom(desk: Desk) -> int:
    """A client in London, 9 to 17, who is promised a reply within four hours of theirs; me in Jakarta."""
    clients.set_owner(desk, name="Sari", zone="Asia/Jakarta", hours="Mon-Fri 13:00-23:00")
    return int(clients.add_client(desk, "Bloom Skincare", zone="Europe/London", code="BLM", promise=4 * 3600).id)


def line(desk: Desk, request: Request) -> requests.RequestLine:
    """A request as the inbox shows it."""
    return requests.request_line(desk, request.id)


# The vectors of domain.md T12, in the hours 9 to 17 of a zone without daylight-saving time.
VECTORS = [("2026-11-27T16:30", 1, "2026-11-30T09:30"), ("2026-11-26T16:00", 4, "2026-11-27T12:00")]


@pytest.mark.parametrize(("received", "hours", "promised"), VECTORS)
def test_the_promise_counts_business_hours(desk: Desk, clock: FrozenClock, received: str, hours: int, promised: str) -> None:
    """A promise of an hour on Friday at 16:30 runs out on Monday at 9:30."""
    clock.set(at("2026-11-30T20:00"))
    client = clients.add_client(desk, "Plain", zone="Etc/UTC", promise=hours * 3600)
    request = requests.add_request(desk, "Hello", client.id, received_at=at(received))
    assert request.promised_at == at(promised)


def test_the_promise_counts_in_whose_hours_was_agreed(desk: Desk, bloom: int) -> None:
    """With a promise in my hours a request at 13:42 London is due after four hours of mine: 20:42 to 23:00, then from 13:00."""
    clients.edit_client(desk, bloom, promise_in_my_hours=1)
    request = requests.add_request(desk, "Hello", bloom)
    assert request.promised_at == at("2026-11-25T07:42")
    clients.edit_client(desk, bloom, promise_in_my_hours=0)
    assert requests.add_request(desk, "Hello", bloom).promised_at == at("2026-11-25T09:42")


def test_words_are_kept_as_they_came(desk: Desk, bloom: int) -> None:
    """Lines, spaces inside and typography stay; what a terminal could obey goes."""
    request = requests.add_request(desk, "Hi Sari,\n\n  swap the “hero” photo?\x1b[31m — D.", bloom, channel="wa", sender="Dee")
    found = line(desk, request)
    assert found.words == "Hi Sari,\n\n  swap the “hero” photo? — D."
    assert (found.channel, found.sender, found.title, found.client_code) == ("wa", "Dee", "Hi Sari,", "BLM")


@pytest.mark.parametrize("words", ["", "  \n ", "\x1b[0m"])
def test_nothing_is_no_request(desk: Desk, bloom: int, words: str) -> None:
    """A request without words is refused."""
    with pytest.raises(InvalidField):
        requests.add_request(desk, words, bloom)


def test_a_request_cannot_come_from_the_future(desk: Desk, bloom: int) -> None:
    """A later instant than now is refused."""
    with pytest.raises(InvalidField):
        requests.add_request(desk, "Hello", bloom, received_at=desk.now() + M)


def test_the_clock_runs_down_and_then_tells_how_late_it_is(desk: Desk, bloom: int, clock: FrozenClock) -> None:
    """What is left is working time; once it has run out, it is how long ago that was."""
    request = requests.add_request(desk, "Swap the photo?", bloom, received_at=at("2026-11-24T09:54"))
    found = line(desk, request)
    assert (found.left, found.clock, found.late) == (12 * M, "running", False)
    assert found.fraction == pytest.approx(0.05)
    clock.advance(minutes=12)
    assert line(desk, request).left == timedelta(0)
    clock.advance(hours=20)
    found = line(desk, request)
    assert (found.left, found.clock, found.late, found.fraction) == (-20 * H, "running", True, 0)


def test_the_clock_sleeps_outside_their_hours(desk: Desk, bloom: int, clock: FrozenClock) -> None:
    """A request in the evening starts its clock next morning, and says when."""
    clock.set(at("2026-11-24T22:00"))
    request = requests.add_request(desk, "Hello", bloom)
    found = line(desk, request)
    assert (found.left, found.clock, found.starts_at, found.fraction) == (4 * H, "asleep", at("2026-11-25T09:00"), 1.0)


def test_without_a_promise_there_is_no_clock(desk: Desk, bloom: int) -> None:
    """A client who is promised nothing, and one who is not known, have no clock."""
    clients.edit_client(desk, bloom, promise=0)
    for request in (requests.add_request(desk, "Hello", bloom), requests.add_request(desk, "Who?")):
        found = line(desk, request)
        assert (found.promised_at, found.left, found.clock) == (None, None, "none")


def test_a_client_without_hours_is_promised_nothing(desk: Desk) -> None:
    """A request of a client with no working hours is kept all the same."""
    client = clients.add_client(desk, "Nobody", zone="Etc/UTC", hours="")
    assert requests.add_request(desk, "Hello", client.id).promised_at is None


def test_asking_back_stops_the_clock_until_they_write_again(desk: Desk, bloom: int, clock: FrozenClock) -> None:
    """While the client has the next move nothing runs down; their message starts it anew, a second one does not."""
    request = requests.add_request(desk, "Need the deck", bloom, received_at=at("2026-11-24T10:42"))
    requests.ask_back(desk, request.id)
    clock.advance(days=1)
    assert (line(desk, request).left, line(desk, request).clock) == (1 * H, "paused")
    requests.client_wrote_again(desk, request.id, "The Q4 one")
    found = line(desk, request)
    assert (found.left, found.clock, found.words) == (4 * H - 42 * M + 42 * M, "running", "Need the deck\n\nThe Q4 one")
    first = found.promised_at
    clock.advance(minutes=30)
    requests.client_wrote_again(desk, request.id, "Please!")
    assert line(desk, request).promised_at == first


def test_the_inbox_is_in_order_of_the_promises(desk: Desk, bloom: int, clock: FrozenClock) -> None:
    """What runs out first stands first; paused ones and those without a promise follow; snoozed and closed ones are elsewhere."""
    late = requests.add_request(desk, "late", bloom, received_at=at("2026-11-24T09:10"))
    free = requests.add_request(desk, "no client")
    soon = requests.add_request(desk, "soon", bloom, received_at=at("2026-11-24T11:00"))
    asked = requests.add_request(desk, "asked", bloom, received_at=at("2026-11-24T09:30"))
    requests.ask_back(desk, asked.id)
    hidden = requests.add_request(desk, "hidden", bloom)
    requests.snooze(desk, hidden.id, desk.now() + 2 * H)
    closed = requests.add_request(desk, "closed", bloom)
    requests.answer(desk, closed.id, "Done")
    found = requests.inbox(desk)
    assert [entry.id for entry in found.lines][:2] == [late.id, soon.id]
    assert {entry.id for entry in found.lines} == {late.id, soon.id, asked.id, free.id}
    assert (found.count, found.open, found.snoozed, found.owed) == (4, 4, 1, 0)
    assert found.next_promise == line(desk, soon).promised_at
    assert [entry.id for entry in requests.inbox(desk, group="snoozed").lines] == [hidden.id]
    assert [entry.id for entry in requests.inbox(desk, group="closed").lines] == [closed.id]
    clock.advance(hours=2)
    assert hidden.id in [entry.id for entry in requests.inbox(desk).lines]


def test_the_inbox_can_be_narrowed(desk: Desk, bloom: int) -> None:
    """Clients and words choose; counts follow the clients."""
    acme = clients.add_client(desk, "Acme", zone="America/New_York")
    requests.add_request(desk, "Swap the photo", bloom)
    requests.add_request(desk, "Résumé of the call", acme.id, sender="Dana")
    assert requests.inbox(desk, [acme.id]).open == 1
    assert requests.inbox(desk, []).count == 0
    assert [found.title for found in requests.inbox(desk, search="resume dana").lines] == ["Résumé of the call"]
    assert requests.inbox(desk, search="100%").count == 0
    assert len(requests.inbox(desk, limit=1).lines) == 1
    assert requests.inbox(desk, limit=1).count == 2


def test_a_card_of_a_request_keeps_the_promise_until_the_reply(desk: Desk, bloom: int, clock: FrozenClock) -> None:
    """The card is urgent while the promise of a reply is near, and not after the reply."""
    request = requests.add_request(desk, "Swap the hero photo?\nThe old one is tired.", bloom, received_at=at("2026-11-24T10:00"))
    card = requests.make_card(desk, request.id, important=True)
    found = cards.card_line(desk, card.id)
    assert (found.title, found.urgent, found.important) == ("Swap the hero photo?", True, True)
    sheet = cards.card_sheet(desk, card.id)
    assert sheet.request == ("Swap the hero photo?\nThe old one is tired.", "", at("2026-11-24T10:00"))
    inbox = requests.inbox(desk)
    assert (inbox.open, inbox.owed) == (0, 1)
    owed = requests.inbox(desk, group="owed").lines[0]
    assert (owed.state, owed.card_code, owed.left) == (RequestState.CARD, "BLM-1", 18 * M)
    requests.ask_back(desk, request.id)
    assert not cards.card_line(desk, card.id).urgent
    requests.client_wrote_again(desk, request.id)
    assert cards.card_line(desk, card.id).urgent
    requests.replied(desk, request.id, "Swapped.")
    assert not cards.card_line(desk, card.id).urgent
    assert requests.inbox(desk).owed == 0
    assert requests.inbox(desk, group="closed").lines[0].replied_at == desk.now()
    desk.undo()
    assert cards.card_line(desk, card.id).urgent


def test_a_long_first_line_is_cut_at_a_word(desk: Desk, bloom: int) -> None:
    """A title made of words stays short; the words themselves stay whole."""
    words = "please " * 60
    request = requests.add_request(desk, words, bloom)
    card = requests.make_card(desk, request.id)
    assert len(card.title) <= 120
    assert card.title.endswith("please…")


def test_added_to_a_card_the_words_become_a_comment(desk: Desk, bloom: int) -> None:
    """The comment has the words verbatim, the sender with the channel, and the instant they came."""
    card = cards.add_card(desk, bloom, "December grid")
    when = at("2026-11-24T11:00")
    request = requests.add_request(desk, "Two more:\n- snow\n- lights", bloom, channel="wa", sender="Dee", received_at=when)
    requests.add_to_card(desk, request.id, card.id)
    comment = Comment.get(Comment.card == card.id)
    assert (comment.text, comment.author, comment.at) == ("Two more:\n- snow\n- lights", "Dee (wa)", when)
    assert line(desk, request).card_id == card.id


def test_a_request_without_a_client_gets_the_one_of_its_card(desk: Desk, bloom: int) -> None:
    """Put on a card it becomes that client's, with that client's promise."""
    card = cards.add_card(desk, bloom, "December grid")
    request = requests.add_request(desk, "From nobody known")
    requests.add_to_card(desk, request.id, card.id)
    found = line(desk, request)
    assert (found.client_id, found.promised_at) == (bloom, at("2026-11-25T09:42"))


def test_words_never_reach_another_client(desk: Desk, bloom: int) -> None:
    """A request is not added to another client's card, nor made into one before its client is known."""
    acme = clients.add_client(desk, "Acme", zone="America/New_York")
    card = cards.add_card(desk, acme.id, "Newsletter")
    request = requests.add_request(desk, "Secret", bloom)
    with pytest.raises(InvalidField):
        requests.add_to_card(desk, request.id, card.id)
    unknown = requests.add_request(desk, "Who is this?")
    with pytest.raises(InvalidField):
        requests.make_card(desk, unknown.id)
    assert not Comment.select().exists()


def test_choosing_the_client_counts_the_promise_anew(desk: Desk, bloom: int) -> None:
    """The promise is that of the client chosen, from when the words came; a request that is a card keeps its client."""
    request = requests.add_request(desk, "Who am I?", received_at=at("2026-11-24T10:00"))
    requests.set_client(desk, request.id, bloom)
    assert line(desk, request).promised_at == at("2026-11-24T14:00")
    requests.set_client(desk, request.id, None)
    assert line(desk, request).promised_at is None
    requests.set_client(desk, request.id, bloom)
    requests.make_card(desk, request.id)
    with pytest.raises(InvalidField):
        requests.set_client(desk, request.id, None)


@pytest.mark.parametrize("close", [requests.answer, requests.decline])
def test_a_closed_request_is_closed(desk: Desk, bloom: int, close: object) -> None:
    """After an answer nothing can be done but to reopen it, whereupon its promise counts on."""
    request = requests.add_request(desk, "Hello", bloom)
    promised = request.promised_at
    assert callable(close)
    close(desk, request.id, "No,\nthank you.")
    sheet = requests.request_sheet(desk, request.id)
    assert (sheet.reply, sheet.line.replied_at, sheet.line.clock) == ("No,\nthank you.", desk.now(), "none")
    for again in (requests.answer, requests.decline, requests.make_card, requests.ask_back):
        with pytest.raises(InvalidField):
            again(desk, request.id)
    with pytest.raises(InvalidField):
        requests.snooze(desk, request.id, None)
    requests.reopen(desk, request.id)
    found = line(desk, request)
    assert (found.state, found.promised_at, found.replied_at) == (RequestState.OPEN, promised, None)


def test_a_day_to_snooze_until_is_its_beginning(desk: Desk, bloom: int) -> None:
    """Snoozed until a day in Jakarta it comes back at that midnight; until a minute, at that minute."""
    request = requests.add_request(desk, "Hello", bloom)
    requests.snooze(desk, request.id, Said("2026-11-26", "Asia/Jakarta"))
    assert line(desk, request).snoozed_until == at("2026-11-25T17:00")
    requests.snooze(desk, request.id, Said("2026-11-26T09:00", "Asia/Jakarta"))
    assert line(desk, request).snoozed_until == at("2026-11-26T02:00")
    requests.snooze(desk, request.id, None)
    assert line(desk, request).snoozed_until is None


def test_an_unknown_request_is_not_found(desk: Desk) -> None:
    """A number that no request has is refused with a sentence."""
    with pytest.raises(NotFound):
        requests.answer(desk, 99)
    with pytest.raises(NotFound):
        requests.request_sheet(desk, 99)


def test_the_inbox_takes_three_statements(desk: Desk, bloom: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many requests there are."""
    clients.edit_client(desk, bloom, promise_in_my_hours=1)
    for number in range(30):
        requests.add_request(desk, f"Request {number}", bloom)
    count = 0
    plain = desk.store.database.execute_sql

    def counted(*args: object, **kwargs: object) -> object:
        nonlocal count
        count += 1
        return plain(*args, **kwargs)

    monkeypatch.setattr(desk.store.database, "execute_sql", counted)
    assert len(requests.inbox(desk).lines) == 30
    assert count <= 3


@given(minutes=st.integers(0, 14 * 24 * 60), promise=st.integers(1, 40 * 60))
def test_what_is_left_is_the_promise_less_the_working_time_since(minutes: int, promise: int) -> None:
    """At every minute until a promise runs out, working time since the message and time left make up the promise."""
    from vatui.domain.calendar import add_working_time

    hours = Calendar("Europe/London", WeekHours.parse("Mon-Thu 09:00-12:00, 13:00-17:00; Fri 09:00-13:00"))
    received = at("2026-10-22T15:00")  # the clocks go back that weekend
    promised = add_working_time(hours, received, promise * M)
    now = min(received + minutes * M, promised)
    assert working_time(hours, received, now) + working_time(hours, now, promised) == promise * M
