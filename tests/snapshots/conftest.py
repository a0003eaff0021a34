"""Pages of the console as text: drawn on the demo's desk at one instant, kept beside the tests, and compared."""

from __future__ import annotations

import difflib
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vatui.clock import FrozenClock
from vatui.desk import Desk
from vatui.domain.demo import make_demo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = datetime(2026, 11, 24, 13, 42, tzinfo=UTC)
KEPT = Path(__file__).parent / "pages"
"""One file a page: FOLDER/NAME.txt, the folder named by size and language."""


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's desk of the evening of 24 November 2026, closed."""
    path = tmp_path_factory.mktemp("demo") / "desk.db"
    desk = Desk.open(str(path), clock=FrozenClock(NOW), actor="sari")
    make_demo(desk)
    desk.close()
    return path


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Iterator[Desk]:
    """A copy of the demo's desk, open, whose clock stands still."""
    path = tmp_path / "desk.db"
    shutil.copy(demo_file, path)
    desk = Desk.open(str(path), clock=FrozenClock(NOW), actor="sari")
    yield desk
    desk.close()


def page(app: Any) -> str:
    """What stands on the screen, line by line; the folder of the test is not part of it."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


@pytest.fixture
def compare(request: pytest.FixtureRequest) -> Callable[[str, dict[str, str]], None]:
    """Compares pages with the ones that are kept; ``--snapshot-update`` keeps the new ones (make snapshots)."""
    update = bool(request.config.getoption("update_snapshots", default=False))

    def check(folder: str, pages: dict[str, str]) -> None:
        kept = KEPT / folder
        if update:
            shutil.rmtree(kept, ignore_errors=True)
            kept.mkdir(parents=True)
            for name, text in pages.items():
                (kept / f"{name}.txt").write_text(text, encoding="utf-8")
            return
        known = {path.stem: path.read_text(encoding="utf-8") for path in sorted(kept.glob("*.txt"))}
        assert sorted(known) == sorted(pages), "other pages than are kept; look at them and run make snapshots"
        changed: list[str] = []
        for name, text in pages.items():
            if text != known[name]:
                changed += difflib.unified_diff(
                    known[name].splitlines(), text.splitlines(), f"kept {folder}/{name}", "now", lineterm="", n=1
                )
        if changed:
            pytest.fail("\n".join(["pages changed; look at them and run make snapshots", *changed[:120]]), pytrace=False)

    return check
