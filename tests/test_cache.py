"""The cache: quick when it works, and never in the way."""

import threading

import pytest

from cleaner.cache import cached, key_of


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
    assert cached("k", make, tmp_path) == cached("k", make, tmp_path) == {"made": 1}
    assert cached("other", make, tmp_path) == {"made": 2}


@pytest.mark.parametrize("damage", [b"", b"x", b"\x80\x04" + b"x" * 100])
def test_a_damaged_file_is_made_anew(tmp_path, make, damage):
    cached("k", make, tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage)
    assert cached("k", make, tmp_path) == {"made": 2}
    assert cached("k", make, tmp_path) == {"made": 2}


def test_a_file_that_others_may_write_to_is_not_read(tmp_path, make):
    cached("k", make, tmp_path)
    (path,) = tmp_path.iterdir()
    path.chmod(0o666)
    assert cached("k", make, tmp_path) == {"made": 2}


def test_a_folder_that_can_not_be_made_costs_nothing_but_time(tmp_path, make):
    (tmp_path / "file").write_text("in the way")
    assert cached("k", make, tmp_path / "file" / "cache") == {"made": 1}
    assert cached("k", make, tmp_path / "file" / "cache") == {"made": 2}


def test_many_at_once(tmp_path):
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(cached("k", lambda: [1] * 10_000, tmp_path))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[1] * 10_000] * 8


def test_keys_depend_on_every_part_and_their_bounds():
    keys = [key_of(parts) for parts in (["a", "b"], ["ab"], ["a", "b", ""], ["b", "a"], [b"\xff"], ["\ud800"])]
    assert len(set(keys)) == len(keys)
