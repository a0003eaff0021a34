"""Cards: listing, showing, moving, finishing and changing them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from vatui import wording
from vatui.cli import asked, out, show
from vatui.cli.verbs import as_json, group, option, plain, session
from vatui.i18n import N_, _, ngettext
from vatui.values import Urgency

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vatui.cli.session import Session
    from vatui.domain.cards import CardLine, CardSheet


@group(N_("List, show and change cards."))
def card() -> None:
    """Group the verbs of cards."""


@card.command("list", help=N_("List cards, those due first before the others."))
@option("--client", "-c", "client", metavar="CLIENT", text=N_("Only this client's."))
@option("--stage", "-s", "stage", metavar="STAGE", text=N_("Only in stages of this kind or name."))
@option("--all", "every", is_flag=True, text=N_("Finished, hidden and put away ones too."))
@option("--limit", "-n", type=click.IntRange(1, 100_000), default=200, show_default=True, text=N_("How many at most."))
@plain
@as_json
@session
def card_list(session: Session, client: str | None, stage: str | None, every: bool, limit: int, plain: bool, as_json: bool) -> None:
    """List cards by when they are due."""
    from vatui.domain.cards import card_lines, stored
    from vatui.domain.clients import find_client

    desk = session.desk
    conditions: list[str] = []
    values: list[Any] = []
    if client is not None:
        conditions.append("c.client_id = ?")
        values.append(desk.run(find_client, desk, client).id)
    if stage is not None:
        stages = asked.stages(session, stage, values[0] if values else None)
        conditions.append(f"c.stage_id IN ({', '.join('?' for _number in stages)})")
        values += stages
    if not every:
        if stage is None:
            conditions.append("c.done_at IS NULL")
        conditions.append("NOT c.archived AND (c.wait_at IS NULL OR c.wait_at <= ?)")
        values.append(stored(desk.now()))
    where = " AND ".join(conditions) or "1 = 1"
    lines = desk.run(card_lines, desk, where, values, tail=f"ORDER BY c.due_rank, c.id LIMIT {limit + 1}")
    _print(session, lines, limit, plain=plain, as_json=as_json)


def _print(session: Session, lines: Sequence[CardLine], limit: int, *, plain: bool, as_json: bool) -> None:
    zone, now = session.zone, session.desk.now()
    if as_json:
        out.data({"cards": [show.card(line, zone) for line in lines[:limit]], "more": len(lines) > limit})
        return
    out.table(show.card_head(), [show.card_fields(line, now, zone) for line in lines[:limit]], plain=plain)
    if len(lines) > limit:
        out.talk(_("There are more. Ask for them with --limit."))


@card.command("show", help=N_("Show one card with everything on it."))
@click.argument("code")
@plain
@as_json
@session
def card_show(session: Session, code: str, plain: bool, as_json: bool) -> None:
    """Show everything about a card."""
    from vatui.domain.cards import card_sheet, find_card

    desk = session.desk
    sheet = desk.run(card_sheet, desk, desk.run(find_card, desk, code).id)
    if as_json:
        out.data(_whole(sheet, session.zone))
        return
    zone, line = session.zone, sheet.line
    facts = [
        (_("Card"), f"{line.code} {line.title}"),
        (_("Client"), f"{line.client_code} {sheet.client_name}"),
        (_("Board"), sheet.board_name),
        (_("Stage"), sheet.stage_name or wording.stage_kind(line.stage_kind)),
        (_("Due"), "" if sheet.due is None or line.due_at is None else show.said_both(sheet.due, line.due_at, zone)),
        (_("Start"), "" if sheet.start is None else f"{sheet.start.text} {sheet.start.zone}"),
        (_("Hidden until"), "" if line.wait_at is None else show.both(line.wait_at, zone, sheet.client_zone)),
        (_("Important"), _("yes") if line.important else ""),
        (_("Urgency"), (_("urgent") + " · " if line.urgent else "") + wording.urgency(sheet.urgency)),
        (_("Estimate"), "" if line.estimate is None else wording.duration(timedelta(seconds=line.estimate))),
        (_("Worked"), wording.duration(timedelta(seconds=sheet.worked)) if sheet.worked else ""),
        (_("Helper"), line.helper),
        (_("Waiting for"), line.waiting_for),
        (_("Ask again"), "" if line.chase_at is None else show.both(line.chase_at, zone, sheet.client_zone)),
        (_("Repeats"), sheet.repeat),
        (_("Tags"), " ".join(f"#{tag}" for tag in sheet.tags)),
        (_("Done"), "" if line.done_at is None else show.when(line.done_at, zone)),
        (_("Memo"), sheet.memo),
    ]
    facts += [(check.checklist or _("Step"), f"[{'x' if check.done else ' '}] {check.text}") for check in sheet.checks]
    facts += [(_("Link"), f"{title} {url}".strip()) for _number, title, url in sheet.links]
    facts += [(name, value) for name, value in sheet.custom]
    if sheet.request is not None:
        asked_words, channel, at = sheet.request
        facts.append((_("Request"), f"{show.when(at, zone)} {wording.channel(channel)}\n{asked_words}"))
    facts += [(_("Comment"), f"{show.when(at, zone)} {author}\n{text}") for _number, at, author, text in sheet.comments]
    out.facts(facts, plain=plain)


def _whole(sheet: CardSheet, zone: str) -> dict[str, Any]:
    request = sheet.request
    return show.card(sheet.line, zone) | {
        "board": sheet.board_name,
        "board_id": sheet.board_id,
        "stage_name": sheet.stage_name,
        "memo": sheet.memo,
        "tags": list(sheet.tags),
        "checklist": [{"id": c.id, "list": c.checklist, "text": c.text, "done": c.done} for c in sheet.checks],
        "links": [{"id": number, "title": title, "url": url} for number, title, url in sheet.links],
        "comments": [
            {"id": number, "at": show.instant(at, zone), "author": author, "text": text}
            for number, at, author, text in sheet.comments
        ],
        "fields": [{"name": name, "value": value} for name, value in sheet.custom],
        "start": show.said(sheet.start),
        "wait": show.said(sheet.wait),
        "ask_again": show.said(sheet.chase),
        "urgency": str(sheet.urgency),
        "urgent_from": show.instant(sheet.urgent_from, zone),
        "asked": sheet.chased,
        "repeat": sheet.repeat,
        "worked": show.length(sheet.worked),
        "client_visible": sheet.client_visible,
        "created": show.instant(sheet.created_at, zone),
        "request": None
        if request is None
        else {"words": request[0], "channel": request[1], "received": show.instant(request[2], zone)},
    }


@card.command("move", help=N_("Put cards into a stage of their board, such as “doing”."))
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.argument("stage")
@as_json
@session
def card_move(session: Session, codes: tuple[str, ...], stage: str, as_json: bool) -> None:
    """Move cards to a stage; all of them in one step."""
    from vatui.domain.cards import move_cards

    lines = _found(session, codes)
    stage_id = asked.stages(session, stage, lines[0].client_id, lines[0].stage_id)[0]
    ids = [line.id for line in lines]
    move_cards(session.desk, ids, stage_id)
    if session.has_settings and session.settings.timer_on_doing:
        from vatui.domain.timers import entered

        session.desk.run(entered, session.desk, ids)
    _tell(
        session,
        lines,
        as_json,
        lambda after: _("{code} is in {stage}: {title}").format(
            code=after.code, stage=wording.stage_kind(after.stage_kind), title=after.title
        ),
    )


@card.command("done", help=N_("Finish cards; a repeating one leaves its next instance."))
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@as_json
@session
def card_done(session: Session, codes: tuple[str, ...], as_json: bool) -> None:
    """Finish cards; all of them in one step."""
    from vatui.domain.cards import finish_cards

    lines = _found(session, codes)
    finish_cards(session.desk, [line.id for line in lines])
    _tell(session, lines, as_json, lambda after: _("{code} is done: {title}").format(code=after.code, title=after.title))


@card.command("edit", help=N_("Change what is given, and nothing else. “none” takes a date away."))
@click.argument("code")
@option("--title", text=N_("What is to be done."))
@option("--memo", text=N_("Anything more to know."))
@option("--due", metavar="DATE", text=N_("When it is due, in the client's zone."))
@option("--start", metavar="DATE", text=N_("When work can start."))
@option("--wait", metavar="DATE", text=N_("Hide it until then."))
@option("--estimate", metavar="DURATION", text=N_("How long it will take."))
@option("--important/--not-important", default=None, text=N_("Whether it is important."))
@option("--urgent", "urgency", type=click.Choice([str(value) for value in Urgency]), text=N_("Pin the urgency, or count it."))
@option("--tag", "tags", multiple=True, text=N_("Its tags, all of them; may be given again."))
@option("--helper", text=N_("Who does it: the name of a helper."))
@as_json
@session
def card_edit(session: Session, /, code: str, as_json: bool, helper: str | None, tags: tuple[str, ...], **given: Any) -> None:
    """Change a card."""
    from vatui.domain.cards import edit_card

    line = _found(session, [code])[0]
    values = {name: value for name, value in given.items() if value is not None}
    for name in ("due", "start", "wait"):
        if name in values:
            values[name] = _said(session, values[name], line.client_id)
    if "estimate" in values:
        values["estimate"] = None if values["estimate"] in _NONE else asked.duration(values["estimate"])
    if tags:
        values["tags"] = [] if tags == ("none",) else tags
    if helper is not None:
        values["helper_id"] = None if helper in _NONE else asked.helper(session, helper)
    if not values:
        raise click.UsageError(_("Nothing to change: name an option."))
    edit_card(session.desk, line.id, **values)
    _tell(session, [line], as_json, lambda after: _changed(session, after))


_NONE = ("none", "")


def _said(session: Session, text: str, client_id: int) -> Any:
    from vatui.domain.clients import get_client

    if text in _NONE:
        return None
    zone = session.zone if session.dates_in == "mine" else session.desk.run(get_client, session.desk, client_id).zone
    return asked.meant(session, text, zone).said


def _changed(session: Session, line: CardLine) -> str:
    when = show.due(line.due_at, session.desk.now(), session.zone, line.due_zone or session.zone, is_day=line.due_is_day)
    return " · ".join(part for part in (f"{line.code} {line.title}", when) if part)


def _found(session: Session, codes: Sequence[str]) -> list[CardLine]:
    from vatui.domain.cards import find_card

    return [session.desk.run(find_card, session.desk, code) for code in codes]


def _tell(session: Session, lines: Sequence[CardLine], as_json: bool, sentence: Any) -> None:
    from vatui.domain.cards import card_line

    after = [session.desk.run(card_line, session.desk, line.id) for line in lines]
    if as_json:
        out.data({"cards": [show.card(line, session.zone) for line in after], "count": len(after)})
        return
    for line in after:
        out.say(sentence(line))
    if len(after) > 1:
        out.say(ngettext("{count} card", "{count} cards", len(after)).format(count=len(after)))
