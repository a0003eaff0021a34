"""When a repeating card comes again (domain.md W7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from vatui import zones
from vatui.domain.recurrence import COMPLETION, following
from vatui.values import Said

NOW = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)
"""A Tuesday; 20:42 in Jakarta, 8:42 in New York."""


def after(rule: str, last: str | None, now: datetime = NOW, zone: str = "Asia/Jakarta") -> str | None:
    """The next date as text."""
    found = following(rule, None if last is None else Said(last, zone), zone, now)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("rule", "last", "expected"),
    [
        ("FREQ=DAILY", "2026-11-24", "2026-11-25"),
        ("FREQ=DAILY", "2026-11-24T21:00", "2026-11-25T21:00"),
        ("FREQ=DAILY", "2026-11-30", "2026-12-01"),  # finished early: the one after it
        ("FREQ=WEEKLY;BYDAY=FR", "2026-11-20T15:00", "2026-11-27T15:00"),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-11-24", "2026-12-08"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "2026-11-23", "2026-11-25"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27", "2026-12-25"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30", "2026-12-31"),
        ("FREQ=YEARLY", "2026-11-24", "2027-11-24"),
        ("RRULE:FREQ=DAILY", "2026-11-24", "2026-11-25"),
        ("FREQ=DAILY;UNTIL=20261124T235959", "2026-11-24", None),
        ("FREQ=WEEKLY;BYDAY=FR", None, "2026-11-27"),
    ],
)
def test_the_next_date_follows_the_rule(rule: str, last: str, expected: str | None) -> None:
    """Days stay days, minutes stay minutes, and a rule that has ended gives none."""
    assert after(rule, last) == expected


def test_what_was_missed_is_skipped_but_today_is_not_missed() -> None:
    """A daily card that lay for a week comes for today; a weekly one for the next of its days, in its rhythm."""
    assert after("FREQ=DAILY", "2026-11-17") == "2026-11-24"
    assert after("FREQ=DAILY", "2026-11-23") == "2026-11-24"
    assert after("FREQ=WEEKLY;INTERVAL=2", "2026-10-20") == "2026-12-01"
    assert after("FREQ=DAILY", "2026-11-17T21:00") == "2026-11-24T21:00"
    assert after("FREQ=DAILY", "2026-11-17T09:00") == "2026-11-25T09:00"


def test_it_is_their_today() -> None:
    """At 20:42 in Jakarta it is still Tuesday morning in New York, and already Wednesday in Auckland."""
    assert after("FREQ=DAILY", "2026-11-20", zone="America/New_York") == "2026-11-24"
    assert after("FREQ=DAILY", "2026-11-20", zone="Pacific/Auckland") == "2026-11-25"


def test_from_completion_counts_from_today() -> None:
    """Every three days from when it was done, at the time of day that was said."""
    assert after(f"{COMPLETION}FREQ=DAILY;INTERVAL=3", "2026-11-01") == "2026-11-27"
    assert after(f"{COMPLETION}FREQ=DAILY;INTERVAL=3", "2026-11-01T09:00") == "2026-11-27T09:00"
    assert after(f"{COMPLETION}FREQ=DAILY;INTERVAL=3", "2026-12-24") == "2026-11-27"
    assert after(f"{COMPLETION}FREQ=MONTHLY", None) == "2026-12-24"


def test_a_call_at_nine_stays_at_nine_when_clocks_change() -> None:
    """The wall time of the zone wins: 9:00 in London is an hour later in UTC from 25 October on."""
    found = following("FREQ=WEEKLY", Said("2026-10-19T09:00", "Europe/London"), "", datetime(2026, 10, 20, tzinfo=UTC))
    assert found == Said("2026-10-26T09:00", "Europe/London")
    assert zones.end_of_said(found.text, found.zone) == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_the_31st_falls_on_the_last_day_and_returns() -> None:
    """Short months end it on their last day; leap years have theirs; the next long month has its 31st again."""
    dates: list[str | None] = ["2027-01-31"]
    for _ in range(4):
        last = dates[-1]
        assert last is not None
        now = datetime.fromisoformat(f"{last}T03:00").replace(tzinfo=UTC)
        dates.append(after("FREQ=MONTHLY;BYMONTHDAY=31", last, now))
    assert dates == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]
    assert after("FREQ=MONTHLY;BYMONTHDAY=30", "2028-01-30", datetime(2028, 1, 30, tzinfo=UTC)) == "2028-02-29"
    assert after("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31", "2026-12-31T10:00") == "2027-02-28T10:00"


def test_without_a_day_of_the_month_the_last_date_is_followed() -> None:
    """From the 31st of January on, a month later is the last of February."""
    assert after("FREQ=MONTHLY", "2027-01-31", datetime(2027, 1, 31, tzinfo=UTC)) == "2027-02-28"


RULES = st.sampled_from(
    ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "FREQ=MONTHLY;BYDAY=2TU"]
)
ZONES = st.sampled_from(["Asia/Jakarta", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu"])


@given(rule=RULES, zone=ZONES, last=st.integers(-400, 400), hours=st.integers(0, 24 * 800), minute=st.booleans())
def test_the_next_date_is_the_first_of_the_rule_that_is_not_missed(
    rule: str, zone: str, last: int, hours: int, minute: bool
) -> None:
    """It is a date of the rule, after the last one, today or later, and there is none between."""
    day = date(2026, 11, 24) + timedelta(days=last)
    text = f"{day.isoformat()}T09:30" if minute else day.isoformat()
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    found = following(rule, Said(text, zone), zone, now)
    assert found is not None
    here = zones.local(now, zone).replace(tzinfo=None)
    begin = here if minute else here.replace(hour=0, minute=0, second=0) - timedelta(microseconds=1)
    anchor = datetime.fromisoformat(text)
    expected = rrulestr(rule, dtstart=anchor).after(max(anchor, begin))
    assert datetime.fromisoformat(found.text) == expected
