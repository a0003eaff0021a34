"""The journal: one change is one undo step, one line of the log and one move of the feed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ACTOR, NOW
from tests.ground import ADD, add, dump, elsewhere, finish, start, tags
from vatui import storage
from vatui.desk import Desk, operation
from vatui.errors import NothingToRedo, NothingToUndo, UndoConflict, VatuiError
from vatui.i18n import N_
from vatui.models import Board, Card, CheckItem, Client, Stage, Tag
from vatui.values import StageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vatui.clock import FrozenClock


def _client(desk: Desk, code: str = "ACM") -> Client:
    with desk.change("Add client"):
        return Client.create(code=code, name="Acme", colour=1, zone="America/New_York", hours="", created_at=desk.now())


def _card(desk: Desk) -> Card:
    client = _client(desk)
    with desk.change("Add card"):
        board = Board.create(client=client, name="Work")
        stage = Stage.create(board=board, name="To do", kind=StageKind.READY)
        return Card.create(
            client=client, number=1, stage=stage, position=1, title="Book flight", stage_since=desk.now(),
            created_at=desk.now(),
        )  # fmt: skip


@pytest.fixture
def colleague(desk: Desk) -> Iterator[Desk]:
    """The same desk, worked at by somebody else."""
    return Desk(desk.store, desk.clock, "budi")  # type: ignore[return-value]  # a desk is enough


# ---------------------------------------------------------------------- undo and redo


def test_undo_takes_back_and_redo_puts_back(desk: Desk) -> None:
    """A made, a changed and a deleted row come back exactly, in both directions."""
    states = [dump(desk)]
    card = _card(desk)
    states.append(dump(desk))
    with desk.change("Edit card"):
        card.title, card.important = "Book train", True
        card.save()
    states.append(dump(desk))
    with desk.change("Delete card"):
        card.delete_instance()
    states.append(dump(desk))

    assert [desk.undo().title for _ in range(3)] == ["Delete card", "Edit card", "Add card"]
    assert desk.undo().title == "Add client"
    assert dump(desk) == states[0]
    titles = [desk.redo().title for _ in range(4)]
    assert titles == ["Add client", "Add card", "Edit card", "Delete card"]
    assert dump(desk) == states[3]
    desk.undo()
    assert dump(desk) == states[2]


def test_nothing_to_undo_or_redo(desk: Desk) -> None:
    """An empty journal refuses both, and a new change leaves nothing to redo."""
    with pytest.raises(NothingToUndo):
        desk.undo()
    with pytest.raises(NothingToRedo):
        desk.redo()
    add(desk, "one")
    desk.undo()
    add(desk, "two")
    with pytest.raises(NothingToRedo):
        desk.redo()
    assert tags(desk) == ["two"]


def test_undo_survives_a_restart(desk: Desk, desk_url: str, clock: FrozenClock) -> None:
    """What was done yesterday can be taken back today."""
    add(desk, "one", "two")
    desk.close()
    again = Desk.open(desk_url, clock=clock, actor=ACTOR)
    again.undo()
    assert tags(again) == ["one"]
    again.redo()
    assert tags(again) == ["one", "two"]
    again.close()


def test_undo_takes_back_my_changes_only(desk: Desk, colleague: Desk) -> None:
    """A colleague's newer change stays, mine goes."""
    add(desk, "mine")
    add(colleague, "theirs")
    assert desk.undo().title == "Add tag"
    assert tags(desk) == ["theirs"]
    with pytest.raises(NothingToUndo):
        desk.undo()


def test_undo_refuses_what_was_changed_since(desk: Desk, colleague: Desk) -> None:
    """A row that somebody changed afterwards is not put back, and nothing else of the change either."""
    card = _card(desk)
    with desk.change("Edit card"):
        card.title = "Book train"
        card.save()
        CheckItem.create(card=card, text="Seat")
    with colleague.change("Edit card"):
        same = Card.get_by_id(card.id)
        same.title = "Book bus"
        same.save()
    before = dump(desk)
    with pytest.raises(UndoConflict, match="Edit card"):
        desk.undo()
    assert dump(desk) == before


