"""Documents in a terminal: what went and what stayed around it, line by line, with rule and reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.reports.blocks import Block, blocks, removed_blocks
from cleaner.reports.counted import counted
from cleaner.reports.original import Original
from cleaner.reports.passages import ShownLine
from cleaner.reports.stretch import Stretch
from cleaner.reports.visible import visible

_BOLD, _RED, _DIM, _STRUCK, _END = "\x1b[1m", "\x1b[31m", "\x1b[2m", "\x1b[31;9m", "\x1b[0m"


def as_diff(originals: Iterable[Original], *, colour: bool) -> Iterator[str]:
    """The lines: `-` went, `~` was trimmed, all else stayed; below what went the rule and the reason."""
    for told, text, problem in originals:
        share = "" if told.share is None else f" ({told.share:.1%})"
        yield _painted(f"==> {visible(told.name)} <==", _BOLD, colour)
        yield _painted(f"{counted(told.removed, 'character')} removed{share}", _DIM, colour)
        if problem:
            yield f"only what went is shown: {visible(problem)}"
        for block in removed_blocks(told.removals) if text is None else blocks(text, told.removals):
            yield from _block(block, colour)
        yield ""


def _block(block: Block, colour: bool) -> Iterator[str]:
    fate = block.passage.fate
    for line in block.before if fate == "kept" else (*block.before, *block.folded):
        if fate != "removed" or not line.is_blank:
            yield _line(line, fate, colour)
    hidden = block.hidden if fate == "kept" else block.left_out
    if hidden:
        yield _painted(f"  … {counted(hidden, 'line')}", _DIM, colour)
    for line in block.after:
        yield _line(line, fate, colour)
    for stretch in block.passage.told:
        yield _painted(f"    {_reason(stretch)}", _DIM, colour)


def _line(line: ShownLine, fate: str, colour: bool) -> str:
    if fate == "removed":
        return _painted(f"- {visible(line.text)}", _RED, colour)
    if fate == "kept":
        return f"  {visible(line.text)}".rstrip()
    parts = [_gone(visible(part.text), colour) if part.went else visible(part.text) for part in line.parts]
    return f"~ {''.join(parts)}"


def _gone(text: str, colour: bool) -> str:
    return _painted(text, _STRUCK, colour) if colour else f"[-{text}-]"


def _reason(stretch: Stretch) -> str:
    main = stretch.main
    also = f", also {', '.join(stretch.rules[1:])}" if len(stretch.rules) > 1 else ""
    return visible(f"{main.rule} ({main.category}): {main.because}{also}")


def _painted(text: str, paint: str, colour: bool) -> str:
    return f"{paint}{text}{_END}" if colour else text
