"""Short notes at the bottom right: what was done, and that u takes it back.

Public:
    Toasts(app)
        .say(text, kind="", undo=False)             5 seconds, 10 with undo; replaces its own kind
        .warn(text, kind="")
        .fail(text, kind="")                        stays until `.dismiss()`
        .dismiss() -> bool                          for esc: takes what stays; false if there was nothing

At most three stand at a time. A text is never read as markup (reliability.md section 4.1).
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Literal

from vatui.records import record
from vatui.widgets.drawing import fit

if TYPE_CHECKING:
    from textual.app import App

MOST: Final = 3
LENGTH: Final = 60
_FOR_EVER: Final = 24 * 3600.0

Severity = Literal["information", "warning", "error"]


@record
class _Note:
    text: str
    kind: str
    severity: Severity
    until: float


class Toasts:
    """The notes of an app."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._notes: list[_Note] = []

    def say(self, text: str, kind: str = "", *, undo: bool = False) -> None:
        """Say what was done; twice as long when it can be taken back."""
        self._add(text, kind, "information", 10.0 if undo else 5.0)

    def warn(self, text: str, kind: str = "") -> None:
        """Say what should be looked at."""
        self._add(text, kind, "warning", 10.0)

    def fail(self, text: str, kind: str = "") -> None:
        """Say what went wrong; it stays until `dismiss`."""
        self._add(text, kind, "error", _FOR_EVER)

    def dismiss(self) -> bool:
        """Take away what stays until then; whether there was something."""
        now = monotonic()
        before = [note for note in self._notes if note.until > now]
        kept = [note for note in before if note.severity != "error"]
        if len(kept) == len(before):
            return False
        self._show(kept, now)
        return True

    def _add(self, text: str, kind: str, severity: Severity, seconds: float) -> None:
        now = monotonic()
        kept = [note for note in self._notes if note.until > now and not (kind and note.kind == kind)]
        self._show([*kept, _Note(fit(text, LENGTH), kind, severity, now + seconds)][-MOST:], now)

    def _show(self, notes: list[_Note], now: float) -> None:
        """Put these notes in place of all others, each for the time it has left."""
        known = set(self._notes)
        if self._notes and notes[: len(self._notes)] == self._notes:
            fresh = [note for note in notes if note not in known]
        else:
            # A note goes to the app as a message; taking the old ones away has to stay in the same order.
            self._app.call_later(self._app.clear_notifications)
            fresh = notes
        self._notes = notes
        for note in fresh:
            self._app.notify(note.text, severity=note.severity, timeout=max(0.1, note.until - now), markup=False)
