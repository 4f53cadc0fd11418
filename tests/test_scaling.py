"""What docs/scaling.md says: its recipes work, and each way of cleaning gives the same as a run on one machine."""

import json
import os
import re
import shutil
import subprocess
import sys
import zlib

import pytest

from cleaner import Cleaner
from cleaner.api import host_of
from cleaner.cli.main import main
from cleaner.reports.reading import read_documents
from tests.conftest import ROOT
from tests.test_learn import article
from tests.trees import PROSE, contents

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

pytestmark = pytest.mark.filterwarnings("default")  # of the engines

RECIPES = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs/scaling.md").read_text("utf-8"), re.M | re.S)
TEXTS = {"a": f"Advertisement\n\n{PROSE}\n", "b": f"{PROSE}\n"}


def texts_in(folder):
    """All texts below a folder by their ids, however they were written."""
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    kind = "parquet" if list(folder.glob("*.parquet")) else "json"
    files = [str(path) for path in folder.iterdir() if ".parquet" in path.name or ".jsonl" in path.name]
    rows = datasets.load_dataset(kind, data_files=files, split="train", cache_dir=str(folder / "cache"))
    return {row["id"]: row["text"] for row in rows}


@pytest.mark.parametrize("engine", ["datasets", "datatrove"])
def test_recipe(engine, tmp_path, monkeypatch):
    pytest.importorskip(engine, reason=f"{engine} is not installed")
    (recipe,) = [one for one in RECIPES if f"from {engine}" in one]
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"id": list(TEXTS), "text": list(TEXTS.values())}), tmp_path / "in/a.parquet")
    monkeypatch.chdir(tmp_path)
    if engine == "datasets":
        import datasets

        monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
        (tmp_path / "out").mkdir()
    exec(compile(recipe, "docs/scaling.md", "exec"), {})
    assert texts_in(tmp_path / "out") == {"a": f"{PROSE}\n", "b": f"{PROSE}\n"}


