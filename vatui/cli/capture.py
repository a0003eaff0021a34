"""Capture: one line that says everything (domain.md W2)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from vatui import zones
from vatui.cli import out, show
from vatui.cli.verbs import as_json, option, session, verb, words
from vatui.errors import InvalidField
from vatui.i18n import N_, _
from vatui.text import clean
from vatui.values import StageKind

if TYPE_CHECKING:
    from vatui.capture_grammar import Capture, Known
    from vatui.cli.session import Session
    from vatui.domain.capture import Saved

_MOST = 1_000_000
"""No more than this is read from standard input, in bytes."""


@verb(N_("Capture work, a request, time or a note in one line; “-” reads lines."))
@click.argument("text", nargs=-1, required=True, metavar="TEXT|-")
@option("--client", "-c", "client", metavar="CLIENT", text=N_("Whose it is when the text does not say."))
@as_json
@session
def add(session: Session, text: tuple[str, ...], client: str | None, as_json: bool) -> None:
    """Capture what the words say; several lines are several items in one step."""
    from vatui.capture_grammar import parse, split_items
    from vatui.domain import capture

    typed = clean(_typed() if text == ("-",) else words(text), lines=True)
    lines = split_items(typed)
    if not lines:
        raise InvalidField("text", N_("There is nothing to capture."))
    desk = session.desk
    known = desk.run(
        capture.known, desk, _scope(session, client), order=session.order, dates_in=session.dates_in, stage_names=_stage_names()
    )
    items = [(parse(line, known), line) for line in lines]
    saved = capture.save_all(desk, items) if len(items) > 1 else (desk.run(capture.save, desk, *items[0]),)
    pairs = list(zip(saved, (item for item, _line in items), strict=True))
    if as_json:
        out.data({"items": [_item(known, made, item) for made, item in pairs]})
        return
    for made, item in pairs:
        _say(known, made, item)


def _scope(session: Session, client: str | None) -> int | None:
    if client is None:
        return None
    from vatui.domain.clients import find_client

    return session.desk.run(find_client, session.desk, client).id


def _stage_names() -> dict[StageKind, str]:
    from vatui import wording

    return {kind: wording.stage_kind(kind) for kind in StageKind}


def _item(known: Known, made: Saved, item: Capture) -> dict[str, Any]:
    zone, due, worked = known.my_zone, item.due if made.kind == "card" else None, item.entry if made.kind == "entry" else None
    return {
        "kind": made.kind, "id": made.id, "code": made.code or None, "client": made.client_code or None, "text": made.text,
        "board": made.board or None, "stage": None if made.stage_kind is None else str(made.stage_kind),
        "due": None if due is None else show.due_json(due.said, due.instant, zone),
        "start": show.instant(worked.start, zone) if worked else None, "end": show.instant(worked.end, zone) if worked else None,
        "length": show.length(int(worked.duration.total_seconds())) if worked else None, "new_tags": list(made.new_tags),
        "did_you_mean": _guesses(known, item),
    }  # fmt: skip


def _guesses(known: Known, item: Capture) -> list[str]:
    return [client.code for number in item.client_guess for client in known.clients if client.id == number]


def _say(known: Known, made: Saved, item: Capture) -> None:
    from vatui import wording

    zone = known.my_zone
    parts = [made.text]
    if made.kind == "card":
        parts[0] = f"{made.code} {made.text}"
        if item.due is not None:
            parts.append(_("due {when}").format(when=show.said_both(item.due.said, item.due.instant, zone)))
        parts.append(made.stage or (wording.stage_kind(made.stage_kind) if made.stage_kind else ""))
    elif made.kind == "request":
        sentence = _("Request {number} for {client}: {text}") if made.client_code else _("Request {number}, no client yet: {text}")
        parts[0] = sentence.format(number=made.id, client=made.client_code, text=made.text)
    elif made.kind == "entry" and item.entry is not None:
        start, end = show.when(item.entry.start, zone), wording.time_of_day(zones.local(item.entry.end, zone))
        parts[0] = _("Time for {client}: {text}").format(client=made.client_code or _("no client yet"), text=made.text)
        parts += [wording.duration(item.entry.duration), f"{start}–{end}"]
    else:
        parts[0] = _("Note for {client}: {text}").format(client=made.client_code, text=made.text)
    out.say(" · ".join(part for part in parts if part))
    names = [f"{client.code} {client.name}" for number in item.client_guess for client in known.clients if client.id == number]
    if names:
        out.talk(_("Unknown client. Did you mean {names}?").format(names=", ".join(names[:3])))
    if item.due is not None and item.due.note is not None:
        out.talk(_("Clocks change then: look at the time."))


def _typed() -> str:
    data = sys.stdin.buffer.read(_MOST + 1)
    if len(data) > _MOST:
        raise InvalidField("text", N_("That is too much at once: a megabyte at most."))
    return data.decode("utf-8", "replace")
