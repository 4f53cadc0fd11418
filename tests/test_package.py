"""The wheel: it carries the packs, and works from any folder without the checkout."""

import subprocess
import sys
import zipfile

import pytest

from cleaner.version import __version__


@pytest.fixture(scope="module")
def wheel(tmp_path_factory, root):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, root]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = folder.glob("boilerstrip-*.whl")
    return path


def test_it_carries_packs_and_types(wheel, root):
    names = set(zipfile.ZipFile(wheel).namelist())
    packs = {
        f"cleaner/_packs/{path.relative_to(root / 'rules').as_posix()}" for path in (root / "rules").rglob("*.yaml")
    }
    assert packs <= names
    assert "cleaner/py.typed" in names
    assert wheel.name.startswith(f"boilerstrip-{__version__}-")


def test_both_commands_work_from_another_folder(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
        entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        points = archive.read(entry).decode()
    assert "cleaner = cleaner.cli.main:main" in points
    assert "boilerstrip = cleaner.cli.main:main" in points
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "from cleaner.cli.main import main\n"
        "from cleaner.packs import builtin_folder\n"
        "assert 'site' in str(builtin_folder()), builtin_folder()\n"
        "sys.exit(main(['filter']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=b"Advertisement\n\nThe ferry.\n",
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"The ferry.\n"), done.stderr
