"""The wheel works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import vatui
from tests.architecture.rules import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]


def run(*command: str | Path, cwd: Path, **environ: str) -> str:
    """Run a program that must succeed and give what it prints."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment that has the wheel, and the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    run(
        sys.executable, "-m", "pip", "--python", scripts / "python", "install",
        "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", wheel, cwd=folder,
    )  # fmt: skip
    # A path in a .pth file brings the libraries, but not the .pth beside them that leads to the checkout.
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return scripts


def test_wheel_holds_the_data_and_the_translations(wheel: Path) -> None:
    """The wheel has every file of data/, the compiled translations and the style sheets, and no test."""
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {f"vatui/_data/{path.relative_to(ROOT / 'data').as_posix()}" for path in (ROOT / "data").rglob("*") if path.is_file()}
    assert data
    assert sorted(data - names) == []
    assert "vatui/locale/id/LC_MESSAGES/vatui.mo" in names
    sheets = {path.relative_to(ROOT).as_posix() for path in (ROOT / "vatui").rglob("*.tcss")}
    assert sorted(sheets - names) == []
    top = {name.split("/")[0] for name in names}
    assert top == {"vatui", f"vatui-{vatui.__version__}.dist-info"}


def test_installed_program_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    """The installed program is not the checkout, knows its version and understands a date."""
    home = {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "share"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "PYTHONPATH": "",
        "LC_ALL": "C.UTF-8",
    }
    where = run(installed / "python", "-c", "import vatui; print(vatui.__file__)", cwd=tmp_path, **home)
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert vatui.__version__ in run(installed / "vatui", "--version", cwd=tmp_path, **home)
    said = run(installed / "vatui", "when", "tomorrow 3pm", "--zone", "Asia/Jakarta", cwd=tmp_path, **home)
    assert "15:00" in said
