"""Boards: clients side by side, each pane with its own cursor; what somebody else changes appears."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.widgets.stage import rows_of
from vatui.domain import boards, cards, timers
from vatui.screens.boards import BoardsScreen
from vatui.values import StageKind
from vatui.widgets.board_pane import BoardPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from vatui.app import VatuiApp
    from vatui.clock import FrozenClock
    from vatui.desk import Desk


@pytest.fixture
def day(sqlite_desk: Desk, clock: FrozenClock) -> Day:
    """The day of the wireframes; somebody was here a moment ago, and no timer runs."""
    made = fill(sqlite_desk, clock, running=False)
    sqlite_desk.beat(sqlite_desk.now())
    return made


def text_of(app: VatuiApp) -> str:
    """The whole screen."""
    return "\n".join(rows_of(app))


async def enter(pilot: Pilot[None], *keys: str) -> BoardsScreen:
    """Go to the boards and press keys."""
    await settle(pilot)
    await pilot.press("2")
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, BoardsScreen)
    return screen


def stage_of_card(desk: Desk, card_id: int) -> StageKind:
    """The kind of stage a card is in."""
    return cards.card_line(desk, card_id).stage_kind


async def test_v_shows_one_two_three_and_all_clients(console: Callable[[], VatuiApp], day: Day) -> None:
    """The split goes from two over three and all to one, and is kept."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(pilot)
        counts = [len(screen.query(BoardPane))]
        for _number in range(3):
            await pilot.press("v")
            await settle(pilot)
            counts.append(len(screen.query(BoardPane)))
        assert counts == [2, 3, 6, 1]
        assert app.desk.recall("boards")["split"] == "1"


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_panes_show_head_lanes_and_cards(console: Callable[[], VatuiApp], day: Day, size: tuple[int, int]) -> None:
    """Client, hour, stages with counts and limits, and cards stand in each pane."""
    app = console()
    async with app.run_test(size=size) as pilot:
        await enter(pilot)
        shown = text_of(app)
        assert "Acme Studio" in shown
        assert "To do" in shown
        assert "Doing" in shown
        assert "/3" in shown


async def test_a_card_moves_through_its_client_s_stages_and_back(
    console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day
) -> None:
    """L takes the card under the cursor to the next stage, H back, u undoes; the cursor goes with it."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(pilot)
        pane = screen.pane
        assert pane is not None
        assert pane.card is not None
        moved = pane.card.id
        assert stage_of_card(sqlite_desk, moved) == StageKind.READY
        await pilot.press("L")
        await settle(pilot)
        assert stage_of_card(sqlite_desk, moved) == StageKind.DOING
        assert pane.card is not None
        assert pane.card.id == moved
        await pilot.press("u")
        await settle(pilot)
        assert stage_of_card(sqlite_desk, moved) == StageKind.READY


async def test_order_within_a_lane_is_changed(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """J takes the card below its neighbour."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(pilot)
        pane = screen.pane
        assert pane is not None
        lane = pane.lane
        assert lane is not None
        first, second = lane.cards[0].id, lane.cards[1].id
        await pilot.press("J")
        await settle(pilot)
        board = boards.board_views(sqlite_desk, [pane.board.id if pane.board else 0])[0]
        assert [card.id for card in board.lanes[0].cards[:2]] == [second, first]


async def test_the_cursor_crosses_into_the_next_client(console: Callable[[], VatuiApp], day: Day) -> None:
    """Past the last lane of one client comes the first of the next, and back."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(pilot)
        panes = list(screen.query(BoardPane))
        assert screen.pane is panes[0]
        for _number in range(3):
            await pilot.press("l")
            await settle(pilot)
        assert screen.pane is panes[1]
        assert panes[1].lane is panes[1].board.lanes[0] if panes[1].board else False
        await pilot.press("h")
        await settle(pilot)
        assert screen.pane is panes[0]


async def test_marked_cards_are_done_together(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """Two marked cards, one x, one step of undo."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(pilot, "space", "space")
        marked = screen.card_targets()
        assert len(marked) == 2
        await pilot.press("x")
        await settle(pilot)
        assert all(cards.card_line(sqlite_desk, card_id).done_at for card_id in marked)
        assert screen.pane is not None
        assert not screen.pane.marked
        await pilot.press("u")
        await settle(pilot)
        assert not any(cards.card_line(sqlite_desk, card_id).done_at for card_id in marked)


async def test_t_runs_the_timer_on_the_card(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """The header names the client whose card it is."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(pilot, "t")
        running = timers.running(sqlite_desk)
        assert running is not None
        assert screen.pane is not None
        assert running.card_id == (screen.pane.card.id if screen.pane.card else None)
        assert f"▌{running.client_code}" in rows_of(app)[0]


async def test_what_another_program_adds_appears_and_the_cursor_stays(
    console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day
) -> None:
    """After the next look at the desk the new card is shown; the cursor is still on its card."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(pilot, "j")
        pane = screen.pane
        assert pane is not None
        assert pane.card is not None
        before = pane.card.id
        lane = pane.lane
        assert lane is not None
        added = cards.add_card(sqlite_desk, day.clients["ACM"], "Zebra from elsewhere", stage_id=lane.id)
        cards.shift_card(sqlite_desk, added.id, -20)
        await app.publish()
        await settle(pilot)
        assert "Zebra" in text_of(app)
        assert pane.card is not None
        assert pane.card.id == before


async def test_discreet_mode_names_one_client_only(console: Callable[[], VatuiApp], day: Day) -> None:
    """Other codes, names and titles are gone from the screen."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await enter(pilot)
        app.scope = day.clients["ACM"]
        await settle(pilot)
        await pilot.press("D")
        await settle(pilot)
        shown = text_of(app)
        assert "Acme" in shown
        for word in ("BLM", "Bloom", "NOR", "KOP", "OUT", "PCY", "Reels"):
            assert word not in shown


async def test_a_long_lane_is_read_in_windows(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """End reaches the last of many cards, home the first; only a window is held."""
    stage = boards.stages_of(sqlite_desk, day.clients["ACM"])[0][0]
    for number in range(200):
        cards.add_card(sqlite_desk, day.clients["ACM"], f"Card {number:03}", stage_id=stage)
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await enter(pilot, "end")
        pane = screen.pane
        assert pane is not None
        assert pane.card is not None
        assert pane.card.title == "Card 199"
        assert pane.lane is not None
        assert len(pane.lane.cards) < 150
        assert "above" in text_of(app)
        await pilot.press("home")
        await settle(pilot)
        assert pane.lane.first == 0
