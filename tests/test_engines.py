"""Runs by engines: what comes out is what this machine makes, to the last byte, and a worker that dies costs nothing."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleaner.adapters.choose import engine_named
from cleaner.batch.units import Files
from cleaner.batch.work import Work
from cleaner.cli.main import main
from tests.test_warc import PAGE, record, response
from tests.test_workers import make_corpus, rows
from tests.trees import CLEAN, DIRTY, PROSE, contents, told_by

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
pytest.importorskip("fastwarc", reason="fastwarc is not installed")

pytestmark = [
    pytest.mark.filterwarnings("default"),  # of the engine
    pytest.mark.xdist_group("engines"),  # two clusters at a time would wait for each other
]


@pytest.fixture(scope="module")
def cluster():
    """A cluster of this machine; a run stays in the one that is there."""
    ray = pytest.importorskip("ray", reason="ray is not installed")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


@pytest.fixture(params=["datatrove", "ray"])
def engine(request):
    """An engine's name; it is installed, and there."""
    pytest.importorskip(request.param, reason=f"{request.param} is not installed")
    if request.param == "ray":
        request.getfixturevalue("cluster")
    return request.param


def make_all_formats(folder):
    """Everything that a run reads, some of it broken, and lines for several units."""
    make_corpus(folder)
    (folder / "deep/page.html").write_bytes(PAGE)
    long = [json.dumps({"text": f"{PROSE} " * 40 + ("" if number % 20 else DIRTY)}) for number in range(300)]
    (folder / "deep/huge.jsonl").write_text("\n".join(long))
    (folder / "pages.warc").write_bytes(response(PAGE) + record("conversion", DIRTY.encode(), 2))
    pq.write_table(pa.table({"text": [DIRTY, CLEAN, None] * 10}), folder / "table.parquet")
    (folder / "broken.jsonl.gz").write_bytes(gzip.compress(rows(300))[:-200])
    (folder / "broken.parquet").write_bytes(b"PAR1 and no more")
    return folder


def run(source, out, engine, *options, workers=2):
    command = ["run", "-q", str(source), "-o", str(out), "--engine", engine, "--workers", str(workers)]
    return main([*command, "--no-installed", *options])


def workers_of(engine):
    """How many are enough to see a worker fail: an actor of Ray takes seconds to start, and is a process of its own."""
    return 1 if engine == "ray" else 2


def manifest_of(out):
    """What the manifest knows, but for the times and numbers of files."""
    with closing(sqlite3.connect(out.with_name(f"{out.name}.report") / "manifest.sqlite")) as manifest:
        files = manifest.execute(
            "SELECT folder, name, made_by, source_size, source_digest, output_size, output_digest, is_shard, has_failed,"
            " summary, bytes FROM files ORDER BY folder, name"
        ).fetchall()
        told = manifest.execute(
            "SELECT folder, name, number, records, patch FROM told JOIN files ON id = file ORDER BY folder, name, number"
        )
        return files, [(*key, zlib.decompress(records), zlib.decompress(patch)) for *key, records, patch in told]


def outcome(out):
    return contents(out), told_by(out), manifest_of(out)


@pytest.fixture(scope="module")
def small(root):
    """Options that make the small pack the only one."""
    return ["--no-builtin", "--packs", str(root / "fixtures/packs/valid/small.yaml")]


@pytest.fixture(scope="module")
def local(tmp_path_factory, small):
    """A folder with all formats, and what a run on this machine makes of it."""
    folder = tmp_path_factory.mktemp("local")
    source = make_all_formats(folder / "in")
    run(source, folder / "out", "local", *small)
    return source, folder / "out"


def test_the_outcome_is_that_of_this_machine(engine, local, small, tmp_path, monkeypatch, capsys):
    source, out = local
    told = {}
    for name, target in (("local", out), (engine, tmp_path / "out")):
        monkeypatch.chdir(source.parent)  # for paths that are relative, wherever a worker was started
        assert run("in", os.path.relpath(target), name, "--fresh", *small) == 1
        told[name] = capsys.readouterr().err
    assert outcome(tmp_path / "out") == outcome(out)
    assert told[engine] == told["local"]
    assert "broken.parquet: failed" in told[engine]


