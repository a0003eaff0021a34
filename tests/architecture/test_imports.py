"""Starting is fast because each way in loads only what it needs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.architecture.rules import ROOT

SLOW = {"textual", "rich", "reportlab", "dateparser", "babel", "holidays", "psycopg", "icalendar", "tomlkit"}
SCREEN = {"textual", "rich"}


def loaded_by(module: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after importing one."""
    program = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return {name.split(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize("module", ["vatui.cli", "vatui.__main__"])
def test_command_line_loads_nothing_slow(module: str) -> None:
    """The command line answers without the screen, the documents or the natural-language dates."""
    assert loaded_by(module) & SLOW == set()


def test_desk_loads_no_screen() -> None:
    """The desk can be used without the screen."""
    assert loaded_by("vatui.desk") & SLOW == set()


def test_dates_and_wording_load_their_libraries_late() -> None:
    """Dates and texts of a moment need no language data until they are asked something unusual."""
    loaded = loaded_by("vatui.dates, vatui.wording, vatui.capture_grammar")
    assert loaded & SLOW == set()


def test_console_loads_no_documents() -> None:
    """The console opens without what only a document, an import or a rare date needs."""
    assert loaded_by("vatui.app") & (SLOW - SCREEN) == set()


def test_loaded_by_sees_what_is_loaded() -> None:
    """The measure itself sees a module that is loaded."""
    assert "rich" in loaded_by("rich.text")
