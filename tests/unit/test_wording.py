"""Values as text in both languages."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vatui import i18n, wording
from vatui.values import ClientState, ParkedKind, RequestState, StageKind, Urgency

NOW = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)
"""Tuesday, 20:42 in Jakarta."""
JAKARTA, LONDON, NEW_YORK = "Asia/Jakarta", "Europe/London", "America/New_York"


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year to minute


def _hours(hours: float) -> timedelta:
    return timedelta(hours=hours)


@pytest.mark.parametrize(
    ("amount", "english", "indonesian"),
    [
        (timedelta(), "0m", "0m"),
        (timedelta(seconds=59), "0m", "0m"),
        (timedelta(minutes=45), "45m", "45m"),
        (timedelta(hours=2), "2h", "2j"),
        (timedelta(hours=2, minutes=20), "2h 20m", "2j 20m"),
        (timedelta(hours=26, minutes=5), "26h 5m", "26j 5m"),
        (timedelta(minutes=-75), "-1h 15m", "-1j 15m"),
        (timedelta(seconds=-59), "0m", "0m"),
    ],
)
def test_duration(amount: timedelta, english: str, indonesian: str) -> None:
    """Durations are hours and minutes, never a decimal fraction."""
    assert wording.duration(amount) == english
    i18n.use("id")
    assert wording.duration(amount) == indonesian


def test_duration_for_columns() -> None:
    """Both units are named where durations stand under each other."""
    assert wording.duration(timedelta(minutes=50), hours=True) == "0h 50m"
    assert wording.duration(timedelta(hours=3, minutes=5), hours=True) == "3h 05m"


@given(st.integers(min_value=-(10**7), max_value=10**7))
def test_duration_says_the_minutes(minutes: int) -> None:
    """What a duration says adds up to its minutes."""
    text = wording.duration(timedelta(minutes=minutes), hours=True)
    sign = -1 if text.startswith("-") else 1
    hours, rest = text.lstrip("-").split()
    assert sign * (int(hours[:-1]) * 60 + int(rest[:-1])) == minutes


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00:00"), (5047, "1:24:07"), (36000, "10:00:00"), (-61, "-0:01:01")])
def test_clock(seconds: int, text: str) -> None:
    """A running clock shows hours, minutes, seconds."""
    assert wording.clock(seconds) == text


def test_ages_and_what_is_ahead() -> None:
    """Ages take their largest unit, what is ahead takes two."""
    assert wording.age(timedelta(days=2, hours=3)) == "2d"
    assert wording.age(_hours(5.5)) == "5h"
    assert wording.age(timedelta(minutes=12)) == "12m"
    assert wording.age(timedelta(seconds=-5)) == "0m"
    assert wording.ahead(timedelta(days=3, hours=6)) == "in 3d 6h"
    assert wording.ahead(timedelta(days=3)) == "in 3d"
    assert wording.ahead(timedelta(minutes=18)) == "in 18m"
    assert wording.ahead(-_hours(2)) == "2h ago"
    assert wording.left(timedelta(minutes=18)) == "18m left"
    assert wording.late_by(timedelta(minutes=-25)) == "25m late"
    assert wording.opens(timedelta(minutes=18)) == "opens 18m"
    assert wording.closes(timedelta(minutes=40)) == "closes 40m"


def test_days_in_both_languages() -> None:
    """Weekdays and months have names of their own in each language."""
    day = date(2026, 11, 24)
    assert wording.long_day(day) == "Tue 24 Nov"
    assert wording.full_day(day) == "Tuesday 24 November 2026"
    assert wording.short_day(date(2027, 1, 2), day) == "2 Jan 2027"
    assert wording.long_day(date(2027, 1, 2), day) == "Sat 2 Jan 2027"
    i18n.use("id")
    assert wording.long_day(day) == "Sel 24 Nov"
    assert wording.full_day(date(2026, 8, 17)) == "Senin, 17 Agustus 2026"
    assert [wording.month(number) for number in (5, 8, 10, 12)] == ["Mei", "Agu", "Okt", "Des"]
    assert [wording.weekday(date(2026, 11, 23 + at)) for at in range(7)] == [
        "Sen",
        "Sel",
        "Rab",
        "Kam",
        "Jum",
        "Sab",
        "Min",
    ]


def test_span_of_hours() -> None:
    """Full hours are said short."""
    assert wording.span(540, 1080) == "09–18"
    assert wording.span(570, 1440) == "09:30–24:00"


@pytest.mark.parametrize(
    ("instant", "text", "role"),
    [
        (_at(2026, 11, 23, 10), "▲ yesterday", "error"),
        (_at(2026, 11, 24, 11, 42), "▲ 18:42", "error"),
        (NOW, "▲ 20:42", "error"),
        (_at(2026, 11, 20, 10), "▲ 20 Nov", "error"),
        (_at(2025, 11, 20, 10), "▲ 20 Nov 2025", "error"),
        (_at(2026, 11, 24, 15), "◆ 22:00", "warning"),
        (_at(2026, 11, 25, 1), "Wed 08:00", "muted"),
        (_at(2026, 11, 27, 20), "Sat 03:00", "muted"),
        (_at(2026, 11, 30, 10), "Mon 17:00", "muted"),
        (_at(2026, 12, 1, 10), "1 Dec", "muted"),
        (_at(2027, 1, 2, 10), "2 Jan 2027", "muted"),
    ],
)
def test_due_as_a_row_shows_it(instant: datetime, text: str, role: str) -> None:
    """Late and today have a glyph and a tone, the next six days a weekday, all else a date."""
    assert wording.due_short(instant, NOW, JAKARTA) == (text, role)


def test_no_due_date() -> None:
    """No date is a dash, not an empty place."""
    assert wording.due_short(None, NOW, JAKARTA) == ("—", "muted")


@pytest.mark.parametrize(
    ("instant", "text", "role"),
    [
        (_at(2026, 11, 23, 17), "▲ yesterday", "error"),
        (_at(2026, 11, 24, 17), "◆ today", "warning"),
        (_at(2026, 11, 26, 17), "Thu", "muted"),
        (_at(2026, 12, 1, 17), "1 Dec", "muted"),
    ],
)
def test_whole_days_due(instant: datetime, text: str, role: str) -> None:
    """A whole day is shown as that day, not as the midnight that ends it."""
    assert wording.due_short(instant, NOW, JAKARTA, is_day=True) == (text, role)


def test_whole_day_of_another_zone() -> None:
    """A client's day that ends at my noon shows the time while it is near, and the client's day when it is not."""
    near = _at(2026, 11, 27, 5)  # the end of Thursday in New York
    assert wording.due_short(near, NOW, JAKARTA, is_day=True, due_zone=NEW_YORK).text == "Fri 12:00"
    far = _at(2026, 12, 2, 5)
    assert wording.due_short(far, NOW, JAKARTA, is_day=True, due_zone=NEW_YORK).text == "1 Dec"


def test_brief_words_for_the_matrix() -> None:
    """A quadrant has room for few letters only."""
    assert wording.due_short(_at(2026, 11, 23, 10), NOW, JAKARTA, brief=True).text == "▲ yday"


def test_due_is_said_twice() -> None:
    """A deadline is shown in my zone and in theirs; once where both read the same."""
    both = wording.due_both(_at(2026, 11, 24, 15), NOW, JAKARTA, LONDON)
    assert both == ("◆", "due today 22:00", "15:00 London", "warning")
    other_day = wording.due_both(_at(2026, 11, 27, 20), NOW, JAKARTA, NEW_YORK)
    assert other_day == ("", "due Sat 28 Nov 03:00", "Fri 15:00 New York", "muted")
    same = wording.due_both(_at(2026, 11, 25, 1), NOW, JAKARTA, JAKARTA)
    assert same == ("", "due tomorrow 08:00", "", "muted")
    late = wording.due_both(_at(2026, 11, 23, 15), NOW, JAKARTA, LONDON)
    assert late == ("▲", "was due yesterday 22:00", "15:00 London", "error")


def test_due_day_is_said_twice() -> None:
    """A client's day is said as the time at which it ends for me, and as their day."""
    both = wording.due_both(_at(2026, 12, 2, 5), NOW, JAKARTA, NEW_YORK, is_day=True)
    assert both == ("", "due Wed 2 Dec 12:00", "end of Tue 1 Dec New York", "muted")
    mine = wording.due_both(_at(2026, 12, 1, 17), NOW, JAKARTA, JAKARTA, is_day=True)
    assert mine == ("", "due Tue 1 Dec", "", "muted")