def test_the_outcome_is_that_of_this_machine_on_real_texts(engine, shared, tmp_path):
    (tmp_path / "in").mkdir()
    for path in sorted((shared / "eval").glob("dev_*.residue.jsonl")):
        lines = path.read_bytes().splitlines(keepends=True)[:40]
        (tmp_path / "in" / path.name).write_bytes(b"".join(lines))
    for name in ("local", engine):
        assert run(tmp_path / "in", tmp_path / name, name) == 0
    assert outcome(tmp_path / engine) == outcome(tmp_path / "local")


@pytest.mark.parametrize("is_first", [True, False])
def test_a_run_is_begun_by_one_engine_and_finished_by_another(engine, is_first, local, small, tmp_path, capsys):
    source, whole = local
    first, second = (engine, "local") if is_first else ("local", engine)
    out = tmp_path / "out"
    assert run(source, out, first, "--fail-fast", *small, workers=workers_of(first)) == 1
    begun = contents(out)
    assert 0 < len(begun) < len(contents(whole))
    assert not [name for name in begun if "boilerstrip-part" in name]
    assert not (out.with_name("out.report") / "spool").exists()
    files = {path: path.stat().st_mtime_ns for path in out.rglob("*.txt") if path.is_file()}
    assert run(source, out, second, *small, workers=workers_of(second)) == 1
    assert outcome(out) == outcome(whole)
    assert files == {path: path.stat().st_mtime_ns for path in files}


@dataclass
class Failing(Work):
    """Work that fails in its own way when it has done a certain file; with ``once``, until that is there."""

    way: str = ""
    once: Path | None = None

    def __call__(self, unit):
        done = super().__call__(unit)
        is_it = isinstance(unit, Files) and any(task.source.name == 'quo"te\\.txt' for task in unit.tasks)
        if is_it and not (self.once and self.once.exists()):
            if self.once:
                self.once.touch()
            if self.way == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(28, "No space left on device")
        return done


def make_failing(monkeypatch, way, once=None):
    """Have all engines fail."""

    def failing_engine(name):
        def carry_out(work, *others):
            return engine_named(name)(Failing(**vars(work), way=way, once=once), *others)

        return carry_out

    monkeypatch.setattr("cleaner.cli.run.engine_named", failing_engine)


@pytest.mark.parametrize(
    ("way", "message"), [("killed", "a worker process was killed"), ("full", "No space left on device")]
)
def test_a_worker_that_fails_ends_the_run_and_the_next_one_goes_on(
    engine, way, message, local, small, tmp_path, monkeypatch, capsys
):
    source, whole = local
    capsys.readouterr()
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        make_failing(patch, way)
        assert run(source, out, engine, *small, workers=workers_of(engine)) == 1
    (error,) = [
        line for line in capsys.readouterr().err.splitlines() if "skipped:" not in line and "failed:" not in line
    ]
    assert message in error
    assert contents(out).items() <= contents(whole).items()
    assert run(source, out, engine, *small, workers=workers_of(engine)) == 1
    assert outcome(out) == outcome(whole)


@pytest.mark.usefixtures("cluster")
def test_ray_puts_another_in_the_place_of_an_actor_that_dies(local, small, tmp_path, monkeypatch):
    source, whole = local
    make_failing(monkeypatch, "killed", once=tmp_path / "died")
    assert run(source, tmp_path / "out", "ray", *small, workers=1) == 1
    assert (tmp_path / "died").exists()
    assert outcome(tmp_path / "out") == outcome(whole)


@pytest.mark.usefixtures("cluster")
def test_a_machine_that_does_not_see_the_folders_says_so(tmp_path):
    import ray

    from cleaner.adapters.run_on_ray import _Actor, _Start

    work = Work(Path("out"), tmp_path, None)
    problem = _Actor().do(_Start([ray.put(work)], tmp_path), None)
    assert f"does not see {tmp_path / 'out'}; a cluster needs shared folders" in str(problem)


@pytest.mark.parametrize("engine", ["datatrove", "ray"])
def test_an_engine_that_is_not_installed(engine, small, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, engine, None)
    assert run(tmp_path, tmp_path / "out", engine, *small) == 2
    assert f"Error: {engine} is not installed: pip install 'boilerstrip[{engine}]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_no_engine_is_imported_that_is_not_asked_for(tmp_path):
    (tmp_path / "a.txt").write_text(CLEAN)
    arguments = ["run", "-q", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "--no-builtin"]
    script = f"import sys; from cleaner.cli.main import main; main({arguments}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert {"ray", "datatrove", "pyarrow", "pyspark"} & set(done.stdout.decode().split()) == set()
    assert json.loads((tmp_path / "out.report/summary.json").read_text())["ended"] == "completed"
