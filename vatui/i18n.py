"""The language of the moment: marks for texts, and their translation.

Texts at class level are marked with ``N_`` and translated where they are shown; all others go through ``_`` or ``ngettext``
when they are shown. So the language switches while the program runs.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import Final

LANGUAGES: Final = {"en": "English", "id": "Bahasa Indonesia"}
"""Code of each language and its own name."""

FOLDER: Final = Path(__file__).parent / "locale"
"""Where the translations lie."""

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def N_(text: str) -> str:  # noqa: N802 - the name that every extraction tool knows
    """Mark a text for translation and return it unchanged."""
    return text


def _(text: str) -> str:
    """Translate a marked text into the language of the moment."""
    return _current.gettext(text) if text else text


def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate a text that depends on a number."""
    return _current.ngettext(singular, plural, number)


def in_all(text: str) -> tuple[str, ...]:
    """A marked text in every language there is, so that it is found by the words of any."""
    found = [text, *(gettext.translation("vatui", FOLDER, languages=[code], fallback=True).gettext(text) for code in LANGUAGES)]
    return tuple(dict.fromkeys(found)) if text else ()


def language() -> str:
    """The code of the language of the moment."""
    return _language


def use(code: str) -> None:
    """Switch to a language; an unknown one becomes English."""
    global _current, _language
    _language = code if code in LANGUAGES else "en"
    if _language == "en":
        _current = gettext.NullTranslations()
        return
    _current = gettext.translation("vatui", FOLDER, languages=[_language], fallback=True)


def system_language(environ: dict[str, str] | None = None) -> str:
    """The language the computer is set to, among ours; English if none is.

    Looks at LC_ALL, LC_MESSAGES, LANG in the order of POSIX; ``in`` is the old code of Indonesian.
    """
    values = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = values.get(name, "")
        if value:
            code = value.replace("-", "_").split("_")[0].split(".")[0].lower()
            code = {"in": "id"}.get(code, code)
            return code if code in LANGUAGES else "en"
    return "en"
