"""The verbs of the command line and what they share: texts in the language of the moment, loaded when they are called."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vatui.i18n import LANGUAGES, N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vatui.cli.session import Session

F = TypeVar("F", bound="Callable[..., Any]")


class _Translated:
    """A help text that is marked in the source and translated when it is shown."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_marked_{name}"

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        marked = getattr(instance, self._name, None) if instance is not None else None
        return _(marked) if marked else marked

    def __set__(self, instance: Any, value: str | None) -> None:
        setattr(instance, self._name, value)


class Verb(click.Command):
    """A verb whose help speaks the language of the moment."""

    help: Any = _Translated()
    epilog: Any = _Translated()


class Flag(click.Option):
    """An option whose help speaks the language of the moment."""

    help: Any = _Translated()


class Nouns(click.Group):
    """A group of verbs of one noun."""

    help: Any = _Translated()
    command_class = Verb


class Verbs(Nouns):
    """The verbs of the program; the module of a verb is loaded when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the verbs, as the manual orders them."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The verb of a name, none if there is no such verb."""
        module = MODULES.get(cmd_name)
        if module is None:
            return None
        name = "import_" if cmd_name == "import" else cmd_name  # the one that Python keeps for itself
        found: click.Command = getattr(import_module(f"vatui.cli.{module}"), name)
        return found


MODULES = {
    "demo": "console", "today": "today", "add": "capture", "client": "client", "board": "board", "card": "card", "start": "timer",
    "stop": "timer", "pause": "timer", "resume": "timer", "status": "timer", "log": "timer", "request": "request",
    "undo": "journal", "redo": "journal", "activity": "journal", "import": "exchange", "when": "when", "backup": "backup",
    "restore": "backup", "doctor": "doctor", "config": "config", "completion": "completion",
}  # fmt: skip
"""Which module each verb is in."""


def verb(text: str, **settings: Any) -> Callable[[F], Verb]:
    """Make a function a verb.

    Args:
        text: what it does, marked with ``N_``.
        settings: those of ``click.command``.
    """
    return click.command(cls=Verb, help=text, **settings)


def group(text: str, **settings: Any) -> Callable[[F], Nouns]:
    """Make a function a group of verbs; as ``verb``."""
    return click.group(cls=Nouns, help=text, **settings)


def option(*names: str, text: str, **settings: Any) -> Callable[[F], F]:
    """Give a verb an option.

    Args:
        names: such as ``--client`` and ``-c``.
        text: what it is for, marked with ``N_``.
        settings: those of ``click.option``.
    """
    return click.option(*names, cls=Flag, help=text, **settings)


def as_json(function: F) -> F:
    """Give a verb ``--json``."""
    decorate: Callable[[F], F] = option("--json", "as_json", is_flag=True, text=N_("Print JSON, with the keys of the manual."))
    return decorate(function)


def plain(function: F) -> F:
    """Give a verb ``--plain``."""
    decorate: Callable[[F], F] = option("--plain", is_flag=True, text=N_("Print tabs instead of aligned columns."))
    return decorate(function)


session = click.pass_obj
"""Hands a verb the session as its first argument."""


def words(parts: Sequence[str]) -> str:
    """The words of a text that was given without quotation marks."""
    return " ".join(parts)


def _speak(ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value:
        ctx.obj.speak(value)


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=N_("The daily console of a virtual assistant. Without a verb it opens on the screen."),
)
@option("--db", metavar="FILE|URL", text=N_("The desk: a file or a PostgreSQL address. Otherwise VATUI_DB."))
@option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    is_eager=True,
    expose_value=False,
    callback=_speak,
    text=N_("The language to speak."),
)
@option("--discreet", metavar="CLIENT", text=N_("Open the console with this client only."))
@option("--version", is_flag=True, text=N_("Print the version."))
@click.pass_context
def root(ctx: click.Context, db: str | None, discreet: str | None, version: bool) -> int:
    """Take what stands before the verb; open the console if there is none."""
    from vatui.cli import out

    session: Session = ctx.obj
    session.choose(db, discreet)
    if version:
        from vatui import __version__

        out.say(f"vatui {__version__}")
        ctx.exit()
    return session.open_console() if ctx.invoked_subcommand is None else 0
