"""Boards, stages, and the views of the split screen (domain.md W5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.factory import make_card, make_client, make_owner, stage_of
from vatui.domain import boards, cards
from vatui.errors import InvalidField, NotFound
from vatui.models import Board, Card, Stage
from vatui.values import Said, StageKind

if TYPE_CHECKING:
    from vatui.clock import FrozenClock
    from vatui.desk import Desk

NYC = "America/New_York"


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def acme(desk: Desk) -> int:
    """A client; I am in Jakarta, where it is Tuesday."""
    make_owner(desk)
    return int(make_client(desk, code="ACM").id)


def first_board(desk: Desk, client_id: int) -> int:
    """The number of a client's first board."""
    return boards.boards_of(desk, client_id)[0][0]


def view(desk: Desk, client_id: int, **options: Any) -> boards.BoardView:
    """The client's first board."""
    return boards.board_views(desk, [first_board(desk, client_id)], **options)[0]


def titles(lane: boards.Lane) -> list[str]:
    """What stands in a lane."""
    return [line.title for line in lane.cards]


def kinds(desk: Desk, client_id: int) -> list[StageKind]:
    """The kinds of a client's stages in order."""
    return [kind for _, _, kind, _ in boards.stages_of(desk, client_id)]


# ---------------------------------------------------------------------- the views


