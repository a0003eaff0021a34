"""Everything that can go wrong and that a person can act on.

    VatuiError                      1   refused
    ├── InvalidField                1   a field holds what it cannot hold
    ├── NotFound                    4   no such client, card, board …
    ├── Ambiguous                   4   more than one fits
    ├── ChangedMeanwhile            5   somebody else changed it since
    ├── UndoConflict                5   cannot be undone: it was changed since
    ├── NothingRunning              1   no timer runs
    ├── NoWorkingHours              1   a calendar without hours
    ├── ImportRefused               6   a file that cannot be read as what it says it is
    └── DeskError                   7   the database file or server
        ├── DeskMissing             7   there is no such file or folder
        ├── DeskDamaged             7   not a desk, or a damaged one
        ├── DeskTooNew              8   written by a newer vatui
        ├── DeskBusy                9   another program holds it
        └── DeskReadOnly            7   cannot be written

Exit statuses: 0 done, 1 refused or nothing running, 2 wrong use (click), the others as above. Each error is one plain
sentence that says what to do. Anything else that is raised is a defect.
"""

from __future__ import annotations

from typing import Any

from vatui.i18n import N_, _


class VatuiError(Exception):
    """A refusal with one sentence for the person who asked.

    Args:
        sentence: a marked text (``N_``), with named placeholders.
        values: what fills the placeholders.
    """

    exit_status = 1
    sentence = N_("This cannot be done.")

    def __init__(self, sentence: str | None = None, **values: Any) -> None:
        self.sentence = sentence or type(self).sentence
        self.values = values
        super().__init__(self.sentence)

    def __str__(self) -> str:
        """The sentence in the language of the moment."""
        return _(self.sentence).format(**{key: str(value) for key, value in self.values.items()})


class InvalidField(VatuiError):
    """A field holds what it cannot hold; ``field`` names it for the form."""

    def __init__(self, field: str, sentence: str, **values: Any) -> None:
        self.field = field
        super().__init__(sentence, **values)


class NotFound(VatuiError):
    """Nothing fits what was asked for."""

    exit_status = 4


class Ambiguous(VatuiError):
    """More than one thing fits what was asked for."""

    exit_status = 4


class ChangedMeanwhile(VatuiError):
    """The stored value is no longer the one the form showed."""

    exit_status = 5
    sentence = N_("{field} was changed meanwhile. Look at it again.")

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field=field)


class UndoConflict(VatuiError):
    """What a change left behind was changed since, so it cannot be taken back."""

    exit_status = 5
    sentence = N_("Cannot undo “{title}”: it was changed since.")

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title

    def __str__(self) -> str:
        """The sentence, with the title of the change in the same language."""
        return _(self.sentence).format(title=_(self.title))


class NothingToUndo(VatuiError):
    """There is no change of mine left to take back."""

    sentence = N_("Nothing to undo.")


class NothingToRedo(VatuiError):
    """There is no undone change to put back."""

    sentence = N_("Nothing to redo.")


class NothingRunning(VatuiError):
    """No timer runs."""

    sentence = N_("No timer is running.")


class NoWorkingHours(VatuiError):
    """A calendar has no working hours within three years."""

    sentence = N_("There are no working hours. Enter some first.")


class ImportRefused(VatuiError):
    """A file cannot be read as what it says it is; nothing was changed."""

    exit_status = 6


class DeskError(VatuiError):
    """The database file or server cannot be used."""

    exit_status = 7
    sentence = N_("The desk cannot be used: {reason}.")


class DeskMissing(DeskError):
    """There is no such file, folder or server."""


class DeskDamaged(DeskError):
    """The file is not a desk, or is damaged; it is left as it is."""


class DeskTooNew(DeskError):
    """The desk was written by a newer vatui; it is left as it is."""

    exit_status = 8
    sentence = N_("This desk was written by a newer vatui. Update vatui to open it.")


class DeskBusy(DeskError):
    """Another program holds the desk."""

    exit_status = 9
    sentence = N_("Another vatui is writing. Try again in a moment.")


class DeskReadOnly(DeskError):
    """The file or its folder cannot be written."""


class DeskFull(DeskError):
    """The disk is full."""

    sentence = N_("The disk is full. Make room and try again; nothing was lost.")
