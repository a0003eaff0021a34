"""Cards: making, moving, finishing, delegating, deleting (domain.md W3–W5, W7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factory import make_card, make_client, make_owner, stage_of
from tests.ground import dump
from vatui.domain import boards, cards, clients, entries, requests
from vatui.errors import ChangedMeanwhile, InvalidField, NotFound
from vatui.models import Card, CardTag, CheckItem, Comment, Entry, Request, Tag
from vatui.values import RequestState, Said, StageKind, Urgency

if TYPE_CHECKING:
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

H = timedelta(hours=1)
NYC = "America/New_York"


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def acme(desk: Desk) -> int:
    """A client in New York; I work in Jakarta from 13 to 23 and it is Tuesday 20:42 there."""
    make_owner(desk, "Sari", hours="Mon-Fri 13:00-23:00")
    return int(make_client(desk, code="ACM", promise=4 * 3600).id)


@pytest.fixture
def bloom(desk: Desk, acme: int) -> int:
    """A second client, in London."""
    return int(make_client(desk, "Bloom Skincare", code="BLM", zone="Europe/London").id)


def lane(desk: Desk, client_id: int, kind: StageKind = StageKind.READY) -> list[str]:
    """The titles of a stage as its lane shows them."""
    view = boards.board_views(desk, [boards.boards_of(desk, client_id)[0][0]], with_done=True)[0]
    return [line.title for lane in (*view.lanes, *view.done) if lane.kind == kind for line in lane.cards]


# ---------------------------------------------------------------------- making and finding


def test_numbers_count_per_client_and_never_come_twice(desk: Desk, acme: int, bloom: int) -> None:
    """ACM-1, ACM-2, BLM-1; a deleted or undone number is not given again."""
    first, second, other = make_card(desk, acme), make_card(desk, acme), make_card(desk, bloom)
    assert (first.number, second.number, other.number) == (1, 2, 1)
    desk.undo()
    cards.delete_cards(desk, [second.id])
    assert make_card(desk, acme).number == 3
    assert make_card(desk, bloom).number == 2


@pytest.mark.parametrize("code", ["ACM-1", "acm-1", "  Acm-1 "])
def test_a_code_finds_its_card(desk: Desk, acme: int, code: str) -> None:
    """In any case, with space around it."""
    card = make_card(desk, acme)
    assert cards.find_card(desk, code).id == card.id


@pytest.mark.parametrize("code", ["", "ACM", "ACM-", "ACM-2", "BLM-1", "-1", "ACM-²", "ACM-1x", "ACM-99999999999999999999", "1"])
def test_no_other_code_does(desk: Desk, acme: int, code: str) -> None:
    """Anything else is not found, with a sentence."""
    make_card(desk, acme)
    with pytest.raises(NotFound):
        cards.find_card(desk, code)


@pytest.mark.parametrize("title", ["", "  ", "\x1b[31m"])
def test_a_card_needs_a_title(desk: Desk, acme: int, title: str) -> None:
    """Nothing is no title, when it is made and when it is edited."""
    with pytest.raises(InvalidField) as caught:
        cards.add_card(desk, acme, title)
    assert caught.value.field == "title"
    card = make_card(desk, acme)
    with pytest.raises(InvalidField):
        cards.edit_card(desk, card.id, title=title)


def test_a_card_is_never_put_on_another_clients_board(desk: Desk, acme: int, bloom: int) -> None:
    """A stage of another client is refused wherever a stage is named (domain.md W1)."""
    card, theirs = make_card(desk, acme), stage_of(desk, bloom, StageKind.READY)
    for call in (
        lambda: cards.add_card(desk, acme, "Secret", stage_id=theirs),
        lambda: cards.move_cards(desk, [card.id], theirs),
        lambda: cards.move_to_client(desk, [card.id], bloom, stage_id=stage_of(desk, acme, StageKind.READY)),
    ):
        with pytest.raises(InvalidField):
            call()
    assert Card.select().count() == 1
    assert cards.get_card(desk, card.id).client_id == acme


def test_empty_steps_and_tags_are_left_out(desk: Desk, acme: int) -> None:
    """Blank lines of a pasted list are no steps, a bare sign is no tag, and a tag stands once."""
    card = make_card(desk, acme, checklist=["one", "  ", "two"], tags=["#Social", "social", "#", " "])
    sheet = cards.card_sheet(desk, card.id)
    assert [(check.text, check.done) for check in sheet.checks] == [("one", False), ("two", False)]
    assert sheet.tags == ("social",)


def test_a_day_is_over_at_the_midnight_of_its_zone(desk: Desk, acme: int) -> None:
    """What was said is kept beside the instant; start and snooze begin where due ends (domain.md W3)."""
    said = Said("2026-11-27", NYC)
    card = make_card(desk, acme, due=said, start=said, wait=said)
    assert (card.due_at, card.start_at, card.wait_at) == (at("2026-11-28T05:00"), at("2026-11-27T05:00"), at("2026-11-27T05:00"))
    sheet = cards.card_sheet(desk, card.id)
    assert (sheet.due, sheet.line.due_is_day, sheet.start, sheet.wait) == (said, True, said, said)


@pytest.mark.parametrize("hours", [-1, 24 * 401])
def test_an_estimate_has_bounds(desk: Desk, acme: int, hours: int) -> None:
    """Less than nothing and more than 400 days are refused."""
    with pytest.raises(InvalidField):
        make_card(desk, acme, estimate=hours * H)


# ---------------------------------------------------------------------- editing


def test_a_form_overwrites_nothing_it_did_not_show(desk: Desk, acme: int) -> None:
    """A field that is no longer what the form showed is refused by name; other fields may have changed."""
    card = make_card(desk, acme, "One", due=Said("2026-11-27", NYC), tags=["a"], estimate=H)
    was: dict[str, Any] = {"title": "One", "due": Said("2026-11-27", NYC), "tags": ("a",), "estimate": H, "memo": ""}
    cards.edit_card(desk, card.id, memo="by somebody else")
    cards.edit_card(desk, card.id, was=was, title="Two", due=None, tags=("b",), estimate=2 * H)
    found = cards.card_sheet(desk, card.id)
    assert (found.line.title, found.due, found.tags, found.line.estimate, found.memo) == (
        "Two",
        None,
        ("b",),
        7200,
        "by somebody else",
    )
    for name, value in (("title", "Three"), ("due", None), ("tags", ("c",)), ("estimate", None), ("memo", "")):
        with pytest.raises(ChangedMeanwhile) as caught:
            cards.edit_card(desk, card.id, was=was, **{name: value})
        assert caught.value.field == name


def test_what_a_card_is_found_by_follows_its_title_and_tags(desk: Desk, acme: int) -> None:
    """The folded text is written anew with title, tags, and the client's code."""
    card = make_card(desk, acme, "Résumé", tags=["work"])
    assert card.search == "resume work acm-1"
    cards.edit_card(desk, card.id, title="Lebenslauf")
    cards.edit_card(desk, card.id, tags=["job", "zwei"])
    assert cards.get_card(desk, card.id).search == "lebenslauf job zwei acm-1"
    clients.edit_client(desk, acme, code="ACX")
    assert cards.get_card(desk, card.id).search == "lebenslauf job zwei acx-1"


