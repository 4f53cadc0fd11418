"""Prose, told from what only looks like it."""

import pytest

from cleaner.prose import is_prose

PROSE = [
    "The council voted on Monday to keep the library open through the winter, despite the cost.",
    "“We never thought that the bridge would hold for so long,” said the engineer who had built it in 1962.",
    "市議会は月曜日、図書館を冬の間も開館し続けることを決めた。費用は増えるが、利用者は多い。"
    "議員の多くは賛成に回った。",
    "Совет в понедельник решил оставить библиотеку открытой на всю зиму, несмотря на расходы города.",
    "word " * 60,
]
NOT_PROSE = [
    "The council voted on Monday.",
    "Town Hall Reopens After the Flood That Closed It Last Winter, and the Mayor Is Delighted",
    "THE COUNCIL VOTED ON MONDAY TO KEEP THE LIBRARY OPEN THROUGH THE WINTER, DESPITE THE COST.",
    "Home | News | Sport | Weather | Culture | Travel | Jobs | Dating | Archive | Shop | Contact | Imprint",
    "",
]


@pytest.mark.parametrize("text", PROSE)
def test_is_prose(text):
    assert is_prose(text)


@pytest.mark.parametrize("text", NOT_PROSE)
def test_is_not_prose(text):
    assert not is_prose(text)
