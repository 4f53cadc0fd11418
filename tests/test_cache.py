"""The cache: quick when it works, and never in the way."""

import io
import os
import subprocess
import sys
import threading
import time

import pytest

from cleaner import cache
from cleaner.api import Cleaner
from cleaner.cache import cached, each_cached, user_cache
from cleaner.cli.main import main
from cleaner.packs import load_packs


class Maker:
    """Counts how often a value had to be made."""

    def __init__(self):
        self.made = 0

    def __call__(self):
        self.made += 1
        return {"made": self.made}


@pytest.fixture
def make():
    return Maker()


def test_a_value_is_made_once(tmp_path, make):
    assert cached("n", "k", make, tmp_path) == cached("n", "k", make, tmp_path) == {"made": 1}
    assert cached("n", "other", make, tmp_path) == {"made": 2}


@pytest.mark.parametrize("damage", [b"", b"x", b"\x80\x04" + b"x" * 100])
def test_a_damaged_file_is_made_anew(tmp_path, make, damage):
    cached("n", "k", make, tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage)
    assert cached("n", "k", make, tmp_path) == {"made": 2}
    assert cached("n", "k", make, tmp_path) == {"made": 2}


class TestValuesOfManyKeys:
    """Kept together, each made once: one pack that changes among hundreds costs what that pack costs."""

    def values(self, folder, keys, version="1"):
        made = []

        def make(number):
            made.append(keys[number])
            return keys[number].decode().upper()

        return each_cached("n", iter(keys), make, version, folder), made

    def test_only_what_is_missing_is_made(self, tmp_path):
        assert self.values(tmp_path, [b"a", b"b"]) == (["A", "B"], [b"a", b"b"])
        assert self.values(tmp_path, [b"b", b"c", b"a"]) == (["B", "C", "A"], [b"c"])
        assert self.values(tmp_path, [b"a"]) == (["A"], [])

    def test_another_version_is_another_matter(self, tmp_path):
        self.values(tmp_path, [b"a"])
        assert self.values(tmp_path, [b"a"], version="2") == (["A"], [b"a"])

    def test_what_was_used_last_is_kept(self, tmp_path, monkeypatch):
        monkeypatch.setattr(cache, "_KEPT_VALUES", 2)
        self.values(tmp_path, [b"a", b"b"])
        self.values(tmp_path, [b"a", b"c"])
        assert self.values(tmp_path, [b"a", b"b", b"c"])[1] == [b"b"]

    @pytest.mark.parametrize("damage", [b"", b"x", b"\x80\x04" + b"x" * 100])
    def test_a_damaged_file_is_made_anew(self, tmp_path, damage):
        self.values(tmp_path, [b"a"])
        (path,) = tmp_path.iterdir()
        path.write_bytes(damage)
        assert self.values(tmp_path, [b"a"]) == (["A"], [b"a"])

    def test_what_can_not_be_stored_is_made_each_time(self, tmp_path):
        assert each_cached("n", [b"a"], lambda _: threading.Lock(), "1", tmp_path)
        assert list(tmp_path.iterdir()) == []


def test_a_file_that_others_may_write_to_is_not_read(tmp_path, make):
    cached("n", "k", make, tmp_path)
    (path,) = tmp_path.iterdir()
    path.chmod(0o666)
    assert cached("n", "k", make, tmp_path) == {"made": 2}


def test_a_folder_that_can_not_be_made_costs_nothing_but_time(tmp_path, make):
    (tmp_path / "file").write_text("in the way")
    assert cached("n", "k", make, tmp_path / "file" / "cache") == {"made": 1}
    assert cached("n", "k", make, tmp_path / "file" / "cache") == {"made": 2}


def test_many_at_once(tmp_path):
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(cached("n", "k", lambda: [1] * 10_000, tmp_path)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[1] * 10_000] * 8


def test_values_of_other_keys_are_made_anew_also_where_the_names_meet(tmp_path, make):
    keys = ("plumless", "buckeroo", "plumless")  # of the same checksum, and so the same file
    assert [cached("n", key, make, tmp_path)["made"] for key in keys] == [1, 2, 3]
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_folder_nothing_is_kept(make):
    assert [cached("n", "k", make, None)["made"] for _ in range(2)] == [1, 2]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_costs_nothing_but_time(tmp_path, make):
    tmp_path.chmod(0o500)
    assert cached("n", "k", make, tmp_path) == {"made": 1}