def test_a_long_tag_survives_an_edit(desk: Desk, acme: int) -> None:
    """A tag longer than tags are is cut once and then stays the same."""
    card = make_card(desk, acme, tags=["x" * 80])
    before = dump(desk)
    cards.edit_card(desk, card.id, tags=["x" * 80])
    assert dump(desk) == before
    assert Tag.select().count() == CardTag.select().count() == 1


# ---------------------------------------------------------------------- moving


def test_a_card_moved_down_twice_and_up_once_is_one_lower(desk: Desk, acme: int) -> None:
    """Each press moves it past one neighbour; at either end it stays."""
    ids = [make_card(desk, acme, title).id for title in "abcd"]
    cards.shift_card(desk, ids[0], 1)
    assert lane(desk, acme) == list("bacd")
    cards.shift_card(desk, ids[0], 1)
    assert lane(desk, acme) == list("bcad")
    cards.shift_card(desk, ids[0], -1)
    assert lane(desk, acme) == list("bacd")
    cards.shift_card(desk, ids[0], 5)
    assert lane(desk, acme) == list("bcda")
    cards.shift_card(desk, ids[0], 1)
    assert lane(desk, acme) == list("bcda")
    cards.shift_card(desk, ids[0], -9)
    assert lane(desk, acme) == list("abcd")


