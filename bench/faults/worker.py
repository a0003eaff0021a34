"""The programs that are killed, raced and cut off: each prints a line as soon as something is acknowledged.

Usage: ``python -m bench.faults.worker capture|import|life|upgrade DESK ARGUMENT``
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from vatui import backups
from vatui.clock import Clock
from vatui.desk import Desk
from vatui.domain import cards, clients, timers
from vatui.models import Tag

IMPORTED = 2_000
"""How many rows an import has."""


def say(text: str) -> None:
    """Acknowledge."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def prepared(url: str) -> int:
    """A client to work for, made once; its number."""
    desk = Desk.open(url)
    with desk.change("Prepare"):
        clients.set_owner(desk, name="Ayu", zone="Asia/Jakarta")
        client = clients.add_client(desk, "Acme", code="ACM", zone="America/New_York")
    desk.close()
    return int(client.id)


def capture(url: str, argument: str) -> None:
    """Capture cards, ``NAME:COUNT`` of them; no count: for ever."""
    name, _colon, count = argument.partition(":")
    desk = Desk.open(url)
    number = 0
    while not count or number < int(count):
        cards.add_card(desk, 1, f"{name}-{number}", checklist=["first", "second"])
        say(f"{name}-{number}")
        number += 1
    desk.close()


def import_rows(url: str, name: str) -> None:
    """Import many rows as one change, and again."""
    desk = Desk.open(url)
    number = 0
    say("begun")
    while True:
        with desk.change("Import"):
            desk.insert_many(Tag, [{"name": f"{name}-{number} {place}"} for place in range(IMPORTED)])
        say(f"{name}-{number}")
        number += 1


def life(url: str, argument: str) -> None:
    """A first run, captures, a timer, an import, a backup and an undo, one after the other."""
    client = prepared(url)
    say("prepared")
    desk = Desk.open(url)
    for number in range(int(argument)):
        cards.add_card(desk, client, f"life-{number}", checklist=["first", "second"])
        say(f"card life-{number}")
        if number == int(argument) // 3:
            made = backups.backup(url, None, Clock().now())
            say(f"backup {made.path}")
    timers.start(desk, client_id=client, at=desk.now() - timedelta(hours=1))
    say("started")
    timers.stop(desk)
    say("stopped")
    with desk.change("Import"):
        desk.insert_many(Tag, [{"name": f"tag {place}"} for place in range(300)])
    say("imported")
    desk.close()
    desk = Desk.open(url)
    desk.undo()
    say("undone")
    desk.close()


def upgrade(url: str, folder: str) -> None:
    """Open a desk with a program that has more migrations."""
    from vatui import storage

    storage.MIGRATIONS = Path(folder)
    storage.SCHEMA_VERSION = len(list(Path(folder).glob("[0-9]*.py")))
    Desk.open(url).close()
    say("migrated")


if __name__ == "__main__":
    {"capture": capture, "import": import_rows, "life": life, "upgrade": upgrade}[sys.argv[1]](sys.argv[2], sys.argv[3])
