r"""Fill in Indonesian translations from tables, and say what is still missing.

Run as ``python tools/fill_catalogue.py [--replace] FILE.tsv…``. A line is ``English<TAB>Indonesian``, of a
text with a plural ``singular|plural<TAB>Indonesian``; a new line inside a text is written ``\n``. Empty lines
and lines that start with ``# `` are skipped. What is translated is kept, unless ``--replace`` is given.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.messages import extract, key, load, merge, save, texts, translations  # noqa: E402 - needs the line above

LANGUAGE = "id"


def read_table(path: Path) -> tuple[dict[str, str], list[str]]:
    """The translations in a file by English text as it stands there, and the lines that are none."""
    table: dict[str, str] = {}
    wrong: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("# "):
            continue
        english, tab, translated = line.partition("\t")
        if not tab or not english.strip() or not translated.strip() or "\t" in translated.rstrip("\t"):
            wrong.append(f"{path.name}:{number}: not one English and one Indonesian text: {line!r}")
            continue
        table[english.replace("\\n", "\n")] = translated.rstrip("\t").replace("\\n", "\n")
    return table, wrong


def main(arguments: list[str]) -> int:
    """Fill the catalogue and return 0 when nothing is left to do, else 1."""
    replace = "--replace" in arguments
    paths = [Path(argument) for argument in arguments if argument != "--replace"]
    if not paths:
        print(__doc__)
        return 2
    given: dict[str, tuple[str, str]] = {}
    notes: list[str] = []
    for path in paths:
        table, wrong = read_table(path)
        notes += wrong
        for english, translated in table.items():
            if english in given and given[english][0] != translated:
                other, source = given[english]
                notes.append(f"two translations of {english!r}: {other!r} ({source}), {translated!r} ({path.name})")
            given.setdefault(english, (translated, path.name))
    catalogue = merge(extract(), load(LANGUAGE))
    used: set[str] = set()
    filled = 0
    for message in texts(catalogue):
        name = message.id if isinstance(message.id, str) else "|".join(message.id)
        # A table may name a text with a plural by its singular alone.
        english = name if name in given else key(message)
        if english not in given:
            continue
        used.add(english)
        translated = given[english][0]
        present = translations(message)
        if all(present) and present[0] == translated:
            continue
        if all(present) and not replace:
            notes.append(f"kept {present[0]!r} for {name!r}; the table says {translated!r}")
            continue
        message.string = translated if isinstance(message.id, str) else (translated,) * catalogue.num_plurals
        filled += 1
    save(catalogue, LANGUAGE)
    missing = [message for message in texts(catalogue) if not all(translations(message))]
    for note in notes:
        print(note)
    for english in sorted(given.keys() - used):
        print(f"in no source: {english!r} ({given[english][1]})")
    for message in missing:
        print(f"not translated: {message.id!r}")
    unused = len(given.keys() - used)
    print(f"{filled} filled in, {len(missing)} missing, {unused} in no source, {len(notes)} notes")
    return 1 if missing or notes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