def test_lanes_show_what_is_in_them_in_order(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Snoozed, archived and finished cards are not in the lanes of open work, and not in their counts."""
    for title in ("one", "two", "snoozed", "archived", "done"):
        make_card(desk, acme, title)
    ids = {line.title: line.id for line in cards.card_lines(desk, "1 = 1", ())}
    cards.snooze_cards(desk, [ids["snoozed"]], Said("2026-11-26", NYC))
    cards.archive_cards(desk, [ids["archived"]])
    cards.finish_cards(desk, [ids["done"]])
    found = view(desk, acme)
    assert [(lane.kind, titles(lane), lane.count) for lane in found.lanes] == [
        (StageKind.READY, ["one", "two"], 2), (StageKind.DOING, [], 0), (StageKind.APPROVAL, [], 0),
    ]  # fmt: skip
    assert (found.client.code, found.done_this_week) == ("ACM", 1)
    assert [(titles(lane), lane.count) for lane in view(desk, acme, with_done=True).done] == [(["done"], 1)]
    clock.set(at("2026-11-26T05:00"))
    assert titles(view(desk, acme).lanes[0]) == ["one", "two", "snoozed"]


def test_done_this_week_begins_on_my_monday(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Monday at midnight in Jakarta is Sunday 17:00 UTC."""
    for moment in ("2026-11-22T16:59", "2026-11-22T17:00", "2026-11-24T13:00"):
        clock.set(at(moment))
        cards.finish_cards(desk, [make_card(desk, acme).id])
    clock.set(at("2026-11-24T13:42"))
    assert view(desk, acme).done_this_week == 2
    assert view(desk, acme, with_done=True).done[0].cards[0].done_at == at("2026-11-24T13:00")


def test_a_filter_narrows_every_lane_and_its_count(desk: Desk, acme: int) -> None:
    """Words of title, tags and code, folded; nothing else is counted."""
    make_card(desk, acme, "Résumé", tags=["work"])
    make_card(desk, acme, "Other")
    found = view(desk, acme, search="RESUME work")
    assert (titles(found.lanes[0]), found.lanes[0].count) == (["Résumé"], 1)
    assert view(desk, acme, search="100%").lanes[0].count == 0


def test_boards_that_are_gone_are_left_out(desk: Desk, acme: int) -> None:
    """A pane whose board was deleted elsewhere simply is not there."""
    number = first_board(desk, acme)
    assert [found.id for found in boards.board_views(desk, [999, number])] == [number]
    assert boards.board_views(desk, []) == ()


def test_a_window_is_around_its_anchor_and_pages_lead_through_the_lane(desk: Desk, acme: int) -> None:
    """Of a long lane only a window is read; it holds the anchor, says how many stand above it, and goes on both ways."""
    ids = [make_card(desk, acme, str(number)).id for number in range(200)]
    stage = stage_of(desk, acme, StageKind.READY)
    top = view(desk, acme).lanes[0]
    assert ([line.id for line in top.cards], top.first, top.count) == (ids[: boards.WINDOW], 0, 200)
    middle = view(desk, acme, anchors={stage: ids[100]}).lanes[0]
    shown = [line.id for line in middle.cards]
    assert ids[100] in shown
    assert shown == ids[middle.first : middle.first + len(shown)]
    assert middle.first > 0
    edge = top.cards[-1]
    seen = [line.id for line in top.cards]
    while page := boards.lane_page(desk, stage, edge.position, edge.id, down=True):
        seen += [line.id for line in page]
        edge = page[-1]
    assert seen == ids
    back = boards.lane_page(desk, stage, edge.position, edge.id, down=False, limit=5)
    assert [line.id for line in back] == ids[-6:-1]


def test_views_of_all_boards_take_few_statements(desk: Desk, acme: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight boards cost as many statements as one."""
    numbers = [first_board(desk, acme)]
    for name in ("Bloom", "Nordlys", "Kopi", "Outback", "Pilates", "Dansk", "Eiger"):
        client = make_client(desk, name, zone="Etc/UTC")
        numbers.append(first_board(desk, client.id))
        make_card(desk, client)
    counts: list[int] = []
    plain = desk.store.database.execute_sql

    def counted(*args: Any, **kwargs: Any) -> Any:
        counts[-1] += 1
        return plain(*args, **kwargs)

    monkeypatch.setattr(desk.store.database, "execute_sql", counted)
    for chosen in (numbers[:1], numbers):
        counts.append(0)
        assert len(boards.board_views(desk, chosen)) == len(chosen)
    assert counts[0] == counts[1] <= 10


def test_the_cards_in_doing_are_counted_over_all_clients(desk: Desk, acme: int) -> None:
    """For the personal limit; archived and finished ones do not count."""
    bloom = make_client(desk, "Bloom", zone="Europe/London")
    for client in (acme, bloom.id):
        make_card(desk, client, stage=StageKind.DOING)
    gone = make_card(desk, acme, stage=StageKind.DOING)
    cards.archive_cards(desk, [gone.id])
    assert boards.doing_count(desk) == 2


# ---------------------------------------------------------------------- boards


def test_a_client_keeps_at_least_one_board(desk: Desk, acme: int) -> None:
    """The last one cannot be put away; an archived one can come back."""
    first = first_board(desk, acme)
    with pytest.raises(InvalidField):
        boards.archive_board(desk, first)
    second = boards.add_board(desk, acme, "Launch")
    boards.archive_board(desk, first)
    assert [number for number, _, _ in boards.boards_of(desk, acme)] == [second.id]
    with pytest.raises(InvalidField):
        boards.archive_board(desk, second.id)
    boards.archive_board(desk, first, False)
    assert len(boards.boards_of(desk, acme)) == 2


def test_boards_stand_in_the_order_of_their_clients(desk: Desk, acme: int) -> None:
    """As in the zone bar, archived ones only if asked for."""
    from vatui.domain import clients

    bloom = make_client(desk, "Bloom", zone="Europe/London")
    clients.order_clients(desk, [bloom.id, acme])
    assert [client for _, client, _ in boards.boards_of(desk)] == [bloom.id, acme]


@pytest.mark.parametrize("name", ["", " ", "\x07"])
def test_a_board_needs_a_name(desk: Desk, acme: int, name: str) -> None:
    """When it is made and when it is renamed."""
    with pytest.raises(InvalidField):
        boards.add_board(desk, acme, name)
    with pytest.raises(InvalidField):
        boards.rename_board(desk, first_board(desk, acme), name)
    assert Board.select().count() == 1


# ---------------------------------------------------------------------- stages


def test_a_new_stage_stands_before_finished_work(desk: Desk, acme: int) -> None:
    """Unless a place is given; a second one for finished work stands last."""
    board = first_board(desk, acme)
    boards.add_stage(desk, board, "Review", StageKind.REVIEW)
    assert kinds(desk, acme)[-2:] == [StageKind.REVIEW, StageKind.DONE]
    boards.add_stage(desk, board, "Ideas", StageKind.INBOX, position=0)
    assert kinds(desk, acme)[0] == StageKind.INBOX
    boards.add_stage(desk, board, "Published", StageKind.DONE)
    assert boards.stages_of(desk, acme)[-1][1] == "Published"
    assert [row.position for row in Stage.select().order_by(Stage.position)] == list(range(7))


def test_a_stage_moves_left_and_right_within_its_board(desk: Desk, acme: int) -> None:
    """Past the edge it stays at the edge."""
    doing = stage_of(desk, acme, StageKind.DOING)
    boards.move_stage(desk, doing, 1)
    assert kinds(desk, acme) == [StageKind.READY, StageKind.APPROVAL, StageKind.DOING, StageKind.DONE]
    boards.move_stage(desk, doing, -9)
    assert kinds(desk, acme)[0] == StageKind.DOING


def test_a_stage_that_becomes_done_finishes_its_cards_and_back(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Cards that were finished before keep their instant; when the stage is for open work again all are open."""
    ok = stage_of(desk, acme, StageKind.APPROVAL)
    early = make_card(desk, acme, stage=ok)
    with desk.change("Finish where it stands"):
        row = cards.get_card(desk, early.id)
        row.done_at = at("2026-11-20T10:00")
        row.save()
    late = make_card(desk, acme, stage=ok)
    boards.edit_stage(desk, ok, kind=StageKind.DONE)
    assert [Card.get_by_id(card.id).done_at for card in (early, late)] == [at("2026-11-20T10:00"), clock.now()]
    boards.edit_stage(desk, ok, kind=StageKind.REVIEW)
    assert [Card.get_by_id(card.id).done_at for card in (early, late)] == [None, None]


def test_removing_a_stage_moves_its_cards(desk: Desk, acme: int) -> None:
    """All of them, snoozed and archived ones too; never to another board."""
    ok, doing = stage_of(desk, acme, StageKind.APPROVAL), stage_of(desk, acme, StageKind.DOING)
    ids = [make_card(desk, acme, title, stage=ok).id for title in "ab"]
    cards.archive_cards(desk, ids[1:])
    bloom = make_client(desk, "Bloom", zone="Europe/London")
    for target in (ok, stage_of(desk, bloom, StageKind.DOING)):
        with pytest.raises(InvalidField):
            boards.remove_stage(desk, ok, cards_to=target)
    boards.remove_stage(desk, ok, cards_to=doing)
    assert [Card.get_by_id(number).stage_id for number in ids] == [doing, doing]
    with pytest.raises(NotFound):
        boards.get_stage(desk, ok)


@pytest.mark.parametrize("limit", [-1, 1000])
def test_a_limit_has_bounds(desk: Desk, acme: int, limit: int) -> None:
    """Between none and 999."""
    with pytest.raises(InvalidField):
        boards.edit_stage(desk, stage_of(desk, acme, StageKind.DOING), limit=limit)
    with pytest.raises(InvalidField):
        boards.add_stage(desk, first_board(desk, acme), "X", StageKind.READY, limit=limit)


def test_over_a_limit_is_a_warning_never_a_wall(desk: Desk, acme: int) -> None:
    """More cards than the limit go in, and the lane says how many there are."""
    doing = stage_of(desk, acme, StageKind.DOING)
    boards.edit_stage(desk, doing, limit=1)
    for _ in range(3):
        make_card(desk, acme, stage=doing)
    lane = view(desk, acme).lanes[1]
    assert (lane.count, lane.limit) == (3, 1)


def test_a_lane_names_itself_or_leaves_it_to_its_kind(desk: Desk, acme: int) -> None:
    """A stage without a name of its own is called by its kind in the language of the moment, so none is stored."""
    assert [lane.name for lane in view(desk, acme).lanes] == ["", "", ""]
    boards.edit_stage(desk, stage_of(desk, acme, StageKind.DOING), name=" Now ")
    assert view(desk, acme).lanes[1].name == "Now"


def test_what_waits_shows_its_age_since_the_last_change_of_stage(desk: Desk, acme: int, clock: FrozenClock) -> None:
    """Reordering does not make it younger."""
    ok = stage_of(desk, acme, StageKind.APPROVAL)
    first, second = make_card(desk, acme, stage=ok), make_card(desk, acme, stage=ok)
    since = clock.now()
    clock.advance(days=2)
    cards.shift_card(desk, first.id, 1)
    cards.move_cards(desk, [second.id], ok)
    assert {line.stage_since for line in view(desk, acme).lanes[2].cards} == {since}
    assert clock.now() - since == timedelta(days=2)
