"""The translations: bring them up to date with the sources, and say what is wrong with them.

Run as ``python tools/messages.py update`` or ``… check``. The ``.po`` files hold no line numbers and no
dates, so they change only when a text changes; nothing is guessed from similar texts.
"""

from __future__ import annotations

import ast
import io
import string
import sys
import tomllib
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE_LANGUAGE = "en"
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "id": "nplurals=1; plural=0;"}
LANGUAGES = tuple(PLURALS)

HEADER = """\
# Translations of vatui: {language}.
# Written by `make messages`; only the msgstr lines are for people."""


def catalogue_path(language: str, root: Path = ROOT) -> Path:
    """Where the texts of a language are."""
    return root / "vatui" / "locale" / language / "LC_MESSAGES" / "vatui.po"


def empty(language: str) -> Catalog:
    """A catalogue without texts, with the plural forms of the language."""
    catalogue = Catalog(locale=language, fuzzy=False)
    catalogue.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalogue


def extract(root: Path = ROOT) -> Catalog:
    """The texts that the sources mark, with the comments ``# NOTE:`` meant for translators."""
    with (root / "pyproject.toml").open("rb") as file:
        mappings = tomllib.load(file)["tool"]["babel"]["mappings"]
    template = Catalog(fuzzy=False)
    found = extract_from_dir(
        str(root / "vatui"),
        method_map=[(mapping["pattern"], mapping["method"]) for mapping in mappings],
        keywords=DEFAULT_KEYWORDS,
        comment_tags=("NOTE:",),
        strip_comment_tags=True,
    )
    for _file, _line, text, comments, _context in found:
        template.add(text, auto_comments=comments)
    for path in sorted((root / "vatui").rglob("*.py")):
        for text in within_fstrings(path.read_text(encoding="utf-8")):
            template.add(text)
    return template


def within_fstrings(source: str) -> list[Any]:
    """The texts marked inside f-strings, which Babel does not look into before Python 3.12."""
    found: list[Any] = []
    for outer in ast.walk(ast.parse(source)):
        if not isinstance(outer, ast.JoinedStr):
            continue
        for call in ast.walk(outer):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            texts = [part.value for part in call.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if call.func.id in ("_", "N_") and len(texts) == 1:
                found.append(texts[0])
            elif call.func.id == "ngettext" and len(texts) == 2:
                found.append((texts[0], texts[1]))
    return found


def load(language: str, root: Path = ROOT) -> Catalog:
    """The stored texts of a language; none when there is no file yet."""
    path = catalogue_path(language, root)
    if not path.exists():
        return empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def render(catalogue: Catalog) -> bytes:
    """The text of a ``.po`` file: sorted, without places in the sources, with a header that never changes."""
    language = str(catalogue.locale)
    body = io.BytesIO()
    write_po(body, catalogue, width=110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    header = [
        HEADER.format(language=language),
        'msgid ""',
        'msgstr ""',
        *(
            f'"{line}\\n"'
            for line in (
                "Project-Id-Version: vatui",
                f"Language: {language}",
                f"Plural-Forms: {PLURALS[language]}",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: 8bit",
            )
        ),
    ]
    return ("\n".join(header) + "\n\n").encode() + body.getvalue()


def merge(template: Catalog, stored: Catalog) -> Catalog:
    """The texts of the template with the translations that are stored for exactly them."""
    merged = empty(str(stored.locale))
    for message in texts(template):
        old = stored.get(key(message))
        same_shape = old is not None and bool(old.pluralizable) == bool(message.pluralizable)
        merged.add(
            message.id,
            old.string if old is not None and same_shape and not old.fuzzy else "",
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old is not None else (),
        )
    return merged


def save(catalogue: Catalog, language: str, root: Path = ROOT) -> bool:
    """Store the texts of a language; tells whether the file changed."""
    path = catalogue_path(language, root)
    data = render(catalogue)
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True


def texts(catalogue: Catalog) -> list[Message]:
    """The messages of a catalogue without its header, in order of their English."""
    return sorted((message for message in catalogue if message.id), key=key)


def key(message: Message) -> str:
    """The English text, in the singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def translations(message: Message) -> tuple[str, ...]:
    """The translations of a message, one for each plural form."""
    strings = message.string or ""
    return (strings,) if isinstance(strings, str) else tuple(strings)


def placeholders(text: str) -> set[str]:
    """The names in braces.

    Raises:
        ValueError: the braces do not match.
    """
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def problems_of(message: Message) -> list[str]:
    """What is wrong with one translation."""
    name = key(message)
    forms = translations(message)
    if message.fuzzy:
        return [f"guessed, to be looked at: {name!r}"]
    if not all(forms):
        return [f"not translated: {name!r}"]
    english = message.id if isinstance(message.id, str) else message.id[-1]
    problems = []
    for form in forms:
        try:
            wanted, given = placeholders(english), placeholders(form)
        except ValueError as error:
            problems.append(f"braces do not match ({error}): {form!r}")
            continue
        if wanted != given:
            problems.append(f"placeholders differ, {sorted(wanted)} and {sorted(given)}: {name!r}")
        if (len(english) - len(english.lstrip()), len(english) - len(english.rstrip())) != (
            len(form) - len(form.lstrip()),
            len(form) - len(form.rstrip()),
        ):
            problems.append(f"white space at the ends differs: {name!r}")
    return problems


def problems(root: Path = ROOT) -> list[str]:
    """What is wrong with the stored translations; nothing when all is well."""
    template = extract(root)
    found: list[str] = []
    wanted: dict[str, Any] = {key(message): message.id for message in texts(template)}
    for language in LANGUAGES:
        stored = load(language, root)
        held: dict[str, Any] = {key(message): message.id for message in texts(stored)}
        wrong = [f"missing, run `make messages`: {name!r}" for name in sorted(wanted.keys() - held.keys())]
        wrong += [f"no longer used: {name!r}" for name in sorted(held.keys() - wanted.keys())]
        wrong += [
            f"the plural differs from the sources: {name!r}"
            for name in sorted(wanted.keys() & held.keys())
            if wanted[name] != held[name]
        ]
        path = catalogue_path(language, root)
        if not wrong and path.exists() and path.read_bytes() != render(merge(template, stored)):
            wrong.append("not as `make messages` writes it")
        if language != SOURCE_LANGUAGE:
            wrong += [problem for message in texts(stored) for problem in problems_of(message)]
        found += [f"{language}: {problem}" for problem in wrong]
    return found


def update(root: Path = ROOT) -> None:
    """Write the catalogue of every language anew, keeping the translations of texts that did not change."""
    template = extract(root)
    for language in LANGUAGES:
        merged = merge(template, load(language, root))
        changed = save(merged, language, root)
        message = f"{language}: {len(texts(merged))} texts"
        if language != SOURCE_LANGUAGE:
            message += f", {sum(not all(translations(text)) for text in texts(merged))} without translation"
        print(message + ("" if changed else ", unchanged"))


def main(arguments: list[str]) -> int:
    """Run one of the two commands and return the exit status."""
    match arguments:
        case ["update"]:
            update()
            return 0
        case ["check"]:
            found = problems()
            for problem in found:
                print(problem)
            print(f"{len(found)} problems in the translations" if found else "The translations are complete.")
            return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
