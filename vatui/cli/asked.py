"""What people write after a verb, made a value: dates and lengths as in capture, clients, cards and stages."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from vatui.cli.session import is_name
from vatui.errors import InvalidField, NotFound, VatuiError
from vatui.i18n import N_, language
from vatui.text import clean, searchable

if TYPE_CHECKING:
    from datetime import datetime

    from vatui.cli.session import Session
    from vatui.dates import Understood


def duration(text: str) -> timedelta:
    """A length of time; ``InvalidField`` if it is none. ``m`` is minutes."""
    from vatui import dates

    found = dates.duration(clean(text))
    if found is None:
        raise InvalidField("duration", N_("“{text}” is no length of time. Write 2h, 45m or 1h30."), text=safe(text))
    return found


def understood(session: Session, text: str, zone: str, *, past: bool = False) -> Understood | None:
    """What a date means for somebody in a zone; none if it is no date."""
    from vatui import dates

    return dates.understand(
        clean(text), now=session.clock.now(), zone=zone, language=language(), order=session.order, mine=session.zone, past=past
    )


def meant(session: Session, text: str, zone: str, *, past: bool = False) -> Understood:
    """As ``understood``, but refused with a sentence if it is no date."""
    found = understood(session, text, zone, past=past)
    if found is None:
        raise InvalidField("date", N_("“{text}” is no date that vatui understands."), text=safe(text))
    return found


def moment(session: Session, at: str | None, ago: str | None) -> datetime | None:
    """The instant that ``--at`` or ``--ago`` names, in my zone; none if neither was given."""
    if ago is not None:
        return session.desk.now() - duration(ago)
    if at is None:
        return None
    found = meant(session, at, session.zone, past=True)
    if found.said.is_day:
        raise InvalidField("at", N_("“{text}” names no time of day."), text=safe(at))
    return found.instant


def stages(session: Session, text: str, client_id: int | None = None, beside: int | None = None) -> list[int]:
    """The stages that a word means, by their name, their kind, or what their kind is called; the start of it will do.

    Args:
        session: the session.
        text: the word.
        client_id: whose; everybody's if none is named.
        beside: a stage; those of its board come first.

    Raises:
        NotFound: none of them; they are named.
    """
    from vatui import wording
    from vatui.domain.boards import stages_of
    from vatui.domain.clients import client_lines

    desk = session.desk
    clients = [client_id] if client_id is not None else [line.id for line in desk.run(client_lines, desk, all_states=True)]
    rows = [row for client in clients for row in desk.run(stages_of, desk, client)]
    board = next((row[3] for row in rows if row[0] == beside), None)
    rows.sort(key=lambda row: row[3] != board)
    wanted = searchable(clean(text))
    words = [(row[0], (searchable(row[1]), str(row[2]), searchable(wording.stage_kind(row[2])))) for row in rows]
    found = [number for number, names in words if wanted and wanted in names]
    found = found or [number for number, names in words if wanted and any(name.startswith(wanted) for name in names)]
    if not found:
        names = ", ".join(dict.fromkeys(row[1] or wording.stage_kind(row[2]) for row in rows))
        raise NotFound(N_("There is no stage “{text}”. There are: {names}."), text=safe(text), names=names)
    return found


def helper(session: Session, text: str) -> int:
    """The helper that a name, or the start of one, means; ``NotFound`` if nobody's."""
    from vatui.domain.clients import helpers

    rows = session.desk.run(helpers, session.desk)
    wanted = searchable(clean(text))
    for fits in (str.__eq__, str.startswith):
        found = [number for number, name, _zone in rows if wanted and fits(searchable(name), wanted)]
        if len(found) == 1:
            return found[0]
    names = ", ".join(name for _number, name, _zone in rows) or "–"
    raise NotFound(N_("No helper is called “{text}”. There are: {names}."), text=safe(text), names=names)


def day(session: Session, text: str) -> date:
    """A day of mine; past days are understood as past."""
    found = meant(session, text, session.zone, past=True)
    if not found.said.is_day:
        raise InvalidField("day", N_("“{text}” is no day."), text=safe(text))
    return date.fromisoformat(found.said.text)


def client_or_card(session: Session, text: str | None) -> tuple[int | None, int | None]:
    """The numbers of the client and the card that a word means: a card by its code, otherwise a client."""
    if text is None:
        return None, None
    from vatui.domain.clients import find_client

    _head, dash, number = clean(text).rpartition("-")
    if dash and number.isdigit():
        from vatui.domain.cards import find_card

        line = session.desk.run(find_card, session.desk, text)
        return line.client_id, line.id
    return session.desk.run(find_client, session.desk, text).id, None


def safe(text: str) -> str:
    """A text as a sentence may repeat it: harmless and not too long."""
    return clean(text, limit=120)


def path(text: str) -> Path:
    """The file that a name means; ``VatuiError`` if there cannot be one of that name."""
    if not is_name(text):
        raise VatuiError(N_("There cannot be a file of that name."))
    return Path(text).expanduser()