def test_undo_leaves_other_columns_alone(desk: Desk, colleague: Desk) -> None:
    """A colleague's change to another column of the row is no conflict and stays."""
    card = _card(desk)
    with desk.change("Edit card"):
        card.title = "Book train"
        card.save()
    with colleague.change("Edit card"):
        same = Card.get_by_id(card.id)
        same.memo = "window seat"
        same.save()
    desk.undo()
    found = Card.get_by_id(card.id)
    assert (found.title, found.memo) == ("Book flight", "window seat")


def test_undo_of_what_others_built_upon_is_a_conflict(desk: Desk, colleague: Desk) -> None:
    """A client under whom a colleague made a board cannot be unmade; the refusal leaves no half."""
    client = _client(desk)
    with colleague.change("Add board"):
        Board.create(client=client, name="Work")
    before = dump(desk)
    with pytest.raises(UndoConflict):
        desk.undo()
    assert dump(desk) == before
    add(desk, "still works")


def test_undo_of_a_change_whose_row_is_gone_is_a_conflict(desk: Desk, colleague: Desk) -> None:
    """What somebody deleted cannot be changed back."""
    card = _card(desk)
    with desk.change("Edit card"):
        card.title = "Book train"
        card.save()
    with colleague.change("Delete card"):
        Card.get_by_id(card.id).delete_instance()
    with pytest.raises(UndoConflict):
        desk.undo()


def test_a_stale_object_overwrites_nothing(desk: Desk) -> None:
    """Saving an old copy of a row writes the columns that were assigned, no others."""
    card = _card(desk)
    stale = Card.get_by_id(card.id)
    with desk.change("Edit card"):
        card.title = "Book train"
        card.save()
    with desk.change("Edit card"):
        stale.memo = "window"
        stale.save()
    found = Card.get_by_id(card.id)
    assert (found.title, found.memo) == ("Book train", "window")
    desk.undo()
    assert Card.get_by_id(card.id).title == "Book train"


def test_saving_one_field_notes_that_field(desk: Desk) -> None:
    """A save that is limited to a field writes and undoes that field alone."""
    card = _card(desk)
    with desk.change("Edit card"):
        card.title, card.memo = "Book train", "window"
        card.save(only=[Card.title])
    found = Card.get_by_id(card.id)
    assert (found.title, found.memo) == ("Book train", "")
    desk.undo()
    assert Card.get_by_id(card.id).title == "Book flight"


def test_saving_without_a_difference_leaves_no_trace(desk: Desk) -> None:
    """A change that writes nothing is no step."""
    card = _card(desk)
    count = len(desk.steps())
    with desk.change("Edit card"):
        Card.get_by_id(card.id).save()
        card.title, card.important = "Book flight", False
        card.save()
    assert len(desk.steps()) == count


def test_what_cannot_be_undone_is_passed_over(desk: Desk) -> None:
    """Undo takes the newest change that can be, also when a nested one said that it cannot."""
    add(desk, "one")
    with desk.change("Send"), desk.change("Note", undoable=False):
        Tag.create(name="sent")
    assert not desk.steps()[0].undoable
    desk.undo()
    assert tags(desk) == ["sent"]


def test_made_and_deleted_in_one_change(desk: Desk) -> None:
    """A row that came and went within a change gives undo and redo nothing to stumble over."""
    with desk.change("Change of mind"):
        Tag.create(name="short").delete_instance()
        Tag.create(name="long")
    desk.undo()
    assert tags(desk) == []
    desk.redo()
    assert tags(desk) == ["long"]


def test_several_edits_of_a_row_in_one_change(desk: Desk) -> None:
    """Undo goes back through each, newest first."""
    card = _card(desk)
    before = dump(desk)
    with desk.change("Edit card"):
        for title in ("a", "b", "c"):
            card.title = title
            card.save()
    after = dump(desk)
    desk.undo()
    assert dump(desk) == before
    desk.redo()
    assert dump(desk) == after


# ---------------------------------------------------------------------- in bulk


