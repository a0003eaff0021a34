"""The matrix: four quadrants, travelling between them, and moving cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.widgets.stage import HOSTILE, is_safe, rows_of
from vatui.domain import cards, clients, matrix
from vatui.screens.ask_date import AskDate
from vatui.screens.matrix import MatrixScreen, QuadrantList
from vatui.values import Urgency

if TYPE_CHECKING:
    from collections.abc import Callable

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk


@pytest.fixture
def day(sqlite_desk: Desk, clock: FrozenClock) -> Day:
    """The day of the wireframes; somebody was here a moment ago."""
    made = fill(sqlite_desk, clock)
    sqlite_desk.beat(sqlite_desk.now())
    return made


def quadrants(app: VatuiApp) -> list[list[str]]:
    """The titles of the four lists."""
    return [[line.title for line in app.screen.query_one(f"#q{number}", QuadrantList).lines] for number in range(4)]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_cards_stand_in_their_quadrants(console: Callable[[], VatuiApp], day: Day, size: tuple[int, int]) -> None:
    """Figures and cards are those of the desk, and the first quadrant says when it is too much for today."""
    app = console()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        view = await app.call(matrix.matrix)
        assert isinstance(app.screen, MatrixScreen)
        assert quadrants(app) == [[line.title for line in quadrant.lines] for quadrant in view.quadrants]
        assert quadrants(app)[0][:2] == ["Reconcile October receipts", "Reels captions, batch of 6"]
        shown = "\n".join(rows_of(app))
        for words in ("1 Do first · 4 · 4h 15m", "2 Schedule · 3 · 9h", "3 Delegate · 2", "4 Later or drop · 4"):
            assert words in shown
        assert "more than today’s 2h 18m left" in shown
        assert "urgent: 20h 42m overdue" in shown
        assert ("URGENT counted" in shown) == (size[1] >= 30)


async def test_arrows_and_letters_travel_between_quadrants(console: Callable[[], VatuiApp], day: Day) -> None:
    """Sideways at once, up and down past the last row; nothing happens at the outer edge."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        seen = []
        for key in ("l", "right", "h", "up", "j", "j", "j", "j", "down", "k", "l", "j", "left", "left"):
            await pilot.press(key)
            await pilot.pause()
            assert app.focused is not None
            seen.append(app.focused.id)
        assert seen == ["q1", "q1", "q0", "q0", "q0", "q0", "q0", "q2", "q2", "q2", "q3", "q3", "q2", "q2"]


async def test_importance_is_chosen_with_j_and_k(console: Callable[[], VatuiApp], day: Day) -> None:
    """``J`` makes a card unimportant, the cursor goes with it, ``K`` brings both back."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        card = day.cards["Reconcile October receipts"]
        for key, important, quadrant in (("J", False, "q2"), ("J", False, "q2"), ("K", True, "q0"), ("shift+down", False, "q2")):
            await pilot.press(key)
            await settle(pilot)
            assert (await app.call(cards.card_line, card)).important is important
            assert app.focused is not None
            assert app.focused.id == quadrant
            assert isinstance(app.focused, QuadrantList)
            assert app.focused.cursor_id == card


async def test_marked_cards_move_together_in_one_step(console: Callable[[], VatuiApp], day: Day) -> None:
    """``space`` marks, ``J`` moves all marked, one ``u`` takes it back."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        before = quadrants(app)
        await pilot.press("space", "space", "J")
        await settle(pilot)
        assert len(quadrants(app)[0]) == len(before[0]) - 2
        await pilot.press("u")
        await settle(pilot)
        assert quadrants(app) == before


async def test_urgency_is_asked_for(console: Callable[[], VatuiApp], day: Day) -> None:
    """``L`` on an urgent card opens the due line; pinned as not urgent it leaves the column; on another it does nothing."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        await pilot.press("H")
        await settle(pilot)
        assert isinstance(app.screen, MatrixScreen)
        await pilot.press("L")
        await settle(pilot)
        assert isinstance(app.screen, AskDate)
        await pilot.press("!", "-", "enter")
        await settle(pilot)
        line = await app.call(cards.card_line, day.cards["Reconcile October receipts"])
        assert (line.urgent, line.pinned) == (False, True)
        assert "Reconcile October receipts" in quadrants(app)[1]
        assert app.focused is not None
        assert app.focused.id == "q1"


async def test_the_reason_is_said_for_every_kind(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """The peek says why a card is urgent, and says nothing of urgency for one that is not."""
    pinned = cards.add_card(sqlite_desk, day.clients["KOP"], "Aaa pinned", important=True)
    cards.set_urgency(sqlite_desk, [pinned.id], Urgency.YES)
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        app.card_id = pinned.id
        await pilot.press("3")
        await settle(pilot)
        assert "urgent: pinned by hand" in "\n".join(rows_of(app))
        await pilot.press("l")
        await settle(pilot)
        assert "urgent:" not in "\n".join(rows_of(app))


async def test_long_quadrants_are_read_in_windows(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """A quadrant of many cards says how many there are, and its end is reached."""
    for number in range(200):
        cards.add_card(sqlite_desk, day.clients["KOP"], f"Card {number:03}")
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        rows = app.screen.query_one("#q3", QuadrantList)
        assert "4 Later or drop · 204" in "\n".join(rows_of(app))
        assert len(rows.lines) == matrix.WINDOW
        rows.focus()
        await pilot.press("end")
        await settle(pilot)
        assert rows.cursor_line is not None
        assert rows.cursor_line.title == "Card 199"
        assert len({line.id for line in rows.lines}) == len(rows.lines) == 204


async def test_helpers_are_offered_and_hidden(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """The third quadrant names who could do it; in discreet mode nobody is named."""
    clients.add_helper(sqlite_desk, "Dita")
    clients.add_helper(sqlite_desk, "Rian")
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert "a hand to Dita or Rian" in "\n".join(rows_of(app))
        app.scope = day.clients["KOP"]
        await pilot.press("D")
        await settle(pilot)
        shown = "\n".join(rows_of(app))
        for word in ("Dita", "BLM", "Reels", "NOR", "Fiken"):
            assert word not in shown
        assert "Konten promo" in shown


async def test_hostile_titles_are_only_words(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """Rows and peek show any title as text."""
    made = [cards.add_card(sqlite_desk, day.clients["ACM"], words, important=True, tags=["[/]"]) for words in HOSTILE]
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        for card in made:
            app.card_id = card.id
            app.screen.query_one("#q1", QuadrantList).put_cursor(card.id)
            await settle(pilot)
            assert all(is_safe(row) for row in rows_of(app))
