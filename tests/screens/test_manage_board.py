"""Boards and stages: add, name, order, limit, put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factory import make_card, make_client, make_owner
from tests.screens.conftest import settle
from tests.screens.waiting import until, write
from vatui.domain import boards
from vatui.models import Board, Card, Client, Stage
from vatui.screens.manage_board import ManageBoard, StageForm
from vatui.values import StageKind
from vatui.widgets.choice import Choice
from vatui.widgets.field import Field
from vatui.widgets.picker import PickDialog
from vatui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.desk import Desk


@pytest.fixture
def client(sqlite_desk: Desk) -> Client:
    """A client with the usual board and one card."""
    make_owner(sqlite_desk)
    client = make_client(sqlite_desk)
    make_card(sqlite_desk, client)
    return client


def names(client: Client) -> list[tuple[str, StageKind, int]]:
    """The stages as they are stored."""
    query = Stage.select().join(Board).where(Board.client == client.id).order_by(Stage.board, Stage.position, Stage.id)
    return [(stage.name, stage.kind, stage.limit) for stage in query]


async def opened(pilot: Pilot[None]) -> RowList:
    """Open it on the first board; gives its list."""
    await settle(pilot)
    pilot.app.push_screen(ManageBoard(Board.select().order_by(Board.id).first().id))
    await settle(pilot)
    return pilot.app.screen.query_one("#things", RowList)


async def test_a_stage_is_added_moved_edited_and_removed_with_its_cards(
    console: Callable[[], VatuiApp], client: Client, sqlite_desk: Desk
) -> None:
    """Each act is one step, and all can be undone."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        before = names(client)
        await pilot.press("plus")
        await until(pilot, lambda: isinstance(app.screen, StageForm))
        await write(pilot, "Ideas")
        app.screen.query_one(Choice).value = StageKind.INBOX.value
        next(field for field in app.screen.query(Field) if field.name == "limit").value = "4"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: ("Ideas", StageKind.INBOX, 4) in names(client))
        ideas = Stage.get(Stage.name == "Ideas").id
        await until(pilot, lambda: rows.cursor_id == f"s:{ideas}")
        await pilot.press("K", "K", "K")
        await until(pilot, lambda: names(client)[0][0] == "Ideas")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, StageForm))
        await write(pilot, "Thoughts")
        await pilot.press("enter")
        await until(pilot, lambda: names(client)[0][0] == "Thoughts")
        first = boards.stages_of(sqlite_desk, client.id)[1][0]
        rows.put_cursor(f"s:{first}")
        await pilot.press("X")
        await until(pilot, lambda: isinstance(app.screen, PickDialog))
        await settle_picker(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: len(names(client)) == len(before))
        assert Card.get().stage_id == ideas
        for _step in range(6):
            await pilot.press("u")
            await pilot.pause()
        await until(pilot, lambda: names(client) == before)


async def settle_picker(pilot: Pilot[None]) -> None:
    """Wait until the picker has its lines."""
    await until(pilot, lambda: pilot.app.screen.query_one(RowList).lines)


async def test_boards_are_added_renamed_archived_and_switched(
    console: Callable[[], VatuiApp], client: Client, sqlite_desk: Desk
) -> None:
    """The last board of a client cannot be put away; what refuses says so."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        rows = await opened(pilot)
        await pilot.press("A")
        await settle(pilot)
        assert Board.select().where(Board.archived).count() == 0
        await pilot.press("B")
        await until(pilot, lambda: len(app.screen_stack) == 3)
        await write(pilot, "Launch")
        await pilot.press("enter")
        await until(pilot, lambda: any(line.title == "Launch" for line in rows.lines))
        launch = Board.get(Board.name == "Launch").id
        rows.put_cursor(f"b:{launch}")
        await pilot.press("e")
        await until(pilot, lambda: len(app.screen_stack) == 3)
        await write(pilot, "Spring [launch]")
        await pilot.press("enter")
        await until(pilot, lambda: Board.get_by_id(launch).name == "Spring [launch]")
        await pilot.press("A")
        await until(pilot, lambda: Board.get_by_id(launch).archived)
        await until(pilot, lambda: any(line.title_role == "muted" for line in rows.lines))


async def test_an_undone_board_is_left(console: Callable[[], VatuiApp], client: Client, sqlite_desk: Desk) -> None:
    """When the board that is shown vanishes, another one is shown."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await opened(pilot)
        await pilot.press("B")
        await until(pilot, lambda: len(app.screen_stack) == 3)
        await write(pilot, "Launch")
        await pilot.press("enter")
        await until(pilot, lambda: any(line.title == "Launch" for line in rows.lines))
        await pilot.press("u")
        await until(pilot, lambda: not any(line.title == "Launch" for line in rows.lines))
        assert isinstance(app.screen, ManageBoard)


async def test_a_limit_that_is_none_is_refused_under_its_field(console: Callable[[], VatuiApp], client: Client) -> None:
    """What was typed stays."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("plus")
        await until(pilot, lambda: isinstance(app.screen, StageForm))
        limit = next(field for field in app.screen.query(Field) if field.name == "limit")
        for text in ("many", "1000"):
            limit.value = text
            await pilot.press("ctrl+s")
            await until(pilot, lambda: limit.error)
            assert limit.value == text
