"""A defect of the program: kept in a file for whoever mends it, said in one sentence to whoever met it."""

from __future__ import annotations

import os
import sys
import traceback

from vatui import paths
from vatui.i18n import _


def report(sentence: str) -> str:
    """Write the trace of the present exception, without any values, to a file of the owner's and say where it lies.

    Args:
        sentence: what happened, translated.
    """
    kind, _value, trace = sys.exc_info()
    path = paths.data_folder() / "defect.log"
    try:
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            # Where it happened, never what was in memory: the message of an exception may hold a secret.
            file.write(
                "Traceback (most recent call last):\n"
                + "".join(traceback.format_tb(trace))
                + (kind.__name__ if kind else "?")
                + "\n\n"
            )
    except OSError:
        return sentence
    name = kind.__name__ if kind is not None else "?"
    return sentence + " " + _("{name}: the trace is in {file}.").format(name=name, file=path)
