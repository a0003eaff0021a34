"""Today: what is mine to do, what came in, what waits, what was worked, whose hours come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.widgets.stage import HOSTILE, is_safe, rows_of
from vatui import i18n
from vatui.domain import cards, requests, timers, today
from vatui.screens.today import TodayScreen
from vatui.values import RequestState
from vatui.widgets.hours_bars import HoursBars
from vatui.widgets.ribbon import Ribbon
from vatui.widgets.row_list import RowList

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


def text_of(app: VatuiApp) -> str:
    """The whole screen."""
    return "\n".join(rows_of(app))


def listed(app: VatuiApp, name: str) -> list[str]:
    """The titles of a list."""
    return [line.title for line in app.screen.query_one(f"#{name}", RowList).lines]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_it_opens_on_today_with_focus_and_inbox(console: Callable[[], VatuiApp], day: Day, size: tuple[int, int]) -> None:
    """Overdue comes first, then today, then the others; beside it what came in."""
    app = console()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = text_of(app)
        assert isinstance(app.screen, TodayScreen)
        assert "Focus · 13 open" in shown
        assert "▲ Overdue 1" in shown
        assert "◆ Due today 4" in shown
        assert "Next 8" in shown
        assert listed(app, "focus")[:3] == [
            "Reconcile October receipts", "Reels captions, batch of 6", "Send agenda for weekly call",
        ]  # fmt: skip
        assert "Inbox · 6 waiting" in shown
        assert "next promise due 20:54" in shown
        assert "4h 30m in 2h 18m" in shown
        assert app.focused is not None
        assert app.focused.id == "focus"


async def test_columns_show_all_five_panels(console: Callable[[], VatuiApp], day: Day) -> None:
    """At 120 columns nothing is hidden, and the figures agree with the desk."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        shown = text_of(app)
        worked = await app.call(today.hours)
        for words in ("Today’s hours", "Waiting on others · 3", "Zones · next", "◆ Priya · 4d", "Dana · 2d"):
            assert words in shown
        bars = app.screen.query_one(HoursBars).rows
        assert [row.code for row in bars] == ["BLM", "ACM", "NOR"]
        assert [row.text for row in bars] == ["1h 24m", "0h 50m", "0h 30m"]
        assert sum(row.fraction for row in bars) == pytest.approx(1)
        assert worked.total == timedelta(hours=2, minutes=44, seconds=7)
        assert "2h 44m" in shown
        assert "▼21" in shown
        assert "▌ACM 08:42   ····━━━━╌╌╌╌╌╌╌╌╌╌╌╌···" in shown
        assert "▌KOP 20:42   ··························╌╌╌╌" in shown
        assert [row.code for row in app.screen.query_one(Ribbon).rows] == ["you", "ACM", "BLM", "NOR", "KOP", "OUT", "PCY"]


async def test_tab_brings_the_other_panels_where_it_is_narrow(console: Callable[[], VatuiApp], day: Day) -> None:
    """At 80 columns every panel is reached with tab, and shift+tab goes back."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        seen = []
        for _turn in range(5):
            assert app.focused is not None
            assert app.focused.display
            assert app.focused.region.height >= 3
            seen.append(app.focused.id)
            await pilot.press("tab")
            await pilot.pause()
        assert seen == ["focus", "inbox", "hours", "waiting", "ribbon"]
        assert app.focused is not None
        assert app.focused.id == "focus"
        assert "Focus · 13 open" in text_of(app)
        await pilot.press("shift+tab")
        await pilot.pause()
        assert app.focused.id == "ribbon"
        assert "Zones · next" in text_of(app)
        assert "Focus · 13 open" not in text_of(app)


async def test_verbs_act_on_the_panel_with_the_focus(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """``x`` finishes a card in the focus list; ``r`` answers a request in the inbox; neither does the other's."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(app.screen, TodayScreen)
        await pilot.press("x")
        await settle(pilot)
        done = await app.call(cards.card_line, day.cards["Reconcile October receipts"])
        assert done.done_at is not None
        assert "Reconcile October receipts" not in listed(app, "focus")
        await pilot.press("tab", "r")
        await settle(pilot)
        await pilot.press("o", "k", "ctrl+s")
        await settle(pilot)
        line = await app.call(requests.request_sheet, day.requests["Swap the hero photo?"])
        assert (line.line.state, line.reply) == (RequestState.ANSWERED, "ok")
        assert "Swap the hero photo?" not in listed(app, "inbox")
        await pilot.press("u")
        await settle(pilot)
        assert "Swap the hero photo?" in listed(app, "inbox")


async def test_the_timer_starts_from_the_list_and_its_row_says_so(console: Callable[[], VatuiApp], day: Day) -> None:
    """``t`` switches the timer to the card under the cursor."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        running = await app.call(timers.running)
        assert running is not None
        assert running.card_id == day.cards["Reconcile October receipts"]
        signs = {line.title: line.sign for line in app.screen.query_one("#focus", RowList).lines}
        assert signs["Reconcile October receipts"] == "►"
        assert signs["Reels captions, batch of 6"] == ""


async def test_a_scope_narrows_every_panel(console: Callable[[], VatuiApp], day: Day) -> None:
    """With one client chosen nobody else is on the page; ``0`` brings them back."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        app.scope = day.clients["BLM"]
        await settle(pilot)
        assert {line.client_code for line in app.screen.query_one("#focus", RowList).lines} == {"BLM"}
        assert listed(app, "inbox") == ["Swap the hero photo?"]
        assert listed(app, "waiting") == ["December grid"]
        assert [row.code for row in app.screen.query_one(HoursBars).rows] == ["BLM"]
        assert [row.code for row in app.screen.query_one(Ribbon).rows] == ["you", "BLM"]
        await pilot.press("0")
        await settle(pilot)
        assert len(listed(app, "focus")) == 13


