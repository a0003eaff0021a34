"""Bringing in boards of another tool, once and again (formats-work.md 10)."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factory import make_card, make_client, make_owner
from tests.ground import dump
from vatui import exchange
from vatui.domain import boards, cards, imports
from vatui.domain.clients import add_helper
from vatui.domain.stage_names import kind_of
from vatui.errors import ImportRefused, InvalidField
from vatui.exchange import bundle as theirs
from vatui.models import Board, Card, CheckItem, Client, Comment, CustomValue, Link, Stage
from vatui.values import Said, StageKind

if TYPE_CHECKING:
    from vatui.desk import Desk

GOLDEN = Path(__file__).parent.parent / "exchange" / "golden"
DAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def client(desk: Desk) -> Client:
    """A client in New York with the usual board."""
    make_owner(desk)
    return make_client(desk)


def golden(name: str) -> tuple[theirs.Bundle, str]:
    """A board file and its sum."""
    data = (GOLDEN / name).read_bytes()
    return exchange.read("trello", data, name), hashlib.sha256(data).hexdigest()


def bring(desk: Desk, client: Client, bundle: theirs.Bundle, sha: str = "", **options: Any) -> imports.Applied:
    """Apply a bundle; each has a sum of its own unless one is given."""
    return imports.apply(
        desk, bundle, client.id, file_name="board.json", sha256=sha or hashlib.sha256(repr(bundle).encode()).hexdigest(), **options
    )


def board(
    *made: theirs.Card, lists: tuple[str, ...] = ("To do", "Doing", "Done"), people: tuple[theirs.Person, ...] = ()
) -> theirs.Bundle:
    """A small board; the ids of its lists are l0, l1 and so on."""
    columns = tuple(theirs.List(f"l{at}", name, at, False) for at, name in enumerate(lists))
    return theirs.Bundle("trello", theirs.Container("b1", "Bloom"), columns, made, people)


def card(ext_id: str = "c1", title: str = "Write captions", list_ext_id: str = "l0", **values: Any) -> theirs.Card:
    """A card of that board."""
    return theirs.Card(
        ext_id, f"a{ext_id}", "", 1, title, values.pop("body", ""), list_ext_id, values.pop("position", 1.0), **values
    )


def only(desk: Desk) -> Card:
    """The one card there is."""
    found: Card = Card.get()
    assert Card.select().count() == 1
    return found


@pytest.mark.parametrize("name", ["trello_board.json", "trello_2015.json", "trello_card.json", "trello_board_newer.json"])
def test_everything_the_reader_counts_is_on_the_desk(desk: Desk, client: Client, name: str) -> None:
    """What the preview promises is what is there afterwards."""
    bundle, sha = golden(name)
    bring(desk, client, bundle, sha)
    counts = bundle.counts
    all_cards = list(Card.select())
    assert len(all_cards) == counts["cards"]
    assert sum(row.archived for row in all_cards) == counts["cards_archived"]
    assert sum(row.due_at is not None for row in all_cards) == counts["due"]
    assert CheckItem.select().count() == counts["items"]
    assert CheckItem.select().where(CheckItem.done).count() == counts["items_done"]
    assert Comment.select().count() == counts["comments"]
    assert Link.select().count() == counts["attachments"]
    assert CustomValue.select().where(CustomValue.name != imports.MEMBERS).count() == counts["fields"]
    tagged = {name for (name,) in desk.rows("SELECT name FROM tag")}
    assert tagged == {name.lower() for one in bundle.cards for name in one.tags}


@pytest.mark.parametrize("name", ["trello_board.json", "trello_2015.json", "trello_card.json"])
def test_the_same_file_again_changes_nothing(desk: Desk, client: Client, name: str) -> None:
    """Neither the same bytes nor the same content in other bytes write a row."""
    bundle, sha = golden(name)
    bring(desk, client, bundle, sha)
    before = dump(desk)
    assert bring(desk, client, bundle, sha).run_id is None
    assert bring(desk, client, bundle, "another").run_id is None
    assert dump(desk) == before


@pytest.mark.parametrize("name", ["trello_board.json", "trello_2015.json", "trello_card.json"])
def test_an_import_is_one_step(desk: Desk, client: Client, name: str) -> None:
    """One undo takes all of it back, and a redo brings it again."""
    before = dump(desk)
    bring(desk, client, *golden(name))
    after = dump(desk)
    desk.run(desk.undo)
    assert dump(desk) == before
    desk.run(desk.redo)
    assert dump(desk) == after


def test_a_newer_export_of_the_golden_board_is_merged(desk: Desk, client: Client) -> None:
    """The second file of the same board makes only what is new and undo restores what was."""
    first, second = golden("trello_board.json"), golden("trello_board_newer.json")
    bring(desk, client, *first)
    before = dump(desk)
    old_ids = {one.ext_id for one in first[0].cards}
    planned = imports.plan(desk, second[0], client.id, sha256=second[1])
    applied = bring(desk, client, *second)
    assert planned.new == applied.new == len([one for one in second[0].cards if one.ext_id not in old_ids])
    assert (planned.changed, planned.kept, planned.conflicts, planned.gone) == (
        applied.changed, applied.kept, applied.conflicts, applied.gone,
    )  # fmt: skip
    assert Comment.select().count() >= second[0].counts["comments"]
    desk.run(desk.undo)
    assert dump(desk) == before


def test_a_plan_writes_nothing(desk: Desk, client: Client) -> None:
    """The preview leaves the desk as it is and says what would come."""
    before = dump(desk)
    planned = imports.plan(desk, board(card()), client.id)
    assert dump(desk) == before
    assert (planned.new, planned.board_name, planned.titles["new"]) == (1, "Bloom", ("Write captions",))
    assert planned.stages == (("To do", StageKind.READY), ("Doing", StageKind.DOING), ("Done", StageKind.DONE))


def test_a_card_comes_with_everything_on_it(desk: Desk, client: Client) -> None:
    """Dates in the client's zone, tags, steps, links, fields, comments and the day it was made."""
    bring(desk, client, board(card(
        body="Twelve of **them**", due=DAY, start=DAY - timedelta(days=1), tags=("Social", "social", "Draft 2"),
        checklists=(theirs.Checklist("Steps", (theirs.Item("i1", "Outline", True), theirs.Item("i2", "Write", False))),),
        links=(theirs.Link("x1", "Brief", "https://example.com/brief"),), fields=(("Budget", "100"),),
        comments=(theirs.Comment("m1", "Dana", DAY, "Please\nhurry"),), created_at=DAY - timedelta(days=9),
    )))  # fmt: skip
    sheet = cards.card_sheet(desk, only(desk).id)
    assert sheet.line.due_said == "2026-11-20T04:00"
    assert sheet.due == Said("2026-11-20T04:00", "America/New_York")
    assert sheet.start == Said("2026-11-19T04:00", "America/New_York")
    assert sheet.line.due_at == DAY
    assert sheet.line.urgent
    assert (sheet.memo, sheet.tags) == ("Twelve of **them**", ("social", "draft 2"))
    assert [(one.checklist, one.text, one.done) for one in sheet.checks] == [("Steps", "Outline", True), ("Steps", "Write", False)]
    assert [one[1:] for one in sheet.links] == [("Brief", "https://example.com/brief")]
    assert sheet.custom == (("Budget", "100"),)
    assert [one[1:] for one in sheet.comments] == [(DAY, "Dana", "Please\nhurry")]
    assert sheet.created_at == DAY - timedelta(days=9)
    assert [one.code for one in cards.card_lines(desk, "c.search LIKE ?", ("%draft 2%",))] == [f"{client.code}-1"]


