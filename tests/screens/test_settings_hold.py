"""Every setting does what its line of the manual says."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.factory import make_client, make_owner
from tests.screens.conftest import settle
from tests.screens.day import Day, fill
from tests.screens.waiting import until, write
from vatui import i18n, paths, settings, themes, wording
from vatui.__main__ import main
from vatui.app import VatuiApp
from vatui.domain import cards, entries, timers
from vatui.screens.capture import CaptureScreen
from vatui.screens.card import CardScreen
from vatui.screens.forgotten import ForgottenTimer
from vatui.screens.settings import SettingsScreen, apply
from vatui.screens.timer_panel import TimerPanel
from vatui.settings import Settings
from vatui.values import StageKind
from vatui.widgets.timer_face import ClockFace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from vatui.clock import FrozenClock
    from vatui.desk import Desk


@pytest.fixture(autouse=True)
def _usual() -> Iterator[None]:
    """What a setting changes for the whole program is as usual again."""
    yield
    wording.use_twelve_hours(False)
    themes.use_glyphs("unicode")


@pytest.fixture
def day(sqlite_desk: Desk, clock: FrozenClock) -> Day:
    """The day of the wireframes; the timer runs."""
    made = fill(sqlite_desk, clock)
    sqlite_desk.beat(sqlite_desk.now())
    return made


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, sqlite_desk: Desk) -> Callable[..., str]:
    """Run a verb on the desk, gives all that it prints."""
    monkeypatch.setenv("VATUI_DB", sqlite_desk.place)
    monkeypatch.setenv("VATUI_NOW", "2026-11-24T13:42:00Z")
    monkeypatch.setenv("VATUI_ACTOR", sqlite_desk.actor)

    def run(*words: str) -> str:
        capsys.readouterr()
        main(list(words))
        captured = capsys.readouterr()
        return captured.out + captured.err

    return run


def put(key: str, value: str) -> None:
    """Set something in the file."""
    settings.set_value(paths.settings_file(), key, value)


def drawn(app: VatuiApp) -> str:
    """All that stands on the screen."""
    return "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())


def said(app: VatuiApp) -> list[str]:
    """The toasts."""
    return [str(note.message) for note in app._notifications]


async def later(pilot: Pilot[Any], clock: FrozenClock, **amount: float) -> None:
    """Let time pass, and the console see it."""
    clock.advance(**amount)
    pilot.app.now = clock.now()  # type: ignore[attr-defined]  # the console's
    await settle(pilot)


def test_language(shell: Callable[..., str], day: Day) -> None:
    """The command line speaks it."""
    assert "Timer" in shell("today")
    before = shell("status")
    put("language", "id")
    assert shell("status") != before
    assert i18n.language() == "id"


@pytest.mark.parametrize(("name", "ground"), [("pagi", "#F6F3EC"), ("contrast", "#000000"), ("", "#10141C")])
async def test_theme(sqlite_desk: Desk, day: Day, name: str, ground: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ground has the colour of the look."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    app = VatuiApp(sqlite_desk, Settings(theme=name))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.get_css_variables()["background"].upper() == ground
        assert not [text for text in said(app) if "look" in text]


async def test_theme_that_does_not_exist(sqlite_desk: Desk, day: Day) -> None:
    """The usual look is shown, and one sentence says so; when it is set, too."""
    app = VatuiApp(sqlite_desk, Settings(theme="mlaam"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.theme == VatuiApp(sqlite_desk, Settings()).theme
        assert said(app) == ["There is no look “mlaam”. The usual one is shown."]
        apply(app, Settings(theme="terminal"), app.settings)
        assert app.theme == "ansi-dark"
        apply(app, Settings(theme="pgai"), app.settings)
        await settle(pilot)
        assert app.theme == VatuiApp(sqlite_desk, Settings()).theme
        assert said(app)[1:] == ["There is no look “pgai”. The usual one is shown."]


async def test_glyphs(sqlite_desk: Desk, day: Day) -> None:
    """With plain signs every room is drawn in ASCII alone."""
    app = VatuiApp(sqlite_desk, Settings(glyphs="ascii"))
    async with app.run_test(size=(120, 36)) as pilot:
        for key in "12356":
            await pilot.press(key)
            await settle(pilot)
            odd = {letter for letter in drawn(app) if not letter.isascii()}
            assert not odd, (key, odd)
        for dialog in (TimerPanel, SettingsScreen, CaptureScreen):
            app.push_screen(dialog())
            await settle(pilot)
            odd = {letter for letter in drawn(app) if not letter.isascii()}
            assert not odd, (dialog, odd)
            app.pop_screen()
            await settle(pilot)
    app = VatuiApp(sqlite_desk, Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert not drawn(app).isascii()


@pytest.mark.parametrize(("twelve", "shown", "other"), [(True, "8:42pm", "20:42"), (False, "20:42", "8:42pm")])
async def test_clock_12h(sqlite_desk: Desk, day: Day, shell: Callable[..., str], twelve: bool, shown: str, other: str) -> None:
    """In every room, and on the command line."""
    app = VatuiApp(sqlite_desk, Settings(clock_12h=twelve))
    async with app.run_test(size=(120, 36)) as pilot:
        for key in "12356":
            await pilot.press(key)
            await settle(pilot)
            assert shown in drawn(app)
            assert other not in drawn(app)
    wording.use_twelve_hours(False)
    put("clock_12h", str(twelve).lower())
    assert shown in shell("today")


async def captured(desk: Desk, given: Settings, text: str) -> cards.CardLine:
    """The card that a line typed in the console becomes."""
    app = VatuiApp(desk, given)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, CaptureScreen))
        await settle(pilot)
        await write(pilot, text)
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    return cards.card_line(desk, int(desk.rows("SELECT MAX(id) FROM card")[0][0]))


@pytest.mark.parametrize(("order", "day_said"), [("dmy", "2026-12-03"), ("mdy", "2027-03-12")])
async def test_date_order(sqlite_desk: Desk, day: Day, shell: Callable[..., str], order: str, day_said: str) -> None:
    """In the capture line and on the command line."""
    card = await captured(sqlite_desk, Settings(date_order=order), "acm: pay the printer due 3/12")
    assert card.due_said == day_said
    put("date_order", order)
    shell("add", "acm: pay the painter due 3/12")
    assert sqlite_desk.rows("SELECT due_said FROM card ORDER BY id DESC LIMIT 1")[0][0] == day_said


@pytest.mark.parametrize(("whose", "zone"), [("client", "America/New_York"), ("mine", "Asia/Jakarta")])
async def test_capture_dates_in(sqlite_desk: Desk, day: Day, shell: Callable[..., str], whose: str, zone: str) -> None:
    """In the capture line and on the command line."""
    card = await captured(sqlite_desk, Settings(capture_dates_in=whose), "acm: call Dana due fri 3pm")
    assert card.due_zone == zone
    put("capture_dates_in", whose)
    shell("add", "acm: call Dana again due fri 3pm")
    assert sqlite_desk.rows("SELECT due_zone FROM card ORDER BY id DESC LIMIT 1")[0][0] == zone


@pytest.mark.parametrize("on", [True, False])
async def test_timer_on_doing(sqlite_desk: Desk, day: Day, shell: Callable[..., str], on: bool) -> None:
    """On a board, on the card's page and on the command line."""
    timers.stop(sqlite_desk)
    put("timer_on_doing", str(on).lower())

    def runs_for() -> int | None:
        running = sqlite_desk.run(timers.running, sqlite_desk)
        return None if running is None else running.card_id

    def line_of(card_id: int) -> cards.CardLine:
        return sqlite_desk.run(cards.card_line, sqlite_desk, card_id)

    app = VatuiApp(sqlite_desk, Settings(timer_on_doing=on))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("L")
        await settle(pilot)
        (moved,) = [card for card in day.cards.values() if line_of(card).stage_kind == StageKind.DOING]
        assert runs_for() == (moved if on else None)
        page = CardScreen(day.cards["Add vendor to Fiken"])
        app.push_screen(page)
        await settle(pilot)
        await page._choose_stage()
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert line_of(page.card_id).stage_kind == StageKind.DOING
        assert runs_for() == (page.card_id if on else None)
    other = day.cards["Listing copy: 14 Hargrave St"]
    shell("card", "move", cards.card_line(sqlite_desk, other).code, "doing")
    assert runs_for() == (other if on else None)


