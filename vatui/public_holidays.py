"""Public holidays, the only use of the ``holidays`` library: kept in a file, because its import takes longer than a command.

The console's own thread must never wait for it: after ``defer()`` an unknown year counts there as having no holidays, is noted,
and is read by ``read_wanted`` on another thread.
"""

from __future__ import annotations

import json
import os
import threading
from datetime import date
from typing import TYPE_CHECKING, Final

from vatui import __version__, paths

if TYPE_CHECKING:
    from pathlib import Path

Key = tuple[str, int, str]
"""Country or region, year, language of the names."""

_known: dict[Key, dict[date, str]] = {}
_refused: set[str] = set()
_wanted: set[Key] = set()
_deferring: int | None = None
_read_from: Path | None = None
_NAME: Final = f"holidays-{__version__}.json"


def public_holidays(country: str, year: int, language: str) -> dict[date, str]:
    """The public holidays of a country or region in a year.

    Args:
        country: ISO 3166, such as ``US``, or with a region ``GB-ENG``.
        year: which.
        language: of the names where the library has it, else the country's own.

    Raises:
        LookupError: no holidays are known for the country.
    """
    key = (country, year, language)
    found = _known.get(key)
    if found is not None:
        return found
    _read_file()
    found = _known.get(key)
    if found is not None:
        return found
    if country in _refused:
        raise LookupError(country)
    if _deferring == threading.get_ident():
        _wanted.add(key)
        return {}
    return _compute(key)


def defer(on: bool = True) -> None:
    """Whether, from now on, what is not known yet is only noted when the calling thread asks."""
    global _deferring
    _deferring = threading.get_ident() if on else None


def knows(country: str) -> bool:
    """Whether holidays are known for a country or region."""
    if any(key[0] == country for key in _known):
        return True
    try:
        _compute((country, 2026, "en"))
    except LookupError:
        return False
    return True


def wanted() -> bool:
    """Whether something was asked for that ``read_wanted`` must find out."""
    return bool(_wanted)


def read_wanted() -> None:
    """Find out what was asked for meanwhile; takes up to a second, on a thread."""
    while _wanted:
        key = _wanted.pop()
        try:
            _compute(key)
        except LookupError:
            continue


def _compute(key: Key) -> dict[date, str]:
    import holidays  # only once somebody has a country

    country, year, language = key
    code, _dash, region = country.partition("-")
    try:
        table = holidays.country_holidays(code, subdiv=region or None, years=year)
        fitting = [name for name in table.supported_languages if name.startswith(language)]
        if fitting:
            table = holidays.country_holidays(code, subdiv=region or None, years=year, language=fitting[0])
    except NotImplementedError as problem:
        _refused.add(country)
        raise LookupError(country) from problem
    days = {day: str(name) for day, name in table.items() if day.year == year}
    _known[key] = days
    _write_file()
    return days


def _read_file() -> None:
    """Take over what another run found out."""
    global _read_from
    path = paths.data_folder() / _NAME
    if path == _read_from:
        return
    _read_from = path
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        for name, days in kept.items():
            country, year, language = name.split("|")
            _known.setdefault((country, int(year), language), {date.fromisoformat(day): str(text) for day, text in days.items()})
    except (OSError, ValueError, AttributeError):
        return  # it is only a shortcut: what is not in it is found out anew


def _write_file() -> None:
    path = paths.data_folder() / _NAME
    kept = {
        f"{country}|{year}|{language}": {day.isoformat(): text for day, text in days.items()}
        for (country, year, language), days in sorted(_known.items())
    }
    try:
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        new = path.with_name(f".{path.name}.{os.getpid()}")
        new.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        new.chmod(0o600)
        new.replace(path)
    except OSError:
        return  # a read-only folder costs time, nothing else
