"""A program on a terminal of its own: what it writes, how it ends, and whether it leaves the terminal as it found it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ASKED = re.compile(
    rb"\x1b(?:([\]P^_X][0-9]*)|\[([0-?]*)([ -/]*)([@-~]))|\xc2[\x80-\x9f]|[\x00-\x06\x0b-\x0c\x0e-\x1a\x1c-\x1f\x7f]"
)
"""Everything that a terminal obeys and that is no new line, tab, backspace or bell."""


class Screen:
    """One run of a program on a pseudo-terminal that stays ours, so that it can be looked at when the program is gone.

    Args:
        command: the program and its arguments.
        environment: all of its variables.
        columns: width of the terminal.
        rows: its height.
        folder: where it runs.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 36,
        folder: str | None = None,
    ) -> None:
        self._ours, self._theirs = pty.openpty()
        self.resize(columns, rows)
        self._before = termios.tcgetattr(self._theirs)
        self.text = b""
        self.read_bytes = 0
        self.status: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                fcntl.ioctl(self._theirs, termios.TIOCSCTTY, 0)
                for number in range(3):
                    os.dup2(self._theirs, number)
                os.closerange(3, 256)
                if folder:
                    os.chdir(folder)
                os.execve(command[0], list(command), {"TERM": "xterm-256color", "COLORTERM": "truecolor", **environment})
            finally:
                os._exit(127)
        os.set_blocking(self._ours, False)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program is told, as a terminal does."""
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float, *, quiet: float | None = None) -> int:
        """Take what comes for so many seconds, or until nothing came for ``quiet`` of them; gives how many bytes."""
        end = time.monotonic() + seconds
        count = 0
        while True:
            left = end - time.monotonic()
            ready, _, _ = select.select([self._ours], [], [], max(0.0, min(left, quiet if quiet is not None else left)))
            if ready:
                data = os.read(self._ours, 1 << 16)
                self.text = (self.text + data)[-1_000_000:]
                self.read_bytes += len(data)
                count += len(data)
            elif left <= 0 or quiet is not None:
                return count
            if left <= 0:
                return count

    def write(self, data: bytes, *, limit: float = 10) -> None:
        """Send bytes as a keyboard does; a program that does not read them within the limit hangs.

        Raises:
            TimeoutError: it hangs.
        """
        end = time.monotonic() + limit
        while data:
            readable, writable, _ = select.select([self._ours], [self._ours], [], 0.2)
            if readable:
                self.read(0)
            if writable:
                try:
                    data = data[os.write(self._ours, data) :]
                except BlockingIOError:
                    time.sleep(0.01)
            if time.monotonic() > end:
                raise TimeoutError("the program does not read what is typed")

    def until(self, mark: bytes, limit: float = 30) -> float:
        """Read until something was written since the last ``forget``; gives the seconds it took.

        Raises:
            TimeoutError: it was not, or the program ended.
        """
        begin = time.monotonic()
        while mark not in self.text:
            if time.monotonic() - begin > limit or not self.alive():
                raise TimeoutError(f"{mark!r} was not drawn: {plain(self.text[-3000:])}")
            self.read(0.05)
        return time.monotonic() - begin

    def forget(self) -> None:
        """Forget what was written so far."""
        self.text = b""

    def alive(self) -> bool:
        """Whether the program still runs."""
        if self.status is None:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    def wait(self, limit: float = 15) -> int | None:
        """Wait for the end; gives the exit status, negative for a signal, none if it does not end."""
        end = time.monotonic() + limit
        while self.alive() and time.monotonic() < end:
            self.read(0.05)
        self.read(0.1, quiet=0.02)
        return self.status

    def restored(self) -> list[str]:
        """What is not as it was before the program ran; to be asked after its end."""
        wrong = []
        if termios.tcgetattr(self._theirs) != self._before:
            wrong.append("the terminal's settings")
        for number, name in (
            (1049, "the other screen"),
            (1000, "the mouse"),
            (1003, "the mouse's moves"),
            (2004, "pasting"),
            (1004, "focus"),
        ):
            on, off = self.text.rfind(b"\x1b[?%dh" % number), self.text.rfind(b"\x1b[?%dl" % number)
            if on > off:
                wrong.append(name)
        if self.text.rfind(b"\x1b[?25l") > self.text.rfind(b"\x1b[?25h"):
            wrong.append("the cursor")
        return wrong

    def kill(self) -> None:
        """End the program at once."""
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
            self.wait(5)

    def close(self) -> None:
        """End it if it still runs, and give the terminal back."""
        self.kill()
        os.close(self._ours)
        os.close(self._theirs)


def obeyed(text: bytes) -> dict[str, int]:
    """What a terminal would obey in a text, counted by kind: ``CSI m``, ``OSC 22``, ``DCS``, ``C1``, ``control 07``."""
    found: dict[str, int] = {}
    for match in ASKED.finditer(text):
        string, parameters, between, final = match.groups()
        if string:
            kind = {b"]": "OSC", b"P": "DCS", b"^": "PM", b"_": "APC", b"X": "SOS"}[string[:1]]
            name = f"{kind} {string[1:].decode()}".rstrip()
        elif final:
            sign = parameters[:1].decode() if parameters[:1] in (b"?", b">", b"<", b"=") else ""
            name = f"CSI {sign}{between.decode()}{final.decode()}"
        elif match[0][0] == 0xC2:
            name = "C1"
        else:
            name = f"control {match[0][0]:02x}"
        found[name] = found.get(name, 0) + 1
    return found


def plain(text: bytes) -> str:
    """The letters alone, for a message."""
    text = re.sub(rb"\x1b\[[0-?]*[ -/]*[@-~]", b" ", text)
    return re.sub(r"\s+", " ", text.decode(errors="replace"))[-1500:]