@pytest.mark.parametrize(
    ("minutes", "text", "role"),
    [
        (12, "▲ 12m", "error"),
        (78, "◆ 1h 18m", "warning"),
        (220, "3h 40m", "success"),
        (-25, "▲ 25m late", "error"),
        (0, "▲ 0m late", "error"),
    ],
)
def test_promise(minutes: int, text: str, role: str) -> None:
    """What is left of a promise turns soon in the last third and late in the last tenth."""
    assert wording.promise(timedelta(minutes=minutes), _hours(4)) == (text, role)


def test_promise_sleeps_with_the_client() -> None:
    """While the client's office is closed, the promise says from when it runs again, in my time."""
    shown = wording.promise(_hours(4), _hours(4), opens_at=_at(2026, 11, 25, 1), zone=JAKARTA)
    assert shown == ("from 08:00", "faint")
    broken = wording.promise(-_hours(1), _hours(4), opens_at=_at(2026, 11, 25, 1), zone=JAKARTA)
    assert broken == ("▲ 1h late", "error")


def test_numbers_in_both_languages() -> None:
    """Groups and decimals follow the language."""
    assert (wording.number(1030), wording.more(3)) == ("1 030", "+ 3 more")
    assert [wording.file_size(size) for size in (0, 912, 1_000, 1_234_567, 15_600_000, 10**13)] == [
        "0 B",
        "912 B",
        "1.0 kB",
        "1.2 MB",
        "16 MB",
        "10 TB",
    ]
    assert [wording.percent(share) for share in (0, 0.974, 0.999, 1, 1.2)] == ["0%", "97%", "99%", "100%", "120%"]
    i18n.use("id")
    assert (wording.number(1030), wording.file_size(1_234_567)) == ("1.030", "1,2 MB")