def test_there_may_be_no_home(monkeypatch):
    monkeypatch.setattr("pathlib.Path.expanduser", lambda path: (_ for _ in ()).throw(RuntimeError))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert user_cache() is None


def test_what_is_old_or_too_much_goes(tmp_path, make, monkeypatch):
    monkeypatch.setattr(cache, "_KEPT_BYTES", 2500)
    for number, name in enumerate(("ancient", "old", "recent")):
        path = tmp_path / f"{name}.pickle"
        path.write_bytes(b"x" * 1000)
        age = (40 * 24 * 3600, 3600, 60)[number]
        os.utime(path, (time.time() - age,) * 2)
    (tmp_path / "not-ours.txt").write_bytes(b"x" * 10_000)
    cached("n", "k", lambda: b"x" * 1000, tmp_path)
    left = {path.name.split("-")[0] for path in tmp_path.iterdir()}
    assert left == {"n", "recent.pickle", "not"}


PACK = """pack: p
description: d
language: en
rules:
  - {id: r, description: d, kind: phrase, category: promo, confidence: certain, phrases: [PHRASE],
     examples: {remove: [PHRASE], keep: [The ferry sails on Monday.]}}
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "boilerstrip"


def phrase_of(pack, **options):
    (rule,) = load_packs([pack], **options).packs[0].rules
    return rule.body.keys


def test_a_pack_that_changes_is_read_again_at_once(tmp_path, home):
    pack = tmp_path / "p.yaml"
    for phrase in ("buy bread now", "buy beans now", "buy bread now"):  # as long as the one before, in the same moment
        pack.write_text(PACK.replace("PHRASE", phrase))
        assert phrase_of(pack) == {phrase}


def test_of_a_pack_that_stays_only_the_state_is_looked_at(tmp_path, home, monkeypatch):
    pack = tmp_path / "p.yaml"
    pack.write_text(PACK.replace("PHRASE", "buy bread now"))
    monkeypatch.setattr("cleaner.packs.files._SETTLED_SECONDS", -60)
    phrase_of(pack)
    monkeypatch.setattr("cleaner.packs.files._read", None)
    assert phrase_of(pack) == {"buy bread now"}


def test_no_cache_neither_reads_nor_writes(tmp_path, home):
    pack = tmp_path / "p.yaml"
    pack.write_text(PACK.replace("PHRASE", "buy bread now"))
    Cleaner([pack], builtin=False, cache=False).clean("x")
    assert not home.exists()
    Cleaner([pack], builtin=False).clean("x")
    assert {path.name.split("-")[0] for path in home.iterdir()} == {
        "asked",
        "drafts",
        "installed",
        "packs",
        "prefilter",
    }


@pytest.mark.parametrize("damage", [b"", b"\x80\x05."], ids=["empty", "foreign"])
def test_damage_to_all_files_changes_no_result(tmp_path, home, damage):
    pack = tmp_path / "p.yaml"
    pack.write_text(PACK.replace("PHRASE", "buy bread now"))
    text = "Buy bread now\nThe ferry.\n"
    first = Cleaner([pack], builtin=False).clean(text)
    for path in home.iterdir():
        path.write_bytes(path.read_bytes()[:40] + damage)
    assert Cleaner([pack], builtin=False).clean(text) == first


@pytest.mark.parametrize(
    "command", [["filter"], ["check", "a.txt"], ["fix", "a.txt"], ["run", "a.txt", "-o", "out"], ["explain", "a.txt"], ["rules", "list"]]
)  # fmt: skip
def test_every_command_takes_no_cache(tmp_path, home, command, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO())))
    (tmp_path / "a.txt").write_text("The ferry.\n")
    (tmp_path / "p.yaml").write_text(PACK.replace("PHRASE", "buy bread now"))
    assert main([*command, "--no-cache", "--no-builtin", "--packs", "p.yaml"]) == 0
    assert not home.exists()


def test_programs_that_start_at_once_agree(tmp_path, home):
    pack = tmp_path / "p.yaml"
    pack.write_text(PACK.replace("PHRASE", "buy bread now"))
    command = [sys.executable, "-m", "cleaner", "filter", "--no-builtin", "--packs", pack]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [one.communicate(b"Buy bread now\nThe ferry.\n") for one in started] == [(b"The ferry.\n", b"")] * 4
    assert not list(home.glob("*.part"))
