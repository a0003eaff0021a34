"""Waiting in tests for what a question on the screen holds up: `settle` would wait for its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot


async def until(pilot: Pilot[None], holds: Callable[[], Any]) -> None:
    """Wait until something is true; fails after some seconds."""
    for _turn in range(300):
        await pilot.pause(0.01)
        if holds():
            await pilot.pause()
            return
    raise AssertionError("it never came true")


async def write(pilot: Pilot[None], text: str) -> None:
    """Put a text into the line that has the focus, as if it was pasted."""
    focused: Any = pilot.app.focused
    focused.value = text
    await pilot.pause()