def test_a_minute_that_comes_twice_is_kept_exactly(desk: Desk, client: Client) -> None:
    """When the clocks go back, the second 01:30 in New York is said in UTC, and stays that instant."""
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    bring(desk, client, board(card(due=second)))
    assert only(desk).due_at == second


def test_cards_keep_their_order_and_finished_ones_are_finished(desk: Desk, client: Client) -> None:
    """A done card leaves the lane for work; one in a done list is done though nobody ticked it."""
    bring(desk, client, board(
        card("c1", "One"), card("c2", "Two"), card("c3", "Three", done=True, done_at=DAY), card("c4", "Four", "l2", created_at=DAY),
    ))  # fmt: skip
    made = Board.get(Board.name == "Bloom").id
    view = boards.board_views(desk, [made], with_done=True)[0]
    assert [line.title for line in view.lanes[0].cards] == ["One", "Two"]
    assert {line.title: line.done_at for line in view.done[0].cards} == {"Three": DAY, "Four": DAY}
    assert view.done_this_week == 0


def test_a_board_without_a_done_list_gets_one(desk: Desk, client: Client) -> None:
    """Finished work needs a place; it is told in the preview."""
    bundle = board(card(done=True), lists=("Ideas", "This week"))
    assert imports.plan(desk, bundle, client.id).stages[-1] == ("", StageKind.DONE)
    bring(desk, client, bundle)
    assert Stage.get_by_id(only(desk).stage_id).kind == StageKind.DONE