def test_a_card_moves_past_those_that_are_seen(desk: Desk, acme: int) -> None:
    """Snoozed, archived and finished cards between two neighbours are no neighbours."""
    ids = {title: make_card(desk, acme, title).id for title in "asdxb"}
    cards.snooze_cards(desk, [ids["s"]], Said("2026-12-24", NYC))
    cards.archive_cards(desk, [ids["x"]])
    with desk.change("Finish where it stands"):
        row = cards.get_card(desk, ids["d"])
        row.done_at = desk.now()
        row.save()
    cards.shift_card(desk, ids["a"], 1)
    assert lane(desk, acme) == ["b", "a"]
    cards.shift_card(desk, ids["a"], -1)
    assert lane(desk, acme) == ["a", "b"]


def test_cards_go_where_they_are_put_however_often(desk: Desk, acme: int) -> None:
    """Put between two neighbours a hundred times a lane runs out of ranks, is spread anew, and nothing changes places."""
    ids = [make_card(desk, acme, str(number)).id for number in range(6)]
    ready = stage_of(desk, acme, StageKind.READY)
    order = list(ids)
    for turn in range(100):
        moving = order[turn % 5 + 1 :][:2]
        rest = [number for number in order if number not in moving]
        before = rest[turn % len(rest)]
        cards.move_cards(desk, moving, ready, before=before)
        order = [*rest[: rest.index(before)], *moving, *rest[rest.index(before) :]]
        found = [number for (number,) in desk.rows("SELECT id FROM card ORDER BY position, id")]
        assert found == order, turn


def test_a_card_put_ahead_of_itself_stays_among_its_company(desk: Desk, acme: int) -> None:
    """Cards put ahead of one of their own come together there, also where the lane has no room left."""
    ready = stage_of(desk, acme, StageKind.READY)
    ids = [make_card(desk, acme, title).id for title in "abcd"]
    with desk.change("Leave no room"):
        desk.update_many(Card, "position", [(number, place) for place, number in enumerate(ids, start=1)])
    cards.move_cards(desk, [ids[2], ids[1]], ready, before=ids[1])
    assert lane(desk, acme) == list("acbd")


PLAN = st.lists(st.tuples(st.sets(st.integers(0, 5), min_size=1, max_size=3), st.integers(0, 6)), max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLAN)
def test_moving_is_what_it_is_in_a_list(desk: Desk, acme: int, plan: list[tuple[set[int], int]]) -> None:
    """Any sequence of moves gives the order that the same moves give a list."""
    ready = stage_of(desk, acme, StageKind.READY)
    cards.delete_cards(desk, [number for (number,) in desk.rows("SELECT id FROM card")])
    order = [make_card(desk, acme, str(number)).id for number in range(6)]
    names = list(order)
    for places, target in plan:
        moving = [names[place] for place in sorted(places)]
        before = names[target] if target < 6 and names[target] not in moving else None
        cards.move_cards(desk, moving, ready, before=before)
        rest = [number for number in order if number not in moving]
        spot = rest.index(before) if before is not None else len(rest)
        order = [*rest[:spot], *moving, *rest[spot:]]
    assert [number for (number,) in desk.rows("SELECT id FROM card ORDER BY position, id")] == order


