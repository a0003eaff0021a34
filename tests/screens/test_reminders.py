"""Reminders on the screen, by the bell and as notes of the desktop."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bench.faults.screen import Screen, plain
from tests.architecture.rules import ROOT
from tests.conftest import NOW
from tests.factory import make_card, make_client, make_owner
from tests.screens.conftest import settle
from vatui import i18n
from vatui.app import VatuiApp
from vatui.domain import requests
from vatui.domain.reminders import Reminder
from vatui.screens.reminders import notes_by, sentence
from vatui.settings import Settings
from vatui.values import Said, StageKind
from vatui.widgets.drawing import width_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from textual.pilot import Pilot

    from vatui.clock import FrozenClock
    from vatui.desk import Desk

ALWAYS = "Mon-Sun 00:00-24:00"


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of which nothing is known."""
    for name in ("TMUX", "STY", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def day(sqlite_desk: Desk) -> Desk:
    """A desk of somebody who always works, with one card due at 17:00 and one promise until 17:42 UTC."""
    make_owner(sqlite_desk, zone="UTC", hours=ALWAYS)
    acme = make_client(sqlite_desk, "Acme", code="ACM", zone="UTC", hours=ALWAYS, promise=4 * 3600)
    make_card(sqlite_desk, acme, "Newsletter; draft \x1b]9;x\x07[red]two[/red]", due=Said("2026-11-24T17:00", "UTC"))
    requests.add_request(sqlite_desk, "Where is the deck?", acme.id, received_at=NOW)
    return sqlite_desk


def said(app: VatuiApp) -> list[str]:
    """The toasts."""
    return [str(note.message) for note in app._notifications]


async def at(pilot: Pilot[Any], clock: FrozenClock, hour: int, minute: int = 0) -> None:
    """Let it be a time of the day, UTC, and the console see it."""
    clock.set(datetime(2026, 11, 24, hour, minute, tzinfo=UTC))
    pilot.app.now = clock.now()  # type: ignore[attr-defined]  # the console's
    await settle(pilot)


def listen(app: VatuiApp) -> list[str]:
    """What is sent to the terminal from now on beside what is drawn."""
    sent: list[str] = []
    driver: Any = app._driver
    usual = driver.write

    def write(data: str) -> None:
        if data.endswith("\a"):
            sent.append(data)
        usual(data)

    driver.write = write
    return sent


async def test_reminders_are_toasts_once_each(day: Desk, clock: FrozenClock) -> None:
    """The client's code first; nothing is sent to the terminal that was not asked for."""
    app = VatuiApp(day, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        sent = listen(app)
        await at(pilot, clock, 14, 59)
        assert said(app) == []
        await at(pilot, clock, 15)
        await at(pilot, clock, 15, 1)
        assert said(app) == ["ACM due in 2h: Newsletter; draft [red]two[/red]"]
        await at(pilot, clock, 16, 42)
        assert said(app)[1:] == ["ACM reply in 1h: Where is the deck?"]
        await at(pilot, clock, 17, 18)
        assert said(app)[2:] == ["ACM reply in 24m: Where is the deck?"]
        assert [note.severity for note in app._notifications] == ["information", "information", "warning"]
        assert sent == []


async def test_the_bell_and_the_note_are_sent_when_they_are_wanted(
    day: Desk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note can neither be ended nor divided by the text; through tmux, or to an unknown terminal, none goes."""
    monkeypatch.setenv("TERM_PROGRAM", "WezTerm")
    app = VatuiApp(day, Settings(bell=True, desktop_notes=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        sent = listen(app)
        await at(pilot, clock, 15)
        assert sent == ["\x1b]9;vatui: ACM due in 2h: Newsletter, draft [red]two[/red]\a\a"]
        app.use_settings(replace(app.settings, bell=False))
        monkeypatch.delenv("TERM_PROGRAM")
        monkeypatch.setenv("TERM", "foot")
        await at(pilot, clock, 16, 42)
        assert sent[1:] == ["\x1b]777;notify;vatui;ACM reply in 1h: Where is the deck?\a"]
        monkeypatch.setenv("TMUX", "socket,1,0")
        await at(pilot, clock, 17, 18)
        assert len(said(app)) == 3
        assert len(sent) == 2


async def test_what_came_while_closed_is_one_quiet_toast(day: Desk, clock: FrozenClock) -> None:
    """Without bell or note: who opens the console looks at it."""
    day.beat()
    clock.set(datetime(2026, 11, 24, 16, 50, tzinfo=UTC))
    app = VatuiApp(day, Settings(bell=True))
    async with app.run_test(size=(80, 24)) as pilot:
        sent = listen(app)
        await settle(pilot)
        assert said(app) == ["2 reminders came while vatui was closed."]
        await at(pilot, clock, 17, 18)
        assert said(app)[1:] == ["ACM reply in 24m: Where is the deck?"]
        assert sent == ["\a"]


async def test_many_at_once_are_one_toast(day: Desk, clock: FrozenClock) -> None:
    """Four toasts would hide each other."""
    bloom = make_client(day, "Bloom", code="BLM")
    for number in range(4):
        make_card(day, bloom, f"Card {number}", due=Said("2026-11-24T17:00", "UTC"))
    app = VatuiApp(day, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await at(pilot, clock, 15)
        assert said(app) == ["5 reminders came. Today shows them."]


async def test_a_shared_screen_shows_no_other_client_and_no_title(
    day: Desk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In discreet mode, neither as toast nor as note; afterwards the others come."""
    monkeypatch.setenv("TERM_PROGRAM", "iTerm.app")
    bloom = make_client(day, "Bloom", code="BLM")
    stage = StageKind.APPROVAL
    make_card(day, bloom, "Secret", stage=stage, waiting_for="Priya", chase=Said("2026-11-24T15:00", "UTC"))
    app = VatuiApp(day, Settings(desktop_notes=True), discreet="ACM")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        sent = listen(app)
        await at(pilot, clock, 15)
        assert said(app) == ["ACM due in 2h"]
        assert sent == ["\x1b]9;vatui: ACM due in 2h\a"]
        await pilot.press("D")
        await settle(pilot)
        await at(pilot, clock, 15, 1)
        assert said(app) == ["BLM ask Priya again: Secret"]


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("kind", ["promise", "due", "ask"])
def test_a_sentence_fits(language: str, kind: Any) -> None:
    """Sixty cells, the client's code first, wide letters counted twice."""
    i18n.use(language)
    left = timedelta(hours=23, minutes=59, seconds=1)
    one = Reminder("k", kind, 1, 1, "ACM", "日本語" * 40, "Dana" * 9, NOW, NOW + left, left, False)
    text = sentence(one)
    assert text.startswith("ACM ")
    assert width_of(text) <= 60
    assert "日" not in sentence(one, discreet=True)
    assert "Dana" not in sentence(one, discreet=True)


@pytest.mark.parametrize(
    ("environ", "by"),
    [
        ({"TERM": "xterm-256color"}, ""),
        ({}, ""),
        ({"TERM": "xterm-kitty"}, "9"),
        ({"TERM": "foot"}, "777"),
        ({"TERM": "rxvt-unicode-256color"}, "777"),
        ({"TERM_PROGRAM": "ghostty", "TERM": "xterm-ghostty"}, "9"),
        ({"TERM_PROGRAM": "Apple_Terminal", "TERM": "xterm-256color"}, ""),
        ({"TERM_PROGRAM": "tmux", "TERM": "tmux-256color", "TMUX": "x"}, ""),
        ({"TERM": "xterm-kitty", "STY": "1.tty"}, ""),
    ],
)
def test_notes_go_only_where_they_are_understood(environ: dict[str, str], by: str) -> None:
    """An unknown terminal might print what it does not understand."""
    assert notes_by(environ) == by


@pytest.mark.slow
def test_a_real_terminal_hears_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program itself, opened four seconds before a card is due in two hours, sends the note and rings the bell."""
    from bench.faults import console, keys

    monkeypatch.chdir(ROOT)
    path = console.prepared(tmp_path)
    assert console.add(tmp_path, path, "acm: Pay the printer due 2035-03-05 17:00")[0] == 0
    environment = keys.environment(tmp_path, VATUI_DB=str(path))
    config = tmp_path / "config"
    config.mkdir(exist_ok=True)
    (config / "config.toml").write_text("bell = true\ndesktop_notes = true\n", encoding="utf-8")
    program = Screen(
        [sys.executable, "-m", "vatui"],
        {**environment, "VATUI_CONFIG": str(config), "VATUI_NOW": "2035-03-05T14:59:56Z", "TERM_PROGRAM": "WezTerm"},
    )
    try:
        program.until(keys.FIRST)
        program.until(b"\x1b]9;vatui: ACM due in 2h: Pay the printer\a\a", 15)
        program.read(1)
        assert "ACM due in 2h: Pay the printer" in plain(program.text)
        program.write(b"q")
        assert program.wait() == 0
        assert program.restored() == []
    finally:
        program.close()
