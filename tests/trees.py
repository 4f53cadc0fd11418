"""Folders with all that a scraped corpus has, for the tests of runs."""

import json
import re
from pathlib import Path

from cleaner.formats import opened

PROSE = (
    "The ferry to the outer islands sails again from Monday, after two winters in which nobody could cross the sound."
)
DIRTY = f"Advert here\n\n{PROSE}\n\nRead also: Harbour reopens after the storm\n"
CLEAN = f"{PROSE}\n"

FILES = {
    "clean.txt": CLEAN.encode(),
    "dirty.txt": DIRTY.encode(),
    "deep/er/dirty.md": DIRTY.encode(),
    "crlf.txt": DIRTY.replace("\n", "\r\n").encode(),
    "mac.txt": DIRTY.replace("\n", "\r").encode(),
    "mixed.txt": f"Advert here\r\n{PROSE}\rRead also: this\n\nAdvert here".encode(),
    "bom.txt": b"\xef\xbb\xbf" + DIRTY.encode(),
    "no-final-ending.txt": f"{PROSE}\nAdvert here".encode(),
    "inline.txt": f"One word (sign up here).\n{PROSE}\n(sign up here) {PROSE}".encode(),
    "all.txt": b"Advert here\n",
    "empty.txt": b"",
    "blank.txt": b"\n\n \n",
    "latin-1.txt": "Advert here\nCafé\n".encode("latin-1"),
    "name with spaces & ünï.txt": DIRTY.encode(),
    'quo"te\\.txt': DIRTY.encode(),
    "picture.png": b"\x89PNG\r\n\x1a\n\x00Advert here\n",
    "rows.jsonl": (
        b'{"id": 1, "n": 1.10, "text": "Advert here\\nCaf\\u00e9 \\ud83d\\ude00.\\n", "z": [1, {"a": null}]}\n'
        b"\n"
        b'{"text": "The ferry sails."  }\r\n'
        b"not json\n"
        b'{"title": "no text"}\n'
        b'{"text": "Read also: \\u0048arbour reopens\\nThe ferry sails.", "text2": "Advert here"}'
    ),
    "empty.jsonl": b"",
}


def make_tree(root: Path) -> Path:
    """Write the files, an empty folder, and links."""
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "empty folder").mkdir()
    (root / "link.txt").symlink_to("dirty.txt")
    (root / "dirty.txt").chmod(0o640)
    return root


def contents(root: Path) -> dict[str, object]:
    """All that is below a folder: bytes of files, targets of links, None for folders."""
    found: dict[str, object] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


def report_of(out: Path) -> Path:
    """The folder of the report of a run."""
    return out.with_name(f"{out.name}.report")


def records_of(out: Path, report: Path | None = None) -> list[dict[str, object]]:
    """All records of a run, of which each file begins with a header."""
    found = []
    for path in sorted(((report or report_of(out)) / "records").rglob("*.jsonl*")):
        with opened(path) as file:
            found += map(json.loads, file)
    return found


def told_by(out: Path) -> dict[str, object]:
    """A report but for what differs from run to run: how long it took, when files were written, and where to."""
    report = report_of(out)
    found = {name: content for name, content in contents(report).items() if not name.startswith(("manifest", "run."))}
    summary = json.loads((report / "summary.json").read_text())
    for name in ("seconds", "megabytes-per-second"):
        del summary[name]
    page = re.sub(r"<title>.*?</title>|<h1>.*?</h1>", "", str(found["report.html"]))
    return {**found, "summary.json": summary, "report.html": page}
