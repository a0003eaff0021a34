"""The command line: every verb is an operation or a view of the domain, said in text or JSON.

Standard output is data, standard error is talk. One module a noun, loaded when its verb is called; `docs/cli.md` is the manual.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from vatui.cli import out
from vatui.cli.session import Session
from vatui.cli.verbs import root
from vatui.errors import VatuiError
from vatui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DEFECT = 70
"""Exit status after a defect of the program (EX_SOFTWARE of sysexits)."""

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


def main(arguments: Sequence[str], *, console: Callable[[Session], int] | None = None) -> int:
    """Run the command line; returns its exit status. Nothing is ever raised, and no traceback shown.

    Args:
        arguments: what follows the program's name.
        console: opens the console when there is no verb; without it only verbs are known.
    """
    session = Session(console)
    try:
        status = _run(list(arguments), session)
        sys.stdout.flush()
    except BrokenPipeError:
        return _pipe_closed()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # a defect: told in one sentence
        return _defect(error)
    finally:
        session.end()
    return status


def _run(arguments: list[str], session: Session) -> int:
    session.speak()
    instruction = os.environ.get("_VATUI_COMPLETE")
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(root, {"obj": session}, "vatui", "_VATUI_COMPLETE", instruction)
    try:
        # Not root.main(), which ends the process when a pipe is closed.
        with root.make_context("vatui", arguments, obj=session) as context:
            result = root.invoke(context)
    except VatuiError as error:
        return fail(error)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (click.exceptions.Abort, EOFError):
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:  # a name that is too long, a folder in the way, a disk that is gone
        out.talk(_("The system refuses: {reason}.").format(reason=error.strerror or type(error).__name__))
        return VatuiError.exit_status
    except click.UsageError as error:
        if error.ctx is not None:
            out.talk(error.ctx.get_usage())
        out.talk(error.format_message())
        return error.exit_code
    except click.ClickException as error:
        out.talk(error.format_message())
        return error.exit_code
    return result if isinstance(result, int) else 0


def fail(error: VatuiError) -> int:
    """Say in one sentence why something was refused; returns the exit status that fits."""
    out.talk(str(error))
    return error.exit_status


def _pipe_closed() -> int:
    """Whoever read our output has seen enough."""
    # Python flushes standard output once more at the end, which would complain.
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        except (OSError, ValueError):
            continue
    return 0


def _defect(error: Exception) -> int:
    if os.environ.get("VATUI_DEBUG"):
        import traceback

        out.talk("".join(traceback.format_exception(error)))
    out.talk(_("This is a defect of vatui: {name}.").format(name=type(error).__name__))
    return DEFECT