def test_rows_made_in_bulk_are_undone_and_redone(desk: Desk) -> None:
    """An import of many rows is one step, in both directions."""
    before = dump(desk)
    with desk.change("Import"):
        ids = desk.insert_many(Tag, [{"name": f"tag {number}"} for number in range(1_200)])
    assert ids == list(range(ids[0], ids[0] + 1_200))
    after = dump(desk)
    desk.undo()
    assert dump(desk) == before
    desk.redo()
    assert dump(desk) == after
    with desk.change("Add tag"):
        assert Tag.create(name="next").id == ids[-1] + 1


def test_bulk_rows_that_were_touched_since_stay(desk: Desk, colleague: Desk) -> None:
    """An import is not undone over somebody's edit of one of its rows."""
    with desk.change("Import"):
        first, *_rest = desk.insert_many(Tag, [{"name": "a"}, {"name": "b"}])
    with colleague.change("Rename"):
        tag = Tag.get_by_id(first)
        tag.name = "better"
        tag.save()
    with pytest.raises(UndoConflict):
        desk.undo()
    assert tags(desk) == ["better", "b"]


def test_one_column_of_many_rows(desk: Desk) -> None:
    """Moving many rows journals what moved, and only that."""
    with desk.change("Import"):
        ids = desk.insert_many(Tag, [{"name": f"tag {number}"} for number in range(1_000)])
    before = dump(desk)
    with desk.change("Rename"):
        desk.update_many(Tag, "name", [(row_id, f"new {row_id}") for row_id in ids[:600]])
        desk.update_many(Tag, "name", [(ids[700], "tag 700"), (10**6, "nobody")])
    assert desk.rows("SELECT COUNT(*) FROM changed_row WHERE change_id = ?", desk.steps()[0].id) == [(600,)]
    after = dump(desk)
    desk.undo()
    assert dump(desk) == before
    desk.redo()
    assert dump(desk) == after


def test_bulk_writes_need_a_change(desk: Desk) -> None:
    """Nothing is written outside an operation, one by one or in bulk."""
    with pytest.raises(RuntimeError):
        desk.insert_many(Tag, [{"name": "a"}])
    with pytest.raises(RuntimeError):
        desk.update_many(Tag, "name", [(1, "a")])
    with pytest.raises(RuntimeError):
        Tag.create(name="a")
    add(desk, "a")
    with pytest.raises(RuntimeError):
        Tag.get().delete_instance()
    assert tags(desk) == ["a"]


# ---------------------------------------------------------------------- one transaction


def test_a_failed_change_leaves_neither_rows_nor_journal(desk: Desk) -> None:
    """What raises in the middle is as if it had never begun, and the next change works."""
    add(desk, "one")
    before, steps = dump(desk), desk.steps()

    def fail() -> None:
        with desk.change("Fail"):
            Tag.create(name="two")
            raise VatuiError

    with pytest.raises(VatuiError):
        fail()
    assert (dump(desk), desk.steps()) == (before, steps)
    add(desk, "three")
    assert tags(desk) == ["one", "three"]


def test_a_change_inside_a_change_joins_it(desk: Desk) -> None:
    """An operation that calls others is one step with the outer name."""

    @operation(N_("Inner"))
    def inner(desk: Desk, name: str) -> None:
        desk.about(name, 7)
        Tag.create(name=name)

    @operation(N_("Outer"))
    def outer(desk: Desk) -> str:
        desk.about("both")
        inner(desk, "a")
        inner(desk, "b")
        return "done"

    assert outer(desk) == "done"
    (step,) = desk.steps()
    assert (step.title, step.subject, step.client_id, step.at) == ("Outer", "both", None, NOW)
    desk.undo()
    assert tags(desk) == []


def test_an_inner_failure_takes_the_outer_with_it(desk: Desk) -> None:
    """There is no half of an operation that calls others."""

    @operation(N_("Inner"))
    def inner(desk: Desk) -> None:
        Tag.create(name="b")
        raise VatuiError

    @operation(N_("Outer"))
    def outer(desk: Desk) -> None:
        Tag.create(name="a")
        inner(desk)

    with pytest.raises(VatuiError):
        outer(desk)
    assert tags(desk) == []
    assert desk.steps() == []


