"""The coach line after the first run: one thing to press next, gone when it was done (interface.md 9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from vatui.domain import coach
from vatui.i18n import N_, _, language
from vatui.screens.base import RoomScreen
from vatui.widgets.drawing import Drawn, line, safe

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.strip import Strip

    from vatui.app import VatuiApp

_SAID: Final = {
    "client": ("6", N_("then + adds your first client")),
    "capture": ("n", N_("capture something you must not forget")),
    "timer": ("t", N_("start its timer")),
    "keys": ("?", N_("all keys")),
}
"""The key of each step, and what it does."""


class CoachLine(Drawn):
    """One line at the bottom of Today; it goes on by itself, and leaves when all was done.

    Args:
        step: what it says first.
    """

    DEFAULT_CSS = "CoachLine { dock: bottom; width: 1fr; height: 1; }"

    def __init__(self, step: str) -> None:
        super().__init__(id="coach")
        self.step = step

    def on_mount(self) -> None:
        """Follow the desk."""
        console: Any = self.app
        console.coach = self
        console.changed.subscribe(self, self._changed)

    def on_unmount(self) -> None:
        """Nobody is coached any more."""
        console: Any = self.app
        console.coach = None

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & coach.WATCHES:
            self.look()

    def look(self, done: str = "") -> None:
        """Go on to the first thing that was not done yet.

        Args:
            done: a step that was just done and leaves no trace on the desk.
        """
        work: Any = partial(self._look, done)  # not its coroutine: one that is replaced before it began would never be awaited
        self.run_worker(work, group="coach", exclusive=not done)

    async def _look(self, done: str) -> None:
        console: Any = self.app
        self.step = await console.call(coach.next_step, done)
        if self.step:
            self.repaint()
        else:
            self.remove()  # not awaited: it waits for this worker

    def signatures(self) -> Sequence[Hashable]:
        """The one line."""
        return [(self.step, language())] * self.content_size.height

    def render_line(self, y: int) -> Strip:
        """The key, what it does, and how far it is."""
        width = self.content_size.width
        if not self.step:
            return line([], [], width, self.ink())
        key, words = _SAID[self.step]
        pieces = [(f" {safe(key)}", self.ink("accent", bold=True)), (f"  {safe(_(words))}", self.ink("foreground"))]
        place = f"{coach.STEPS.index(self.step) + 1}/{len(coach.STEPS)} "
        return line(pieces, [(place, self.ink("muted"))], width, self.ink())


async def begin_coach(console: VatuiApp) -> None:
    """Begin with the first step."""
    await console.call(coach.begin)
    await go_on(console)


async def go_on(console: VatuiApp) -> None:
    """Go on where it stood when the console was left; nothing when all was done."""
    step = await console.call(coach.next_step)
    if not step or console.coach is not None:
        return
    for screen in console.screen_stack:
        if isinstance(screen, RoomScreen) and screen.ROOM == "today":
            await screen.query_one("#room").mount(CoachLine(step))
