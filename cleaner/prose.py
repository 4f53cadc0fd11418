"""The one definition of prose, used by every rule kind, by `where` and by the hosts of examples."""

from __future__ import annotations

from cleaner import shape

_WITH_FINAL_STOP = 80
_WITH_INNER_STOP = 160
_WITHOUT_STOP = 250


def is_prose(text: str) -> bool:
    """Whether a line's view reads as running text.

    That is: 80 characters with a final stop, or 160 with a sentence end inside, or 250 in any case (Latin letters;
    unspaced scripts count for more), and not all capitals. The bounds are those that separated article text from page
    furniture best in a prototype on some twenty languages.

    >>> is_prose("The council voted on Monday to keep the library open through the winter, despite the cost.")
    True
    >>> is_prose("Town Hall Reopens After the Flood That Closed It Last Winter, and the Mayor Is Delighted")
    False
    """
    if len(text) * shape.UNSPACED_WEIGHT < _WITH_FINAL_STOP:
        return False
    length = shape.length(text)
    if length < _WITH_FINAL_STOP or shape.is_all_capitals(text):
        return False
    if length >= _WITHOUT_STOP or shape.ends_sentence(text):
        return True
    return length >= _WITH_INNER_STOP and shape.has_inner_sentence_end(text)
