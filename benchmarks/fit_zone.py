#!/usr/bin/env python3
"""Fit the weights of the zone (rules/profiles/dump.yaml) to pages whose article is known.

    python benchmarks/fit_zone.py dumps.jsonl …            # cross-validate by site: F1 for each set and condition
    python benchmarks/fit_zone.py --write dumps.jsonl …    # fit on all pages and write the weights

A file has one object a line with "text", a naive text of a whole page, "gold", its true article, and "url". Pages count
equally. Each look is a logistic regression whose weights keep the sign that the feature's meaning asks for; the second
is then tuned to F1 itself, as the scorer computes it, staying near. Three conditions: the texts as they are, with their
indentation stripped, and with their blank lines gone as well; the last two share one set of weights.

Needs numpy and scipy (`pip install boilerstrip[dev]`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from cleaner import Cleaner
from cleaner.api import host_of
from cleaner.engine import Engine
from cleaner.kinds import Looks, Zone
from cleaner.page import Page
from cleaner.prefilter import Prefilter
from cleaner.zone import FIRST_LOOK, SECOND_LOOK, Facts, Impressions, Look, lines_in_reach

PACK = Path(__file__).parents[1] / "rules" / "profiles" / "dump.yaml"
FOLDS = 5
RIDGE = 30.0
SCALE = 50.0
NEARNESS, STEEPNESS, ROUNDS = 1.0, 2.0, 80
LONGEST = 60
SHINGLE = 4
Floats = NDArray[np.float64]

FREE = {"words-up-to-2", "words-11-to-20", "words-over-40", "ends-colon", "label", "bullet", "near-bullets",
        "near-headlines", "is-headline"}  # fmt: skip
"""Features whose sign has no defensible direction."""
AGAINST = {"ellipsis", "capitalised", "starts-small", "rights", "separators", "short-date", "twice", "often",
           "long-and-often", "credit", "long-credit", "byline", "author-note", "addresses-reader", "deeper",
           "block-lines", "near-very-short", "before-headline", "little-behind", "quarter-ahead",
           "tenth-ahead", "after-dense", "first-kept", "last-kept", "tenth-kept", "after-segment",
           "far-after-segment"}  # fmt: skip
"""Features that speak against a line; so do all that come from rules. The others speak for it."""

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def as_is(text: str) -> str:
    """The text as it is."""
    return text


def flat(text: str) -> str:
    """Without indentation."""
    return "\n".join(line.strip() for line in text.split("\n"))


def tight(text: str) -> str:
    """Without indentation and blank lines."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


CONDITIONS: dict[str, tuple[str, Callable[[str], str]]] = {
    "as it is": ("indented", as_is),
    "no indentation": ("flat", flat),
    "no blank lines either": ("flat", tight),
}


@dataclass
class Sample:
    """A page: its facts, and for each line in reach the tokens and the share of them that the article has."""

    group: str
    site: str
    facts: Facts
    tokens: list[list[str]]
    share: Floats
    gold: Counter[tuple[str, ...]]

    @property
    def sizes(self) -> Floats:
        """How many tokens each line has."""
        return np.array([len(tokens) for tokens in self.tokens], float)

    def weights(self) -> Floats:
        """What each line counts in the regression, so that every article counts the same."""
        weights = np.minimum(self.sizes, LONGEST) ** 0.7
        total = float(weights @ self.share)
        return weights / total * SCALE if total else weights * 0


def tokens_of(text: str) -> list[str]:
    """Words as the scorer counts them: letters of unspaced scripts one by one."""
    found: list[str] = []
    for word in _WORD.findall(text):
        spaced = _UNSPACED.sub(lambda match: f" {match.group()} ", word)
        found += spaced.split()
    return found


def shingles(tokens: Sequence[str]) -> Counter[tuple[str, ...]]:
    """All rows of four words, counted."""
    return Counter(tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1)))


