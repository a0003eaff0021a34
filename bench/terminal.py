"""A program in a pseudo-terminal, every read with its time."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """What came after a key: seconds to the first and to the last byte, and how many bytes."""

    first: float
    last: float
    size: int


class Session:
    """One run of a program.

    Args:
        command: the program and its arguments.
        environment: variables on top of ours.
        columns: width of the terminal.
        rows: its height.
    """

    def __init__(self, command: list[str], environment: dict[str, str], *, columns: int = 200, rows: int = 50) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", **environment})
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.set_blocking(self.fd, False)
        self.text = b""

    def read(self, quiet: float, limit: float) -> Answer:
        """Read until nothing comes for ``quiet`` seconds, ``limit`` at most."""
        begin = time.perf_counter()
        first = last = 0.0
        size = 0
        while time.perf_counter() - begin < limit:
            ready, _, _ = select.select([self.fd], [], [], quiet)
            if not ready:
                if size:
                    break
                continue
            try:
                data = os.read(self.fd, 1 << 16)
            except (BlockingIOError, InterruptedError):
                continue
            except OSError:
                break
            if not data:
                break
            last = time.perf_counter() - begin
            first = first or last
            size += len(data)
            self.text = (self.text + data)[-400_000:]
        return Answer(first, last, size)

    def until(self, mark: bytes, limit: float = 120) -> float:
        """Seconds since the start until a text was drawn."""
        while mark not in self.text:
            if time.perf_counter() - self.started > limit:
                raise TimeoutError(f"{mark!r} was not drawn within {limit} s")
            ready, _, _ = select.select([self.fd], [], [], 0.5)
            if ready:
                try:
                    self.text = (self.text + os.read(self.fd, 1 << 16))[-400_000:]
                except (BlockingIOError, OSError):
                    continue
        return time.perf_counter() - self.started

    def key(self, data: bytes, *, quiet: float = 0.03, limit: float = 3.0) -> Answer:
        """Press a key and wait for the screen to settle."""
        os.write(self.fd, data)
        return self.read(quiet, limit)

    def write(self, data: bytes) -> None:
        """Press keys without waiting."""
        os.write(self.fd, data)

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident MiB."""
        for row in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if row.startswith("VmRSS"):
                return int(row.split()[1]) / 1024
        return 0.0

    def quit(self, data: bytes, limit: float = 5.0) -> float:
        """Press the keys that leave; seconds until the program ended."""
        begin = time.perf_counter()
        os.write(self.fd, data)
        while time.perf_counter() - begin < limit:
            self.read(0.005, 0.01)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                os.close(self.fd)
                return time.perf_counter() - begin
        self.kill()
        return limit

    def kill(self) -> None:
        """End it."""
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.fd)
        except (OSError, ChildProcessError):
            return
