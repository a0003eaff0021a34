"""What the page of boards and stages is made of, and the desk that is replaced while it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factory import make_card, make_client, make_owner
from tests.ground import dump
from vatui import backups
from vatui.domain import boards, cards
from vatui.errors import DeskDamaged, NotFound
from vatui.values import StageKind

if TYPE_CHECKING:
    from pathlib import Path

    from vatui.desk import Desk


def test_a_board_is_told_with_its_stages_and_its_neighbours(desk: Desk) -> None:
    """Archived boards come last; finished and archived cards are counted where they are, not as open."""
    make_owner(desk)
    client = make_client(desk)
    first = boards.boards_of(desk, client.id)[0][0]
    second = boards.add_board(desk, client.id, "Launch", [("Ideas", StageKind.INBOX, 4)]).id
    boards.add_board(desk, make_client(desk, "Bloom", code="BLM").id, "Other")
    make_card(desk, client, stage=StageKind.READY)
    cards.archive_cards(desk, [make_card(desk, client, stage=StageKind.READY).id])
    cards.finish_cards(desk, [make_card(desk, client, stage=StageKind.DOING).id])
    sheet = boards.board_sheet(desk, first)
    assert sheet.boards == ((first, client.name, False, 1), (second, "Launch", False, 0))
    assert [(kind, count) for _id, _name, kind, _limit, count in sheet.stages] == [
        (StageKind.READY, 2), (StageKind.DOING, 0), (StageKind.APPROVAL, 0), (StageKind.DONE, 1),
    ]  # fmt: skip
    boards.archive_board(desk, first)
    sheet = boards.board_sheet(desk, second)
    assert [number for number, *_rest in sheet.boards] == [second, first]
    assert sheet.stages[0][1:] == ("Ideas", StageKind.INBOX, 4, 0)
    with pytest.raises(NotFound):
        boards.board_sheet(desk, 999)


def test_a_desk_goes_on_with_the_file_that_replaced_its_own(sqlite_desk: Desk, tmp_path: Path) -> None:
    """Everything is told as changed; when nothing was replaced, the desk goes on as it was."""
    make_owner(sqlite_desk)
    file = str(tmp_path / "desk.db")
    made = backups.backup(file, None, sqlite_desk.now())
    before = dump(sqlite_desk)
    make_client(sqlite_desk)
    after = dump(sqlite_desk)
    sqlite_desk.poll()
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(DeskDamaged):
        sqlite_desk.while_closed(backups.restore, damaged, file, sqlite_desk.now())
    assert dump(sqlite_desk) == after
    sqlite_desk.while_closed(backups.restore, made.path, file, sqlite_desk.now())
    assert dump(sqlite_desk) == before
    assert {"card", "client", "owner"} <= sqlite_desk.poll()
    assert sqlite_desk.poll() == frozenset()
    make_client(sqlite_desk)
    assert len(dump(sqlite_desk)["client"]) == 1
