"""Files of other tools: what kind a file is, and what it holds.

Every reader is a pure function from bytes to a `vatui.exchange.bundle.Bundle`: no network, no database, no
clock. To add one, write a module with ``detect(data, filename)`` and ``read(data, filename)`` and name it in
`READERS`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from vatui.errors import ImportRefused
from vatui.i18n import N_
from vatui.records import record

if TYPE_CHECKING:
    from vatui.exchange.bundle import Bundle


@record
class Reader:
    """One kind of file that can be read.

    Attributes:
        module: where its functions are; loaded when the first file of this kind is read.
        title: what a person calls it; a marked text.
        suffixes: how the names of such files end, in lower case.
    """

    module: str
    title: str
    suffixes: tuple[str, ...]


class _Format(Protocol):
    """What the module of a reader holds."""

    def detect(self, data: bytes, filename: str) -> bool:
        """Whether the bytes are of this kind; raises ImportRefused if they cannot be read at all."""

    def read(self, data: bytes, filename: str) -> Bundle:
        """What the bytes hold."""


READERS: Final[dict[str, Reader]] = {
    "trello": Reader("vatui.exchange.trello", N_("Trello board (JSON)"), (".json",)),
}
"""Every kind of file that can be read, in the order in which they are tried."""


def detect(data: bytes, filename: str) -> str:
    """Tell what kind of file this is, by what it holds; the name only decides what is tried first.

    Args:
        data: the whole file.
        filename: its name, without meaning beyond its ending.

    Returns:
        A key of `READERS`.

    Raises:
        ImportRefused: it is none of them, or it is damaged.
    """
    named = [kind for kind, reader in READERS.items() if filename.casefold().endswith(reader.suffixes)]
    refused: ImportRefused | None = None
    for kind in [*named, *(kind for kind in READERS if kind not in named)]:
        try:
            if _load(kind).detect(data, filename):
                return kind
        except ImportRefused as reason:
            # A damaged .json file is best told by the reader of such files; another kind may still fit.
            if kind in named and refused is None:
                refused = reason
    raise refused or ImportRefused(N_("vatui cannot read this kind of file."))


def read(kind: str, data: bytes, filename: str) -> Bundle:
    """Read a file of a known kind.

    Args:
        kind: a key of `READERS`.
        data: the whole file.
        filename: its name.

    Raises:
        ImportRefused: the kind is unknown, or the file is damaged or not of this kind.
    """
    if kind not in READERS:
        raise ImportRefused(N_("vatui cannot read this kind of file."))
    return _load(kind).read(data, filename)


def _load(kind: str) -> _Format:
    """The module of a reader."""
    return cast("_Format", import_module(READERS[kind].module))
