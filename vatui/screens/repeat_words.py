"""How a card comes again, in words."""

from __future__ import annotations

from datetime import date

from vatui import wording
from vatui.domain.recurrence import COMPLETION
from vatui.i18n import N_, _, ngettext

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORK = "MO,TU,WE,TH,FR"
_EVERY = {
    "DAILY": (N_("every day"), N_("every {count} days")),
    "WEEKLY": (N_("every week"), N_("every {count} weeks")),
    "MONTHLY": (N_("every month"), N_("every {count} months")),
    "YEARLY": (N_("every year"), N_("every {count} years")),
}
_NTH = {
    "1": N_("first {day}"), "2": N_("second {day}"), "3": N_("third {day}"), "4": N_("fourth {day}"), "5": N_("fifth {day}"),
    "-1": N_("last {day}"),
}  # fmt: skip


def repeat_in_words(rule: str) -> str:
    """``every 2 weeks: Mon, Thu``; empty for a card that comes once.

    Args:
        rule: an RFC 5545 rule, with ``COMPLETION`` before it when it counts from the day of completion.
    """
    if not rule:
        return ""
    done = rule.startswith(COMPLETION)
    parts = dict(part.split("=", 1) for part in rule.removeprefix(COMPLETION).split(";") if "=" in part)
    forms = _EVERY.get(parts.get("FREQ", ""))
    if forms is None:
        return rule
    count = int(parts.get("INTERVAL", "1")) if parts.get("INTERVAL", "1").isdigit() else 1
    text = _(forms[0]) if count == 1 else _(forms[1]).format(count=count)
    if parts.get("BYDAY") == _WORK and count == 1:
        text = _("every last weekday of the month") if parts.get("BYSETPOS") == "-1" else _("every weekday")
    elif on := _on(parts):
        text = f"{text}: {on}"
    if "COUNT" in parts and parts["COUNT"].isdigit():
        times = int(parts["COUNT"])
        text += ", " + ngettext("{count} time", "{count} times", times).format(count=times)
    return _("{rule}, counted from when it is done").format(rule=text) if done else text


def _on(parts: dict[str, str]) -> str:
    """The days a rule names."""
    if "BYMONTH" in parts and parts["BYMONTH"].isdigit() and 1 <= int(parts["BYMONTH"]) <= 12:
        return f"{parts.get('BYMONTHDAY', '').split(',')[-1]} {wording.month(int(parts['BYMONTH']))}".strip()
    if "BYMONTHDAY" in parts:
        days = parts["BYMONTHDAY"].split(",")
        if days == ["-1"]:
            return _("the last day")
        return _("day {days}").format(days=days[-1] if parts.get("BYSETPOS") else ", ".join(days))
    return ", ".join(_weekday(day) for day in parts.get("BYDAY", "").split(",") if day)


def _weekday(code: str) -> str:
    nth, day = code[:-2].removeprefix("+"), code[-2:]
    if day not in _DAYS:
        return code
    name = wording.weekday(date(2024, 1, 1 + _DAYS.index(day)))
    return _(_NTH[nth]).format(day=name) if nth in _NTH else name
