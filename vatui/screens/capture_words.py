"""What a captured text was understood as, in words: marks in the line, chips, and the lines under them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vatui import wording, zones
from vatui.i18n import N_, _, ngettext
from vatui.screens.card_lines import stage_name
from vatui.screens.date_words import for_me, in_my_time, odd, said_in_words
from vatui.screens.repeat_words import repeat_in_words
from vatui.themes import glyph
from vatui.widgets.capture_chips import Chip
from vatui.widgets.capture_input import Mark
from vatui.widgets.drawing import client_role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from vatui.capture_grammar import Capture, Known, Part, PartKind
    from vatui.domain.calendar import Calendar
    from vatui.domain.capture import Preview, Saved
    from vatui.domain.clients import ClientLine
    from vatui.widgets.drawing import Text
    from vatui.widgets.lines import Row

KINDS = (("card", N_("Task"), ":"), ("request", N_("Request"), ">"), ("entry", N_("Time"), "+"), ("note", N_("Note"), "="))
"""What a text can make: key, name, sign."""

ROLES: dict[str, str] = {
    "client": "primary", "kind": "primary", "due": "accent", "start": "accent", "wait": "accent", "when": "accent", "mark": "error",
    "estimate": "secondary", "length": "secondary",
    "tag": "primary", "person": "primary", "stage": "primary", "template": "primary",
    "repeat": "accent", "channel": "secondary", "memo": "muted", "literal": "muted",
}  # fmt: skip
"""The colour of a part in the line; a known client has its own."""

_ORDER: tuple[PartKind, ...] = (
    "client", "due", "when", "start", "wait", "mark", "estimate", "length", "tag", "person", "stage", "repeat", "channel", "memo",
)  # fmt: skip
"""The order of the chips (interface.md section 5); what is not here shows in the line only."""

SCOPE = -1
"""Key of the chip of a client that was not written."""

UNKNOWN = -2
"""Key of the chip of a client that was written and is none."""


def marks_of(capture: Capture, clients: Mapping[int, ClientLine]) -> list[Mark]:
    """Where the line is underlined, and in which colour."""
    client = clients.get(capture.client_id) if capture.client_id is not None else None
    found = []
    for part in capture.parts:
        role = ROLES[part.kind]
        if part.kind == "client":
            role = client_role(client.colour) if client else "warning"
        found.append(Mark(part.start, part.end, role))
    return found


def chips_of(capture: Capture, known: Known, clients: Mapping[int, ClientLine], *, brief: bool) -> list[Chip]:
    """The chips in their fixed order; each bears the place of its part, by which it is turned back."""
    chips: list[Chip] = []
    if capture.client_id is not None and not any(part.kind == "client" for part in capture.parts):
        chips.append(Chip(SCOPE, _client(capture, clients, "", brief=brief)))
    if capture.client_id is None and capture.client_guess:
        written = re.split(r"[:>+=]", capture.title, maxsplit=1)[0]
        chips.append(Chip(UNKNOWN, _client(capture, clients, written, brief=brief), removable=False))
    for kind in _ORDER:
        for number, part in enumerate(capture.parts):
            if part.kind == kind:
                parts = _chip(capture, part, known, clients, brief=brief)
                if parts:
                    chips.append(Chip(number, parts))
    return chips


def _client(capture: Capture, clients: Mapping[int, ClientLine], written: str, *, brief: bool) -> tuple[Text, ...]:
    client = clients.get(capture.client_id) if capture.client_id is not None else None
    if client is None:
        return (("? ", "warning"), written.rstrip(":>+= "))
    name = "" if brief else f" {client.name}"
    return ((glyph("bar"), client_role(client.colour)), (client.code, "foreground*"), name)


def _chip(capture: Capture, part: Part, known: Known, clients: Mapping[int, ClientLine], *, brief: bool) -> tuple[Text, ...]:
    """What one part says."""
    now = known.now
    kind = part.kind
    if kind == "client":
        return _client(capture, clients, part.text, brief=brief)
    if kind == "due" and capture.due is not None:
        return ((f"{glyph('soon')} ", "accent"), said_in_words(capture.due, now))
    if kind == "start" and capture.start is not None:
        return (_("from {when}").format(when=said_in_words(capture.start, now)),)
    if kind == "wait" and capture.wait is not None:
        return (_("hidden until {when}").format(when=said_in_words(capture.wait, now)),)
    if kind == "when" and capture.entry is not None:
        return (_worked(capture, now),)
    if kind == "length" and capture.entry is not None:
        return (wording.duration(capture.entry.duration),)
    if kind == "mark":
        return _mark(capture)
    if kind == "estimate" and capture.estimate is not None:
        return (f"~{wording.duration(capture.estimate)}",)
    if kind == "tag":
        name = part.text.lstrip("#").lower()
        return (f"#{name}", (f" {_('new')}", "accent")) if name in capture.new_tags else (f"#{name}",)
    if kind == "person":
        name = next((person.name for person in known.people if person.id == capture.helper_id), "")
        client = clients.get(capture.person_client_id) if capture.person_client_id is not None else None
        return (f"@{name or (client.name if client else part.text.lstrip('@'))}",)
    if kind == "stage":
        return (f"^{_stage(capture, known)}",)
    if kind == "repeat" and capture.repeat is not None:
        return (repeat_in_words(capture.repeat.rrule),)
    if kind == "channel" and capture.channel:
        return (_("via {channel}").format(channel=wording.channel(capture.channel)),)
    return (_("memo"),) if kind == "memo" else ()


def _mark(capture: Capture) -> tuple[Text, ...]:
    if capture.important and capture.urgency == "yes":
        return ((f"{glyph('first')} ", "error*"), _("Do first"))
    if capture.important:
        return ((f"{glyph('important')} ", "warning*"), _("Important"))
    return (("!u ", "warning*"), _("Urgent"))


def _stage(capture: Capture, known: Known) -> str:
    for stages in known.stages.values():
        for stage in stages:
            if stage.id == capture.stage_id:
                return stage_name(stage.name, stage.kind)
    return ""


def _worked(capture: Capture, now: datetime) -> str:
    entry = capture.entry
    assert entry is not None
    start, end = zones.local(entry.start, entry.zone), zones.local(entry.end, entry.zone)
    day = wording.long_day(start.date(), zones.today(now, entry.zone))
    return f"{day} {wording.time_of_day(start)}–{wording.time_of_day(end)}"


def rows_of(capture: Capture, preview: Preview | None, now: datetime, mine: Calendar) -> list[Row]:
    """The lines under the chips: for me, the promise, where it lands."""
    rows: list[Row] = []
    if capture.kind == "card" and capture.due is not None:
        left, right = for_me(capture.due, now, mine)
        rows.append((_labelled(_("For you"), left), right))
        if note := odd(capture.due):
            rows.append((_labelled("", [(f"{glyph('soon')} {note}", "warning")]), ()))
    if capture.kind == "entry" and capture.entry is not None:
        amount = wording.duration(capture.entry.duration)
        rows.append((_labelled(_("Worked"), [(f"{amount}", "foreground*"), (f"   {_worked(capture, now)}", "foreground")]), ()))
        if capture.entry.assumed:
            rows.append((_labelled("", [(_("No time was said: it begins at 09:00."), "muted")]), ()))
    if preview is None:
        return rows
    if preview.promise is not None and preview.client is not None:
        left = _labelled(_("Promise"), _promise(preview, now, mine.zone))
        rows.append((left, ((wording.ahead(preview.promise - now), "muted"),)))
    rows.append((_labelled(_("Lands in"), _lands(capture, preview)), ()))
    if preview.stage_limit is not None:
        text = _("over the limit of {count} here").format(count=preview.stage_limit)
        rows.append((_labelled("", [(f"{glyph('soon')} {text}", "warning")]), ()))
    if preview.doing_limit is not None:
        text = _("over your own limit of {count} in work").format(count=preview.doing_limit)
        rows.append((_labelled("", [(f"{glyph('soon')} {text}", "warning")]), ()))
    return rows


def _labelled(label: str, parts: Sequence[Text]) -> list[Text]:
    return [(f"{label:<10} ", "muted"), *parts]


def _promise(preview: Preview, now: datetime, zone: str) -> list[Text]:
    assert preview.promise is not None
    assert preview.client is not None
    theirs = zones.local(preview.promise, preview.client.zone)
    mine = in_my_time(preview.promise, now, zone, is_day=False)
    there = f"{wording.time_of_day(theirs)} {zones.city(preview.client.zone)}"
    return [(_("reply by {when}").format(when=mine), "foreground"), (f" = {there}", "muted")]


def _lands(capture: Capture, preview: Preview) -> list[Text]:
    if preview.kind == "entry":
        return [(_("your hours") if preview.client else _("your hours, for nobody yet"), "foreground")]
    if preview.kind == "note":
        return [(_("notes about {name}").format(name=preview.client.name if preview.client else ""), "foreground")]
    if preview.kind == "request":
        if preview.client is None:
            return [(_("inbox, without a client"), "foreground"), (f" {glyph('soon')} {_('as it was typed')}", "warning")]
        return [(_("inbox"), "foreground")]
    stage = stage_name(preview.stage, preview.stage_kind.value if preview.stage_kind else "")
    parts: list[Text] = [(_("{board} board, {stage}").format(board=preview.board, stage=stage), "foreground")]
    if capture.repeat is not None:
        parts += [("   ·   ", "faint"), (repeat_in_words(capture.repeat.rrule), "foreground")]
    if capture.checklist:
        parts += [("   ·   ", "faint"), (steps(len(capture.checklist)), "foreground")]
    return parts


def steps(count: int) -> str:
    """``3 steps``."""
    return ngettext("{count} step", "{count} steps", count).format(count=count)


def counted(captures: Sequence[Capture]) -> str:
    """``5 items: 3 tasks, 2 requests``."""
    numbers = {kind: sum(capture.kind == kind for capture in captures) for kind, _name, _sign in KINDS}
    parts = []
    if numbers["card"]:
        parts.append(ngettext("{count} task", "{count} tasks", numbers["card"]).format(count=numbers["card"]))
    if numbers["request"]:
        parts.append(ngettext("{count} request", "{count} requests", numbers["request"]).format(count=numbers["request"]))
    if numbers["entry"]:
        parts.append(ngettext("{count} time entry", "{count} time entries", numbers["entry"]).format(count=numbers["entry"]))
    if numbers["note"]:
        parts.append(ngettext("{count} note", "{count} notes", numbers["note"]).format(count=numbers["note"]))
    whole = ngettext("{count} item", "{count} items", len(captures)).format(count=len(captures))
    return f"{whole}: {', '.join(parts)}"


def saved_in_words(saved: Sequence[Saved]) -> str:
    """What a toast says after saving."""
    if len(saved) > 1:
        return ngettext("{count} item saved.", "{count} items saved.", len(saved)).format(count=len(saved))
    one = saved[0]
    text = one.text[:40] + (glyph("cut") if len(one.text) > 40 else "")
    if one.kind == "card":
        return _("Saved: {code} “{title}”").format(code=one.code, title=text)
    if one.kind == "entry":
        return _("Time saved: {code} “{title}”").format(code=one.client_code, title=text) if text else _("Time saved.")
    if one.kind == "note":
        return _("Note saved: {code} “{title}”").format(code=one.client_code, title=text)
    if one.client_id is None:
        return _("Kept in the inbox, without a client: “{title}”").format(title=text)
    return _("In the inbox: {code} “{title}”").format(code=one.client_code, title=text)