def test_cards_of_archived_lists_are_archived_and_the_lists_told_as_lost(desk: Desk, client: Client) -> None:
    """An old list makes no stage."""
    bundle = board(card(list_ext_id="l9", archived=True))
    bundle = replace(bundle, lists=(*bundle.lists, theirs.List("l9", "Spring", 9, True)))
    assert [(loss.what, loss.count) for loss in imports.plan(desk, bundle, client.id).losses] == [("Archived lists", 1)]
    bring(desk, client, bundle)
    assert only(desk).archived
    assert Stage.select().where(Stage.name == "Spring").count() == 0


def test_lists_fit_the_stages_of_a_board_that_is_there(desk: Desk, client: Client) -> None:
    """A stage without a name of its own is met by its kind; another list becomes a stage before the finished work."""
    usual = boards.boards_of(desk, client.id)[0][0]
    bring(desk, client, board(card(), lists=("To do", "In progress", "Ideas", "Done")), board_id=usual)
    stages = boards.stages_of(desk, client.id)
    assert [(name, kind) for _, name, kind, _ in stages] == [
        ("", StageKind.READY), ("", StageKind.DOING), ("", StageKind.APPROVAL), ("Ideas", StageKind.READY), ("", StageKind.DONE),
    ]  # fmt: skip
    assert only(desk).stage_id == stages[0][0]
    assert Board.select().count() == 1


def test_a_board_of_another_client_is_refused(desk: Desk, client: Client) -> None:
    """Work never lands at the wrong client."""
    other = make_client(desk, "Bloom", code="BLM")
    with pytest.raises(InvalidField):
        imports.plan(desk, board(card()), client.id, boards.boards_of(desk, other.id)[0][0])


def test_a_single_card_lands_on_the_first_board(desk: Desk, client: Client) -> None:
    """The file of one card makes no board."""
    one = replace(board(card()), container=theirs.Container("b1", ""), lists=())
    bring(desk, client, one)
    assert Board.select().count() == 1
    assert Stage.get_by_id(only(desk).stage_id).kind == StageKind.READY


def test_people_become_the_helper_of_their_name_or_a_value(desk: Desk, client: Client) -> None:
    """Nobody is invited, and nobody's name is lost."""
    helper = add_helper(desk, "Dita Ayu")
    people = (theirs.Person("p1", "dita ayu"), theirs.Person("p2", "Bo Li"))
    bring(desk, client, board(card("c1", people=("p1", "p2")), card("c2", people=("p1",)), people=people))
    both, one = Card.select().order_by(Card.id)
    assert both.helper_id == one.helper_id == helper.id
    assert cards.card_sheet(desk, both.id).custom == ((imports.MEMBERS, "Bo Li"),)
    assert cards.card_sheet(desk, one.id).custom == ()


# ---------------------------------------------------------------------- again


