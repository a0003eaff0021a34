"""The memo of a card: written here or in an editor, rendered, and never lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Markdown, TextArea

from tests.ground import elsewhere
from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.widgets.stage import rows_of
from vatui.domain import cards
from vatui.screens.memo import MemoScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk


@pytest.fixture
def card(sqlite_desk: Desk, clock: FrozenClock) -> int:
    """A card of the day of the wireframes."""
    made: Day = fill(sqlite_desk, clock)
    sqlite_desk.beat(sqlite_desk.now())
    return made.cards["Newsletter draft"]


async def open_memo(pilot: Pilot[Any], card: int) -> TextArea:
    """Open the memo and wait until it is read."""
    await settle(pilot)
    pilot.app.push_screen(MemoScreen(card))
    await settle(pilot)
    return pilot.app.screen.query_one(TextArea)


HELPER = """
import sys
from vatui.desk import Desk
from vatui.domain.cards import edit_card
desk = Desk.open(sys.argv[1], actor="dita")
"""


async def by_another(folder: Path, act: str, card: int) -> None:
    """Do something to a card in a process of its own, as another person would."""
    await asyncio.to_thread(elsewhere, f"{HELPER}card = {card}\n{act}", str(folder / "desk.db"))


async def memo_of(app: VatuiApp, card: int) -> str:
    """The memo as the desk holds it."""
    return (await app.call(cards.card_sheet, card)).memo


async def test_a_memo_is_written_and_saved(console: Callable[[], VatuiApp], card: int) -> None:
    """Keys go into the text, enter is a new line, ctrl+s saves and closes."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_memo(pilot, card)
        await pilot.press(*"one", "enter", *"two", "ctrl+s")
        await settle(pilot)
        assert await memo_of(app, card) == "one\ntwo"
        assert not isinstance(app.screen, MemoScreen)


async def test_leaving_with_changes_asks_first(console: Callable[[], VatuiApp], card: int) -> None:
    """Esc with unsaved words asks; going back keeps them, discarding leaves the desk as it was."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        area = await open_memo(pilot, card)
        await pilot.press(*"one", "escape")
        await settle(pilot)
        assert isinstance(app.screen, MemoScreen)
        assert "Discard" in "\n".join(rows_of(app))
        await pilot.press("escape")
        await settle(pilot)
        assert area.text == "one"
        await pilot.press("escape")
        await pilot.press("shift+tab", "enter")
        await settle(pilot)
        assert not isinstance(app.screen, MemoScreen)
        assert await memo_of(app, card) == ""


async def test_the_memo_is_shown_rendered(console: Callable[[], VatuiApp], card: int) -> None:
    """ctrl+r shows headings and lists as they read, and goes back to writing."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.call(cards.edit_card, card, memo="# Plan\n\n- [bold]one[/bold]\n- two")
        await open_memo(pilot, card)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert app.screen.query(Markdown)
        text = "\n".join(rows_of(app))
        assert "# Plan" not in text
        assert "Plan" in text
        assert "[bold]one[/bold]" in text
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert isinstance(app.focused, TextArea)


async def test_the_memo_of_another_is_not_overwritten_unseen(console: Callable[[], VatuiApp], card: int, tmp_path: Path) -> None:
    """A memo that another saved meanwhile is said; saving once more replaces it."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_memo(pilot, card)
        await pilot.press(*"mine")
        await by_another(tmp_path, 'edit_card(desk, card, memo="hers")', card)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert await memo_of(app, card) == "hers"
        assert "changed meanwhile" in "\n".join(rows_of(app))
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert await memo_of(app, card) == "mine"


async def test_without_an_editor_it_says_what_to_do(
    console: Callable[[], VatuiApp], card: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ctrl+o with neither $VISUAL nor $EDITOR names what to set; a terminal that cannot be lent says so."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_memo(pilot, card)
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert "Set $EDITOR" in "\n".join(rows_of(app))
        monkeypatch.setenv("EDITOR", "true")
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert "cannot open an editor" in "\n".join(rows_of(app))
