"""What happened on the desk, read from the journal: the activity log (architecture.md 7)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from vatui.records import record

if TYPE_CHECKING:
    from vatui.desk import Desk


@record
class Happening:
    """One step that somebody took.

    Attributes:
        id: its number in the journal.
        at: when; aware, UTC.
        actor: who.
        title: what was done, as a marked text.
        subject: what it was done to.
        client_id: whose it was, none if no one client's.
        undone: it was taken back since.
        undoes: it took another step back.
        mine: the actor is the one who asks.
    """

    id: int
    at: datetime
    actor: str
    title: str
    subject: str
    client_id: int | None
    undone: bool
    undoes: bool
    mine: bool


@record
class Log:
    """A window of the log.

    Attributes:
        steps: the newest first.
        offset: how many newer ones stand before them.
        total: how many there are in all.
    """

    steps: tuple[Happening, ...]
    offset: int
    total: int


def log(desk: Desk, offset: int = 0, *, client_id: int | None = None, limit: int = 200) -> Log:
    """A window of the activity log.

    Args:
        desk: the desk.
        offset: how many of the newest steps to leave out; brought back to the end of the log if it is beyond.
        client_id: only what was done for this client; all if none.
        limit: how many steps.
    """
    where, values = ("", ()) if client_id is None else (" WHERE client_id = ?", (client_id,))
    total = int(desk.rows(f"SELECT COUNT(*) FROM change{where}", *values)[0][0])
    offset = max(0, min(offset, total - limit))
    rows = desk.rows(
        f"SELECT id, at, actor, title, subject, client_id, undone, undoes FROM change{where} ORDER BY id DESC LIMIT ? OFFSET ?",
        *values, limit, offset,
    )  # fmt: skip
    steps = tuple(
        Happening(row[0], datetime.fromisoformat(row[1]), row[2], row[3], row[4], row[5], bool(row[6]), row[7] is not None,
                  row[2] == desk.actor)
        for row in rows
    )  # fmt: skip
    return Log(steps, offset, total)
