"""The console beside other programs that write on the same desk, and under the loss of its file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bench.faults import keys
from vatui.desk import Desk
from vatui.domain import clients

if TYPE_CHECKING:
    from dataclasses import dataclass
    from pathlib import Path

    from bench.faults.screen import Screen
else:
    from dataclasses import dataclass


@dataclass(slots=True)
class Beside:
    """What captures from a shell did while the console was open.

    Attributes:
        seconds: how long each took.
        refused: how many did not end with 0.
        lost: how many of those that did are not on the desk.
        seen: seconds until the console showed a capture of somebody else's.
        broken: what is wrong with the desk afterwards.
        problems: a sentence for everything that should not have been.
    """

    seconds: list[float]
    refused: int
    lost: int
    seen: float
    broken: list[str]
    problems: list[str]

    @property
    def slow(self) -> float:
        """The 95th percentile of the seconds."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)] if self.seconds else 0.0


MOVED = "was moved or replaced"
"""What the console says when its file is not the one that it opened."""


@dataclass(slots=True)
class Gone:
    """What the console did when its file was taken away.

    Attributes:
        said: its screen.
        status: with which it ended.
        left_behind: what it did not restore.
        untouched: whether what lies in the file's place is as it was put there.
    """

    said: str
    status: int | None
    left_behind: list[str]
    untouched: bool


def prepared(folder: Path) -> Path:
    """A desk with one client whose card is due today."""
    path = folder / "desk.db"
    desk = Desk.open(str(path))
    with desk.change("Prepare"):
        clients.set_owner(desk, name="Ayu", zone="UTC", hours="Mon-Sun 00:00-24:00")
        clients.add_client(desk, "Acme", code="ACM", zone="UTC", hours="Mon-Sun 00:00-24:00")
    desk.remember("coach", "done")
    desk.close()
    return path


def add(folder: Path, path: Path, text: str) -> tuple[int, float, str]:
    """Capture from a shell: the exit status, the seconds it took, and what it complained of."""
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "vatui", "add", text],
        env=keys.environment(folder, VATUI_DB=str(path)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, time.monotonic() - begin, done.stderr


def opened(folder: Path, path: Path) -> Screen:
    """The console on a desk, ready."""
    screen = keys.console(folder, VATUI_DB=str(path))
    screen.until(keys.FIRST)
    screen.read(2, quiet=0.3)
    return screen


def titles(path: Path) -> set[str]:
    """The titles of all cards, read past the program."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return {title for (title,) in connection.execute("SELECT title FROM card")}
    finally:
        connection.close()


def harm(path: Path) -> list[str]:
    """What is broken in a desk's file."""
    connection = sqlite3.connect(str(path))
    try:
        found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
        return found + [f"foreign key: {line}" for line in connection.execute("PRAGMA foreign_key_check")]
    finally:
        connection.close()


def beside(folder: Path, processes: int, each: int, *, load: bool = True) -> Beside:
    """Capture from several shells at once while the console is open on the same desk and is pressed too.

    Args:
        folder: of the desk.
        processes: how many shells.
        each: how many captures in each.
        load: press keys that write in the console, too.
    """
    path = prepared(folder)
    result = Beside([], 0, 0, 0.0, [], [])
    screen = opened(folder, path)
    told: set[str] = set()

    def shell(number: int) -> None:
        for one in range(each):
            title = f"capture {number} {one}"
            status, seconds, complaint = add(folder, path, f"acm: {title} due:today")
            result.seconds.append(seconds)
            if status == 0:
                told.add(title)
            else:
                result.refused += 1
                result.problems.append(complaint.strip()[-300:])

    try:
        with ThreadPoolExecutor(processes) as pool:
            waiting = [pool.submit(shell, number) for number in range(processes)]
            while any(not one.done() for one in waiting):
                screen.read(0.25)
                if load and screen.alive():
                    screen.write(b"ji")
            for one in waiting:
                one.result()
        screen.read(3, quiet=1.2)
        screen.forget()
        add(folder, path, "acm> Foreign words")  # Today shows it, however many cards there are
        result.seen = screen.until(b"Foreign", limit=10)
        screen.write(b"\x11")
        if screen.wait() != 0:
            result.problems.append(f"the console ended with {screen.status}")
        result.problems += [f"left behind: {one}" for one in screen.restored()]
    finally:
        screen.close()
    result.lost = len(told - titles(path))
    result.broken = harm(path)
    return result


def killed(folder: Path, rounds: int) -> list[str]:
    """Kill the console while it writes; gives what is broken or missing afterwards."""
    path = prepared(folder)
    for number in range(8):
        add(folder, path, f"acm: card {number} due:today")
    wrong = []
    for number in range(rounds):
        screen = opened(folder, path)
        try:
            for _press in range(3 + number % 5):
                screen.write(b"xuit")
                screen.read(0.01 * (number % 7))
            os.kill(screen.pid, signal.SIGKILL)
            screen.wait()
            wrong += harm(path)
        finally:
            screen.close()
        if len(titles(path)) != 8:
            wrong.append(f"{len(titles(path))} cards after kill {number}")
        status, _seconds, complaint = add(folder, path, "acm: card 0 due:today") if number == rounds - 1 else (0, 0.0, "")
        if status:
            wrong.append(complaint)
    return wrong


def file_gone(folder: Path, *, replaced: bool) -> Gone:
    """Take the file from under the open console, then press keys that write.

    Args:
        folder: of the desk.
        replaced: put another desk in its place.
    """
    path = prepared(folder)
    add(folder, path, "acm: Only card due:today")
    screen = opened(folder, path)
    try:
        other = folder / "other"
        other.mkdir()
        spare = prepared(other)
        for name in ("desk.db", "desk.db-wal", "desk.db-shm"):
            (folder / name).unlink(missing_ok=True)
        if replaced:
            os.replace(spare, path)
        before = path.read_bytes() if replaced else b""
        screen.forget()
        screen.write(b"i")
        screen.read(3.5)
        screen.write(b"x")
        screen.read(2.5)
        said = _said(screen)
        screen.write(b"\x11")
        status = screen.wait()
        same = (path.read_bytes() if path.exists() else b"") == before
        return Gone(said, status, screen.restored(), same)
    finally:
        screen.close()


def _said(screen: Screen) -> str:
    import pyte

    page = pyte.Screen(120, 36)
    pyte.ByteStream(page).feed(screen.text)
    # A note's bar stands before each of its lines; what lies left of it is not the note's.
    return " ".join(" ".join(line.rpartition("▌")[2] for line in page.display).split())