def test_threads_take_turns(desk: Desk) -> None:
    """Changes from several threads of one process come out whole, one after the other."""
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(10):
                desk.run(add, desk, f"{name}{number}")
        except BaseException as error:  # told by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(tags(desk)) == 40
    assert desk.rows("SELECT COUNT(*) FROM changed_row") == [(40,)]


# ---------------------------------------------------------------------- the log and the feed


def test_the_log_is_read_newest_first(desk: Desk, clock: FrozenClock) -> None:
    """Each change has its time, its actor and its subject; pages and clients can be chosen."""
    with desk.change("One"):
        desk.about("first", 3)
        Tag.create(name="a")
    clock.advance(minutes=5)
    add(desk, "b")
    desk.undo()
    undo, two, one = desk.steps()
    assert (one.title, one.subject, one.client_id, one.actor, one.at) == ("One", "first", 3, ACTOR, NOW)
    assert two.undone
    assert undo.undoes == two.id
    assert desk.steps(limit=1) == [undo]
    assert desk.steps(before=two.id) == [one]
    assert desk.steps(client_id=3) == [one]


def test_the_feed_names_the_tables(desk: Desk, colleague: Desk) -> None:
    """Asking tells which tables moved since it was asked last, whoever moved them, and then nothing."""
    assert desk.poll() == frozenset()
    _card(desk)
    assert desk.poll() == {"client", "board", "stage", "card"}
    add(colleague, "theirs")
    assert desk.poll() == {"tag"}
    desk.undo()
    assert desk.poll() == {"client", "board", "stage", "card"} - {"client"}
    assert desk.poll() == frozenset()


def test_another_process_is_seen(desk: Desk, desk_url: str) -> None:
    """What another process changes is in the feed and can be read at once, and the other way round."""
    elsewhere(ADD, desk_url, "theirs")
    assert "tag" in desk.poll()
    assert tags(desk) == ["theirs"]
    add(desk, "mine")
    code = """
        import sys
        from vatui.desk import Desk
        desk = Desk.open(sys.argv[1])
        print(desk.rows("SELECT name FROM tag ORDER BY id"))
        desk.close()
    """
    assert "mine" in elsewhere(code, desk_url)


def test_two_running_processes_see_each_other(desk: Desk, desk_url: str) -> None:
    """A process that stays open sees our change by asking, without opening anew."""
    import subprocess

    code = """
        import sys, time
        from vatui.desk import Desk
        desk = Desk.open(sys.argv[1])
        print("ready", flush=True)
        deadline = time.monotonic() + 30
        while "tag" not in desk.poll() and time.monotonic() < deadline:
            time.sleep(0.01)
        print(desk.rows("SELECT name FROM tag"))
        desk.close()
    """
    other = start(code, desk_url, stdin=subprocess.DEVNULL)
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    add(desk, "mine")
    assert finish(other) == "[('mine',)]\n"


def test_writing_behind_our_back_shows_everything(sqlite_desk: Desk) -> None:
    """A write that no journal knows, as from a database shell, moves every table once."""
    assert sqlite_desk.store.file is not None
    raw = storage.sqlite.connect(sqlite_desk.store.file)
    raw.execute("INSERT INTO tag (name) VALUES ('behind')")
    raw.commit()
    raw.close()
    moved = sqlite_desk.poll()
    assert {"tag", "card", "client"} <= moved
    assert sqlite_desk.poll() == frozenset()


# ---------------------------------------------------------------------- what screens remember


def test_what_was_chosen_is_remembered(desk: Desk) -> None:
    """Any JSON value comes back, is replaced and forgotten, and is no step of the journal."""
    assert desk.recall("split", 1) == 1
    for value in ([1, "ü"], {"a": None}, False):
        desk.remember("split", value)
        assert desk.recall("split") == value
    desk.remember("split", None)
    assert desk.recall("split") is None
    assert desk.steps() == []


def test_the_console_was_last_alive(desk: Desk, colleague: Desk, clock: FrozenClock) -> None:
    """The heartbeat keeps when the console was alive and when it was touched, for each actor."""
    assert desk.last_beat() is None
    desk.beat(clock.now())
    touched = clock.now()
    clock.advance(minutes=1)
    desk.beat()
    assert desk.last_beat() == (clock.now(), touched)
    assert colleague.last_beat() is None
