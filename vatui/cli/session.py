"""What one call of the command line works with: which desk, which language, which clock."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vatui import i18n, paths
from vatui.errors import VatuiError
from vatui.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from vatui.clock import Clock
    from vatui.dates import Order
    from vatui.desk import Desk
    from vatui.settings import Settings

_TEXTS = "vatui"


class Session:
    """One call of the command line; the desk is opened when it is first asked for.

    Args:
        console: opens the console.
    """

    def __init__(self, console: Callable[[Session], int] | None = None) -> None:
        self._console = console
        self._db: str | None = None
        self._own: str | None = None
        self._desk: Desk | None = None
        self._clock: Clock | None = None
        self._settings: Settings | None = None
        self._chosen: str | None = None
        self._language_before = os.environ.get("LANGUAGE")
        self.discreet: str | None = None
        self.demo = False

    def choose(self, db: str | None, discreet: str | None) -> None:
        """Take what stands before the verb."""
        self._db, self.discreet = db, discreet

    def speak(self, language: str | None = None) -> None:
        """Switch to the language named before the verb, or to the one that is usual here."""
        self._chosen = language or self._chosen
        speak(self.language)
        if self.has_settings and self._twelve_hours():
            from vatui.wording import use_twelve_hours

            use_twelve_hours(True)

    def _twelve_hours(self) -> bool:
        try:
            return self.settings.clock_12h
        except VatuiError:  # as with the language
            return False

    # ------------------------------------------------------------------ what was chosen

    @property
    def settings_file(self) -> Path:
        """Where the settings lie, whether there are any or not."""
        return paths.settings_file()

    @property
    def settings(self) -> Settings:
        """The settings; the file is read once."""
        if self._settings is None:
            from vatui.settings import load

            self._settings = load(self.settings_file)
        return self._settings

    @property
    def has_settings(self) -> bool:
        """Whether a file of settings lies there; without one nothing needs to be loaded."""
        return self.settings_file.is_file()

    @property
    def language(self) -> str:
        """The language named before the verb, in the settings, or of the computer."""
        if self._chosen:
            return self._chosen
        try:
            named = self.settings.language if self.has_settings else ""
        except VatuiError:  # whoever needs the settings will say what is wrong with them
            named = ""
        return named or i18n.system_language()

    @property
    def order(self) -> Order:
        """Whether 3/4 is the third of April (``dmy``) or the fourth of March (``mdy``)."""
        return "mdy" if self.has_settings and self.settings.date_order == "mdy" else "dmy"

    @property
    def dates_in(self) -> Literal["client", "mine"]:
        """Whose zone a date without one means: ``client`` or ``mine``."""
        return "mine" if self.has_settings and self.settings.capture_dates_in == "mine" else "client"

    @property
    def day_start(self) -> timedelta:
        """How long after midnight a day begins in totals of time."""
        return self.settings.day_start if self.has_settings else timedelta()

    @property
    def url(self) -> str:
        """The desk: named before the verb, by ``VATUI_DB``, in the settings, or the one in the data folder."""
        named = self._db or os.environ.get("VATUI_DB") or (self.settings.db if self.has_settings else "")
        if not is_name(named):
            raise VatuiError(N_("There cannot be a file of that name."))
        return paths.desk_url(named or None)

    @property
    def names_a_desk(self) -> bool:
        """Whether a desk was named before the verb."""
        return self._db is not None

    def use_demo(self, url: str) -> None:
        """Work with the demo's desk from now on."""
        self.close()
        self._own, self._db, self.demo = self._db, url, True

    def leave_demo(self) -> None:
        """Work with one's own desk again."""
        self.close()
        if self.demo:
            self._db, self.demo = self._own, False

    def forget_settings(self) -> None:
        """Read the settings anew: the console may have changed them."""
        self._settings = None

    @property
    def clock(self) -> Clock:
        """The computer's clock, or the one that ``VATUI_NOW`` sets."""
        if self._clock is None:
            from vatui.clock import chosen

            self._clock = chosen(os.environ)
        return self._clock

    # ------------------------------------------------------------------ the desk

    @property
    def desk(self) -> Desk:
        """The open desk, made if there is none yet."""
        if self._desk is None:
            from vatui.desk import Desk

            self._desk = Desk.open(self.url, clock=self.clock)
        return self._desk

    @cached_property
    def zone(self) -> str:
        """The owner's zone."""
        from vatui.domain.clients import my_zone

        return self.desk.run(my_zone, self.desk)

    @property
    def discreet_code(self) -> str:
        """The code of the only client to be shown, or empty."""
        from vatui.domain.clients import find_client

        return "" if self.discreet is None else self.desk.run(find_client, self.desk, self.discreet).code

    @property
    def zone_if_any(self) -> str:
        """The owner's zone where there is a desk, else the computer's; no desk is made for it."""
        from vatui import zones
        from vatui.desk import desk_path

        path = desk_path(self.url)
        return self.zone if self._desk is not None or path is None or path.exists() else zones.system_zone()

    def close(self) -> None:
        """Close the desk if it was opened."""
        if self._desk is not None:
            desk, self._desk = self._desk, None
            desk.close()
        self.__dict__.pop("zone", None)  # the next desk may be somebody else's

    def end(self) -> None:
        """Close the desk, and leave the environment as it was."""
        self.close()
        if self._language_before is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = self._language_before

    # ------------------------------------------------------------------ the terminal

    def open_console(self) -> int:
        """Open the console, where there is a terminal to draw it on.

        Raises:
            VatuiError: there is none.
        """
        self.must_have_terminal()
        if self._console is None:
            raise VatuiError(N_("There is no console here. Name a verb; “vatui --help” lists them."))
        return self._console(self)

    @staticmethod
    def must_have_terminal() -> None:
        """Refuse where there is no terminal to draw on; with ``VatuiError``."""
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise VatuiError(N_("The console needs a terminal. “vatui today” prints the day instead."))


def is_name(text: str) -> bool:
    """Whether a text can be the name of a file."""
    try:
        return b"\0" not in os.fsencode(Path(text).expanduser())
    except (UnicodeEncodeError, RuntimeError):  # half a letter; the home of nobody
        return False


def speak(language: str) -> None:
    """Switch to a language, the texts of the command line's library too."""
    import gettext

    i18n.use(language)
    # click asks the program's own domain of gettext; vatui.cli.words holds its texts for our catalogue.
    gettext.bindtextdomain(_TEXTS, str(i18n.FOLDER))
    gettext.textdomain(_TEXTS)
    os.environ["LANGUAGE"] = i18n.language()
