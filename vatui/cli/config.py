"""Settings: showing and changing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vatui.cli import asked, out
from vatui.cli.verbs import as_json, plain, session, verb
from vatui.errors import NotFound
from vatui.i18n import N_, _

if TYPE_CHECKING:
    from vatui.cli.session import Session
    from vatui.settings import Settings


@verb(N_("Show the settings, or change one. An empty value goes back to the default."))
@click.argument("key", required=False)
@click.argument("value", required=False)
@plain
@as_json
@session
def config(session: Session, key: str | None, value: str | None, plain: bool, as_json: bool) -> None:
    """Show all settings, one of them, or set one."""
    from vatui.settings import describe, set_value

    settings = session.settings if value is None else set_value(session.settings_file, key or "", value)
    lines = [line for line in describe() if key is None or line.key == key.partition(".")[0]]
    if not lines:
        raise NotFound(N_("No setting is called “{text}”. “vatui config” lists them all."), text=asked.safe(key or ""))
    if as_json:
        out.data(
            {
                "file": str(session.settings_file),
                "settings": [
                    {
                        "key": line.key,
                        "value": _value(settings, line.key),
                        "default": line.default,
                        "may_be": line.kind,
                        "help": line.manual,
                    }
                    for line in lines
                ],
            }
        )
    elif key is not None:
        _say_one(settings, key)
    else:
        rows = [[line.key, _shown(_value(settings, line.key)), line.default, line.manual] for line in lines]
        out.table([_("Key"), _("Value"), _("Default"), _("What it does")], rows, plain=plain)
        if not plain:
            out.talk(str(session.settings_file))


def _value(settings: Settings, key: str) -> Any:
    value = getattr(settings, key)
    return dict(value) if key == "keys" else value


def _shown(value: Any) -> str:
    from vatui.settings import written

    return " ".join(f"{name}={text}" for name, text in value.items()) if isinstance(value, dict) else written(value)


def _say_one(settings: Settings, key: str) -> None:
    name, _dot, command = key.partition(".")
    value = _value(settings, name)
    out.say(value.get(command, "") if command and isinstance(value, dict) else _shown(value))
