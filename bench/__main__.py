"""Measure what people feel, as ratios against a bare Textual app and a bare interpreter (performance of the whole program).

Usage: ``python -m bench [start|keys|shell|idle|all] [--quick]``
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench import desks
from bench.terminal import Session

if TYPE_CHECKING:
    from collections.abc import Callable

PYTHON = sys.executable
SIZES = ((100, 1_000), (10_000, 100_000), (100_000, 1_000_000))
FOLDER = Path(os.environ.get("VATUI_BENCH", Path(tempfile.gettempdir()) / "vatui-bench"))


def desk_of(cards: int, entries: int) -> Path:
    """A desk of a size, made once."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"desk-{cards}.db"
    desks.make(path, cards, entries)
    return path


def console(path: Path, *extra: str) -> Session:
    """The console on a desk; nobody was there before, so it asks nothing."""
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM presence")
        connection.execute("DELETE FROM parked")
        connection.execute(
            "UPDATE entry SET started_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-30 minutes') WHERE ended_at IS NULL"
        )
    connection.close()
    return Session([PYTHON, "-m", "vatui", *extra], {"VATUI_DB": str(path), "VATUI_CONFIG": str(FOLDER), "VATUI_DATA": str(FOLDER)})


def bare() -> Session:
    """The floor of the console."""
    return Session([PYTHON, "-m", "bench.bare"], {})


