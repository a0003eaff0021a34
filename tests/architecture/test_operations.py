"""What holds for every operation: one step with a name, which undo and redo take back and forth exactly (architecture.md 6, 7)."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from typing import TYPE_CHECKING

import pytest

import vatui.domain
from tests.domain.scenarios import EMPTY, SCENARIOS
from tests.ground import dump
from vatui.clock import FrozenClock
from vatui.desk import OPERATIONS, Desk
from vatui.domain import demo
from vatui.errors import NothingToUndo
from vatui.models import Change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

for _module in pkgutil.iter_modules(vatui.domain.__path__):
    importlib.import_module(f"vatui.domain.{_module.name}")

NAMES = sorted(
    f"{call.__module__.rsplit('.', 1)[-1]}.{call.__name__}" for call in OPERATIONS if call.__module__.startswith("vatui.")
)
"""Every operation of the program."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the demo in it, to be copied."""
    from tests.conftest import NOW

    path = tmp_path_factory.mktemp("template") / "desk.db"
    desk = Desk.open(str(path), clock=FrozenClock(NOW), actor="ayu")
    demo.make_demo(desk)
    desk.close()
    return path


@pytest.fixture
def prepared(request: pytest.FixtureRequest, desk_url: str, clock: FrozenClock, template: Path) -> Iterator[Desk]:
    """A desk with the demo's rows, or an empty one for the operations that need one."""
    empty = request.node.callspec.params.get("name") in EMPTY
    file = not desk_url.startswith("postgres")
    if file and not empty:
        shutil.copy(template, desk_url)
    desk = Desk.open(desk_url, clock=clock, actor="ayu")
    if not file and not empty:
        demo.make_demo(desk)
    yield desk
    desk.close()


def test_every_operation_has_a_scenario() -> None:
    """None is forgotten, and no scenario is left behind by an operation that is gone."""
    assert set(NAMES) == set(SCENARIOS)


@pytest.mark.parametrize("name", [name for name in NAMES if name in SCENARIOS])
def test_undo_and_redo_lead_back_and_forth_exactly(prepared: Desk, name: str) -> None:
    """After undo every row is as it was before; after redo as it was after; and so again and again."""
    call = SCENARIOS[name](prepared)
    before, steps = dump(prepared), Change.select().count()
    call()
    after = dump(prepared)
    assert after != before
    assert Change.select().count() == steps + 1
    if not prepared.steps(limit=1)[0].undoable:
        with pytest.raises(NothingToUndo):
            prepared.undo()
        assert dump(prepared) == after
        return
    for _ in range(2):
        prepared.undo()
        assert dump(prepared) == before
        prepared.redo()
        assert dump(prepared) == after


@pytest.mark.parametrize("name", [name for name in NAMES if name in SCENARIOS])
def test_the_log_and_the_feed_tell_what_was_done(prepared: Desk, name: str) -> None:
    """The step has a title and names its subject, safe for a terminal; whoever polls is told of every table that differs."""
    call = SCENARIOS[name](prepared)
    prepared.poll()
    before = dump(prepared)
    call()
    after = dump(prepared)
    assert {table for table, rows in after.items() if rows != before[table]} <= prepared.poll()
    step = prepared.steps(limit=1)[0]
    assert step.title
    assert step.subject
    assert step.subject.isprintable()
