"""What a date would be understood as."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from vatui import dates, zones
from vatui.cli import asked, out, show
from vatui.cli.verbs import as_json, option, session, verb, words
from vatui.errors import InvalidField, NotFound
from vatui.i18n import N_, _, language

if TYPE_CHECKING:
    from vatui.cli.session import Session
    from vatui.dates import Understood


@verb(N_("Say what capture would understand by a date; exit status 1 if it is none."))
@click.argument("text", nargs=-1, required=True)
@option("--client", "-c", "client", metavar="CLIENT", text=N_("Said in this client's zone."))
@option("--zone", "-z", "zone", metavar="ZONE", text=N_("Said in this zone, city or country."))
@option("--now", metavar="ISO", text=N_("As if it were this instant."))
@option("--utc", is_flag=True, text=N_("Print the instant only, in UTC."))
@as_json
@session
def when(
    session: Session, text: tuple[str, ...], client: str | None, zone: str | None, now: str | None, utc: bool, as_json: bool
) -> None:
    """Understand a date, or how often something comes again."""
    if client is not None and zone is not None:
        raise click.UsageError(_("Only one of --client and --zone."))
    mine = session.zone_if_any
    theirs = _zone(session, client, zone) or mine
    given: dict[str, Any] = {
        "now": session.clock.now() if now is None else _instant(now, theirs),
        "zone": theirs,
        "language": language(),
        "order": session.order,
        "mine": mine,
    }
    found: Understood | None = dates.understand(words(text), **given)
    again = dates.recurrence(words(text), **given) if found is None else None
    if again is not None:
        found = again.first
    if found is None:
        raise InvalidField("date", N_("“{text}” is no date that vatui understands."), text=asked.safe(words(text)))
    if utc:
        out.say(found.instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        return
    if as_json:
        out.data(
            {
                "said": show.said(found.said),
                "instant": show.instant(found.instant, mine),
                "theirs": show.instant(found.instant, theirs),
                "note": found.note,
                "repeat": None if again is None else {"rrule": again.rrule, "from_completion": again.from_completion},
            }
        )
        return
    _say(found, mine, None if again is None else again.rrule)


def _say(found: Understood, mine: str, rule: str | None) -> None:
    zone = found.said.zone
    if found.said.is_day:
        from vatui import wording

        day = wording.full_day(datetime.fromisoformat(found.said.text).date())
        until = show.both(found.instant, mine, zone)
        out.say(_("{day}, until {time}").format(day=day if zone == mine else f"{day} {zones.city(zone)}", time=until))
    else:
        out.say(show.both(found.instant, mine, zone))
    if rule is not None:
        out.say(rule)
    if found.note == "first":
        out.talk(_("Clocks go back then: this is the first of two such times."))
    elif found.note == "gap":
        out.talk(_("Clocks go forward then: this is the next time there is."))


def _zone(session: Session, client: str | None, zone: str | None) -> str | None:
    if client is not None:
        from vatui.domain.clients import find_client

        return session.desk.run(find_client, session.desk, client).zone
    if zone is None or zones.exists(zone):
        return zone
    matches = zones.find(asked.safe(zone), limit=1)
    if not matches:
        raise NotFound(N_("No zone is called “{text}”. Type a city or a country."), text=asked.safe(zone))
    return matches[0].zone


def _instant(text: str, zone: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        return zones.instant(found, zone) if found.tzinfo is None else found.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        raise InvalidField("now", N_("“{text}” is no instant such as 2026-11-24T13:42Z."), text=asked.safe(text)) from error
