"""Spark on this machine: a frame is cleaned in its partitions."""

import re
import shutil
import sys
import textwrap

import pytest

from tests.test_formats import CLEANER
from tests.test_learn import article
from tests.trees import CLEAN, DIRTY

pytest.importorskip("pyspark", reason="pyspark is not installed")
if shutil.which("java") is None:
    pytest.skip("there is no Java", allow_module_level=True)

from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - everybody does

from cleaner.adapters.spark import clean_frame
from cleaner.cli.main import main

pytestmark = [
    pytest.mark.filterwarnings("default"),  # of the engine
    pytest.mark.xdist_group("engines"),  # two clusters at a time would wait for each other
]


@pytest.fixture(scope="module")
def spark():
    """A session of two threads, its workers of this Python."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        yield session
        session.stop()


def test_a_frame_is_cleaned(spark):
    texts = [DIRTY, CLEAN, None, DIRTY]
    frame = spark.createDataFrame([(number, text) for number, text in enumerate(texts)], "n long, text string")
    rows = clean_frame(frame.repartition(2), id="n", cleaner=CLEANER).orderBy("n").collect()
    assert [row.text for row in rows] == [CLEANER.clean(text).text if text else None for text in texts]
    assert [row.cleaner_status for row in rows] == ["cleaned", "unchanged", "skipped", "cleaned"]
    assert [row.cleaner_error for row in rows] == [None, None, "2: there is no text", None]
    assert rows[0].cleaner_removals[0].category == "promo"


def test_what_is_no_text_harms_no_other(spark):
    frame = spark.createDataFrame([(1, b"\xff"), (2, DIRTY.encode())], "n long, text binary")
    rows = clean_frame(frame, cleaner=CLEANER).orderBy("n").collect()
    assert [bytes(row.text) for row in rows] == [b"\xff", CLEANER.clean(DIRTY).text.encode()]
    assert [row.cleaner_status for row in rows] == ["skipped", "cleaned"]


def test_a_corpus_is_parted_by_site_and_learnt_from(spark, root, tmp_path):
    sites = ["www.one.example", "one.example", "two.example", "three.example"]
    rows = [
        (f"{site}{number}", f"https://{site}/{number}", article(number, below=["Letters to the editor"]).text)
        for site in sites
        for number in range(8)
    ]
    (recipe,) = re.findall(r"^   ```python\n(.*?)   ```$", (root / "docs/scaling.md").read_text("utf-8"), re.M | re.S)
    recipe = textwrap.dedent(recipe).replace("by-site", str(tmp_path / "by-site"))
    frame = spark.createDataFrame(rows, "id string, url string, text string")
    exec(compile(recipe, "docs/scaling.md", "exec"), {"F": F, "frame": frame})
    for shard in (tmp_path / "by-site").glob("shard=*"):
        assert main(["learn", "-q", str(shard), "-o", str(tmp_path / "learned" / shard.name), "--certain", "3"]) == 0
    packs = sorted(path.stem for path in (tmp_path / "learned").rglob("*.yaml"))
    assert packs == ["one.example", "three.example", "two.example"]