async def test_discreet_mode_names_only_the_client_of_the_scope(console: Callable[[], VatuiApp], day: Day) -> None:
    """No other code, title or sender is anywhere on the screen, at any of its pages."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        app.scope = day.clients["ACM"]
        await pilot.press("D")
        await settle(pilot)
        shown = text_of(app)
        assert "Newsletter draft" in shown
        for word in ("BLM", "NOR", "KOP", "OUT", "PCY", "Reels", "Priya", "Fiken", "1h 24m"):
            assert word not in shown, word


async def test_hostile_words_are_only_words(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """Titles, senders and people that would break a terminal or a markup parser are shown as text."""
    for number, words in enumerate(HOSTILE):
        cards.add_card(sqlite_desk, day.clients["ACM"], f"{words} {number}", waiting_for=words)
        requests.add_request(sqlite_desk, f"{words} {number}", day.clients["ACM"], channel=words, sender=words)
    app = console()
    for size in ((80, 24), (120, 36)):
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            assert all(is_safe(row) for row in rows_of(app))
            assert any("[bold]x[/bold]" in title for title in listed(app, "focus"))
        app = console()


async def test_long_lists_are_read_in_windows(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """A list of 400 cards is held in part; the end and the beginning are reached, and a change keeps the place."""
    for number in range(400):
        cards.add_card(sqlite_desk, day.clients["KOP"], f"Card {number:03}")
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rows = app.screen.query_one("#focus", RowList)
        assert len(rows.lines) == today.WINDOW
        await pilot.press("end")
        await settle(pilot)
        assert rows.cursor_line is not None
        assert rows.cursor_line.title == "Card 399"
        assert len(rows.lines) <= 5 * today.WINDOW
        await app.call(cards.set_important, [int(rows.lines[-2].id)], True)
        await settle(pilot)
        assert rows.cursor_line.title == "Card 399"
        await pilot.press("home")
        await settle(pilot)
        assert rows.cursor_line.title == "Reconcile October receipts"
        for _turn in range(3):
            rows.put_cursor(rows.lines[-1].id)
            await settle(pilot)
        assert len(rows.lines) > today.WINDOW
        at = [line.title for line in rows.lines].index("Card 000")
        assert [line.title for line in rows.lines[at : at + 200]] == [f"Card {number:03}" for number in range(200)]


async def test_long_side_lists_are_read_to_their_end(console: Callable[[], VatuiApp], sqlite_desk: Desk, day: Day) -> None:
    """Waiting cards and requests beyond the first fifty are reached."""
    stage = cards.card_line(sqlite_desk, day.cards["Logo round 2"]).stage_id
    for number in range(70):
        cards.add_card(sqlite_desk, day.clients["ACM"], f"Wait {number}", stage_id=stage)
        requests.add_request(sqlite_desk, f"Ask {number}", day.clients["ACM"])
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for name, total in (("inbox", 76), ("waiting", 73)):
            rows = app.screen.query_one(f"#{name}", RowList)
            while app.focused is not rows:
                await pilot.press("tab")
                await pilot.pause()
            assert len(rows.lines) == 50
            await pilot.press("end")
            await settle(pilot)
            assert len(rows.lines) == total
            assert rows.cursor_line == rows.lines[-1]


async def test_the_selection_is_shared_with_the_matrix(console: Callable[[], VatuiApp], day: Day) -> None:
    """A card selected here is the selected one in the matrix, and the other way round."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("down", "down", "down", "3")
        await settle(pilot)
        assert app.focused is not None
        assert app.focused.id == "q2"
        assert app.card_id == day.cards["Balas 12 ulasan Google Maps"]
        await pilot.press("down", "1")
        await settle(pilot)
        assert app.screen.query_one("#focus", RowList).cursor_id == day.cards["Upload class schedule to Mindbody"]


async def test_a_desk_without_clients_says_what_to_do(console: Callable[[], VatuiApp], sqlite_desk: Desk) -> None:
    """An empty desk is no empty page."""
    from vatui.domain import clients

    clients.set_owner(sqlite_desk, name="Sari", zone="Asia/Jakarta")
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = text_of(app)
        assert "No client yet" in shown
        assert "✓ Nothing waiting." in shown


async def test_time_passing_moves_what_depends_on_it(console: Callable[[], VatuiApp], clock: FrozenClock, day: Day) -> None:
    """A promise that ran out and a card that fell due say so within the minute."""
    app = console()
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        clock.advance(minutes=90)
        app.now = clock.now()
        await settle(pilot)
        shown = text_of(app)
        assert "▲ Overdue 2" in shown
        assert "1h 18m late" in shown


def test_the_room_costs_few_statements(sqlite_desk: Desk, day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """One reading of the whole day is ten statements at most, however many cards there are."""
    counted: list[str] = []
    ask = sqlite_desk.store.rows

    def count(sql: str, *values: Any) -> Any:
        counted.append(sql)
        return ask(sql, *values)

    monkeypatch.setattr(sqlite_desk.store, "rows", count)
    today.today_view(sqlite_desk)
    assert 0 < len(counted) <= 10


async def test_every_word_changes_with_the_language(console: Callable[[], VatuiApp], day: Day) -> None:
    """The page is drawn anew in the other language, the rows keep their own words."""
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.use_language("id")
        await settle(pilot)
        try:
            assert "2j" in text_of(app)
            assert "Reels captions, batch of 6" in text_of(app)
        finally:
            i18n.use("en")