@pytest.mark.parametrize(("minutes", "asked"), [(15, True), (30, False), (0, False)])
async def test_idle_minutes(sqlite_desk: Desk, day: Day, clock: FrozenClock, minutes: int, asked: bool) -> None:
    """Twenty minutes without a key, then the console is opened."""
    clock.advance(minutes=20)
    app = VatuiApp(sqlite_desk, Settings(idle_minutes=minutes))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        assert isinstance(app.screen, ForgottenTimer) is asked
        if not asked:
            await later(pilot, clock, seconds=2)
            assert not isinstance(app.screen, ForgottenTimer)


@pytest.mark.parametrize(("hours", "asked"), [(3, True), (5, False), (0, False)])
async def test_long_timer_hours(sqlite_desk: Desk, day: Day, clock: FrozenClock, hours: int, asked: bool) -> None:
    """The console stays open for four hours without a key, then one is pressed."""
    app = VatuiApp(sqlite_desk, Settings(idle_minutes=0, long_timer_hours=hours))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("down")
        await later(pilot, clock, hours=4)
        await pilot.press("down")
        await pilot.pause(0.3)
        assert isinstance(app.screen, ForgottenTimer) is asked


@pytest.mark.parametrize(("start", "text"), [("00:00", "2h 10m"), ("04:00", "3h 10m")])
async def test_day_starts_at(
    sqlite_desk: Desk, clock: FrozenClock, shell: Callable[..., str], monkeypatch: pytest.MonkeyPatch, start: str, text: str
) -> None:
    """What was worked before midnight is still today's in the small hours: on Today, in the panel, on the command line."""
    make_owner(sqlite_desk, zone="Asia/Jakarta")
    client = make_client(sqlite_desk)
    night = clock.now() + timedelta(hours=5, minutes=28)  # 02:10 in Jakarta
    clock.set(night)
    entries.add_entry(sqlite_desk, client.id, night - timedelta(hours=3, minutes=10), night)
    app = VatuiApp(sqlite_desk, Settings(day_starts_at=start))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert text in drawn(app)
        await pilot.press("T")
        await settle(pilot)
        assert isinstance(app.screen, TimerPanel)
        assert text in drawn(app)
    put("day_starts_at", start)
    monkeypatch.setenv("VATUI_NOW", night.isoformat())
    assert text in shell("log")
    assert text in shell("today")