def shares(lines: list[list[str]], gold: list[str]) -> Floats:
    """For each line the share of its tokens that stand in the article, in an alignment that keeps the order."""
    words = [word for line in lines for word in line]
    where: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(gold) - SHINGLE + 1):
        where.setdefault(tuple(gold[i : i + SHINGLE]), []).append(i)
    hit = np.zeros(len(words))
    for start, length in _chain(_common_runs(words, gold, where)):
        hit[start : start + length] = 1
    bounds = np.cumsum([0, *map(len, lines)])
    return np.array([hit[a:b].mean() if b > a else 0.0 for a, b in pairwise(bounds)])


def _common_runs(
    words: list[str], gold: list[str], where: dict[tuple[str, ...], list[int]]
) -> list[tuple[int, int, int]]:
    runs, seen = [], set()
    for i in range(len(words) - SHINGLE + 1):
        for j in where.get(tuple(words[i : i + SHINGLE]), ()):
            if (i, j) in seen:
                continue
            length = 0
            while i + length < len(words) and j + length < len(gold) and words[i + length] == gold[j + length]:
                seen.add((i + length, j + length))
                length += 1
            runs.append((i, j, length))
    return sorted(sorted(runs, key=lambda run: -run[2])[:1500])


def _chain(runs: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The heaviest chain of runs that follow each other in both texts."""
    best: list[int] = []
    before: list[int] = []
    for number, (i, j, length) in enumerate(runs):
        weight, link = 0, -1
        for other in range(number):
            a, b, span = runs[other]
            if a + span <= i + 2 and b + span <= j + 2 and best[other] > weight:
                weight, link = best[other], other
        best.append(weight + length)
        before.append(link)
    chain = []
    at = int(np.argmax(best)) if best else -1
    while at >= 0:
        chain.append((runs[at][0], runs[at][2]))
        at = before[at]
    return chain


def samples(paths: Iterable[Path], change: Callable[[str], str], engine: Engine, zone: Zone) -> list[Sample]:
    """The pages of all files under one condition."""
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                record = json.loads(line)
                found.append(_sample(path.stem, record, change(record["text"]), engine, zone))
    return found


def _sample(group: str, record: dict[str, str], text: str, engine: Engine, zone: Zone) -> Sample:
    page = Page(text)
    positions = lines_in_reach(page, zone.reach)
    all_tokens = [tokens_of(text[line.start : line.stop]) for line in map(page.line_at, range(len(page)))]
    gold = tokens_of(record["gold"])
    share = shares(all_tokens, gold)
    return Sample(
        group=group,
        site=(host_of(record.get("url")) or record["id"]).removeprefix("www."),
        facts=Facts(page, positions, engine.evidence(page), zone.words),
        tokens=[all_tokens[position] for position in positions],
        share=share[positions] if positions else np.zeros(0),
        gold=shingles(gold),
    )


def sign(name: str) -> int:
    """Whether a feature speaks for a line (1), against it (-1), or either (0)."""
    if name in FREE:
        return 0
    return -1 if name in AGAINST or name.startswith(("rule-", "since-", "under-")) else 1


def bounds_of(names: Sequence[str]) -> list[tuple[float | None, float | None]]:
    """The bounds of the weights, and of the bias."""
    by_sign = {1: (0, None), -1: (None, 0), 0: (None, None)}
    return [*(by_sign[sign(name)] for name in names), (None, None)]


def first_matrix(sample: Sample) -> Floats:
    """The columns of the first look."""
    return _matrix([FIRST_LOOK[name].column(sample.facts) for name in FIRST_LOOK], sample.facts.count)


def second_matrix(sample: Sample, scores: Floats) -> Floats:
    """The columns of the second look, after the scores of the first."""
    seen = Impressions(sample.facts, scores.tolist())
    return _matrix([SECOND_LOOK[name].column(seen) for name in SECOND_LOOK], sample.facts.count)


def _matrix(columns: list[Sequence[float]], count: int) -> Floats:
    return np.array(columns, float).T if count else np.zeros((0, len(columns)))


def regress(matrices: list[Floats], pages: list[Sample], names: Sequence[str]) -> Floats:
    """Weights and bias of a logistic regression with soft targets and signs."""
    x = np.vstack(matrices)
    y = np.concatenate([page.share for page in pages])
    w = np.concatenate([page.weights() for page in pages])
    scale = _scale(x)
    z = x / scale

    def loss(b: Floats) -> tuple[float, Floats]:
        t = z @ b[:-1] + b[-1]
        rest = w * (1 / (1 + np.exp(-np.clip(t, -30, 30))) - y)
        value = float((w * (np.logaddexp(0, t) - y * t)).sum() + RIDGE / 2 * (b[:-1] ** 2).sum())
        return value, np.concatenate([z.T @ rest + RIDGE * b[:-1], [rest.sum()]])

    start = np.zeros(x.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds_of(names), options={"maxiter": 150})
    return np.append(found.x[:-1] / scale, found.x[-1])


def tune(matrices: list[Floats], pages: list[Sample], names: Sequence[str], start: Floats, keep_from: float) -> Floats:
    """Move weights towards a better F1, computed from smooth decisions, but not far."""
    pairs = [(m, p) for m, p in zip(matrices, pages, strict=True) if len(m) and p.share @ p.sizes > 0]
    x = np.vstack([m for m, _ in pairs])
    size = np.concatenate([p.sizes for _, p in pairs])
    y = np.concatenate([p.share for _, p in pairs])
    lengths = [len(m) for m, _ in pairs]
    first = np.cumsum([0, *lengths[:-1]])
    owner = np.repeat(np.arange(len(pairs)), lengths)
    gold = np.array([p.share @ p.sizes for _, p in pairs])
    groups = np.array([p.group for _, p in pairs])
    scale = _scale(x)
    z = x / scale
    origin = np.append(start[:-1] * scale, start[-1])

    def loss(b: Floats) -> tuple[float, Floats]:
        kept = 1 / (1 + np.exp(-np.clip(STEEPNESS * (z @ b[:-1] + b[-1] - keep_from), -30, 30)))
        out = np.add.reduceat(size * kept, first) + 5
        common = np.add.reduceat(size * kept * y, first)
        value, by_precision, by_recall = 0.0, np.zeros(len(pairs)), np.zeros(len(pairs))
        for group in set(groups):
            of = groups == group
            p, r = (common / out)[of].mean(), (common / gold)[of].mean()
            value -= 2 * p * r / (p + r) * of.sum()
            by_precision[of], by_recall[of] = -2 * r * r / (p + r) ** 2, -2 * p * p / (p + r) ** 2
        slope = by_precision[owner] * (y / out[owner] - common[owner] / out[owner] ** 2)
        slope = (slope + by_recall[owner] * y / gold[owner]) * size * STEEPNESS * kept * (1 - kept)
        moved = b - origin
        gradient = np.append(z.T @ slope, slope.sum()) + NEARNESS * moved
        return value + NEARNESS / 2 * float(moved @ moved), gradient

    options = {"maxiter": ROUNDS}
    found = minimize(loss, origin, jac=True, method="L-BFGS-B", bounds=bounds_of(names), options=options)
    return np.append(found.x[:-1] / scale, found.x[-1])


def _scale(x: Floats) -> Floats:
    deviation = x.std(0)
    deviation[deviation == 0] = 1e9
    return np.asarray(deviation, float)


def fit(pages: list[Sample], keep_from: float) -> Looks:
    """The weights of both looks, rounded."""
    matrices = [first_matrix(page) for page in pages]
    first = regress(matrices, pages, list(FIRST_LOOK)).round(1)
    seconds = [second_matrix(page, m @ first[:-1] + first[-1]) for page, m in zip(pages, matrices, strict=True)]
    names = list(SECOND_LOOK)
    second = tune(seconds, pages, names, regress(seconds, pages, names), keep_from).round(1)
    return Looks(_look(first, list(FIRST_LOOK)), _look(second, names))


def _look(weights: Floats, names: Sequence[str]) -> Look:
    rounded = {name: float(weight) for name, weight in zip(names, weights, strict=False) if weight}
    return Look(float(weights[-1]), rounded)


def f1(pages: list[Sample], zone: Zone) -> tuple[float, float, float]:
    """Precision, recall and F1 as the scorer computes them, from the means over pages."""
    precision = recall = 0.0
    for page in pages:
        totals = zone.scores(page.facts).totals if page.facts.count else []
        rows = zip(page.tokens, totals, strict=True)
        kept = shingles([token for tokens, total in rows if total >= zone.keep_from for token in tokens])
        common = sum((kept & page.gold).values())
        precision += common / max(1, sum(kept.values()))
        recall += common / max(1, sum(page.gold.values()))
    precision, recall = precision / len(pages), recall / len(pages)
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


def fold_of(page: Sample) -> int:
    """The fold of a page, fixed by its site."""
    return hashlib.sha1(page.site.encode()).digest()[0] % FOLDS


def cross_validate(by_condition: dict[str, list[Sample]], zone: Zone) -> None:
    """Print F1 of pages whose site the weights have not seen."""
    for layout in ("indented", "flat"):
        conditions = {name: pages for name, pages in by_condition.items() if CONDITIONS[name][0] == layout}
        fitted: list[Zone] = []
        for fold in range(FOLDS):
            seen = [page for pages in conditions.values() for page in pages if fold_of(page) != fold]
            if not seen:
                break
            fitted.append(replace(zone, **{layout: fit(seen, zone.keep_from)}))
        for name, pages in conditions.items():
            for group in sorted({page.group for page in pages}):
                of = [page for page in pages if page.group == group]
                parts = [[page for page in of if fold_of(page) == fold] for fold in range(FOLDS)]
                figures = [(*f1(part, fitted[fold]), len(part)) for fold, part in enumerate(parts) if part]
                n = sum(row[3] for row in figures)
                p, r = (sum(row[i] * row[3] for row in figures) / n for i in (0, 1))
                folds = " ".join(f"{row[2]:.3f}" for row in figures)
                print(f"{name:22} {group:16} P {p:.4f} R {r:.4f} F1 {2 * p * r / (p + r):.4f}   folds {folds}")


def write(path: Path, layouts: dict[str, Looks]) -> None:
    """Put the weights into the pack, in place of those that it has."""
    lines = ["    layouts:"]
    for layout, looks in layouts.items():
        lines.append(f"      {layout}:")
        for name, look in zip(("first", "second"), looks, strict=True):
            lines += [f"        {name}:", f"          bias: {look.bias:.1f}", "          features:"]
            lines += [f"            {feature}: {weight:.1f}" for feature, weight in look.weights.items()]
    text = path.read_text(encoding="utf-8")
    block = re.compile(r"^    layouts:\n(?: {5,}.*\n)+", re.MULTILINE)
    path.write_text(block.sub(lambda _: "\n".join(lines) + "\n", text, count=1), encoding="utf-8")


def main() -> int:
    """Cross-validate, or fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write the weights to {PACK.name}")
    parser.add_argument("--only", choices=["indented", "flat"], help="look at one layout alone")
    parser.add_argument("files", nargs="+", type=Path)
    args = parser.parse_args()
    rules = Cleaner(profile="dump").rules()
    engine = Engine(rules, prefilter=Prefilter.of(rules))
    zone = next(rule.body for rule in rules if isinstance(rule.body, Zone))
    wanted = {name: rest for name, rest in CONDITIONS.items() if args.only in (None, rest[0])}
    by_condition = {name: samples(args.files, change, engine, zone) for name, (_, change) in wanted.items()}
    if not args.write:
        cross_validate(by_condition, zone)
        return 0
    layouts = {"indented": zone.indented, "flat": zone.flat}
    for layout in layouts:
        pages = [page for name, pages in by_condition.items() if CONDITIONS[name][0] == layout for page in pages]
        if pages:
            layouts[layout] = fit(pages, zone.keep_from)
    write(PACK, layouts)
    fitted = replace(zone, **layouts)
    for name, pages in by_condition.items():
        for group in sorted({page.group for page in pages}):
            p, r, f = f1([page for page in pages if page.group == group], fitted)
            print(f"{name:22} {group:16} P {p:.4f} R {r:.4f} F1 {f:.4f}   fitted on these pages")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
