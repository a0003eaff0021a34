"""The console under random keys: it must not end by itself, and must leave the terminal as it found it."""

from __future__ import annotations

import os
import random
import sys
from typing import TYPE_CHECKING

from bench.faults import keyboard
from bench.faults.screen import Screen, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from dataclasses import dataclass
    from pathlib import Path

    from bench.faults.keyboard import Stroke
else:
    from dataclasses import dataclass

FIRST = b"Focus"
"""What the first room shows when it can be used."""


@dataclass(slots=True)
class Outcome:
    """What a session of random keys did.

    Attributes:
        strokes: how many there were.
        left: how often a key left the console, as it should.
        wrong: a sentence for everything that should not have been.
    """

    strokes: int
    left: int
    wrong: list[str]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The variables of a person whose home is a folder, and whose links open nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ}
    return {
        **kept, "HOME": str(folder), "VATUI_DATA": str(folder / "data"), "VATUI_CONFIG": str(folder / "config"), "LANG": "C.UTF-8",
        "BROWSER": "true", "TZ": "UTC", "TEXTUAL_ANIMATIONS": "none", "PYTHONPATH": os.getcwd(), **more,
    }  # fmt: skip


def console(folder: Path, *words: str, **more: str) -> Screen:
    """The console on a terminal; the demo's desk if nothing else is named."""
    columns, rows = int(more.pop("columns", 120)), int(more.pop("rows", 36))
    return Screen([sys.executable, "-m", "vatui", *words], environment(folder, **more), columns=columns, rows=rows)


def session(folder: Path, seed: int, count: int, *, pause: float = 0.008, words: tuple[str, ...] = ("demo",)) -> Outcome:
    """Press random keys for a while, opening the console again whenever a key left it; then leave.

    Args:
        folder: of the desk and the settings.
        seed: of the keys.
        count: how many.
        pause: seconds between two strokes; every fourth comes at once.
        words: what follows the program's name.
    """
    chance = random.Random(seed)
    outcome = Outcome(0, 0, [])
    done: list[str] = []
    screen = _opened(folder, words)
    try:
        for stroke in keyboard.strokes(chance, count):
            if not screen.alive():
                _look_at_end(screen, outcome, seed, done)
                screen.close()
                screen, done = _opened(folder, words), []
            done.append(f"{stroke.kind} {stroke.name[:40]!r}")
            outcome.strokes += 1
            _do(screen, stroke)
            if chance.random() < 0.75:
                screen.read(pause)
        screen.read(30, quiet=0.5)
        if screen.alive():
            _leave(screen)
        _look_at_end(screen, outcome, seed, done)
    except TimeoutError as error:
        outcome.wrong.append(f"seed {seed}: {error}; after {' · '.join(done[-25:])}")
    finally:
        screen.close()
    log = folder / "data" / "defect.log"
    if log.exists():
        outcome.wrong.append(log.read_text())
    return outcome


def _opened(folder: Path, words: tuple[str, ...]) -> Screen:
    screen = console(folder, *words)
    # The room, or the question about a timer that ran on.
    while FIRST not in screen.text and b"When did you stop" not in screen.text:
        if not screen.alive():
            break
        screen.read(0.05)
    return screen


def _do(screen: Screen, stroke: Stroke) -> None:
    if stroke.kind == "size":
        screen.resize(*stroke.place)
        screen.read(0.03)
    else:
        screen.write(stroke.data)


def _leave(screen: Screen) -> None:
    """Press the key that leaves from anywhere, after the end of whatever was begun."""
    screen.resize(120, 36)
    screen.write(b"\x1b[201~")
    screen.read(0.3)
    screen.write(b"\x11")


def _look_at_end(screen: Screen, outcome: Outcome, seed: int, done: list[str]) -> None:
    status = screen.wait(60)  # letters of a broken paste come one by one
    last = f"after {len(done)} strokes of seed {seed}: {' · '.join(done[-25:])}"
    if status != 0:
        outcome.wrong.append(f"ended with status {status} {last}; {plain(screen.text[-2500:])}")
    else:
        outcome.left += 1
    if screen.restored():
        outcome.wrong.append(f"left behind: {', '.join(screen.restored())} {last}")


def sessions(folder: Path, count: int, each: int) -> Iterator[Outcome]:
    """Sessions with a desk each."""
    for seed in range(count):
        home = folder / f"keys{seed}"
        home.mkdir()
        yield session(home, seed, each)