def quantile(values: list[float], share: float) -> float:
    """The value below which a share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def row(name: str, value: str, ratio: float, goal: float) -> None:
    """One line of the result."""
    sign = "ok  " if ratio <= goal else "OVER"
    sys.stdout.write(f"  {sign} {name:<58} {value:>22}   {ratio:6.2f} x   goal {goal:g} x\n")
    sys.stdout.flush()


def start(runs: int) -> None:
    """Seconds to the first usable frame, interleaved with the floor."""
    sys.stdout.write("Start to the first usable frame of Today\n")
    paths = [desk_of(cards, entries) for cards, entries in SIZES]
    floor: list[float] = []
    taken: list[list[float]] = [[] for _ in paths]
    leave_floor: list[float] = []
    leave: list[float] = []
    for _ in range(runs):
        session = bare()
        floor.append(session.until(b"ready"))
        session.read(0.2, 1)
        leave_floor.append(session.quit(b"q"))
        for place, path in enumerate(paths):
            session = console(path)
            taken[place].append(session.until(b"Overdue"))
            session.read(0.2, 1)
            leave.append(session.quit(b"\x11"))
    base = statistics.median(floor)
    for (cards, _entries), values in zip(SIZES, taken, strict=True):
        middle = statistics.median(values)
        row(f"{cards} cards", f"{middle * 1000:.0f} ms / {base * 1000:.0f} ms", middle / base, 1.5)
    row("100 000 cards against 100", "", statistics.median(taken[2]) / statistics.median(taken[0]), 1.1)
    row("quit", f"{statistics.median(leave) * 1000:.0f} ms", statistics.median(leave) / statistics.median(leave_floor), 1.3)


def presses(session: Session, keys: list[bytes], *, quiet: float = 0.03) -> tuple[list[float], list[int]]:
    """Seconds and bytes of each key."""
    times, sizes = [], []
    for key in keys:
        answer = session.key(key, quiet=quiet)
        if answer.size and answer.first < 0.25:  # else it was the clock, not the key
            times.append(answer.last)
            sizes.append(answer.size)
        time.sleep(0.01)
    return times, sizes


def keys(count: int) -> None:
    """From a key to the changed screen."""
    sys.stdout.write("Key to changed screen\n")
    session = bare()
    session.until(b"ready")
    session.read(0.3, 1)
    floor, floor_bytes = presses(session, [b"j"] * count)
    session.quit(b"q")
    base = statistics.median(floor)
    sys.stdout.write(
        f"       bare: p50 {base * 1000:.1f} ms, p95 {quantile(floor, 0.95) * 1000:.1f} ms, "
        f"{statistics.median(floor_bytes):.0f} bytes\n"
    )
    inside = ([b"j"] * 4 + [b"k"] * 4) * (count // 8)
    firsts: dict[str, float] = {}
    for cards, entries in SIZES:
        path = desk_of(cards, entries)
        for room, key, mark in (("Today", b"1", b"Focus"), ("Boards", b"2", b"Doing"), ("Matrix", b"3", b"Schedule")):
            session = console(path)
            session.until(b"Overdue")
            session.read(0.5, 2)
            if key != b"1":
                session.key(key, quiet=0.4)
                session.until(mark)
            session.read(0.4, 1)
            times, sizes = presses(session, inside)
            middle, high = statistics.median(times), quantile(times, 0.95)
            row(
                f"{room}, {cards} cards, cursor inside the view",
                f"{middle * 1000:.1f} / p95 {high * 1000:.1f} ms",
                middle / base,
                2,
            )
            row(
                "  bytes per key",
                f"{statistics.median(sizes):.0f} B",
                statistics.median(sizes) / statistics.median(floor_bytes),
                4.2,
            )
            firsts.setdefault(room, middle)
            if cards == SIZES[-1][0]:
                row("  against 100 cards", "", middle / firsts[room], 1.15)
            times, _sizes = presses(session, [b"j"] * (count // 2))
            if times:
                row(
                    "  scrolling down",
                    f"{statistics.median(times) * 1000:.1f} / p95 {quantile(times, 0.95) * 1000:.1f} ms",
                    statistics.median(times) / base,
                    3.5,
                )
            if room == "Boards":
                times, _sizes = presses(session, [b"i"] * (count // 4), quiet=0.06)
                row(
                    "  a key that writes (important)",
                    f"{statistics.median(times) * 1000:.1f} / p95 {quantile(times, 0.95) * 1000:.1f} ms",
                    statistics.median(times) * 1000 / 25,
                    1,
                )
            session.quit(b"\x11")


def shell(runs: int) -> None:
    """Shell commands against an interpreter that imports sqlite3."""
    sys.stdout.write("Shell commands\n")
    for cards, entries in SIZES:
        path = desk_of(cards, entries)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        environment = {**os.environ, "VATUI_DB": str(path), "VATUI_CONFIG": str(FOLDER), "VATUI_DATA": str(FOLDER)}

        def timed(command: list[str], environment: dict[str, str] = environment) -> float:
            begin = time.perf_counter()
            subprocess.run(command, env=environment, capture_output=True, check=False)
            return time.perf_counter() - begin

        cases: list[tuple[str, list[str], float]] = [
            ("add, no date", ["add", "C01: Draft a short text"], 6.5),
            ("add, date in words", ["add", "C01: Draft a short text fri 3pm"], 7.5),
            ("add, tanggal", ["add", "C01: Tulis naskah besok jam 3 sore"], 7.5),
            ("status", ["status"], 6.5),
            ("stop", ["stop"], 6.5),
            ("start", ["start", "C01"], 6.5),
        ]
        floor: list[float] = []
        taken: dict[str, list[float]] = {}
        for _ in range(runs):
            floor.append(timed([PYTHON, "-c", "import sqlite3"]))
            for name, words, _goal in cases:
                taken.setdefault(name, []).append(timed([PYTHON, "-m", "vatui", *words]))
        base = statistics.median(floor)
        sys.stdout.write(f"       {cards} cards, {entries} entries: floor {base * 1000:.0f} ms\n")
        for name, _words, goal in cases:
            middle = statistics.median(taken[name])
            row(name, f"{middle * 1000:.0f} ms", middle / base, goal)


def idle(seconds: float) -> None:
    """What it costs while it only ticks, with a running timer."""
    sys.stdout.write("Idle with a running timer\n")
    floor = bare()
    floor.until(b"ready")
    floor.read(0.5, 2)
    before = floor.cpu()
    floor.read(seconds, seconds)
    floor_cpu = (floor.cpu() - before) / seconds * 100
    floor_memory = floor.memory()
    floor.quit(b"q")
    memories = []
    for cards, entries in SIZES:
        session = console(desk_of(cards, entries))
        session.until(b"Overdue")
        session.read(1, 3)
        before = session.cpu()
        size = 0
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            size += session.read(1.2, 1.2).size
        used = (session.cpu() - before) / seconds * 100
        memories.append(session.memory())
        row(f"{cards} cards: CPU", f"{used:.2f} % / {floor_cpu:.2f} %", used / 0.5, 1)
        row("  bytes a second", f"{size / seconds:.0f} B", size / seconds / 1000, 1)
        row("  memory", f"{memories[-1]:.0f} MiB / {floor_memory:.0f} MiB", memories[-1] / floor_memory, 1.6)
        session.quit(b"\x11")
    row("memory from 100 to 100 000 cards", f"{memories[-1] - memories[0]:.1f} MiB", (memories[-1] - memories[0]) / 8, 1)


def main() -> int:
    """Run what was asked for."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")] or ["all"]
    quick = "--quick" in sys.argv
    parts: dict[str, Callable[[], None]] = {
        "start": lambda: start(3 if quick else 11),
        "keys": lambda: keys(40 if quick else 160),
        "shell": lambda: shell(3 if quick else 11),
        "idle": lambda: idle(5 if quick else 20),
    }
    for name, part in parts.items():
        if name in words or "all" in words:
            part()
    return 0


if __name__ == "__main__":
    sys.exit(main())
