"""Completion of verbs and options by the shell."""

from __future__ import annotations

import click

from vatui.cli import out
from vatui.cli.verbs import root, verb
from vatui.i18n import N_


@verb(N_("Print what a shell runs to complete verbs: bash, zsh or fish."))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(shell)
    made = kind(root, {}, "vatui", "_VATUI_COMPLETE")
    out.say(made.source_template % made.source_vars())
