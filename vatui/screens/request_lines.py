"""Requests in words: what a row of the inbox says about them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from vatui import wording, zones
from vatui.i18n import _
from vatui.themes import glyph
from vatui.values import SHAPES, RequestState
from vatui.widgets.row_list import Cell, Line

if TYPE_CHECKING:
    from datetime import datetime

    from vatui.domain.header import Header
    from vatui.domain.requests import RequestLine

BAR = 7
"""Cells of the bar that shows what is left of a promise."""


def whole(request: RequestLine, head: Header) -> timedelta:
    """How much working time the client is promised a reply in; nothing where none is."""
    return next((client.promise for client in head.clients if client.id == request.client_id), timedelta())


def promise(request: RequestLine, head: Header, now: datetime) -> wording.Toned:
    """What is left of the promised reply, or when its clock begins."""
    if request.state in (RequestState.ANSWERED, RequestState.DECLINED) or request.replied_at is not None:
        return wording.Toned(wording.request_state(request.state))
    if request.left is None:
        return wording.Toned("")
    if request.clock == "paused":
        return wording.Toned(_("asked back"))
    zone = head.mine.zone
    if request.clock == "asleep" and request.starts_at is not None and request.left > timedelta():
        begins = zones.local(request.starts_at, zone)
        if request.starts_at - now > timedelta(hours=20) and begins.date() != zones.today(now, zone):
            when = f"{wording.weekday(begins.date())} {wording.time_of_day(begins)}"
            return wording.Toned(_("from {time}").format(time=when), "faint")
    opens = request.starts_at if request.clock == "asleep" else None
    return wording.promise(request.left, whole(request, head), opens_at=opens, zone=zone)


def row(request: RequestLine, head: Header, now: datetime, *, width: int = BAR, full: bool = False) -> Line:
    """A request as a row: client, channel, first words, what is left of the promise.

    Args:
        request: which.
        head: what every room knows.
        now: the present instant.
        width: cells of the bar.
        full: with who wrote it and when it came, too.
    """
    said = promise(request, head, now)
    cells: tuple[Cell, ...] = (Cell(said.text, said.role),)
    if request.left is not None:
        role = said.role if request.clock == "running" else "faint"
        cells = (Cell(fraction=request.fraction, width=width, role=role), *cells)
    if full:
        came = wording.due_short(request.received_at, now, head.mine.zone).text.lstrip(f"{glyph('late')} ")
        promised = whole(request, head)
        within = _("reply in {amount}").format(amount=wording.duration(promised)) if promised else ""
        known = cells if len(cells) > 1 else (Cell(), *cells)
        cells = (Cell(request.sender[:16]), Cell(came), *known, Cell(within, "faint"))
    title = request.title or _("(no words)")
    return Line(
        request.id, title, request.client_code or "···", request.colour or None, wording.channel_short(request.channel), cells,
        mark_role="muted", bar=SHAPES[request.shape % len(SHAPES)] if request.shape else "", key=request.id,
    )  # fmt: skip
