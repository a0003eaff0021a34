"""Harm desks on purpose and count what was lost.

Usage: ``python -m bench.faults kill9|power|race|concurrent|disk|keys|console|all [--quick]``; ``--postgres URL`` for race and
concurrent on an empty database too.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.faults import console, keys, power, worker
from vatui import backups, storage
from vatui.desk import Desk
from vatui.errors import VatuiError

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 7
FUTURE = '''
def up(migrator, db):
    db.execute_sql('ALTER TABLE "card" ADD COLUMN "mood" TEXT')
    db.execute_sql("""UPDATE "card" SET "mood" = 'for ' || "title" """)

def down(migrator, db):
    db.execute_sql('ALTER TABLE "card" DROP COLUMN "mood"')
'''


def command(what: str, url: str | Path, argument: str) -> list[str]:
    """A program of ``worker``."""
    return [sys.executable, "-m", "bench.faults.worker", what, str(url), argument]


def start(what: str, url: str | Path, argument: str) -> subprocess.Popen[str]:
    """Start a program of ``worker``."""
    return subprocess.Popen(command(what, url, argument), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def say(name: str, *figures: str, bad: int) -> int:
    """Print a line of the result; gives back how much was wrong."""
    print(f"  {'ok  ' if not bad else 'BAD '} {name:<46} {', '.join(figures)}", flush=True)
    return bad


def faults_in(desk: Desk) -> list[str]:
    """What no accident may leave: pages that are broken, rows that refer to nothing, halves of changes."""
    found = []
    if isinstance(desk.store, storage.SqliteStore):
        found += [str(line) for (line,) in desk.rows("PRAGMA integrity_check") if line != "ok"]
        found += [f"foreign key: {line}" for line in desk.rows("PRAGMA foreign_key_check")]
    half = desk.rows("SELECT title FROM card WHERE (SELECT COUNT(*) FROM check_item WHERE card_id = card.id) <> 2")
    found += [f"half a capture: {title}" for (title,) in half]
    silent = desk.rows("SELECT id FROM change WHERE NOT EXISTS (SELECT 1 FROM changed_row WHERE change_id = change.id)")
    found += [f"a change without rows: {number}" for (number,) in silent]
    return found


def kill9(folder: Path, quick: bool) -> int:
    """Programs killed at random moments: acknowledged captures and whole imports must be there."""
    chance = random.Random(SEED)
    path = folder / "kill.db"
    worker.prepared(str(path))
    goal = 60 if quick else 500
    told: set[str] = set()
    kills = broken = 0
    while len(told) < goal:
        process = start("capture", path, f"k{kills}")
        assert process.stdout is not None
        process.stdout.readline()
        # The first line was read: it is one of those that the rest is counted from.
        told.add(f"k{kills}-0")
        time.sleep(chance.uniform(0, 0.06))
        process.kill()
        told.update(line for line in process.communicate()[0].split("\n")[:-1] if line)
        kills += 1
        desk = Desk.open(str(path))
        broken += len(faults_in(desk))
        desk.close()
    desk = Desk.open(str(path))
    there = {title for (title,) in desk.rows("SELECT title FROM card")}
    desk.close()
    lost = len(told - there)
    wrong = say(
        "kill -9 while capturing", f"{len(told)} acknowledged in {kills} kills", f"lost {lost}", f"broken {broken}",
        f"not acknowledged but kept {len(there - told)}", bad=lost + broken,
    )  # fmt: skip

    runs = 5 if quick else 30
    half = lost = done = 0
    for number in range(runs):
        process = start("import", path, f"i{number}")
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.25))
        process.kill()
        acknowledged = [line for line in process.communicate()[0].split("\n")[:-1] if line]
        done += len(acknowledged)
        desk = Desk.open(str(path))
        # A row is called "RUN-IMPORT PLACE".
        found: dict[str, int] = {}
        for (name,) in desk.rows("SELECT name FROM tag WHERE name LIKE ?", f"i{number}-%"):
            one = str(name).partition(" ")[0]
            found[one] = found.get(one, 0) + 1
        half += sum(count != worker.IMPORTED for count in found.values())
        lost += sum(one not in found for one in acknowledged)
        half += len(faults_in(desk))
        desk.close()
    return wrong + say(
        f"kill -9 while importing {worker.IMPORTED} rows", f"{runs} kills", f"{done} imports acknowledged",
        f"lost {lost}", f"half {half}", bad=lost + half,
    )  # fmt: skip


def cut_power(folder: Path, quick: bool) -> int:
    """Power cut at random writes of a recorded life and of a recorded migration."""
    if not power.available():
        print("  --   power cut: not measured, strace is not installed")
        return 0
    cuts = 40 if quick else 400
    live = folder / "life"
    live.mkdir()
    record = folder / "life.trace"
    power.record(command("life", live / "desk.db", "60"), record)
    wrong = _cuts("power cut in 60 captures, timer, import, undo", folder, live, record, None, cuts, True)
    old = folder / "old"
    shutil.copytree(live, old)
    future = folder / "future"
    shutil.copytree(storage.MIGRATIONS, future, ignore=shutil.ignore_patterns("__pycache__"))
    (future / f"{storage.SCHEMA_VERSION + 1:04d}_future.py").write_text(FUTURE)
    moved = folder / "upgrade.trace"
    power.record(command("upgrade", live / "desk.db", str(future)), moved)
    wrong += _cuts("power cut in a migration", folder, live, moved, old, cuts // 4, True, future=future)
    # The same record without its syncs: if this lost nothing either, the measurement would be blind.
    blind = _cuts("  (the same life, its syncs ignored)", folder, live, record, None, cuts // 4, False)
    return wrong + (blind == 0)


def _cuts(
    name: str, folder: Path, live: Path, record: Path, before: Path | None, cuts: int, syncs: bool, *,
    future: Path | None = None,
) -> int:  # fmt: skip
    chance = random.Random(SEED)
    lines = record.read_text().splitlines()
    moments = _moments(lines, live, before, syncs)
    chosen = set(chance.sample(moments, min(cuts, len(moments))))
    disk = power.Disk(live, syncs=syncs)
    if before is not None:
        disk.start_with(before)
    corrupt = lost = cut = 0
    for number, line in enumerate(lines):
        disk.play(line)
        if number not in chosen:
            continue
        cut += 1
        target = folder / "cut"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        disk.cut(target, chance)
        harm, missing = _after(target, live, disk.said, before is not None, future)
        corrupt += harm
        lost += missing
    if disk.unknown:
        raise SystemExit(f"the record holds calls that are not played back: {sorted(disk.unknown)}")
    figures = (f"{cut} cuts at {len(moments)} writes and syncs", f"corrupt {corrupt}", f"lost acknowledgements {lost}")
    if not syncs:
        print(f"       {name:<46} {', '.join(figures)}", flush=True)
        return corrupt + lost
    return say(name, *figures, bad=corrupt + lost)


def _moments(lines: list[str], live: Path, before: Path | None, syncs: bool) -> list[int]:
    """The lines after which the power may go: those that move something on the disk, and those that acknowledge."""
    disk = power.Disk(live, syncs=syncs)
    if before is not None:
        disk.start_with(before)
    moments = []
    for number, line in enumerate(lines):
        told = len(disk.said)
        if disk.play(line) or len(disk.said) > told:
            moments.append(number)
    return moments


def _after(target: Path, live: Path, said: list[str], was_there: bool, future: Path | None) -> tuple[int, int]:
    """Start again after a cut: how much is broken, and how much of what was acknowledged is missing."""
    path = target / "desk.db"
    if not path.exists():
        return 0, int(was_there or bool(said))
    kept = (storage.MIGRATIONS, storage.SCHEMA_VERSION)
    if future is not None:
        storage.MIGRATIONS, storage.SCHEMA_VERSION = future, kept[1] + 1
    try:
        desk = Desk.open(str(path))
        try:
            harm = len(faults_in(desk))
            missing = _missing(desk, target, live, said, was_there)
            if future is not None:
                missing += desk.rows("SELECT COUNT(*) FROM card WHERE mood <> 'for ' || title OR mood IS NULL")[0][0]
        finally:
            desk.close()
    except VatuiError:
        return 1, 0
    except Exception as error:  # rows that cannot be read are corruption too; counted, and named
        print(f"       {type(error).__name__}: {error}")
        return 1, 0
    finally:
        storage.MIGRATIONS, storage.SCHEMA_VERSION = kept
    return harm, missing


def _missing(desk: Desk, target: Path, live: Path, said: list[str], all_of_it: bool) -> int:
    if all_of_it:
        return int(desk.rows("SELECT COUNT(*) FROM card")[0][0] != 60)
    titles = {title for (title,) in desk.rows("SELECT title FROM card")}
    missing = sum(one.startswith("card ") and one[5:] not in titles for one in said)
    missing += "prepared" in said and not desk.rows("SELECT 1 FROM client")
    missing += "started" in said and not desk.rows("SELECT 1 FROM entry")
    missing += "stopped" in said and not desk.rows("SELECT 1 FROM entry WHERE ended_at IS NOT NULL")
    tags = desk.rows("SELECT COUNT(*) FROM tag")[0][0]
    missing += tags not in (0, 300) or ("undone" in said and tags != 0)
    missing += "imported" in said and tags == 0 and not desk.rows("SELECT 1 FROM change WHERE undoes IS NOT NULL")
    for one in said:
        if one.startswith("backup "):
            try:
                backups.verify(Path(one[7:].replace(str(live), str(target), 1)))
            except VatuiError:
                missing += 1
    return int(missing)


def race(folder: Path, quick: bool, postgres: str = "") -> int:
    """Eight programs that start at once where there is no desk yet."""
    rounds, failed, missing = (4 if quick else 20), 0, 0
    for number in range(rounds):
        path = folder / f"race{number}" / "desk.db"
        failed += _raced(path)
        missing += _tags_missing(path)
    wrong = say("first runs, 8 at once", f"{rounds} rounds", f"refused {failed}", f"lost {missing}", bad=failed + missing)
    if postgres:
        failed = _raced(postgres)
        wrong += say("first runs on a server, 8 at once", f"refused {failed}", bad=failed)
    return wrong


def _raced(url: str | Path) -> int:
    code = (
        "import sys; from vatui.desk import Desk; from vatui.models import Tag; d = Desk.open(sys.argv[1])\n"
        "with d.change('x'): Tag.create(name=sys.argv[2])\n"
        "d.close()"
    )
    all_ = [subprocess.Popen([sys.executable, "-c", code, str(url), f"t{n}"], stderr=subprocess.PIPE) for n in range(8)]
    return sum(bool(one.communicate()[1]) or one.returncode != 0 for one in all_)


def _tags_missing(url: str | Path) -> int:
    desk = Desk.open(str(url))
    count = int(desk.rows("SELECT COUNT(*) FROM tag")[0][0])
    wrong = len(faults_in(desk))
    desk.close()
    return abs(8 - count) + wrong


def concurrent(folder: Path, quick: bool, postgres: str = "") -> int:
    """Eight programs that capture at once, next to one that stays open and asks what changed."""
    wrong = 0
    each = 10 if quick else 50
    for url in (str(folder / "many.db"), postgres):
        if not url:
            continue
        worker.prepared(url)
        desk = Desk.open(url)
        begun = time.perf_counter()
        writers = [start("capture", url, f"w{number}:{each}") for number in range(8)]
        seen = 0
        slowest = 0.0
        while any(one.poll() is None for one in writers):
            asked = time.perf_counter()
            seen += "card" in desk.poll()
            slowest = max(slowest, time.perf_counter() - asked)
            time.sleep(0.1)
        took = time.perf_counter() - begun
        refused = 0
        told: list[str] = []
        for one in writers:
            out, _err = one.communicate()
            refused += one.returncode != 0
            told += out.split()
        titles = [title for (title,) in desk.rows("SELECT title FROM card")]
        numbers = desk.rows("SELECT COUNT(*), COUNT(DISTINCT number), MAX(number) FROM card")[0]
        lost = len(set(told) - set(titles)) + 8 * each - len(titles)
        twice = numbers[0] - numbers[1]
        broken = len(faults_in(desk))
        desk.close()
        where = "server" if storage.file_of(url) is None else "file"
        wrong += say(
            f"8 programs x {each} captures, {where}", f"refused {refused}", f"lost {lost}", f"numbers twice {twice}",
            f"broken {broken}", f"{8 * each / took:.0f} a second", f"seen {seen} times",
            f"asking took {slowest * 1000:.0f} ms at most",
            bad=refused + lost + twice + broken + (seen == 0),
        )  # fmt: skip
    return wrong


FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from vatui import backups
from vatui.desk import Desk
from vatui.domain import cards
from vatui.errors import DeskFull
desk = Desk.open(sys.argv[1])
path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + int(sys.argv[2]), resource.RLIM_INFINITY))
done = 0
try:
    while True:
        cards.add_card(desk, 1, f"card {done}", checklist=["first", "second"], memo="x" * 2000)
        done += 1
except DeskFull:
    pass
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
cards.add_card(desk, 1, "after", checklist=["first", "second"])
desk.close()
print(done)
"""