def test_what_changed_only_there_is_written(desk: Desk, client: Client) -> None:
    """Title, date, tags, place, steps and comments follow the source."""
    bring(desk, client, board(card(
        tags=("a",), checklists=(theirs.Checklist("S", (theirs.Item("i1", "x", False), theirs.Item("i2", "y", False))),)
    )))  # fmt: skip
    applied = bring(desk, client, board(card(
        title="Captions", list_ext_id="l1", due=DAY, tags=("b",), body="new",
        checklists=(theirs.Checklist("S", (theirs.Item("i1", "x", True), theirs.Item("i3", "z", False))),),
        comments=(theirs.Comment("m1", "Dana", DAY, "Hello"),),
    )))  # fmt: skip
    assert (applied.changed, applied.kept, applied.conflicts) == (1, 0, 0)
    sheet = cards.card_sheet(desk, only(desk).id)
    assert (sheet.line.title, sheet.stage_name, sheet.line.due_at, sheet.tags, sheet.memo) == (
        "Captions",
        "Doing",
        DAY,
        ("b",),
        "new",
    )
    assert [(one.text, one.done) for one in sheet.checks] == [("x", True), ("z", False)]
    assert [one[3] for one in sheet.comments] == ["Hello"]
    assert cards.card_lines(desk, "c.search LIKE ?", ("%captions b %",))


def test_what_changed_only_here_is_kept(desk: Desk, client: Client) -> None:
    """An unchanged source never overwrites work."""
    source = card(tags=("a",), due=DAY, checklists=(theirs.Checklist("S", (theirs.Item("i1", "x", False),)),))
    bring(desk, client, board(source))
    mine = only(desk)
    cards.edit_card(desk, mine.id, title="Mine", tags=["b"], due=None)
    cards.tick(desk, CheckItem.get().id)
    cards.finish_cards(desk, [mine.id])
    before = dump(desk)
    assert bring(desk, client, board(source), "other").kept == 1
    assert dump(desk) == before


def test_what_changed_on_both_sides_stays_and_is_counted_once(desk: Desk, client: Client) -> None:
    """The desk wins, the preview says so, and the same file does not say so again; a newer change does."""
    bring(desk, client, board(card()))
    cards.edit_card(desk, only(desk).id, title="Mine")
    newer = board(card(title="Theirs", body="also"))
    planned = imports.plan(desk, newer, client.id)
    assert (planned.conflicts, planned.changed, planned.titles["conflicts"]) == (1, 1, ("Theirs",))
    assert bring(desk, client, newer).conflicts == 1
    assert (only(desk).title, only(desk).memo) == ("Mine", "also")
    assert imports.plan(desk, newer, client.id).conflicts == 0
    assert imports.plan(desk, board(card(title="Theirs again", body="also")), client.id).conflicts == 1


def test_the_same_change_on_both_sides_is_no_conflict(desk: Desk, client: Client) -> None:
    """Two people who agree do not quarrel."""
    bring(desk, client, board(card()))
    cards.edit_card(desk, only(desk).id, title="Captions")
    planned = imports.plan(desk, board(card(title="Captions")), client.id)
    assert (planned.conflicts, planned.changed) == (0, 0)


def test_a_step_changed_on_both_sides_stays_and_the_others_follow(desk: Desk, client: Client) -> None:
    """Steps are merged one by one."""
    first = theirs.Checklist("S", (theirs.Item("i1", "x", False), theirs.Item("i2", "y", False)))
    bring(desk, client, board(card(checklists=(first,))))
    cards.edit_check(desk, CheckItem.get(CheckItem.text == "x").id, "mine")
    second = theirs.Checklist("S", (theirs.Item("i1", "theirs", False), theirs.Item("i2", "y", True)))
    assert bring(desk, client, board(card(checklists=(second,)))).conflicts == 1
    assert [(one.text, one.done) for one in CheckItem.select().order_by(CheckItem.id)] == [("mine", False), ("y", True)]


