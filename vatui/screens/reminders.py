"""Reminders as a person meets them: a toast, the terminal's bell, a note of the desktop (interface.md 10).

Public:
    Reminders(console)              .tick(now) once a second; looks once a minute
    sentence(reminder, discreet)    one line of at most 60 cells, the client's code first
    notes_by(environ)               how the terminal takes a note of the desktop: ``9``, ``777`` or none
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from vatui import wording
from vatui.domain import reminders
from vatui.errors import VatuiError
from vatui.i18n import _, ngettext
from vatui.text import clean
from vatui.widgets.drawing import fit, safe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from vatui.app import VatuiApp
    from vatui.domain.reminders import Reminder, Taken

_LENGTH: Final = 60
_TOGETHER: Final = 3
"""How many toasts stand at a time; of more, only the number is said."""
_MINUTE: Final = timedelta(minutes=1)

Note = Literal["", "9", "777"]
"""The number of the terminal's command for a desktop note; none where it has none."""

_BY_PROGRAM: Final[dict[str, Note]] = {"iTerm.app": "9", "WezTerm": "9", "ghostty": "9"}
_BY_TERM: Final[dict[str, Note]] = {
    "xterm-kitty": "9", "xterm-ghostty": "9", "wezterm": "9", "foot": "777", "foot-extra": "777", "rxvt-unicode": "777",
    "rxvt-unicode-256color": "777",
}  # fmt: skip


class Reminders:
    """Looks for reminders once a minute and says them.

    Args:
        console: the app.
    """

    def __init__(self, console: VatuiApp) -> None:
        self._console = console
        self._minute: datetime | None = None
        self._since: datetime | None = None
        self._held: Mapping[str, datetime] = {}

    def tick(self, now: datetime) -> None:
        """A second passed."""
        minute = now.replace(second=0)
        head = self._console.head
        if minute == self._minute or head is None or not head.me:
            return
        self._minute = minute
        self._console.run_worker(self._look(), group="reminders")

    async def _look(self) -> None:
        console = self._console
        assert console.head is not None
        discreet = console.discreet
        try:
            taken = await console.call(
                reminders.take, self._since, console.head.mine, held=self._held, named=console.scope, discreet=discreet
            )
        except VatuiError:  # the look at the desk that comes every second says what is wrong
            return
        self._since, self._held = taken.now, taken.held
        self._say(taken, discreet=discreet or console.discreet)

    def _say(self, taken: Taken, *, discreet: bool) -> None:
        said = taken.said
        if not said:
            return
        together = taken.away or len(said) > _TOGETHER
        texts = [_summary(taken)] if together else [sentence(one, discreet=discreet) for one in said]
        pressing = any(one.kind == "promise" and one.last for one in said)
        for text in texts:
            self._console.say(text, severity="warning" if pressing else "information", timeout=20)
        if not taken.away:  # who opens the console looks at it
            self._call(texts)

    def _call(self, texts: list[str]) -> None:
        """Call a person who looks elsewhere, in the ways that were set."""
        settings = self._console.settings
        data = ""
        if settings.desktop_notes:
            by = notes_by(os.environ)
            data = "".join(_note(by, text) for text in texts)
        if settings.bell:
            data += "\a"
        driver = self._console._driver  # Textual has no public way to send what is not drawn; its own bell() does the same
        if data and driver is not None:
            driver.write(data)


def sentence(one: Reminder, *, discreet: bool = False) -> str:
    """A reminder as one line of at most 60 cells, the client's code first.

    Args:
        one: the reminder.
        discreet: say no title and no person.
    """
    if one.kind == "ask":
        person = "" if discreet else one.person
        text = _("{code} ask {person} again").format(code=one.client_code, person=person) if person else ""
        text = text or _("{code} ask again").format(code=one.client_code)
    else:
        # A look comes up to a minute late: 1h 59m 30s is told as two hours.
        amount = wording.duration(-(-one.left // _MINUTE) * _MINUTE)
        form = _("{code} reply in {amount}") if one.kind == "promise" else _("{code} due in {amount}")
        text = form.format(code=one.client_code, amount=amount)
    return fit(text if discreet or not one.title else f"{text}: {one.title}", _LENGTH)


def _summary(taken: Taken) -> str:
    count = len(taken.said)
    if taken.away:
        text = ngettext("{count} reminder came while vatui was closed.", "{count} reminders came while vatui was closed.", count)
    else:
        text = ngettext("{count} reminder came. Today shows it.", "{count} reminders came. Today shows them.", count)
    return text.format(count=count)


def notes_by(environ: Mapping[str, str]) -> Note:
    """How the terminal takes a note of the desktop; none where it is not known that it can, or something stands between."""
    if environ.get("TMUX") or environ.get("STY"):
        return ""
    return _BY_PROGRAM.get(environ.get("TERM_PROGRAM", "")) or _BY_TERM.get(environ.get("TERM", ""), "")


def _note(by: Note, text: str) -> str:
    """The terminal's command that shows a note; nothing in the text can end it or be taken for its parts."""
    if not by:
        return ""
    shown = safe(clean(text)).replace(";", ",")
    return f"\x1b]9;vatui: {shown}\a" if by == "9" else f"\x1b]777;notify;vatui;{shown}\a"
