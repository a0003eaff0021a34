"""Cards in words: what a row, a card in a lane and the peek say about them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from vatui import wording
from vatui.i18n import _
from vatui.themes import glyph
from vatui.values import SHAPES
from vatui.widgets.peek import PeekLine
from vatui.widgets.row_list import Cell, Line

if TYPE_CHECKING:
    from datetime import datetime

    from vatui.domain.cards import CardLine, CardPeek
    from vatui.domain.header import Header
    from vatui.widgets.drawing import Text


def mark(card: CardLine) -> tuple[str, str]:
    """``!`` for important, ``!!`` for important and urgent, and the role: what to do first stands out."""
    if card.important and card.urgent:
        return glyph("first"), "error"
    return (glyph("important"), "warning") if card.important else ("", "warning")


def estimate(card: CardLine) -> str:
    """The estimate, or nothing."""
    return "" if card.estimate is None else wording.duration(timedelta(seconds=card.estimate))


def due(card: CardLine, now: datetime, zone: str, *, brief: bool = False) -> wording.Toned:
    """When it is due, in my time."""
    return wording.due_short(card.due_at, now, zone, is_day=card.due_is_day, due_zone=card.due_zone or "", brief=brief)


def waiting(card: CardLine, now: datetime) -> wording.Toned:
    """How long it has been waiting, and for whom; marked when it is time to ask again."""
    days = (now - card.stage_since).days
    raised = card.chase_at is not None and card.chase_at <= now
    age = wording.age(now - card.stage_since)
    text = (
        _("{age} waiting").format(age=age)
        if days or not card.waiting_for
        else _("waiting for {person}").format(person=card.waiting_for)
    )
    if days and card.waiting_for:
        text = f"{text} · {card.waiting_for}"
    return wording.Toned(f"{glyph('soon')} {text}", "warning") if raised else wording.Toned(text, "muted")


def row(card: CardLine, now: datetime, zone: str, *, brief: bool = False, with_estimate: bool = True, group: str = "") -> Line:
    """A card as a row of a list."""
    sign, role = mark(card)
    when = due(card, now, zone, brief=brief)
    cells = (Cell(estimate(card)), Cell(when.text, when.role)) if with_estimate else (Cell(when.text, when.role),)
    return Line(
        card.id, card.title, card.client_code, card.colour, sign, cells, group=group, mark_role=role,
        bar=SHAPES[card.shape % len(SHAPES)] if card.shape else "", key=(card.due_rank, card.id),
    )  # fmt: skip


def stage_name(name: str, kind: str) -> str:
    """What a stage is called: by its owner, or by its kind."""
    return name or wording.stage_kind(kind)


def peek(sheet: CardPeek, head: Header, now: datetime, why: str = "") -> tuple[PeekLine, PeekLine]:
    """Everything about a card in two lines: place, tags, time; the date in both zones, why it is urgent, what hangs on it."""
    card = sheet.line
    place = f"{card.client_code} · {stage_name(sheet.stage_name, card.stage_kind)}"
    tags = "".join(f" #{tag}" for tag in sheet.tags)
    left: list[Text] = [(card.title, "foreground*"), "  ", place + (" ·" + tags if tags else "")]
    if card.helper:
        left.append(f" · @{card.helper}")
    right: list[Text] = []
    running = head.running
    worked = sheet.worked
    if running is not None and running.card_id == card.id:
        if not running.paused:
            worked += int((now - running.started_at).total_seconds())
        right.append((f"{glyph('paused' if running.paused else 'running')} ", "success"))
    if worked or card.estimate is not None:
        amount = wording.duration(timedelta(seconds=worked))
        if worked:
            right.append((amount, "success" if right else "foreground"))
        else:
            right.append((_("estimated ~{estimate}").format(estimate=estimate(card)), "muted"))
        if worked and card.estimate is not None:
            right.append(_(" of ~{estimate}").format(estimate=estimate(card)))
    second: list[Text] = []
    if card.due_at is not None:
        both = wording.due_both(card.due_at, now, head.mine.zone, card.due_zone or sheet.client_zone, is_day=card.due_is_day)
        second.append((f"{both.glyph} {both.mine}".strip(), both.role))
        if both.theirs:
            second.append(f" = {both.theirs}")
    elif not card.waiting:
        second.append(_("no due date"))
    if card.waiting:
        said = waiting(card, now)
        second.append(("   " if second else "", "muted"))
        second.append((said.text, said.role))
    if why and card.done_at is None:
        second.append(("   " + why, "muted"))
    if card.wait_at is not None and card.wait_at > now:
        second.append("   " + _("snoozed until {when}").format(when=wording.due_short(card.wait_at, now, head.mine.zone).text))
    counts = []
    if sheet.checks:
        counts.append(f"{sheet.checks_done}/{sheet.checks} {glyph('done')}")
    if sheet.has_memo:
        counts.append(_("memo"))
    if sheet.links:
        counts.append(_("links {count}").format(count=sheet.links))
    if sheet.comments:
        counts.append(_("comments {count}").format(count=sheet.comments))
    counts.append(card.code)
    return PeekLine(tuple(left), tuple(right)), PeekLine(tuple(second), (" · ".join(counts),))