def test_gone_cards_stay_and_are_told_once_back_or_not(desk: Desk, client: Client) -> None:
    """A row that vanished from the export is not deleted."""
    bring(desk, client, board(card("c1"), card("c2", "Two")))
    planned = imports.plan(desk, board(card("c1")), client.id)
    assert (planned.gone, planned.titles["gone"]) == (1, ("Two",))
    assert bring(desk, client, board(card("c1"))).gone == 1
    assert Card.select().count() == 2
    assert bring(desk, client, board(card("c1")), "again").run_id is None
    assert bring(desk, client, board(card("c1"), card("c2", "Two")), "back").gone == 0


def test_a_card_deleted_here_does_not_come_back(desk: Desk, client: Client) -> None:
    """Deleting is an answer."""
    bring(desk, client, board(card()))
    cards.delete_cards(desk, [only(desk).id])
    assert bring(desk, client, board(card(title="Changed"))).new == 0
    assert Card.select().count() == 0


def test_a_card_given_to_another_client_stays_there(desk: Desk, client: Client) -> None:
    """An update writes its words and never its client."""
    bring(desk, client, board(card()))
    other = make_client(desk, "Bloom", code="BLM")
    cards.move_to_client(desk, [only(desk).id], other.id)
    bring(desk, client, board(card(title="Changed", list_ext_id="l1")))
    assert (only(desk).client_id, only(desk).title) == (other.id, "Changed")


def test_the_same_board_may_be_brought_to_two_clients(desk: Desk, client: Client) -> None:
    """It is told, and each has cards of their own."""
    bring(desk, client, board(card()))
    other = make_client(desk, "Bloom", code="BLM")
    assert imports.plan(desk, board(card()), other.id).elsewhere == (client.code,)
    bring(desk, other, board(card()))
    assert Card.select().count() == 2


def test_a_renamed_list_renames_its_stage_unless_it_was_renamed_here(desk: Desk, client: Client) -> None:
    """Boards and stages follow, too."""
    bring(desk, client, board(card(), lists=("Ideas", "Writing")))
    writing = Stage.get(Stage.name == "Writing")
    boards.edit_stage(desk, writing.id, name="Pen")
    bring(desk, client, board(card(), lists=("Thoughts", "Typing")))
    names = [stage.name for stage in Stage.select().where(Stage.board == writing.board_id).order_by(Stage.position)]
    assert names == ["Thoughts", "Pen", ""]


def test_progress_is_told_and_stopping_leaves_nothing(desk: Desk, client: Client) -> None:
    """What the progress raises takes the whole import back."""
    told: list[tuple[int, int]] = []
    many = tuple(card(f"c{at}", f"Card {at}", position=at) for at in range(1200))
    before = dump(desk)

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 500:
            raise ImportRefused("Stopped.")

    with pytest.raises(ImportRefused):
        bring(desk, client, board(*many), progress=stop)
    assert told == [(0, 1200), (500, 1200)]
    assert dump(desk) == before
    assert bring(desk, client, board(*many)).new == 1200


def test_other_cards_of_the_client_are_left_alone(desk: Desk, client: Client) -> None:
    """Numbers go on after those that are there."""
    mine = make_card(desk, client, "Mine")
    bring(desk, client, board(card()))
    assert [(row.number, row.title) for row in Card.select().order_by(Card.number)] == [
        (mine.number, "Mine"),
        (2, "Write captions"),
    ]


@pytest.mark.parametrize(("name", "kind"), [
    ("To Do", StageKind.READY), ("Backlog", StageKind.READY), ("WP01 - Project management", StageKind.READY),
    ("", StageKind.READY), ("✅ Done", StageKind.DONE), ("Done – October", StageKind.DONE), ("SELESAI", StageKind.DONE),
    ("Terminé", StageKind.DONE), ("Completed 2026", StageKind.DONE), ("To be done", StageKind.READY),
    ("Not done", StageKind.READY), ("Abandoned", StageKind.READY),
    ("In Progress", StageKind.DOING), ("Sedang dikerjakan", StageKind.DOING), ("Waiting for client", StageKind.WAITING),
    ("Menunggu", StageKind.WAITING), ("For review", StageKind.REVIEW), ("Client approval", StageKind.APPROVAL),
    ("Inbox", StageKind.INBOX), ("Erledigt", StageKind.DONE), ("In Arbeit", StageKind.DOING),
])  # fmt: skip
def test_the_name_of_a_list_tells_its_kind(name: str, kind: StageKind) -> None:
    """Only a clear name makes a list one for finished work."""
    assert kind_of(name) is kind


