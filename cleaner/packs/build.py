"""From a checked mapping to rules, with the checks that a schema can't make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import regex

from cleaner.kinds import Inline, Label, LinePattern, LineShape, ListRow, Phrase, RowShape, Section, Until
from cleaner.kinds.phrase import phrase_key
from cleaner.packs.build_zone import unknown_features, zone_of
from cleaner.packs.change import Change, Edit
from cleaner.packs.expression import excess, is_anchored
from cleaner.packs.pack import ANY_LANGUAGE, About, Pack
from cleaner.packs.problem import Problem, did_you_mean
from cleaner.packs.schema import (
    Bounds,
    ChangeExamplesKeys,
    ChangeKeys,
    ExamplesKeys,
    InlineKeys,
    LabelKeys,
    LineKeys,
    ListKeys,
    PackKeys,
    PhraseKeys,
    RuleKeys,
    SectionKeys,
    ShapeKeys,
    WhereKeys,
    ZoneKeys,
)
from cleaner.packs.yaml_source import Place, YamlSource
from cleaner.pattern import Pattern, Patterns
from cleaner.rule import ANYWHERE, Body, Confidence, Examples, Extent, Rewrite, Rule, Source, Where
from cleaner.shape import UNSPACED_SCRIPTS
from cleaner.view import fold

_MIN_CERTAIN_LETTERS = 8
_MIN_CERTAIN_LETTERS_UNSPACED = 4
_UNSPACED = regex.compile(f"[{UNSPACED_SCRIPTS}]")
_LANGUAGE = regex.compile(r"[a-z]{2,3}")
_ENDS = ("prose", "blank", "end")
_NEVER = "the rule could never remove anything"
_HOST = regex.compile(r"[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*")
_UNBOUNDED = (
    "the pattern could take a whole paragraph in which it merely occurs",
    "set `max-words`, or anchor it at both ends: ^…$",
)


class PackBuilder:
    """Builds one pack; what is wrong is collected in ``problems``."""

    def __init__(self, source: YamlSource) -> None:
        self._source = source
        self.problems: list[Problem] = []

    def pack(self, keys: PackKeys) -> Pack:
        """The pack of a checked mapping."""
        unless = self._patterns(keys.unless, ("unless",), case_sensitive=False)
        rules: list[Rule] = []
        changes: list[Change] = []
        for index, rule in enumerate(keys.rules):
            if isinstance(rule, ChangeKeys):
                changes.append(self._change(rule, keys, ("rules", index)))
            else:
                rules.append(self._rule(rule, keys, unless, ("rules", index)))
        self._check_has_effect(keys)
        self._check_hosts(keys)
        self._check_cap(keys)
        self._check_languages(keys)
        self._check_ids(keys)
        self._check_repeats(keys)
        self._check_profile(keys)
        return Pack(
            name=keys.pack,
            description=keys.description,
            path=self._source.path,
            languages=frozenset(keys.language or [ANY_LANGUAGE]),
            hosts=frozenset(host.lower() for host in keys.site or ()),
            cap=int(keys.cap[:-1]) / 100 if keys.cap else None,
            profile=keys.profile,
            rules=tuple(rules),
            extends=tuple(keys.extends or ()),
            base=keys.base,
            changes=tuple(changes),
            off=frozenset(keys.off or ()),
            about=About(keys.version, keys.license, tuple(keys.maintainers or ())),
        )

    def check_rules(self, rules: Iterable[tuple[int, RuleKeys | ChangeKeys]]) -> None:
        """Look for mistakes in the rules, by their index, of a pack that has others elsewhere."""
        pack = PackKeys.model_construct(pack="?", description="")
        for index, rule in rules:
            if isinstance(rule, ChangeKeys):
                self._change(rule, pack, ("rules", index))
            else:
                self._rule(rule, pack, (), ("rules", index))

    def _rule(self, keys: RuleKeys, pack: PackKeys, unless: Patterns, place: Place) -> Rule:
        at = self._source.problem(place, "")
        self._check_examples(keys.examples, place)
        return Rule(
            id=f"{pack.pack}/{keys.id}",
            description=keys.description,
            kind=place_kind(keys),
            category=keys.category,
            confidence=Confidence[keys.confidence],
            body=self._checked_body(keys, place),
            where=_where(keys.where),
            unless=self._patterns(keys.unless, (*place, "unless"), case_sensitive=keys.case_sensitive) + unless,
            max_words=keys.max_words,
            examples=_examples(keys.examples),
            source=Source(at.path, at.line, at.column),
            expires=keys.expires.isoformat() if keys.expires else None,
            marks=keys.marks,
            support=keys.support,
        )

    def _change(self, keys: ChangeKeys, pack: PackKeys, place: Place) -> Change:
        at = self._source.problem(place, "")
        if keys.extends.rpartition("/")[0] == pack.pack:
            self._report((*place, "extends"), f"`{keys.extends}` is in this very pack", "change it where it stands")
        self._check_where(keys.where, place)
        self._check_examples(keys.examples, place)
        values: dict[str, object] = {
            "description": keys.description,
            "category": keys.category,
            "confidence": keys.confidence and Confidence[keys.confidence],
            "where": keys.where and _where(keys.where),
            "max_words": keys.max_words,
        }
        return Change(
            target=keys.extends,
            edits=tuple(self._edits(keys, place)),
            values=tuple((name, value) for name, value in values.items() if value is not None),
            examples=Examples() if keys.examples is None else _examples(keys.examples),
            source=Source(at.path, at.line, at.column),
        )

    def _edits(self, keys: ChangeKeys, place: Place) -> Iterator[Edit]:
        for name, info in ChangeKeys.model_fields.items():
            written: list[str] | None = getattr(keys, name)
            key, sign = (info.alias or name)[:-1], (info.alias or name)[-1]
            if sign not in "+-" or not written:
                continue
            items: tuple[str | Pattern, ...]
            if key in ("phrases", "labels"):
                items = tuple(phrase_key(fold(phrase)) for phrase in written)
            else:
                items = self._patterns(written, (*place, key + sign), case_sensitive=False)
            if len(items) == len(written):
                yield Edit(key, sign, items, tuple(written))

    def _checked_body(self, keys: RuleKeys, place: Place) -> Body:
        self._check_satisfiable(keys, place)
        return self._zone(keys, place) if isinstance(keys, ZoneKeys) else self._body(keys, place)

    def _body(self, keys: RuleKeys, place: Place) -> Body:
        def patterns(written: list[str] | None, key: str) -> Patterns:
            return self._patterns(written, (*place, key), case_sensitive=keys.case_sensitive)

        match keys:
            case PhraseKeys():
                self._check_phrases(keys.phrases, "phrases", keys, place)
                return Phrase.of(keys.phrases)
            case LabelKeys():
                self._check_phrases(keys.labels, "labels", keys, place)
                return Label.of(keys.labels, bare=keys.bare, max_characters=keys.max_characters)
            case LineKeys():
                self._check_bounded(keys, place)
                return LinePattern(patterns(keys.pattern, "pattern"), patterns(keys.all, "all"))
            case InlineKeys():
                return Inline(patterns(keys.pattern, "pattern"))
            case SectionKeys():
                until = self._until(keys, place)
                return Section(
                    patterns(keys.start, "start"), until, keys.max_lines, patterns(keys.contains, "contains")
                )
            case ListKeys():
                shape = _line_shape(
                    keys.shape,
                    self._patterns(
                        keys.shape.pattern, (*place, "shape", "pattern"), case_sensitive=keys.case_sensitive
                    ),
                )
                row = RowShape(
                    keys.row.mean_characters or 0.0 if keys.row else 0.0,
                    _share(keys.row.title_case) if keys.row and keys.row.title_case else 0.0,
                )
                return ListRow(shape, keys.at_least, patterns(keys.headed_by, "headed-by"), row)
        raise AssertionError(f"no such kind of rule: {type(keys).__name__}")

    def _zone(self, keys: ZoneKeys, place: Place) -> Body:
        for where, what, hint in unknown_features(keys):
            self._report((*place, *where), what, hint)
        return zone_of(keys)

    def _until(self, keys: SectionKeys, place: Place) -> Until:
        match keys.until:
            case "prose" | "blank" | "end" as word:
                return word
            case source:
                if source.lower() in _ENDS or get_close_matches(source.lower(), _ENDS, cutoff=0.75):
                    hint = f"{did_you_mean(source, _ENDS)} A pattern of one word is written as in `(?:word)`"
                    self._report((*place, "until"), f"`{source}` is taken for a pattern", hint)
                until = self._patterns(
                    [source], (*place, "until"), case_sensitive=keys.case_sensitive, may_be_empty=True
                )
                return until[0] if until else "end"

    def _patterns(
        self, written: list[str] | None, place: Place, *, case_sensitive: bool, may_be_empty: bool = False
    ) -> Patterns:
        patterns = []
        for index, source in enumerate(written or ()):
            here = (*place, index) if (*place, index) in self._source.values else place
            pattern = Pattern(source, case_sensitive)
            too_much = excess(source)
            if too_much:
                self._report(here, f"the pattern can't be used: {too_much}")
                continue
            try:
                empty = pattern.compiled.search("") is not None
            except regex.error as error:
                self._report_pattern(here, source, error)
                continue
            if empty and not may_be_empty:
                self._report(here, "the pattern matches the empty string, and so every line", "make it say something")
            patterns.append(pattern)
        return tuple(patterns)

    def _report_pattern(self, place: Place, source: str, error: regex.error) -> None:
        position = int(getattr(error, "pos", None) or 0)
        what = f"the pattern does not compile: {getattr(error, 'msg', error)}, at its character {position + 1}"
        self.problems.append(self._source.problem(place, what, shift=self._source.column_in(place, position)))

    def _check_phrases(self, phrases: list[str], name: str, keys: RuleKeys, place: Place) -> None:
        for index, phrase in enumerate(phrases):
            here = (*place, name, index)
            key = phrase_key(fold(phrase))
            if not key:
                self._report(here, "the phrase has no letter or digit", "use a `line` rule for lines of symbols")
            elif keys.confidence == "certain" and keys.category != "promo" and is_short(key):
                self._report(
                    here,
                    f"`{phrase}` is too short to be certain: somewhere it is a name, a noun or a subhead",
                    "all languages are active at once; make the rule likely",
                )

    def _check_bounded(self, keys: LineKeys, place: Place) -> None:
        if keys.max_words is None and not all(map(is_anchored, keys.pattern)):
            self._report((*place, "pattern"), *_UNBOUNDED)

    def _check_ids(self, keys: PackKeys) -> None:
        first: dict[str, Place] = {}
        for index, rule in enumerate(keys.rules):
            key, name = ("extends", rule.extends) if isinstance(rule, ChangeKeys) else ("id", rule.id)
            if name in first:
                line = self._source.problem(first[name], "").line
                what = f"`{name}` is changed twice" if key == "extends" else f"the id `{name}` is used twice"
                self._report(("rules", index, key), what, f"the first is in line {line}")
            first.setdefault(name, ("rules", index, key))

    def _check_has_effect(self, keys: PackKeys) -> None:
        if not (keys.rules or keys.extends or keys.off):
            what = "`rules` is empty" if ("rules",) in self._source.values else "`rules` is missing"
            self._report(("rules",), what, "a pack has rules, or `extends` other packs, or switches rules `off`")

    def _check_hosts(self, keys: PackKeys) -> None:
        for index, host in enumerate(keys.site or ()):
            if not _HOST.fullmatch(host):
                self._report(("site", index), f"`{host}` is not a host", "write it as in www.example.com")

    def _check_cap(self, keys: PackKeys) -> None:
        if keys.cap and not keys.site:
            what = "`cap` is for packs of sites, whose pages are known to be mostly boilerplate"
            self._report(("cap",), what, "name the hosts under `site`")

    def _check_profile(self, keys: PackKeys) -> None:
        for index, rule in enumerate(keys.rules):
            if isinstance(rule, ZoneKeys) and keys.profile is None:
                what = "a zone takes most of a text, and this pack is for every profile"
                self._report(("rules", index, "kind"), what, "write `profile: dump` at the top of the pack")

    def _check_languages(self, keys: PackKeys) -> None:
        for index, language in enumerate(keys.language or ()):
            if not _LANGUAGE.fullmatch(language):
                what, hint = f"`{language}` is no language code", "two or three small letters, as `de` also for `de-AT`"
                self._report(("language", index), what, hint)

    def _check_examples(self, keys: ExamplesKeys | ChangeExamplesKeys | None, place: Place) -> None:
        for key in ("remove", "keep"):
            for index, example in enumerate(getattr(keys, key, ())):
                here = (*place, "examples", key, index)
                if isinstance(example, str) and not example.strip():
                    self._report(here, "the example is blank, so it proves nothing")
                elif not isinstance(example, str) and example.before == example.after:
                    self._report(here, "`before` and `after` are the same, so they prove nothing")

    def _check_repeats(self, keys: PackKeys) -> None:
        """What is written twice does nothing the second time, and is mended in one place only."""
        first: dict[tuple[str, ...], Place] = {}
        for index, rule in enumerate(keys.rules):
            for place, key in _identities(rule, ("rules", index)):
                if key in first:
                    line = self._source.problem(first[key], "").line
                    self._report(place, f"`{key[-1]}` is here already", f"the first is in line {line}")
                first.setdefault(key, place)

    def _check_where(self, where: WhereKeys | None, place: Place) -> None:
        if where is None:
            return
        for name in ("first", "last"):
            if getattr(where, name) == "0%":
                self._report((*place, "where", name), f"`{name}: 0%` admits no line", _NEVER)
        if where.part == ["head"] and where.last == 1:
            self._report((*place, "where", "last"), "the last line is never in the head, which prose follows", _NEVER)
        if where.part == ["tail"] and where.first == 1:
            self._report((*place, "where", "first"), "the first line is never in the tail, which follows prose", _NEVER)

    def _check_satisfiable(self, keys: RuleKeys, place: Place) -> None:
        if keys.support == "both-sides" and (
            keys.confidence != "likely" or not isinstance(keys, (PhraseKeys, LabelKeys, LineKeys))
        ):
            what = "`both-sides` is for likely rules of the kinds phrase, label and line"
            self._report((*place, "support"), what, "other units are too large, and other rules need no support")
        self._check_where(keys.where, place)
        if isinstance(keys, ListKeys):
            for name in ("words", "characters"):
                bounds: Bounds | None = getattr(keys.shape, name)
                if bounds and bounds.min is not None and bounds.max is not None and bounds.min > bounds.max:
                    self._report((*place, "shape", name), f"no line has at least {bounds.min} and at most {bounds.max}")
            if not keys.shape.model_fields_set:
                self._report((*place, "shape"), "the shape has no bounds, so every line is of it", "say how they look")
            words = keys.shape.words
            if words and words.min and keys.max_words and words.min > keys.max_words:
                self._report(
                    (*place, "max-words"), f"no line has at least {words.min} and at most {keys.max_words} words"
                )

    def _report(self, place: Place, what: str, hint: str = "") -> None:
        self.problems.append(self._source.problem(place, what, hint))


def _identities(rule: RuleKeys | ChangeKeys, place: Place) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """The patterns of a rule, each with what makes it the same as another one."""
    if isinstance(rule, (LineKeys, InlineKeys)):
        same = rule.model_dump_json(exclude={"id", "description", "category", "pattern", "examples", "expires"})
        for index, pattern in enumerate(rule.pattern):
            yield (*place, "pattern", index), (same, pattern)


def place_kind(keys: RuleKeys) -> str:
    """The kind that a rule says it is."""
    return str(getattr(keys, "kind"))  # noqa: B009 - each kind declares it as its own literal


def short_phrases(body: Body) -> tuple[str, ...]:
    """The keys of a body that are too short to be certain in every language."""
    return tuple(filter(is_short, body.keys)) if isinstance(body, (Phrase, Label)) else ()


def bound_problem(rule: Rule) -> tuple[str, str] | None:
    """What is wrong with a line rule that could take a whole paragraph, and what to do; None where nothing is."""
    if not isinstance(rule.body, LinePattern) or rule.max_words is not None:
        return None
    return None if all(is_anchored(pattern.source) for pattern in rule.body.pattern) else _UNBOUNDED


def is_short(key: str) -> bool:
    """Whether the key of a phrase is too short to be certain: somewhere it is a name, a noun or a subhead."""
    letters = len(key)
    if _UNSPACED.search(key):
        return letters < _MIN_CERTAIN_LETTERS_UNSPACED
    return letters < _MIN_CERTAIN_LETTERS or " " not in key


def _where(keys: WhereKeys | None) -> Where:
    if keys is None:
        return ANYWHERE
    return Where(_extent(keys.first), _extent(keys.last), frozenset(keys.part or ()))


def _line_shape(keys: ShapeKeys, pattern: Patterns) -> LineShape:
    return LineShape(
        words=_bounds(keys.words),
        characters=_bounds(keys.characters),
        final_stop=keys.final_stop,
        bullet=keys.bullet,
        capitals=keys.capitals,
        title_case=keys.title_case,
        pattern=pattern,
    )


def _bounds(keys: Bounds | None) -> tuple[int, int] | None:
    if keys is None:
        return None
    return keys.min or 0, 10**9 if keys.max is None else keys.max


def _extent(value: int | str | None) -> Extent | None:
    if value is None:
        return None
    return Extent(lines=value) if isinstance(value, int) else Extent(share=_share(value))


def _share(percentage: str) -> float:
    return int(percentage.removesuffix("%")) / 100


def _examples(keys: ExamplesKeys | ChangeExamplesKeys) -> Examples:
    remove = tuple(item if isinstance(item, str) else Rewrite(item.before, item.after) for item in keys.remove)
    return Examples(remove, tuple(keys.keep))
