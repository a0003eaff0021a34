"""A cat on the keyboard: the console goes on, whatever is pressed, pasted, clicked and resized."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.css.query import NoMatches
from textual.geometry import Offset
from textual.worker import WorkerFailed

from bench.faults import keyboard, keys
from tests.architecture.rules import ROOT
from tests.screens.conftest import settle
from tests.screens.test_hostile_text import offences
from vatui.app import VatuiApp
from vatui.domain.demo import make_demo
from vatui.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from vatui.clock import FrozenClock
    from vatui.desk import Desk

STROKES = 120


async def do(pilot: Pilot[None], stroke: keyboard.Stroke) -> None:
    """Do one thing to the console."""
    app: Any = pilot.app
    match stroke.kind:
        case "key":
            await pilot.press(stroke.name)
        case "text":
            await pilot.press(*(letter if letter != " " else "space" for letter in stroke.name[:12]))
        case "paste":
            app.post_message(events.Paste(stroke.name))
            await pilot.pause()
        case "click":
            column, row = stroke.place
            if column < app.size.width and row < app.size.height:
                await pilot.click(offset=Offset(column, row))
        case "size":
            await pilot.resize_terminal(*stroke.place)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11])
async def test_random_keys_do_no_harm(seed: int, sqlite_desk: Desk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of strokes at many sizes: nothing is raised, nothing is drawn that a terminal would obey."""
    monkeypatch.setenv("BROWSER", "true")
    make_demo(sqlite_desk)
    app = VatuiApp(sqlite_desk, Settings(), demo=True)
    done: list[str] = []
    try:
        async with app.run_test(size=(120, 36)) as pilot:
            await settle(pilot)
            for number, stroke in enumerate(keyboard.strokes(random.Random(seed), STROKES)):
                # Leaving would end the test early; that it works is tested on a real terminal.
                if stroke.kind == "bytes" or stroke.name == "q":
                    continue
                done.append(f"{stroke.kind} {stroke.name[:30]!r}")
                await do(pilot, stroke)
                if number % 10 == 0:
                    await settle(pilot)
                    assert not list(offences(app))
                if app._exit:
                    break
    except Exception as error:
        error.add_note(f"seed {seed}: {' · '.join(done[-20:])}")
        raise
    assert app.return_code in (None, 0)
    assert not [line for line in sqlite_desk.rows("PRAGMA integrity_check") if line != ("ok",)]
    assert not sqlite_desk.rows("PRAGMA foreign_key_check")


@pytest.mark.slow
def test_random_keys_on_a_real_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With bytes that are no text and a terminal of any size: it ends when it is asked to, and puts the terminal back."""
    monkeypatch.chdir(ROOT)
    outcome = keys.session(tmp_path, 2, 500)
    assert outcome.wrong == []
    assert outcome.strokes == 500
    assert outcome.left > 0


async def test_reading_while_leaving_is_no_defect(sqlite_desk: Desk, clock: FrozenClock) -> None:
    """A room that is read anew after its widgets went, because the console is being left, does not change the exit status."""
    make_demo(sqlite_desk)
    app = VatuiApp(sqlite_desk, Settings(), demo=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        room: Any = app.screen
        await room.query("#room > *").remove()
        app.exit()
        with pytest.raises(NoMatches):
            await room.reload()
        try:
            await room.reload()
        except NoMatches as error:  # as the end of a worker reports it
            app._handle_exception(WorkerFailed(error))
    assert app.return_code == 0


def test_every_bound_key_has_bytes() -> None:
    """The keyboard knows how to press each key that the console binds, those that leave at once excepted."""
    bound = keyboard.bound_keys()
    assert {"n", "question_mark", "X", "f1", "shift+left", "ctrl+s", "exclamation_mark"} <= set(bound)
    assert not [key for key in keyboard.every_key() if not keyboard.data_of(key)]
