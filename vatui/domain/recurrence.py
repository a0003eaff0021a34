"""When a repeating card comes again (domain.md W7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from vatui import zones
from vatui.values import Said

COMPLETION = "completion:"
"""Stands before a rule that counts from the day of completion."""


def following(rule: str, last: Said | None, zone: str, now: datetime) -> Said | None:
    """The next date of a rule after the last one, today or later: what was missed before is skipped.

    The rule is expanded over wall times without a zone, so a call at nine stays at nine over daylight-saving changes.

    Args:
        rule: an RFC 5545 rule, with ``COMPLETION`` before it when it counts from now.
        last: the date of the instance that was finished, or none.
        zone: the zone in which to count when there is none.
        now: the present instant.

    Returns:
        A day if a day was said, else a wall minute, in the same zone; none when the rule has ended.
    """
    from dateutil.rrule import rrulestr

    zone = last.zone if last is not None else zone
    here = zones.local(now, zone).replace(tzinfo=None)
    is_day = last is None or last.is_day
    from_completion = rule.startswith(COMPLETION)
    text = rule.removeprefix(COMPLETION)
    anchor = here if last is None else datetime.fromisoformat(last.text)
    if from_completion:
        anchor = here.replace(hour=anchor.hour, minute=anchor.minute, second=0, microsecond=0) if not is_day else here
    if is_day:
        anchor = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
    # What was due today is not missed yet.
    missed = here.replace(hour=0, minute=0, second=0) - timedelta(seconds=1) if is_day else here
    floor = anchor if from_completion else max(anchor, missed)
    clamped = _month_days(text, anchor, floor)
    if clamped is not None:
        found: datetime | None = clamped
    else:
        found = rrulestr(text, dtstart=anchor, ignoretz=True).after(floor)
    if found is None:
        return None
    return Said(found.date().isoformat() if is_day else found.strftime("%Y-%m-%dT%H:%M"), zone)


def handed_on(rule: str, last: Said | None) -> str:
    """The rule for the next instance: one that repeats on the last instance's day of the month names it if short months lack it.

    Otherwise a card due on the 31st would be due on the 28th ever after its first February.
    """
    parts = dict(part.split("=", 1) for part in rule.removeprefix("RRULE:").split(";") if "=" in part)
    day = 0 if last is None else int(last.text[8:10])
    if rule.startswith(COMPLETION) or parts.get("FREQ") != "MONTHLY" or set(parts) - {"FREQ", "INTERVAL"} or day < 29:
        return rule
    return f"{rule};BYMONTHDAY={day}"


def _month_days(text: str, anchor: datetime, floor: datetime) -> datetime | None:
    """Monthly rules on a day that short months lack fall on their last day and return (domain.md W7); none for other rules."""
    parts = dict(part.split("=", 1) for part in text.removeprefix("RRULE:").split(";") if "=" in part)
    if parts.get("FREQ") != "MONTHLY" or set(parts) - {"FREQ", "INTERVAL", "BYMONTHDAY"}:
        return None
    wanted = parts.get("BYMONTHDAY", str(anchor.day))
    if not wanted.isdigit() or int(wanted) < 29:
        return None
    interval = int(parts.get("INTERVAL", "1"))
    step = 0
    while step < 1200:
        month = anchor.year * 12 + anchor.month - 1 + step
        last = (datetime(month // 12 + (month % 12 == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
        found = anchor.replace(year=month // 12, month=month % 12 + 1, day=min(int(wanted), last))
        if found > floor:
            return found
        step += interval
    return None