def test_leaving_a_waiting_stage_forgets_whom_it_waited_for(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Entering keeps what was said, age counts from the last change of stage, leaving clears all of it (domain.md W5)."""
    ok = stage_of(desk, acme, StageKind.APPROVAL)
    card = make_card(desk, acme)
    clock.advance(hours=3)
    cards.move_cards(desk, [card.id], ok)
    cards.wait_for(desk, [card.id], "Dana", Said("2026-11-26", NYC))
    cards.chase_cards(desk, [card.id], Said("2026-11-30", NYC))
    line = cards.card_line(desk, card.id)
    assert (line.waiting, line.waiting_for, line.stage_since, line.chase_at) == (True, "Dana", clock.now(), at("2026-12-01T05:00"))
    assert cards.card_sheet(desk, card.id).chased == 1
    cards.move_cards(desk, [card.id], stage_of(desk, acme, StageKind.DOING))
    sheet = cards.card_sheet(desk, card.id)
    assert (sheet.line.waiting, sheet.line.waiting_for, sheet.chase, sheet.chased) == (False, "", None, 0)


def test_another_client_gets_a_new_code_and_time_stays_where_it_was_earned(desk: Desk, acme: int, bloom: int) -> None:
    """The entry keeps its client; a request on the card keeps its own, and shows the card's new code (domain.md W1)."""
    card = make_card(desk, acme, "Newsletter")
    entry = entries.add_entry(desk, None, desk.now() - H, desk.now(), card_id=card.id)
    asked = requests.add_request(desk, "When?", acme)
    requests.add_to_card(desk, asked.id, card.id)
    make_card(desk, bloom)
    cards.move_to_client(desk, [card.id], bloom)
    line = cards.card_line(desk, card.id)
    assert (line.code, line.stage_id) == ("BLM-2", stage_of(desk, bloom, StageKind.READY))
    assert cards.find_card(desk, "BLM-2").id == card.id
    assert Entry.get_by_id(entry.id).client_id == acme
    found = requests.request_line(desk, asked.id)
    assert (found.client_code, found.card_code) == ("ACM", "BLM-2")


# ---------------------------------------------------------------------- finishing


def test_finished_and_reopened(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Done cards stand in the done stage with their instant; reopened ones are in *doing* again."""
    card = make_card(desk, acme)
    cards.finish_cards(desk, [card.id])
    line = cards.card_line(desk, card.id)
    assert (line.stage_kind, line.done_at) == (StageKind.DONE, clock.now())
    first = clock.now()
    clock.advance(hours=1)
    cards.finish_cards(desk, [card.id])
    assert cards.card_line(desk, card.id).done_at == first
    cards.reopen_cards(desk, [card.id])
    line = cards.card_line(desk, card.id)
    assert (line.stage_kind, line.done_at) == (StageKind.DOING, None)


def test_a_repeating_card_leaves_its_next_one(desk: Desk, acme: int) -> None:
    """The next has its steps unticked, its tags and estimate; the finished one repeats no more; undo takes both back."""
    card = make_card(
        desk, acme, "Week report", due=Said("2026-11-20T15:00", NYC), repeat="FREQ=WEEKLY;BYDAY=FR", estimate=H, tags=["report"],
        checklist=["Draft"], important=True,
    )  # fmt: skip
    cards.tick(desk, CheckItem.get(CheckItem.card == card.id).id)
    before = dump(desk)
    cards.finish_cards(desk, [card.id])
    following = cards.card_sheet(desk, cards.find_card(desk, "ACM-2").id)
    assert (following.due, following.repeat, following.tags) == (Said("2026-11-27T15:00", NYC), "FREQ=WEEKLY;BYDAY=FR", ("report",))
    assert [(check.text, check.done) for check in following.checks] == [("Draft", False)]
    assert (following.line.important, following.line.estimate) == (True, 3600)
    cards.reopen_cards(desk, [card.id])
    cards.finish_cards(desk, [card.id])
    assert Card.select().count() == 2
    for _ in range(3):
        desk.undo()
    assert dump(desk) == before


def test_the_end_of_the_month_stays_the_end_of_the_month(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """A monthly card due on the 31st comes on the 28th of February and on the 31st of March (domain.md W7)."""
    clock.set(at("2027-01-20T12:00"))
    make_card(desk, acme, "Rent", due=Said("2027-01-31", NYC), repeat="FREQ=MONTHLY")
    dues = []
    for number in range(1, 4):
        card = cards.find_card(desk, f"ACM-{number}")
        dues.append(card.due_said)
        clock.set(at(f"{card.due_said}T12:00"))
        cards.finish_cards(desk, [card.id])
    assert dues == ["2027-01-31", "2027-02-28", "2027-03-31"]


# ---------------------------------------------------------------------- deleting and copying


def test_deleting_keeps_time_and_puts_the_question_back(desk: Desk, acme: int) -> None:
    """Time stays with the client; a request that nobody answered is in the inbox again, one that was answered stays closed."""
    card = make_card(desk, acme, checklist=["a"], tags=["t"], links=[("x", "https://x.example")])
    cards.add_comment(desk, card.id, "said")
    entry = entries.add_entry(desk, None, desk.now() - H, desk.now(), card_id=card.id)
    owed, told = (requests.add_request(desk, words, acme) for words in ("owed", "told"))
    for request in (owed, told):
        requests.add_to_card(desk, request.id, card.id)
    requests.replied(desk, told.id, "Yes.")
    before = dump(desk)
    cards.delete_cards(desk, [card.id])
    assert (Card.select().count(), CheckItem.select().count(), Comment.select().count()) == (0, 0, 0)
    assert (Entry.get_by_id(entry.id).card_id, Entry.get_by_id(entry.id).client_id) == (None, acme)
    assert (Request.get_by_id(owed.id).state, Request.get_by_id(told.id).state) == (RequestState.OPEN, RequestState.ANSWERED)
    assert [line.id for line in requests.inbox(desk).lines] == [owed.id]
    desk.undo()
    assert dump(desk) == before


def test_a_copy_is_fresh(desk: Desk, acme: int) -> None:
    """It has the same words, date and steps, nothing ticked, no time; a done card's copy is to do."""
    card = make_card(desk, acme, "Report", due=Said("2026-11-27", NYC), checklist=["a"], tags=["t"], urgency=Urgency.YES)
    cards.tick(desk, CheckItem.get(CheckItem.card == card.id).id)
    entries.add_entry(desk, None, desk.now() - H, desk.now(), card_id=card.id)
    cards.finish_cards(desk, [card.id])
    sheet = cards.card_sheet(desk, cards.copy_card(desk, card.id).id)
    assert (sheet.line.title, sheet.due, sheet.tags, sheet.worked) == ("Report", Said("2026-11-27", NYC), ("t",), 0)
    assert (sheet.line.done_at, sheet.line.stage_kind, sheet.checks[0].done) == (None, StageKind.READY, False)


# ---------------------------------------------------------------------- what hangs on a card


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "file:///etc/passwd", "C:\\x", "www.example.com"])
def test_only_addresses_that_are_safe_to_open_are_kept(desk: Desk, acme: int, url: str) -> None:
    """Anything but http, https, mailto and tel is refused."""
    card = make_card(desk, acme)
    with pytest.raises(InvalidField):
        cards.add_link(desk, card.id, url)
    assert cards.add_link(desk, card.id, "HTTPS://x.example").url == "HTTPS://x.example"


