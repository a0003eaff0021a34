"""What somebody new has done already, so that the coach line says the next thing (interface.md 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vatui.desk import Desk

STEPS: Final = ("client", "capture", "timer", "keys")
"""What is learned, in this order; the last leaves no trace on the desk."""

WATCHES: Final = frozenset({"client", "card", "request", "entry"})
"""The tables that show what was done."""


def steps_done(desk: Desk) -> frozenset[str]:
    """The steps that the desk shows to be done."""
    found = desk.rows(
        "SELECT EXISTS (SELECT 1 FROM client), EXISTS (SELECT 1 FROM card UNION ALL SELECT 1 FROM request), "
        "EXISTS (SELECT 1 FROM entry)"
    )[0]
    return frozenset(name for name, there in zip(STEPS, found, strict=False) if there)


def step(desk: Desk) -> str:
    """The step that is kept as the next one; empty when there is none."""
    kept = desk.recall("coach", "")
    return kept if kept in STEPS else ""


def next_step(desk: Desk, done: str = "") -> str:
    """Keep the first step that was not done yet as the next one, and return it; empty when all are done.

    Args:
        desk: the desk.
        done: a step that was just done and leaves no trace on the desk.
    """
    kept = step(desk)
    if not kept:
        return ""
    seen = steps_done(desk) | ({done} if done == kept else set())
    found = next((name for name in STEPS[STEPS.index(kept) :] if name not in seen), "")
    if found != kept:
        desk.remember("coach", found or None)
    return found


def begin(desk: Desk) -> None:
    """Begin with the first step."""
    desk.remember("coach", STEPS[0])