@given(st.integers(min_value=0, max_value=10**15))
def test_file_sizes_stay_short(size: int) -> None:
    """No size needs more than a small column, and none is said as a thousand of a smaller unit."""
    text = wording.file_size(size)
    assert len(text) <= 7
    assert float(text.split()[0]) < 1000.5


@pytest.mark.parametrize(
    ("minor", "currency", "english", "indonesian"),
    [
        (38500, "GBP", "£385.00", "£385,00"),
        (450000000, "IDR", "IDR 4,500,000", "Rp 4.500.000"),
        (450000050, "IDR", "IDR 4,500,000.50", "Rp 4.500.000,50"),
        (500, "JPY", "¥500", "JP¥500"),
        (-123456, "EUR", "-€1,234.56", "-€1.234,56"),
        (1234567, "KWD", "KWD 1,234.567", "KWD 1.234,567"),
    ],
)
def test_money(minor: int, currency: str, english: str, indonesian: str) -> None:
    """Money has its own digits, and the signs of the language."""
    assert wording.money(minor, currency) == english
    i18n.use("id")
    assert wording.money(minor, currency) == indonesian


def test_money_in_few_cells() -> None:
    """Large amounts are short where there is little room."""
    assert wording.money_short(123456, "GBP") == "£1.2K"
    i18n.use("id")
    assert wording.money_short(1_320_000_000, "IDR") == "Rp 13,2 jt"


def test_every_value_has_a_name() -> None:
    """No state of the program is shown as its code."""
    assert wording.stage_kind("ready") == "To do"
    assert wording.stage_kind(StageKind.APPROVAL) == "Client ok"
    names = [
        *map(wording.stage_kind, StageKind),
        *map(wording.client_state, ClientState),
        *map(wording.request_state, RequestState),
        *map(wording.urgency, Urgency),
        *map(wording.parked_kind, ParkedKind),
        *map(wording.hour_state, ("in", "opening", "closing", "out", "holiday")),
    ]
    assert all(names)


def test_channels() -> None:
    """Known channels have a name and a short sign; others stay as written."""
    assert (wording.channel("wa"), wording.channel_short("email"), wording.channel("EM")) == (
        "WhatsApp",
        "em",
        "e-mail",
    )
    assert (wording.channel("Basecamp"), wording.channel_short("Basecamp")) == ("Basecamp", "Base")


@pytest.mark.parametrize(
    ("kind", "values", "text"),
    [
        ("pinned", {}, "urgent: pinned by hand"),
        ("overdue", {"until": -_hours(3)}, "urgent: 3h overdue"),
        ("promise", {"until": timedelta(minutes=50)}, "urgent: reply promised in 50m"),
        (
            "due_soon",
            {"until": timedelta(minutes=78), "remaining": _hours(2)},
            "urgent: 2h left to do, 1h 18m until due",
        ),
        ("due_soon", {"until": _hours(9)}, "urgent: 9h until due"),
        (
            "hours_left",
            {"until": _hours(50), "remaining": _hours(6), "working": _hours(8)},
            "urgent: 6h left to do, 8h of working time until due",
        ),
        (
            "hours_left",
            {"until": _hours(50), "working": _hours(2)},
            "urgent: 2h of working time until due",
        ),
    ],
)
def test_why_it_is_urgent(kind: str, values: dict[str, timedelta], text: str) -> None:
    """The reason for urgency is a sentence with its numbers."""
    assert wording.why_urgent(kind, **values) == text


def test_module_loads_without_babel() -> None:
    """Only money waits for Babel."""
    code = "import sys, vatui.wording; sys.exit(any(n in sys.modules for n in ('babel', 'textual', 'rich')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
