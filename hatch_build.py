"""What the build adds to the files in the repository: compiled translations, and data/ inside the wheel.

``python hatch_build.py`` compiles the translations alone, for a checkout.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write the ``.mo`` beside every ``.po`` under vatui/locale; fuzzy entries are left out.

    Each file is written whole or not at all, because a test may be reading it.
    """
    written = []
    for source in sorted(root.glob("vatui/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        target = source.with_suffix(".mo")
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            write_mo(file, catalogue)
        os.chmod(name, 0o644)
        os.replace(name, target)
        written.append(target)
    return written


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # the hook needs nothing of its builder
    """Called by hatchling before it builds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the translations; a wheel also takes the shipped data along.

        An editable install reads data/ where it is.
        """
        if self.target_name != "wheel":
            return
        compile_catalogues(Path(self.root))
        if version != "editable":
            build_data["force_include"][str(Path(self.root, "data"))] = "vatui/_data"


if __name__ == "__main__":
    compile_catalogues(Path(__file__).resolve().parent)
