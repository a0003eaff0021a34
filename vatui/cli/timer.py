"""The timer and the time that was worked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from vatui import wording, zones
from vatui.cli import asked, out, show
from vatui.cli.verbs import as_json, option, plain, session, verb
from vatui.errors import NothingRunning
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from vatui.cli.session import Session
    from vatui.domain.entries import Clip, EntryLine
    from vatui.domain.timers import Running


_AT = option("--at", metavar="TIME", text=N_("At this time of yours, such as 14:30."))
_AGO = option("--ago", metavar="DURATION", text=N_("So long ago, such as 15m."))


@verb(N_("Start a timer for a client or a card; one that runs is stopped."))
@click.argument("what", required=False, metavar="[CLIENT|CODE]")
@option("--memo", "-m", default="", text=N_("What is done."))
@_AT
@_AGO
@option("--from-last", is_flag=True, text=N_("From when your last entry ended."))
@as_json
@session
def start(session: Session, what: str | None, memo: str, at: str | None, ago: str | None, from_last: bool, as_json: bool) -> None:
    """Start a timer, in one step with stopping another."""
    from vatui.domain.timers import start as operation

    if sum((at is not None, ago is not None, from_last)) > 1:
        raise click.UsageError(_("Only one of --at, --ago and --from-last."))
    client_id, card_id = asked.client_or_card(session, what)
    began = asked.moment(session, at, ago)
    done = operation(session.desk, client_id=client_id, card_id=card_id, memo=memo, at=began, from_last=from_last)
    if as_json:
        stopped = None if done.stopped is None else _entry(session, done.stopped)
        out.data({"entry": _entry(session, done.entry), "stopped": stopped, "crossed": done.crossed, "overlaps": done.overlaps})
        return
    if done.stopped is not None:
        _say_stopped(session, done.stopped, done.crossed, done.entry)
    out.say(_("Started {subject} at {time}.").format(subject=_subject(done.entry), time=_time(session, done.entry.started_at)))
    if done.overlaps:
        out.talk(_("This overlaps time that is recorded already."))


def _say_stopped(session: Session, line: EntryLine, crossed: bool, new: EntryLine) -> None:
    amount = wording.duration(line.length(session.desk.now()))
    if crossed and line.client_code and new.client_code:
        text = _("Timer moved from {old} to {new}. {old} logged {amount}.")
        out.say(text.format(old=line.client_code, new=new.client_code, amount=amount))
    else:
        out.say(_("Stopped {subject}: {amount}.").format(subject=_subject(line), amount=amount))


@verb(N_("Stop the timer."))
@_AT
@_AGO
@as_json
@session
def stop(session: Session, at: str | None, ago: str | None, as_json: bool) -> None:
    """Stop the timer and say what was worked."""
    from vatui.domain.timers import stop as operation

    _tell(session, operation(session.desk, asked.moment(session, at, ago)), as_json, N_("Stopped {subject}: {amount} ({span})."))


@verb(N_("Pause the timer; “resume” goes on."))
@as_json
@session
def pause(session: Session, as_json: bool) -> None:
    """Put the timer aside."""
    from vatui.domain.timers import pause as operation

    _tell(session, operation(session.desk), as_json, N_("Paused {subject}: {amount} ({span})."))


@verb(N_("Go on with the timer that was paused."))
@as_json
@session
def resume(session: Session, as_json: bool) -> None:
    """Go on with what was put aside."""
    from vatui.domain.timers import resume as operation

    line = operation(session.desk)
    if as_json:
        out.data({"entry": _entry(session, line), "today": _today(session)})
    else:
        out.say(_("Went on with {subject} at {time}.").format(subject=_subject(line), time=_time(session, line.started_at)))


def _tell(session: Session, line: EntryLine, as_json: bool, sentence: str) -> None:
    total = _today(session)
    if as_json:
        out.data({"entry": _entry(session, line), "today": total})
        return
    now = session.desk.now()
    amount = wording.duration(line.length(now))
    span = f"{_time(session, line.started_at)}–{_time(session, line.end(now))}"
    out.say(_(sentence).format(subject=_subject(line), amount=amount, span=span))
    out.say(_("Today {amount}.").format(amount=total["text"]))
    if line.needs_review:
        out.talk(_("This entry needs a look: it is very long, or the clock went back."))


def _today(session: Session) -> dict[str, Any]:
    from vatui.domain.entries import day_span, worked

    desk, starts_at = session.desk, session.day_start
    begin, end = day_span(zones.today(desk.now() - starts_at, session.zone), session.zone, starts_at)
    total = desk.run(worked, desk, begin, end).total
    return show.length(_seconds(total)) or {}


@verb(N_("Say what the timer does; exit status 1 if none runs."))
@as_json
@session
def status(session: Session, as_json: bool) -> int:
    """Show the timer."""
    from vatui.domain.timers import running

    desk = session.desk
    timer = desk.run(running, desk)
    if as_json:
        out.data(timer_json(session, timer))
        return 0 if timer is not None and not timer.paused else NothingRunning.exit_status
    if timer is None:
        raise NothingRunning
    subject = f"{timer.card_code or timer.client_code} {timer.title}".strip() or _("no client yet")
    clock = wording.clock(_seconds(timer.elapsed(desk.now())))
    sentence = _("Paused: {subject} {clock}, since {time}.") if timer.paused else _("Running: {subject} {clock}, since {time}.")
    out.say(sentence.format(subject=subject, clock=clock, time=_time(session, timer.began_at)))
    if timer.needs_answer:
        out.talk(_("This entry needs a look: it is very long, or the clock went back."))
    return NothingRunning.exit_status if timer.paused else 0


def timer_json(session: Session, timer: Running | None) -> dict[str, Any]:
    """The timer as JSON, for ``status`` and ``today``."""
    if timer is None:
        return {"state": "none", "timer": None}
    zone = session.zone
    return {
        "state": "paused" if timer.paused else "running",
        "timer": {
            "id": timer.entry_id,
            "client": timer.client_code or None,
            "card": timer.card_code or None,
            "title": timer.title,
            "memo": timer.memo,
            "billable": timer.billable,
            "start": show.instant(timer.began_at, zone),
            "piece_start": show.instant(timer.started_at, zone),
            "elapsed": show.length(_seconds(timer.elapsed(session.desk.now()))),
            "estimate": None if timer.estimate is None else show.length(_seconds(timer.estimate)),
            "parked": timer.parked,
            "needs_review": timer.needs_answer,
        },
    }


@verb(N_("List the time of a day."))
@option("--day", "-d", metavar="DATE", text=N_("Which day; today if not given."))
@option("--client", "-c", "client", metavar="CLIENT", text=N_("Only this client's."))
@plain
@as_json
@session
def log(session: Session, day: str | None, client: str | None, plain: bool, as_json: bool) -> None:
    """List the entries of a day in my zone, with their sum."""
    from vatui.domain import entries
    from vatui.domain.clients import find_client

    desk, zone = session.desk, session.zone
    starts_at = session.day_start
    date = zones.today(desk.now() - starts_at, zone) if day is None else asked.day(session, day)
    client_id = None if client is None else desk.run(find_client, desk, client).id
    found = desk.run(entries.day, desk, date, zone, starts_at=starts_at)
    clips = [clip for clip in found.clips if client_id is None or clip.line.client_id == client_id]
    total = sum((clip.length for clip in clips), timedelta())
    billable = sum((clip.length for clip in clips if clip.line.billable), timedelta())
    if as_json:
        out.data(
            {
                "day": date.isoformat(),
                "zone": zone,
                "entries": [_clip(session, clip) for clip in clips],
                "total": show.length(_seconds(total)),
                "billable": show.length(_seconds(billable)),
            }
        )
        return
    rows = [_fields(clip, zone, desk.now()) for clip in clips]
    out.table([_("Start"), _("End"), _("Length"), _("Code"), "", _("Title")], rows, plain=plain, right=(2,))
    if not plain:
        out.say(_("{day}: {amount}").format(day=wording.full_day(date), amount=wording.duration(total)))


def _fields(clip: Clip, zone: str, now: datetime) -> Sequence[str]:
    line = clip.line
    end = "" if line.running and clip.end == line.end(now) else _wall(clip.end, zone)
    flags = ("?" if line.needs_review else "") + ("=" if clip.overlaps else "") + ("" if line.billable else "-")
    return [_wall(clip.start, zone), end, wording.duration(clip.length), line.card_code or line.client_code, flags, line.title]


def _clip(session: Session, clip: Clip) -> dict[str, Any]:
    return {"entry": _entry(session, clip.line), "in_day": show.length(_seconds(clip.length)), "overlaps": clip.overlaps}


def _entry(session: Session, line: EntryLine) -> dict[str, Any]:
    zone = session.zone
    return {
        "id": line.id,
        "client": line.client_code or None,
        "card": line.card_code or None,
        "title": line.title,
        "memo": line.memo,
        "start": show.instant(line.started_at, zone),
        "end": show.instant(line.ended_at, zone),
        "length": show.length(_seconds(line.length(session.desk.now()))),
        "billable": line.billable,
        "needs_review": line.needs_review,
    }


def _seconds(amount: timedelta) -> int:
    return int(amount.total_seconds())


def _subject(line: EntryLine) -> str:
    return line.subject or _("no client yet")


def _wall(at: datetime, zone: str) -> str:
    return wording.time_of_day(zones.local(at, zone))


def _time(session: Session, at: datetime) -> str:
    """The time of an instant in my zone, with the day if it is another one."""
    zone = session.zone
    return _wall(at, zone) if zones.today(at, zone) == zones.today(session.desk.now(), zone) else show.when(at, zone)