_TEXT = st.text(max_size=12)
_CARDS = st.lists(
    st.builds(
        card,
        ext_id=st.integers(0, 5).map(str), title=_TEXT.map(lambda text: "T" + text),
        list_ext_id=st.sampled_from(["l0", "l1", "l2", "l7"]),
        body=_TEXT, due=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1)).map(
            lambda at: at.replace(tzinfo=UTC, microsecond=0)
        ),
        done=st.booleans(), archived=st.booleans(), tags=st.lists(_TEXT, max_size=3).map(tuple),
        checklists=st.lists(
            st.builds(theirs.Checklist, _TEXT, st.lists(
                st.builds(theirs.Item, st.sampled_from(["", "i1", "i2"]), _TEXT.map(lambda text: "s" + text), st.booleans()),
                max_size=3,
            ).map(tuple)), max_size=2
        ).map(tuple),
        fields=st.lists(st.tuples(st.sampled_from(["A", "B"]), _TEXT), max_size=2).map(tuple),
        links=st.lists(
            st.builds(theirs.Link, st.sampled_from(["x1", "x2"]), _TEXT, st.just("https://e.example/")), max_size=2
        ).map(tuple),
        comments=st.lists(
            st.builds(theirs.Comment, st.sampled_from(["m1", "m2"]), _TEXT, st.none(), _TEXT), max_size=2,
            unique_by=lambda one: one.ext_id,
        ).map(tuple),
    ),
    max_size=4, unique_by=lambda one: one.ext_id,
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_CARDS, second=_CARDS)
def test_again_is_nothing_and_undo_restores(desk: Desk, first: list[theirs.Card], second: list[theirs.Card]) -> None:
    """Whatever two exports of a board hold: each again changes nothing, and undo goes back step by step."""
    if not desk.rows("SELECT 1 FROM owner"):
        make_owner(desk)
    row = Client.get_or_none(Client.code == "ACM") or make_client(desk, code="ACM")
    states = [dump(desk)]
    for sha, made in (("1", first), ("2", second)):
        bundle = board(*made)
        planned = imports.plan(desk, bundle, row.id)
        applied = bring(desk, row, bundle, sha)
        assert Counter(new=planned.new, changed=planned.changed, conflicts=planned.conflicts) == Counter(
            new=applied.new, changed=applied.changed, conflicts=applied.conflicts
        )
        after = dump(desk)
        assert bring(desk, row, bundle, "again").run_id is None
        assert dump(desk) == after
        if applied.run_id is not None:
            states.append(after)
    while len(states) > 1:
        assert dump(desk) == states.pop()
        desk.run(desk.undo)
    assert dump(desk) == states[0]


def test_the_unused_first_board_makes_room(desk: Desk) -> None:
    """The board that came with a client goes away when one is brought in, unless it was used; undo brings it back."""
    client = make_client(desk, "Acme Studio", code="ACM")
    first = boards.boards_of(desk, client.id)[0][0]
    bundle = exchange.read("trello", (GOLDEN / "trello_board.json").read_bytes(), "trello_board.json")
    applied = imports.apply(desk, bundle, client.id, file_name="trello_board.json", sha256="x")
    assert [row[0] for row in boards.boards_of(desk, client.id)] == [applied.board_id]
    desk.undo()
    assert [row[0] for row in boards.boards_of(desk, client.id)] == [first]
    cards.add_card(desk, client.id, "In use")
    imports.apply(desk, bundle, client.id, file_name="trello_board.json", sha256="x")
    assert first in [row[0] for row in boards.boards_of(desk, client.id)]
