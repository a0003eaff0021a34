"""Fixtures for every test: a clock that stands still, a desk on each database, and a home of its own."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import settings

from vatui import i18n
from vatui.clock import FrozenClock
from vatui.desk import Desk
from vatui.models import PLAIN, ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)
"""A Tuesday: 20:42 in Jakarta, 08:42 in New York (three weeks after its summer time), 13:42 in London."""

POSTGRES = os.environ.get("VATUI_TEST_POSTGRES", "")
"""A server on which the tests may make and drop databases; none: SQLite only."""

ACTOR = "ayu"

# The last two are for the tests themselves.
_KEPT = ("VATUI_DATA", "VATUI_CONFIG", "VATUI_TEST_POSTGRES", "VATUI_HYPOTHESIS")

# A shared machine makes a deadline fail for no reason; VATUI_HYPOTHESIS=nightly looks harder.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("ci", deadline=None, max_examples=1_000)
settings.register_profile("nightly", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("VATUI_HYPOTHESIS", "default"))


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the person who runs the tests is read or written, and every test starts in English."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("VATUI_DATA", str(home / "data"))
    monkeypatch.setenv("VATUI_CONFIG", str(home / "config"))
    monkeypatch.setenv("TZ", "UTC")
    for name in list(os.environ):
        if name.startswith(("VATUI_", "XDG_", "LC_")) and name not in _KEPT:
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("NO_COLOR", raising=False)
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture
def clock() -> FrozenClock:
    """The clock of the test, at Tuesday 24 November 2026 13:42 UTC."""
    return FrozenClock(NOW)


@pytest.fixture(params=["sqlite", "postgres"] if POSTGRES else ["sqlite"])
def desk_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The name of a desk without rows, on each database; the file does not exist yet."""
    if request.param == "sqlite":
        return str(tmp_path / "desk.db")
    database: _TestDatabase = request.getfixturevalue("_postgres")
    database.clear()
    return database.url


@pytest.fixture
def desk(desk_url: str, clock: FrozenClock) -> Iterator[Desk]:
    """An open desk without rows, on each database."""
    desk = Desk.open(desk_url, clock=clock, actor=ACTOR)
    yield desk
    desk.close()


@pytest.fixture
def sqlite_desk(tmp_path: Path, clock: FrozenClock) -> Iterator[Desk]:
    """An open desk without rows, in a file; for what only a file can do."""
    desk = Desk.open(str(tmp_path / "desk.db"), clock=clock, actor=ACTOR)
    yield desk
    desk.close()


@pytest.fixture
def fresh_postgres() -> Iterator[Callable[[], str]]:
    """Make empty databases on the server: each call gives the address of one without any table."""
    if not POSTGRES:
        pytest.skip("VATUI_TEST_POSTGRES is not set")
    made: list[_TestDatabase] = []

    def make() -> str:
        database = _TestDatabase(f"fresh_{len(made)}")
        made.append(database)
        return database.url

    yield make
    for database in made:
        database.drop()


@pytest.fixture(scope="session")
def _postgres() -> Iterator[_TestDatabase]:
    database = _TestDatabase("desk")
    yield database
    database.drop()


class _TestDatabase:
    """A database of this process alone on the server, so that workers and people do not meet."""

    def __init__(self, name: str) -> None:
        self.name = f"vatui_test_{os.getpid()}_{name}"
        parts = urlsplit(POSTGRES)
        self.url = urlunsplit(parts._replace(path=f"/{self.name}"))
        self._connection: Any = None
        self._server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self._server(f'CREATE DATABASE "{self.name}"')

    def _server(self, statement: str) -> None:
        import psycopg

        server: Any = psycopg.connect(POSTGRES, autocommit=True)
        with server as connection:
            connection.execute(statement)

    def clear(self) -> None:
        """Delete every row and start the numbers at 1 again; much faster than TRUNCATE for a few rows."""
        import psycopg

        if self._connection is None:
            self._connection = psycopg.connect(self.url, autocommit=True)
            # A test that left a transaction open shall fail, not hang.
            self._connection.execute("SET lock_timeout = '5s'")
        found = self._connection.execute("SELECT to_regclass('client') IS NOT NULL").fetchone()
        if not found[0]:
            return
        rows = (*PLAIN, *reversed(ROWS))
        statements = [f'DELETE FROM "{row._meta.table_name}"' for row in rows]
        statements += [f"SELECT setval('\"{row._meta.table_name}_id_seq\"', 1, false)" for row in rows if row._meta.auto_increment]
        self._connection.execute(";".join(statements))

    def drop(self) -> None:
        """Remove the database."""
        if self._connection is not None:
            self._connection.close()
        self._server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
