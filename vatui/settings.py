"""What a person sets once: a TOML file, read into one frozen value.

Every setting is a field of ``Settings`` with its default, what it may be, and its line of the manual, which
``describe`` gives in the language of the moment. What a person chooses by pressing keys (the last board, the
split) is not here but in the desk. Only ``set_value`` writes the file; it keeps the comments and the order.
"""

from __future__ import annotations

import os
import re
from dataclasses import field, fields
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vatui import text
from vatui.errors import VatuiError
from vatui.i18n import N_, _
from vatui.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from dataclasses import Field
    from pathlib import Path


def _setting(default: Any, manual: str, *, choices: tuple[str, ...] = (), between: tuple[int, int] | None = None) -> Any:
    metadata = {"manual": manual, "choices": choices, "between": between}
    if isinstance(default, dict):
        return field(default_factory=lambda: MappingProxyType(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@record
class Settings:
    """Everything that can be set; ``vatui config`` shows it."""

    language: str = _setting("", N_("Language of the console: en or id. Empty: as the computer is set."), choices=("", "en", "id"))
    theme: str = _setting("", N_("Name of the look. Empty: the one that suits the terminal."))
    glyphs: str = _setting(
        "unicode",
        N_("Which signs are drawn: unicode, or ascii where the font lacks them."),
        choices=("unicode", "ascii"),
    )
    clock_12h: bool = _setting(False, N_("Show times as 3:00pm instead of 15:00."))
    date_order: str = _setting("dmy", N_("How 3/4 is read: dmy is 3 April, mdy is 4 March."), choices=("dmy", "mdy"))
    capture_dates_in: str = _setting(
        "client", N_("Whose zone a captured date is in when none is said."), choices=("client", "mine")
    )
    timer_on_doing: bool = _setting(False, N_("Start the timer when you move a card into “doing”."))
    idle_minutes: int = _setting(
        15, N_("On opening, ask about a timer after so many minutes without a key. 0: never."), between=(0, 1440)
    )
    long_timer_hours: int = _setting(
        3, N_("While open, ask about a timer after so many hours without a key. 0: never."), between=(0, 24)
    )
    day_starts_at: str = _setting("00:00", N_("When a new day starts in lists and totals of time, as hours:minutes."))
    bell: bool = _setting(False, N_("Ring the terminal's bell with a reminder."))
    desktop_notes: bool = _setting(False, N_("Show reminders as desktop notes, where the terminal can."))
    quiet_header: bool = _setting(False, N_("Move the clock and the timer of the header once a minute only."))
    reduce_motion: bool = _setting(False, N_("Show minutes without seconds everywhere, and move nothing."))
    keys: Mapping[str, str] = _setting({}, N_("Keys of your own: the name of a command and its key."))
    db: str = _setting("", N_("The desk to open: a file, or postgresql://user@host/name. Empty: the usual file."))

    @property
    def day_start(self) -> timedelta:
        """How long after midnight a new day starts."""
        hours, _colon, minutes = self.day_starts_at.partition(":")
        return timedelta(hours=int(hours), minutes=int(minutes))


class Described(NamedTuple):
    """A line of the manual.

    Attributes:
        key: as it is written in the file.
        kind: what it may be, in words.
        default: as it would be written in the file.
        manual: what it does, in the language of the moment.
    """

    key: str
    kind: str
    default: str
    manual: str


def describe() -> list[Described]:
    """The manual of all settings, in the order in which they matter."""
    return [
        Described(
            one.name,
            _kind(one),
            "{}" if one.name == "keys" else written(one.default),
            _(one.metadata["manual"]),
        )
        for one in fields(Settings)
    ]


def written(value: object) -> str:
    """A value as ``set_value`` takes it and the file shows it, without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def load(path: Path) -> Settings:
    """Read the settings; a file that is not there means every default.

    Raises:
        VatuiError: the file is no TOML, names a setting that does not exist, or gives one what it cannot be.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise VatuiError(N_("The settings {file} cannot be read. Check its permissions."), file=path) from error
    return _read(data, path)


def set_value(path: Path, key: str, value: str) -> Settings:
    """Change one setting in the file, which keeps its comments; an empty value goes back to the default.

    Args:
        path: the file; it is made if it is not there.
        key: a setting, or ``keys.`` and the name of a command.
        value: as a person types it; yes and no are understood for true and false.

    Returns:
        All settings as they are now.

    Raises:
        VatuiError: the file cannot be read or written, there is no such setting, or it cannot be that.
            Nothing was changed.
    """
    import tomlkit
    from tomlkit.exceptions import ParseError

    load(path)  # a file that cannot be read must not be written over
    name, _dot, command = key.partition(".")
    one = _field(name, path)
    if (name == "keys") != bool(command):
        raise VatuiError(N_("Keys are set as keys.command, such as keys.undo."))
    value = text.clean(value)
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.exists() else "")
    except ParseError as error:
        raise _not_toml(path, getattr(error, "line", 0)) from error
    table: Any = document
    if command:
        if "keys" not in document:
            document["keys"] = tomlkit.table()
        table = document["keys"]
    here = command or name
    if not value:
        table.pop(here, None)
        if command and not table:
            del document["keys"]
    else:
        table[here] = value if command else _typed(one, value)
    changed = tomlkit.dumps(document).encode("utf-8")
    settings = _read(changed, path)
    _write(path, changed)
    return settings


# ---------------------------------------------------------------------- reading


def _read(data: bytes, path: Path) -> Settings:
    import tomllib

    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _not_toml(path, line) from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        # At the end of the document there is no number: it is the last line.
        raise _not_toml(path, int(at[1]) if at else data.count(b"\n") + 1) from error
    except RecursionError as error:
        raise _not_toml(path, 1) from error
    values = {}
    for key, value in found.items():
        values[key] = _checked(_field(key, path), value, path)
    return Settings(**values)


def _not_toml(path: Path, line: int) -> VatuiError:
    return VatuiError(N_("The settings {file} cannot be understood in line {line}."), file=path, line=line)


def _field(key: str, path: Path) -> Field[Any]:
    known = {one.name: one for one in fields(Settings)}
    if key in known:
        return known[key]
    from difflib import get_close_matches

    near = get_close_matches(key.lower().replace("-", "_"), known, n=1)
    shown = text.clean(key, limit=60)
    if near:
        raise VatuiError(N_("{file}: no setting “{key}”. Did you mean “{near}”?"), file=path, key=shown, near=near[0])
    raise VatuiError(N_("{file}: no setting “{key}”. “vatui config” lists them all."), file=path, key=shown)


def _checked(one: Field[Any], value: object, path: Path) -> Any:
    """The value if the setting may be that."""
    low, high = one.metadata["between"] or (0, 0)
    if one.name == "keys":
        if isinstance(value, dict) and all(isinstance(key, str) and key for key in value.values()):
            return MappingProxyType({text.clean(name): text.clean(key) for name, key in value.items()})
        raise VatuiError(N_("{file}: “keys” must give each command one key in quotes."), file=path)
    if isinstance(one.default, bool):
        if isinstance(value, bool):
            return value
        raise VatuiError(N_("{file}: “{key}” must be true or false."), file=path, key=one.name)
    if isinstance(one.default, int):
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise VatuiError(
            N_("{file}: “{key}” must be a whole number from {low} to {high}."),
            file=path,
            key=one.name,
            low=low,
            high=high,
        )
    if not isinstance(value, str):
        raise VatuiError(N_("{file}: “{key}” must be a text in quotes."), file=path, key=one.name)
    value = text.clean(value)
    choices = one.metadata["choices"]
    if choices and value not in choices:
        shown = ", ".join(choice for choice in choices if choice)
        raise VatuiError(N_("{file}: “{key}” must be one of: {choices}."), file=path, key=one.name, choices=shown)
    if one.name == "day_starts_at" and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise VatuiError(N_("{file}: “{key}” must be a time such as 04:00."), file=path, key=one.name)
    return value


def _typed(one: Field[Any], value: str) -> Any:
    """What a person typed, as the file would hold it; what does not fit is left for the check to refuse."""
    if isinstance(one.default, bool):
        return _SWITCHES.get(value.casefold(), value)
    if isinstance(one.default, int) and re.fullmatch(r"[+-]?[0-9]{1,9}", value):
        return int(value)
    return value


_SWITCHES: Final = {
    "true": True, "yes": True, "on": True, "1": True, "ya": True,
    "false": False, "no": False, "off": False, "0": False, "tidak": False,
}  # fmt: skip


def _kind(one: Field[Any]) -> str:
    if one.metadata["choices"]:
        return ", ".join(choice or '""' for choice in one.metadata["choices"])
    if isinstance(one.default, bool):
        return "true, false"
    if isinstance(one.default, int):
        low, high = one.metadata["between"]
        return f"{low}–{high}"
    return _("command = key") if one.name == "keys" else _("text")


# ---------------------------------------------------------------------- writing


def _write(path: Path, data: bytes) -> None:
    """Put the file in place whole; it may hold a password, so only its owner may read it."""
    target = path.resolve()  # a link into somebody's dotfiles stays a link
    new = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(target)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise VatuiError(N_("The settings {file} cannot be written. Check its permissions."), file=path) from error
