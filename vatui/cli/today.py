"""The day in linear text: what is due, what clients wait for, what waits on others, what was worked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vatui import wording, zones
from vatui.cli import out, request, show
from vatui.cli import timer as timer_verbs
from vatui.cli.verbs import as_json, option, plain, session, verb
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from vatui.cli.session import Session
    from vatui.domain.cards import CardLine
    from vatui.domain.timers import Running
    from vatui.domain.today import Today

_GROUPS = {"overdue": N_("Overdue"), "today": N_("Due today"), "next": N_("Next")}


@verb(N_("Print the day: what is due, what waits, what was worked."))
@option("--client", "-c", "client", metavar="CLIENT", text=N_("Only this client's."))
@plain
@as_json
@session
def today(session: Session, client: str | None, plain: bool, as_json: bool) -> None:
    """Print the day."""
    from vatui.domain.clients import find_client
    from vatui.domain.timers import running
    from vatui.domain.today import today_view

    desk = session.desk
    client_ids = None if client is None else [desk.run(find_client, desk, client).id]
    view = desk.run(today_view, desk, client_ids, starts_at=session.day_start)
    timer = desk.run(running, desk)
    if as_json:
        out.data(_day(session, view, timer))
    elif plain:
        _plain(session, view)
    else:
        _text(session, view, timer)


def _text(session: Session, view: Today, timer: Running | None) -> None:
    zone, now = view.mine.zone, session.desk.now()
    out.say(f"{wording.full_day(view.day)} {wording.time_of_day(zones.local(now, zone))} {zones.city(zone)}")
    if timer is not None:
        sign = _("paused") if timer.paused else _("running")
        name = f"{timer.card_code or timer.client_code} {timer.title}".strip() or _("no client yet")
        clock = wording.clock(int(timer.elapsed(now).total_seconds()))
        out.say(_("Timer {state}: {subject} {clock}").format(state=sign, subject=name, clock=clock))
    for group in view.focus.groups:
        _section(_(_GROUPS[group.name]), group.count, show.card_head(), [show.card_fields(c, now, zone) for c in group.lines])
    lines = view.inbox.lines
    _section(_("Inbox"), view.inbox.count, request.head(), [request.fields(line, zone) for line in lines], right=(0,))
    head = [_("Code"), _("Since"), _("For whom"), _("Title")]
    _section(_("Waiting on others"), view.waiting.count, head, [_waiting(session, line) for line in view.waiting.lines])
    hours = [
        [total.client_code or "–", wording.duration(total.total), wording.duration(total.billable)] for total in view.hours.clients
    ]
    if hours:
        _section(_("Today's hours"), None, [_("Client"), _("Worked"), _("Billable")], hours, right=(1, 2))
        out.say(_("Today {amount}.").format(amount=wording.duration(view.hours.total)))


def _section(title: str, count: int | None, head: list[str], rows: list[list[str]], right: tuple[int, ...] = ()) -> None:
    if not rows:
        return
    out.say()
    out.say(title if count is None else f"{title} {wording.number(count)}")
    out.table(head, rows, plain=False, right=right)
    if count is not None and count > len(rows):
        out.say(wording.more(count - len(rows)))


def _waiting(session: Session, line: CardLine) -> list[str]:
    return [line.code, wording.age(session.desk.now() - line.stage_since), line.waiting_for, line.title]


def _plain(session: Session, view: Today) -> None:
    """One line a thing, the kind of list first."""
    zone, now = view.mine.zone, session.desk.now()
    rows = [[group.name, *show.card_fields(card, now, zone)] for group in view.focus.groups for card in group.lines]
    rows += [["inbox", *request.fields(line, zone)] for line in view.inbox.lines]
    rows += [["waiting", *_waiting(session, line)] for line in view.waiting.lines]
    rows += [["hours", total.client_code, wording.duration(total.total)] for total in view.hours.clients]
    for row in rows:
        out.table([""] * len(row), [row], plain=True)


def _day(session: Session, view: Today, timer: Running | None) -> dict[str, Any]:
    zone = view.mine.zone
    focus, hours = view.focus, view.hours
    return {
        "day": view.day.isoformat(), "zone": zone, "now": show.instant(session.desk.now(), zone),
        **timer_verbs.timer_json(session, timer),
        "focus": {
            "total": focus.total, "estimated": show.length(focus.seconds), "left": show.length(int(focus.left.total_seconds())),
            "groups": [
                {"name": group.name, "count": group.count, "cards": [show.card(card, zone) for card in group.lines]}
                for group in focus.groups
            ],
        },
        "inbox": request.inbox_json(view.inbox, zone),
        "waiting": {
            "count": view.waiting.count, "raised": view.waiting.raised, "cards": [show.card(c, zone) for c in view.waiting.lines]
        },
        "hours": {
            "total": show.length(int(hours.total.total_seconds())), "billable": show.length(int(hours.billable.total_seconds())),
            "clients": [
                {
                    "client": one.client_code or None, "total": show.length(int(one.total.total_seconds())),
                    "billable": show.length(int(one.billable.total_seconds())),
                }
                for one in hours.clients
            ],
        },
    }  # fmt: skip
