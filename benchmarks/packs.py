"""How long packs take: 500 rules read and checked, and loaded from the warm cache, against PyYAML's C loader alone.

    python -m benchmarks.packs

Times are processor time in milliseconds, the median of several rounds in one process; the rules have one pattern or a
few phrases each and three examples, as rules that people write for their own sources do. Importing is not counted.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import regex
import yaml

from cleaner.packs import load_packs, parse_pack

_RULES = 500
_ROUNDS = 15
_LIMITS = {"read and checked": 150.0, "loaded from the warm cache, each of them": 25.0}
_BODIES = (
    "kind: phrase\n    phrases: [join harbour club {0}, come to harbour club {0}, 'meet us at harbour {0}']",
    "kind: label\n    labels: [see this as well {0}, more about harbour {0}]",
    "kind: line\n    pattern: '^(?:join|meet) (?:us|the club) at harbour {0} (?:today|now)\\b.*$'\n    max-words: 20",
    "kind: inline\n    pattern: '\\(join (?:us|the club) at harbour {0}\\)'",
    "kind: section\n    start: '^most read at harbour {0}:?$'\n    until: prose\n    max-lines: 8",
)


def pack_of(rules: int) -> str:
    """The text of a pack with so many rules."""
    return "pack: benchmark\ndescription: Rules to measure with.\nrules:\n" + "".join(map(_rule, range(rules)))


def _rule(number: int) -> str:
    return f"""  - id: rule-{number}
    description: Removes notice {number}, which stands below some articles.
    category: promo
    confidence: certain
    {_BODIES[number % len(_BODIES)].format(number)}
    examples:
      remove: ["Join harbour club {number}", "Come to harbour club {number}"]
      keep: ["They wanted to join harbour club {number} that summer, and nobody let them in."]
"""


def milliseconds(work: Callable[[], object]) -> float:
    """The median processor time of some work."""
    times = []
    for _ in range(_ROUNDS):
        regex.purge()  # a first reading compiles every pattern
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def main() -> int:
    """Print the table."""
    text = pack_of(_RULES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.yaml"
        path.write_text(text)
        alone = milliseconds(lambda: yaml.load(text, Loader=yaml.CSafeLoader))
        load_packs([path])
        found = {
            "read and checked": milliseconds(lambda: parse_pack(text, str(path))),
            "loaded from the warm cache, each of them": milliseconds(lambda: list(load_packs([path]).packs[0].rules)),
        }
    print(f"{_RULES} rules, CSafeLoader alone: {alone:.1f} ms")
    for what, time_taken in found.items():
        verdict = "reached" if time_taken <= _LIMITS[what] else "not reached"
        limit = f"limit {_LIMITS[what]:.0f} ms, {verdict}"
        print(f"{_RULES} rules {what}: {time_taken:.1f} ms, {time_taken / alone:.2f} of CSafeLoader alone ({limit})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
