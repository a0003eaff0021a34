"""Bringing a file in: finding it, the preview, the act, and stopping it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.ground import dump
from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.screens.waiting import until, write
from vatui.domain import boards
from vatui.models import Card
from vatui.screens.choose_client import ChooseClient
from vatui.screens.import_file import ImportPreview, ImportScreen, entries_for, read_file
from vatui.widgets.choice import Choice
from vatui.widgets.footer import Footer
from vatui.widgets.reader import Reader
from vatui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.desk import Desk

GOLDEN = Path(__file__).parent.parent / "exchange" / "golden" / "trello_board.json"


@pytest.fixture
def day(sqlite_desk: Desk) -> Day:
    """The day of the wireframes."""
    return fill(sqlite_desk, running=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a board, a damaged file, a text and a folder in it."""
    place = tmp_path / "in"
    (place / "older").mkdir(parents=True)
    (place / "board.json").write_bytes(GOLDEN.read_bytes())
    (place / "broken.json").write_text('{"lists": [')
    (place / "notes.txt").write_text("no board")
    return place


async def typed(pilot: Pilot[None], path: object, client_id: int | None = None) -> ImportScreen:
    """Open the dialog and type a path."""
    await settle(pilot)
    screen = ImportScreen(client_id=client_id)
    pilot.app.push_screen(screen)
    await settle(pilot)
    await write(pilot, str(path))
    await settle(pilot)
    return screen


async def preview(pilot: Pilot[None], path: object, client_id: int) -> ImportPreview:
    """Go on to the preview of a file."""
    await typed(pilot, path, client_id)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ImportPreview) and pilot.app.screen.query_one(Reader).texts())
    screen: Any = pilot.app.screen
    return screen  # type: ignore[no-any-return]  # the condition says what it is


def test_only_folders_and_files_that_can_be_read_are_offered(folder: Path) -> None:
    """By what was typed, whatever its case; a folder that is not there offers nothing."""
    assert [one.name for one in entries_for(f"{folder}/")] == ["board.json", "broken.json", "older"]
    assert [one.name for one in entries_for(f"{folder}/BO")] == ["board.json"]
    assert entries_for(f"{folder}/older/nowhere/") == []
    assert entries_for("\0") == []


async def test_tab_completes_and_a_broken_file_is_told_under_the_list(
    console: Callable[[], VatuiApp], day: Day, folder: Path
) -> None:
    """What was typed stays, and nothing is changed."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await typed(pilot, folder / "br", day.clients["ACM"])
        await pilot.press("tab")
        await settle(pilot)
        assert screen._input.value == str(folder / "broken.json")
        await pilot.press("enter")
        await until(pilot, lambda: screen._problem.sentence)
        assert app.screen is screen
        await write(pilot, str(folder / "nothing here"))
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "no such file" in screen._problem.sentence


async def test_a_file_is_previewed_and_brought_in_as_one_step(
    console: Callable[[], VatuiApp], day: Day, folder: Path, sqlite_desk: Desk
) -> None:
    """The client is asked; the preview says what comes and what is lost; undo takes all of it back."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        before = dump(sqlite_desk)
        await typed(pilot, folder / "board.json")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChooseClient))
        await write(pilot, "bloom")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ImportPreview) and list(app.screen.query(Choice)))
        assert dump(sqlite_desk) == before
        shown = "\n".join(app.screen.query_one(Reader).texts())
        assert "New board: Bloom content" in shown
        assert "7 cards come new" in shown
        assert "Template cards" in shown
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.screen_stack[0])
        assert Card.select().where(Card.client == day.clients["BLM"]).count() > 7
        assert any("Imported 7 new" in str(note.message) for note in app._notifications)
        await pilot.press("u")
        await until(pilot, lambda: dump(sqlite_desk) == before)


async def test_the_board_can_be_chosen_and_a_second_look_says_what_stays(
    console: Callable[[], VatuiApp], day: Day, folder: Path, sqlite_desk: Desk
) -> None:
    """Its lists meet the stages that are there; the same file again changes nothing."""
    app = console()
    client = day.clients["ACM"]
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await preview(pilot, folder / "board.json", client)
        await until(pilot, lambda: list(screen.query(Choice)))
        await until(pilot, lambda: screen.query_one(Reader).has_focus)
        choice = screen.query_one(Choice)
        choice.value = str(boards.boards_of(sqlite_desk, client)[0][0])
        await until(pilot, lambda: "Into the board: Acme Studio" in screen.query_one(Reader).texts())
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.screen_stack[0])
        assert len(boards.boards_of(sqlite_desk, client)) == 1
        state = dump(sqlite_desk)
        screen = await preview(pilot, folder / "board.json", client)
        shown = "\n".join(screen.query_one(Reader).texts())
        assert "This very file is here already." in shown
        assert "Nothing new" in shown
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.screen_stack[0])
        assert dump(sqlite_desk) == state


async def test_a_long_import_shows_how_far_it_is_and_esc_stops_it(
    console: Callable[[], VatuiApp], day: Day, folder: Path, sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar stands in the footer; stopped, nothing is kept and the footer is its own again."""
    monkeypatch.setattr("vatui.screens.import_file._SHOW_AFTER", 0.0)
    monkeypatch.setattr("vatui.domain.imports._CHUNK", 25)
    data = json.loads(GOLDEN.read_text())
    first = data["lists"][0]["id"]
    data["cards"] = [
        {"id": f"6a9783205eed0000{number:08x}", "name": f"Card {number}", "idList": first, "pos": number, "closed": False}
        for number in range(0x10000, 0x10000 + 6000)
    ]
    data["id"] = "6a9631a05eed0000000000ff"
    (folder / "long.json").write_text(json.dumps(data))
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        before = dump(sqlite_desk)
        screen = await preview(pilot, folder / "long.json", day.clients["ACM"])
        footer = app.screen_stack[0].query_one(Footer)
        screen.action_save()
        async with asyncio.timeout(5):
            while "Importing" not in footer._job:
                await asyncio.sleep(0.001)  # the pilot would pause until it is over
        await screen.run_action("leave")
        await until(pilot, lambda: screen._problem.sentence)
        assert "Nothing was brought in" in screen._problem.sentence
        assert footer._job == ""
        assert dump(sqlite_desk) == before


def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """Missing, a folder, or of no known kind."""
    from vatui.errors import ImportRefused

    for path in (tmp_path / "none.json", tmp_path, Path("bad\0name.json")):
        with pytest.raises(ImportRefused):
            read_file(path)


async def test_a_name_in_the_folder_is_never_markup_or_an_escape(console: Callable[[], VatuiApp], day: Day, tmp_path: Path) -> None:
    """A hostile file name is shown as plain text."""
    (tmp_path / "[red]x[b] \x1b[31m.json").write_text("{}")
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await typed(pilot, f"{tmp_path}/[", day.clients["ACM"])
        assert [line.title for line in screen.query_one(RowList).lines] == ["[red]x[b] .json"]
        await pilot.press("enter")
        await until(pilot, lambda: screen._problem.sentence)
