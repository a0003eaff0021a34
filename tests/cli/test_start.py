"""A short verb starts fast because it loads little: what is loaded, and what the program keeps of its own start."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import platformdirs
import pytest

from tests.architecture.rules import ROOT
from vatui import paths
from vatui.clock import Clock, SetClock, chosen
from vatui.errors import VatuiError

if TYPE_CHECKING:
    from pathlib import Path

SLOW = {
    "textual",
    "rich",
    "reportlab",
    "dateparser",
    "babel",
    "holidays",
    "platformdirs",
    "tomllib",
    "tomlkit",
    "icalendar",
    "dateutil",
    "asyncio",
}


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "acme: Draft the newsletter"],
        ["add", "acme: Draft the newsletter fri 3pm"],
        ["add", "kop: Unggah foto besok jam 3 sore"],
        ["start", "ACM", "-m", "x"],
        ["start", "ACM-2", "--ago", "5m"],
        ["stop"],
        ["status"],
        ["pause"],
    ],
    ids=" ".join,
)
def test_short_verbs_load_nothing_slow(filled: str, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """What is typed many times a day loads no screen, no documents, no library for dates or folders."""
    # The folders are the usual ones, as for somebody who set nothing.
    monkeypatch.delenv("VATUI_CONFIG")
    monkeypatch.delenv("VATUI_DATA")
    program = (
        "import json, sys; from vatui.__main__ import main; status = main(json.loads(sys.argv[1]));"
        "print(json.dumps([status, sorted(name for name, module in sys.modules.items() if module)]), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    status, modules = json.loads(done.stderr.splitlines()[-1])
    slow = SLOW if filled.startswith("postgres") else {*SLOW, "psycopg"}
    found = {name.split(".")[0] for name in modules} & slow
    assert (status, found - ({"asyncio"} if filled.startswith("postgres") else set())) == (0, set())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("given", [{}, {"XDG_DATA_HOME": "/x/data", "XDG_CONFIG_HOME": "/x/config"}, {"XDG_DATA_HOME": " "}])
def test_folders_are_those_of_the_platform(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    """The folders are where every program of the platform has them."""
    monkeypatch.delenv("VATUI_CONFIG")
    monkeypatch.delenv("VATUI_DATA")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    dirs = platformdirs.PlatformDirs("vatui", appauthor=False)
    assert (str(paths.data_folder()), str(paths.config_folder())) == (dirs.user_data_dir, dirs.user_config_dir)


def test_clock_that_was_set_runs_on() -> None:
    """A clock that was set stands there first, in whole seconds, and goes on with the computer's."""
    start = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)
    now = SetClock(start).now()
    assert start - timedelta(seconds=1) <= now <= start + timedelta(seconds=2)
    assert (now.microsecond, now.tzinfo) == (0, UTC)


@pytest.mark.parametrize("text", ["tomorrow", "2026-11-24T13:42", "13:42Z"])
def test_clock_is_set_to_instants_only(text: str) -> None:
    """Without an offset it is no instant."""
    with pytest.raises(VatuiError):
        chosen({"VATUI_NOW": text})
    assert type(chosen({})) is Clock


def test_process_ends_with_its_status_and_all_output(filled: str, tmp_path: Path) -> None:
    """The quick end of the process loses nothing of what was written, to a file neither."""
    target = tmp_path / "out.json"
    with target.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "vatui", "activity", "-n", "1000", "--json"], stdout=file, cwd=ROOT, check=False, timeout=60
        )
    assert done.returncode == 0
    assert len(json.loads(target.read_text())["activity"]) > 10
    assert subprocess.run([sys.executable, "-m", "vatui", "nope"], cwd=ROOT, capture_output=True, check=False).returncode == 2
