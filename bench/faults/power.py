"""What a power cut would have left of a folder, worked out from a record of every write and sync.

``strace`` records what a program asks of the kernel. Played back, each file has what is durable (all before its last sync)
and what is pending. A cut keeps of the pending writes any sectors of 512 bytes, in any order, some and not others; of the
pending names (made, renamed, deleted) any number of the first ones, as a journalling file system does, unless the folder
was synced. That is harsher than most disks are.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

SECTOR = 512
_CALLS = (
    "openat,close,pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,renameat,renameat2,link,linkat,dup,dup2,dup3,"
    "lseek,writev,pwritev,fallocate,sendfile,copy_file_range,clone,clone3,fork,vfork"
)
_LINE = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+|\?)(?: .*)?$")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def available() -> bool:
    """Whether there is a way to record."""
    return shutil.which("strace") is not None


def record(command: list[str], trace: Path) -> None:
    """Run a program and write down what it asks of the kernel."""
    subprocess.run(
        ["strace", "-f", "-xx", "-s", "1000000", "-o", str(trace), "-e", f"trace={_CALLS}", *command],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


@dataclass
class _File:
    """The content of a file: what is durable, what is now, and the writes between."""

    durable: bytearray = field(default_factory=bytearray)
    now: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write(self, offset: int, data: bytes) -> None:
        self.pending.append((offset, data))
        _put(self.now, offset, data)

    def truncate(self, length: int) -> None:
        self.pending.append((length, None))
        _cut(self.now, length)

    def sync(self) -> None:
        self.durable = bytearray(self.now)
        self.pending.clear()

    def survivor(self, chance: random.Random) -> bytes:
        """What a cut leaves."""
        content = bytearray(self.durable)
        share = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for offset, data in self.pending:
            if data is None:
                if chance.random() < share:
                    _cut(content, offset)
                continue
            place = 0
            while place < len(data):
                end = min(len(data), place + SECTOR - (offset + place) % SECTOR)
                if chance.random() < share:
                    _put(content, offset + place, data[place:end])
                place = end
        return bytes(content)


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(b"\0" * (offset - len(content)))
    content[offset : offset + len(data)] = data


def _cut(content: bytearray, length: int) -> None:
    if len(content) > length:
        del content[length:]
    else:
        content.extend(b"\0" * (length - len(content)))


class Disk:
    """A folder on a disk whose power may go.

    Args:
        root: the folder; what lies elsewhere is not looked at.
        syncs: false plays every sync as if it had not been asked for, to see that the harm would show.
    """

    def __init__(self, root: Path, *, syncs: bool = True) -> None:
        self.root = str(root)
        self.syncs = syncs
        self.said: list[str] = []
        self.unknown: set[str] = set()
        self._open: dict[int, tuple[str, _File | None]] = {}
        self._place: dict[int, int] = {}
        self._durable: dict[str, _File] = {}
        self._now: dict[str, _File] = {}
        self._names: list[tuple[str, str, _File | None]] = []
        self._text = ""

    def start_with(self, folder: Path) -> None:
        """What lies in the folder already, safely."""
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                name = str(path).replace(str(folder), self.root, 1)
                self._durable[name] = self._now[name] = _File(bytearray(content), bytearray(content))

    def play(self, line: str) -> bool:
        """Take in one line of the record; whether anything on the disk moved."""
        found = _LINE.match(line)
        if found is None or found[3].startswith("-") or found[3] == "?":
            return False
        call, arguments, result = found[1], found[2], int(found[3])
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _STRING.findall(arguments)]
        number = re.match(r"\d+", arguments)
        handle = int(number[0]) if number else -1
        match call:
            case "openat":
                return self._opened(texts[0].decode(errors="replace"), arguments, result)
            case "close":
                self._open.pop(handle, None)
                self._place.pop(handle, None)
            case "dup" | "dup2" | "dup3":
                if handle in self._open:
                    self._open[result] = self._open[handle]
            case "write" if handle == 1 and handle not in self._open:
                self._text += texts[0].decode()
                *lines, self._text = self._text.split("\n")
                self.said += lines
            case "write" | "pwrite64":
                file = self._open.get(handle, ("", None))[1]
                if file is None:
                    return False
                if call == "write":
                    offset = self._place.get(handle, 0)
                    self._place[handle] = offset + result
                else:
                    offset = int(arguments.rsplit(",", 1)[1])
                file.write(offset, texts[0][:result])
                return True
            case "lseek":
                self._place[handle] = result
            case "ftruncate":
                file = self._open.get(handle, ("", None))[1]
                if file is None:
                    return False
                file.truncate(int(arguments.split(",")[1]))
                return True
            case "fsync" | "fdatasync":
                return self._synced(*self._open.get(handle, ("", None)))
            case "unlink":
                return self._named(texts[0].decode(), None, None)
            case "rename" | "renameat" | "renameat2":
                return self._named(texts[0].decode(), texts[1].decode(), None)
            case "link" | "linkat":
                return self._named(None, texts[1].decode(), self._now.get(texts[0].decode()))
            case "sendfile" | "copy_file_range" | "writev" | "pwritev" | "fallocate":
                if handle in self._open and self._open[handle][1] is not None:
                    self.unknown.add(call)
        return False

    def _opened(self, name: str, arguments: str, handle: int) -> bool:
        if not name.startswith(self.root):
            self._open.pop(handle, None)
            return False
        made = False
        file = self._now.get(name)
        if file is None and "O_CREAT" in arguments:
            file = self._now[name] = _File()
            self._names.append(("make", name, file))
            made = True
        elif file is not None and "O_TRUNC" in arguments:
            file.truncate(0)
            made = True
        self._open[handle] = (name, file)
        self._place[handle] = 0
        return made

    def _synced(self, name: str, file: _File | None) -> bool:
        if not name or not self.syncs:
            return False
        if file is not None:
            file.sync()
            return True
        # A folder: the names in it are safe from now on.
        left = []
        for step in self._names:
            if step[1].rpartition("/")[0] == name.rstrip("/"):
                _name(self._durable, step)
            else:
                left.append(step)
        self._names = left
        return True

    def _named(self, old: str | None, new: str | None, file: _File | None) -> bool:
        if not (old or new or "").startswith(self.root):
            return False
        step: tuple[str, str, _File | None]
        if old is not None and new is not None:
            file = self._now.get(old)
            if file is None:  # a folder
                self.unknown.add("rename of a folder")
                return False
            # One step of the journal: both names or neither.
            step = (f"move {old}", new, file)
        elif new is not None:
            step = ("make", new, file)
        else:
            step = ("drop", str(old), None)
        self._names.append(step)
        _name(self._now, step)
        return True

    def cut(self, target: Path, chance: random.Random) -> None:
        """Write into an empty folder what a cut at this moment leaves."""
        names = dict(self._durable)
        for step in self._names[: chance.randint(0, len(self._names))]:
            _name(names, step)
        for name, file in names.items():
            path = Path(name.replace(self.root, str(target), 1))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.survivor(chance))


def _name(names: dict[str, _File], step: tuple[str, str, _File | None]) -> None:
    what, name, file = step
    if what == "drop":
        names.pop(name, None)
        return
    if what.startswith("move "):
        names.pop(what[5:], None)
    if file is not None:
        names[name] = file
