"""Lines: three endings and no others, and nothing is lost between them."""

import pytest
from hypothesis import given

from cleaner.document import split_lines
from tests.strategies import TEXTS


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\r\nb\rc\n", ["a", "b", "c"]),
        ("\n\n", ["", ""]),
        ("\r\r\n", ["", ""]),
        ("a\x0b\x0c\x1c\x85\u2028b", ["a\x0b\x0c\x1c\x85\u2028b"]),
    ],
)
def test_splits(text, lines):
    assert [text[line.start : line.stop] for line in split_lines(text)] == lines


@given(TEXTS)
def test_lines_are_the_whole_text(text):
    lines = split_lines(text)
    assert "".join(text[line.start : line.end] for line in lines) == text
    assert all(text[line.stop : line.end] in ("\n", "\r", "\r\n") for line in lines[:-1])