async def test_quiet_header(sqlite_desk: Desk, day: Day, clock: FrozenClock) -> None:
    """Fifty seconds draw nothing in the first line; a minute does."""
    app = VatuiApp(sqlite_desk, Settings(quiet_header=True))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        first = drawn(app).split("\n")[0]
        assert "1h 24m" in first
        assert "1:24:07" not in first
        painted: list[object] = []
        label: Any = app.screen.query_one("TimerLabel")
        usual = label.refresh

        def refresh(*regions: object, **options: Any) -> Any:
            painted.append(regions)
            return usual(*regions, **options)

        label.refresh = refresh
        for _second in range(50):
            clock.advance(seconds=1)
            app.now = clock.now()
            await pilot.pause()
        assert painted == []
        await later(pilot, clock, seconds=10)
        assert len(painted) == 1
        assert "1h 25m" in drawn(app).split("\n")[0]
        await pilot.press("T")
        await settle(pilot)
        assert app.screen.query_one(ClockFace).text == "1:25:07"
    app = VatuiApp(sqlite_desk, Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "1:25:07" in drawn(app).split("\n")[0]


async def test_reduce_motion(sqlite_desk: Desk, day: Day) -> None:
    """No seconds in the header and in the panel, and nothing glides; set and taken back while the console runs."""
    app = VatuiApp(sqlite_desk, Settings(reduce_motion=True))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert app.animation_level == "none"
        assert "1h 24m" in drawn(app).split("\n")[0]
        await pilot.press("T")
        await settle(pilot)
        assert app.screen.query_one(ClockFace).text == "1:24"
        await pilot.press("escape")
        app.use_settings(Settings())
        assert app.animation_level != "none"


async def test_keys(sqlite_desk: Desk, day: Day) -> None:
    """A key of the file works from the start, and the usual one no more."""
    app = VatuiApp(sqlite_desk, Settings(keys={"timer.panel": "f9"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("T")
        await settle(pilot)
        assert not isinstance(app.screen, TimerPanel)
        await pilot.press("f9")
        await settle(pilot)
        assert isinstance(app.screen, TimerPanel)


def test_db(shell: Callable[..., str], day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is captured lies in the file that was named, not in the usual one."""
    monkeypatch.delenv("VATUI_DB")
    other = tmp_path / "other.db"
    put("db", str(other))
    shell("client", "add", "Zed")
    names = [name for (name,) in sqlite3.connect(other).execute("SELECT name FROM client")]
    assert names == ["Zed"]