@pytest.fixture(scope="module")
def local(shared, tmp_path_factory):
    """Documents of the development sets, what a run on this machine makes of their texts, and its removals."""
    folder = tmp_path_factory.mktemp("local")
    paths = sorted((shared / "eval").glob("dev_*.residue.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()[:100]]
    texts = [row["text"] for row in rows]
    (folder / "in.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    assert main(["run", "-q", "--no-installed", str(folder / "in.jsonl"), "-o", str(folder / "out")]) == 0
    cleaned = [json.loads(line)["text"] for line in (folder / "out/in.jsonl").read_text().splitlines()]
    removals = [[] for _ in texts]
    for document in read_documents(folder / "out.report"):
        removals[document.row - 1] = [removal._asdict() for removal in document.removals]
    return texts, cleaned, removals


def the_same(removals, fields):
    """Removals by the fields that both know."""
    return [[{name: one[name] for name in fields} for one in of_text] for of_text in removals]


def test_arrow_gives_the_same(local):
    from cleaner.arrow import CleanBatch

    texts, cleaned, removals = local
    batch = CleanBatch(cleaner=Cleaner(installed=False))(pa.record_batch({"text": texts}))
    assert batch["text"].to_pylist() == cleaned
    told = batch["cleaner_removals"].to_pylist()
    assert told == the_same(removals, ["rule", "category", "start", "end", "text"])


def test_datatrove_gives_the_same(local, tmp_path):
    pytest.importorskip("datatrove", reason="datatrove is not installed")
    from datatrove.data import Document
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.adapters.datatrove import RemoveBoilerplate

    texts, cleaned, removals = local
    step = RemoveBoilerplate(JsonlWriter(str(tmp_path), compression=None), cleaner=Cleaner(installed=False))
    documents = step.run(Document(text, str(number)) for number, text in enumerate(texts))
    assert [document.text for document in documents] == cleaned
    records = (tmp_path / "00000.jsonl").read_text("utf-8").split("\n")[:-1]
    told = [json.loads(record)["metadata"]["cleaner_removals"] for record in records]
    assert told == json.loads(json.dumps(list(filter(None, removals))))


SLURM = {
    "sbatch": """
        script=${!#}
        tasks=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' "$script")
        for number in $(seq 0 "$tasks"); do
            SLURM_ARRAY_TASK_ID=$number SLURM_JOB_ID=1 SLURM_NODELIST=here bash "$script" >> "$SLURM_LOG" 2>&1
        done
        echo Submitted batch job 1""",
    "srun": """while [[ $1 == -* ]]; do [[ $1 == -n ]] && shift; shift; done; exec "$@" """,
    "scontrol": "echo here",
}
"""What stands in for a cluster, one node of which does all tasks at once. The scripts it is given are real."""


def test_the_example_for_slurm(tmp_path, root):
    pytest.importorskip("datatrove", reason="datatrove is not installed")
    (tmp_path / "bin").mkdir()
    for name, script in SLURM.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/bash\n{script}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    (tmp_path / "in").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "in" / f"{name}.jsonl").write_text(json.dumps({"id": name, "text": text}) + "\n")
    log = tmp_path / "log"
    path = os.pathsep.join((str(tmp_path / "bin"), os.environ["PATH"]))
    command = [sys.executable, root / "docs/examples/slurm_clean.py", tmp_path / "in", tmp_path / "out", "cpu"]
    subprocess.run(command, env={**os.environ, "PATH": path, "SLURM_LOG": str(log)}, check=True, capture_output=True)
    assert texts_in(tmp_path / "out/texts") == {"a": f"{PROSE}\n", "b": f"{PROSE}\n"}, log.read_text()
    assert len(list((tmp_path / "out/logs/completions").iterdir())) == 2
    script = (tmp_path / "out/logs/launch_script.slurm").read_text()
    assert {"#SBATCH --array=0-1%256", "#SBATCH --partition=cpu"} <= set(script.splitlines())


def test_packs_are_learnt_by_shards_of_sites(tmp_path):
    """Each site whole in one shard: the packs are those of the whole corpus, and lie side by side."""
    rows = [
        {"id": f"{site}{number}", "url": f"https://{site}/{number}", "text": article(number, below=[furniture]).text}
        for number in range(8)
        for site, furniture in (
            ("www.one.example", "Share this page"),
            ("one.example", "Share this page"),
            ("two.example", "Share this with us"),
            ("three.example", "Letters to the editor"),
        )
    ]
    for row in rows:
        shard = zlib.crc32(host_of(row["url"]).removeprefix("www.").encode()) % 2
        for name in ("whole", str(shard)):
            with (tmp_path / f"{name}.jsonl").open("a") as file:
                file.write(json.dumps(row) + "\n")
    for name in ("whole", "0", "1"):
        packs = tmp_path / "learned" / name
        assert main(["learn", "-q", str(tmp_path / f"{name}.jsonl"), "-o", str(packs), "--certain", "3"]) == 0
    whole, *shards = (contents(tmp_path / "learned" / name) for name in ("whole", "0", "1"))
    proposed = [json.loads(one.pop("proposed.json")) for one in (whole, *shards)]
    assert all(shards)
    assert shards[0] | shards[1] == whole
    assert proposed[1] | proposed[2] == proposed[0]
    run = ["run", "-q", str(tmp_path / "whole.jsonl"), "--no-builtin", "--no-installed"]
    assert main([*run, "-o", str(tmp_path / "a"), "--packs", str(tmp_path / "learned/whole")]) == 0
    shutil.rmtree(tmp_path / "learned/whole")
    assert main([*run, "-o", str(tmp_path / "b"), "--packs", str(tmp_path / "learned")]) == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert b"Letters to the editor" not in (tmp_path / "a/whole.jsonl").read_bytes()