def test_steps_are_ticked_renamed_and_removed(desk: Desk, acme: int) -> None:
    """Each is one step of undo; an empty one is refused."""
    card = make_card(desk, acme)
    item = cards.add_check(desk, card.id, "one")
    assert cards.tick(desk, item.id).done
    assert not cards.tick(desk, item.id).done
    assert cards.tick(desk, item.id, True).done
    cards.edit_check(desk, item.id, "two")
    for text in ("", " "):
        with pytest.raises(InvalidField):
            cards.edit_check(desk, item.id, text)
        with pytest.raises(InvalidField):
            cards.add_check(desk, card.id, text)
    cards.remove_check(desk, item.id)
    with pytest.raises(NotFound):
        cards.tick(desk, item.id)


def test_the_history_of_a_card_leaves_out_what_was_undone(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Newest first, with who did it."""
    card = make_card(desk, acme)
    clock.advance(minutes=1)
    cards.set_important(desk, [card.id], True)
    cards.set_urgency(desk, [card.id], Urgency.YES)
    desk.undo()
    assert [(title, actor) for _, actor, title in cards.history(desk, card.id)] == [("Set importance", "ayu"), ("Add card", "ayu")]


def test_cards_that_are_gone_are_not_found(desk: Desk, acme: int) -> None:
    """Every verb on a card that is gone says so, and does nothing to the others named with it."""
    card = make_card(desk, acme)
    before = dump(desk)
    for call in (
        lambda ids: cards.set_important(desk, ids, True),
        lambda ids: cards.finish_cards(desk, ids),
        lambda ids: cards.delete_cards(desk, ids),
        lambda ids: cards.move_cards(desk, ids, stage_of(desk, acme, StageKind.DOING)),
        lambda ids: cards.move_to_client(desk, ids, acme),
        lambda ids: cards.archive_cards(desk, ids),
        lambda ids: cards.chase_cards(desk, ids, None),
    ):
        with pytest.raises(NotFound):
            call([card.id, 999])
        assert dump(desk) == before
    with pytest.raises(NotFound):
        cards.assign_cards(desk, [card.id], 99)