def full_disk(folder: Path, quick: bool) -> int:
    """A file that may not grow any more, at many sizes: refused whole, kept whole, and it goes on afterwards."""
    runs = 4 if quick else 25
    lost = broken = refused = total = 0
    for number in range(runs):
        path = folder / f"full{number}.db"
        worker.prepared(str(path))
        done = subprocess.run(
            [sys.executable, "-c", FULL, str(path), str(20_000 + 7_777 * number)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            broken += 1
            print(done.stderr.strip().splitlines()[-1])
            continue
        refused += 1
        desk = Desk.open(str(path))
        count = int(desk.rows("SELECT COUNT(*) FROM card")[0][0])
        lost += abs(count - int(done.stdout) - 1)
        broken += len(faults_in(desk))
        total += count
        desk.close()
    return say(
        "full disk (file size limit)", f"{refused} times full", f"{total} captures kept", f"lost {lost}", f"broken {broken}",
        bad=lost + broken,
    )  # fmt: skip


def random_keys(folder: Path, quick: bool) -> int:
    """Random keys, text, clicks, bytes that are no text, and sizes of the terminal, in sessions of the console."""
    count, each = (2, 400) if quick else (10, 1500)
    wrong: list[str] = []
    pressed = left = 0
    for outcome in keys.sessions(folder, count, each):
        wrong += outcome.wrong
        pressed += outcome.strokes
        left += outcome.left
    for sentence in wrong:
        print(f"       {sentence}")
    return say(
        "random keys",
        f"{count} sessions",
        f"{pressed} strokes",
        f"left as asked {left} times",
        f"deaths and harm {len(wrong)}",
        bad=len(wrong),
    )


def beside_the_console(folder: Path, quick: bool) -> int:
    """Shells that capture while the console is open and pressed, kills of it, and its file taken away."""
    home = folder / "beside"
    home.mkdir()
    processes, each = 8, 5 if quick else 50
    done = console.beside(home, processes, each)
    for problem in [*done.problems, *done.broken]:
        print(f"       {problem}")
    bad = done.refused + done.lost + len(done.broken) + len(done.problems) + (done.slow > SLOWEST) + (done.seen > SEEN)
    wrong = say(
        f"{processes} shells x {each} captures beside the console", f"refused {done.refused}", f"lost {done.lost}",
        f"p95 {done.slow:.2f} s", f"shown after {done.seen:.2f} s", bad=bad,
    )  # fmt: skip
    home = folder / "killed"
    home.mkdir()
    rounds = 5 if quick else 40
    harm = console.killed(home, rounds)
    wrong += say("kill -9 of the console while it writes", f"{rounds} kills", f"harm {len(harm)}", bad=len(harm))
    for replaced in (False, True):
        home = folder / f"gone{replaced}"
        home.mkdir()
        gone = console.file_gone(home, replaced=replaced)
        bad = sum((console.MOVED not in gone.said, gone.status != 0, bool(gone.left_behind), not gone.untouched))
        name = "file replaced under the console" if replaced else "file deleted under the console"
        wrong += say(name, "said so" if console.MOVED in gone.said else "silent", f"written to {int(not gone.untouched)}", bad=bad)
    return wrong


SLOWEST = 1.5
"""Seconds that 95 of 100 captures may take on two cores."""
SEEN = 2.0
"""Seconds after which the console shall show what somebody else captured."""


def main() -> int:
    """Run what was asked for; the exit status is 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "what", choices=("kill9", "power", "race", "concurrent", "disk", "keys", "console", "all"), nargs="?", default="all"
    )
    parser.add_argument("--quick", action="store_true", help="an eighth of the rounds")
    parser.add_argument("--postgres", default="", metavar="URL", help="an empty database for race and concurrent")
    chosen = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drivers: dict[str, Callable[[], int]] = {
            "kill9": lambda: kill9(folder, chosen.quick),
            "power": lambda: cut_power(folder, chosen.quick),
            "race": lambda: race(folder, chosen.quick, chosen.postgres),
            "concurrent": lambda: concurrent(folder, chosen.quick, chosen.postgres),
            "disk": lambda: full_disk(folder, chosen.quick),
            "keys": lambda: random_keys(folder, chosen.quick),
            "console": lambda: beside_the_console(folder, chosen.quick),
        }
        for what, driver in drivers.items():
            if chosen.what in (what, "all"):
                wrong += driver()
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
