"""Values as the command line shows them: instants, lengths and cards, as JSON of stable keys and as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from vatui import wording, zones
from vatui.i18n import _
from vatui.values import Said

if TYPE_CHECKING:
    from vatui.domain.cards import CardLine


def instant(at: datetime | None, zone: str) -> dict[str, str] | None:
    """An instant: UTC, and the wall time of a zone."""
    if at is None:
        return None
    return {
        "utc": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "zone": zone,
        "local": zones.local(at, zone).strftime("%Y-%m-%dT%H:%M:%S"),
    }


def length(seconds: int | None) -> dict[str, Any] | None:
    """A length of time: whole seconds, and as text."""
    return None if seconds is None else {"seconds": seconds, "text": wording.duration(timedelta(seconds=seconds))}


def said(date: Said | None) -> dict[str, Any] | None:
    """A date as it was said."""
    return None if date is None else {"text": date.text, "zone": date.zone, "day": date.is_day}


def when(at: datetime, zone: str) -> str:
    """``Fri 27 Nov 22:00``: an instant in a zone."""
    wall = zones.local(at, zone)
    return f"{wording.long_day(wall.date())} {wording.time_of_day(wall)}"


def both(at: datetime, zone: str, theirs: str) -> str:
    """An instant for me, and for the client when their clocks differ: ``Sat 28 Nov 03:00 · Fri 27 Nov 15:00 New York``."""
    mine, other = when(at, zone), when(at, theirs)
    return mine if mine == other else f"{mine} · {other} {zones.city(theirs)}"


def due(at: datetime | None, now: datetime, zone: str, theirs: str, *, is_day: bool) -> str:
    """When something is due, for me and for them; empty without a date."""
    if at is None:
        return ""
    shown = wording.due_both(at, now, zone, theirs, is_day=is_day)
    return f"{shown.mine} · {shown.theirs}" if shown.theirs else shown.mine


def due_json(date: Said, at: datetime, zone: str) -> dict[str, Any]:
    """When something is due: as it was said, and the instant."""
    return {"said": date.text, "said_zone": date.zone, "day": date.is_day, **(instant(at, zone) or {})}


def said_both(date: Said, at: datetime, zone: str) -> str:
    """A date as it was said, for me and for them; of a day the day, and when it is over for me if that is another midnight."""
    if not date.is_day:
        return both(at, zone, date.zone)
    day = wording.long_day(datetime.fromisoformat(date.text).date())
    if zones.day_bounds(datetime.fromisoformat(date.text).date(), zone)[1] == at:
        return day
    return _("{time} · end of {day} {city}").format(time=when(at, zone), day=day, city=zones.city(date.zone))


def card(line: CardLine, zone: str) -> dict[str, Any]:
    """A card as JSON: the keys that every list of cards has."""
    date = None
    if line.due_at is not None and line.due_said is not None:
        date = due_json(Said(line.due_said, line.due_zone or zone), line.due_at, zone)
    return {
        "code": line.code,
        "id": line.id,
        "client": line.client_code,
        "title": line.title,
        "stage": str(line.stage_kind),
        "stage_id": line.stage_id,
        "due": date,
        "estimate": length(line.estimate),
        "important": line.important,
        "urgent": line.urgent,
        "helper": line.helper,
        "waiting_for": line.waiting_for,
        "chase": instant(line.chase_at, zone),
        "snoozed": instant(line.wait_at, zone),
        "done": instant(line.done_at, zone),
        "archived": line.archived,
    }


def card_fields(line: CardLine, now: datetime, zone: str) -> list[str]:
    """A card as the fields of a table: code, stage, when due, estimate, marks, title."""
    brief = wording.due_short(line.due_at, now, zone, is_day=line.due_is_day, due_zone=line.due_zone or "").text
    return [
        line.code,
        wording.stage_kind(line.stage_kind),
        brief if line.due_at else "",
        "" if line.estimate is None else wording.duration(timedelta(seconds=line.estimate)),
        marks(line),
        line.title,
    ]


def marks(line: CardLine) -> str:
    """``!!`` urgent and important, ``!`` important, ``u`` urgent."""
    return ("!!" if line.urgent else "!") if line.important else ("u" if line.urgent else "")


def card_head() -> list[str]:
    """What stands over ``card_fields``."""
    return [_("Code"), _("Stage"), _("Due"), _("Estimate"), "!", _("Title")]
