"""What a pack may say: the keys, their types and their meaning.

The descriptions here are the reference of the rule language: editors show them through the JSON Schema, and
`docs/rules.md` is made from them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _texts(description: str) -> WithJsonSchema:
    text = {"type": "string", "minLength": 1}
    one_or_more = {"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]}
    return WithJsonSchema({**one_or_more, "description": description})


Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[list[Text], Field(min_length=1), BeforeValidator(_as_list), _texts("One text or a list of them.")]
_PART = {"enum": ["head", "body", "tail"]}
Parts = Annotated[
    list[Literal["head", "body", "tail"]],
    Field(min_length=1),
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [_PART, {"type": "array", "items": _PART, "minItems": 1}]}),
]
Percentage = Annotated[str, Field(pattern=r"^(100|[1-9]?\d)%$", examples=["20%"])]
Extent = Annotated[
    Annotated[int, Field(ge=1), Tag("lines")] | Annotated[Percentage, Tag("share")],
    Discriminator(lambda value: "share" if isinstance(value, str) else "lines"),
]


class Strict(BaseModel):
    """A mapping with these keys and no others, each of just its type."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, alias_generator=lambda name: name.replace("_", "-")
    )


class Bounds(Strict):
    """A range, both ends included."""

    min: int | None = Field(None, ge=0, description="At least so many.")
    max: int | None = Field(None, ge=0, description="At most so many.")


class WhereKeys(Strict):
    """The places that a rule is meant for."""

    first: Extent | None = Field(
        None, description="The unit's first line is among the first so many lines (or such a share) of the text."
    )
    last: Extent | None = Field(
        None, description="The unit's last line is among the last so many lines (or such a share) of the text."
    )
    part: Parts | None = Field(
        None, description="`head` is before the first line of prose, `tail` after the last, `body` is between."
    )


class RewriteKeys(Strict):
    """An example document before and after."""

    before: str = Field(description="The text as it comes.")
    after: str = Field(description="The text as it should be.")


Example = Annotated[
    Annotated[Text, Tag("line")] | Annotated[RewriteKeys, Tag("document")],
    Discriminator(lambda value: "document" if isinstance(value, dict) else "line"),
]


class ExamplesKeys(Strict):
    """What a rule must remove, and near misses that must stay."""

    remove: list[Example] = Field(min_length=1, description="Lines that the rule takes, or documents before and after.")
    keep: list[Text] = Field(min_length=1, description="Near misses: lines of articles that look alike and stay.")


class EvidenceKeys(Strict):
    """Where a learnt rule comes from, for those who judge it; it changes nothing that the rule does."""

    documents: int = Field(ge=1, description="In how many documents of the site it was seen.")
    share: Percentage = Field(description="Which share of them that is.")
    usually: Parts | None = Field(None, description="The parts of the documents in which it usually stands.")
    samples: list[Text] = Field([], description="Some of these documents, by id or path.")


Category = Literal[
    "paywall",
    "newsletter",
    "promo",
    "related",
    "share",
    "comments",
    "legal",
    "furniture",
    "byline",
    "caption",
    "bio",
    "tags",
    "reader-comments",
]
ConfidenceName = Literal["certain", "likely", "hint"]
_RULE_ID = r"^[\w.-]+(/[\w.-]+)*/[a-z0-9]+(-[a-z0-9]+)*$"


class RuleKeys(Strict):
    """What every rule may say."""

    id: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="A name that is unique in the pack, words-with-hyphens."
    )
    description: Text = Field(description="What the rule removes, in a sentence.")
    category: Category = Field(description="What is removed.")
    confidence: ConfidenceName = Field(
        description="`certain` removes alone; `likely` with support; `hint` never removes, it supports."
    )
    support: Literal["beside", "both-sides"] = Field(
        "beside",
        description="What a likely rule needs: `beside`, a certain removal or a hint at the line or next to it; "
        "`both-sides`, a certain removal directly above and one directly below.",
    )
    where: WhereKeys | None = Field(None, description="The places that the rule is meant for.")
    unless: Texts | None = Field(None, description="A unit that touches a line in which one of these is found stays.")
    max_words: int | None = Field(None, ge=1, description="A unit with a longer line stays.")
    case_sensitive: bool = Field(False, description="Whether the patterns tell capitals from small letters.")
    marks: Literal["truncated"] | None = Field(
        None, description="What its removal says of the whole document: `truncated`, that the rest of it is locked."
    )
    expires: datetime.date | None = Field(None, description="When to look whether the rule is still needed.")
    evidence: EvidenceKeys | None = Field(None, description="Where it was seen, as `cleaner learn` writes it.")
    examples: ExamplesKeys = Field(description="Texts that prove the rule.")


class PhraseKeys(RuleKeys):
    """A line that says exactly one of some phrases; edge punctuation, bullets and counters are ignored."""

    kind: Literal["phrase"]
    phrases: list[Text] = Field(min_length=1, description="The phrases, in any case.")


class LabelKeys(RuleKeys):
    """A label that points to something else, alone or before a title."""

    kind: Literal["label"]
    labels: list[Text] = Field(min_length=1, description="The labels, in any case.")
    bare: bool = Field(
        False, description="Whether a title may follow without a separator, if it begins with a capital."
    )
    max_characters: int = Field(170, ge=1, description="A label with a longer title stays.")


class LineKeys(RuleKeys):
    """A line in which a pattern is found."""

    kind: Literal["line"]
    pattern: Texts = Field(description="A regular expression, or alternatives, searched in the line.")
    all: Texts | None = Field(None, description="Regular expressions that must all be found as well.")


class InlineKeys(RuleKeys):
    """A part of a line."""

    kind: Literal["inline"]
    pattern: Texts = Field(description="A regular expression, or alternatives; each match is removed.")


class SectionKeys(RuleKeys):
    """A heading and the lines that it announces."""

    kind: Literal["section"]
    start: Texts = Field(description="A regular expression, or alternatives, found in the first line.")
    until: Text = Field(
        description="Where it ends: before a line of `prose`, a `blank` line, a line in which this pattern is found, "
        "or at the `end` of the document, which ends the others too."
    )
    max_lines: int = Field(ge=1, le=1000, description="A section without an end within so many lines stays.")
    contains: Texts | None = Field(None, description="One of these must be found in one of the lines.")


class ShapeKeys(Strict):
    """Bounds on the look of each line."""

    words: Bounds | None = Field(None, description="How many words.")
    characters: Bounds | None = Field(None, description="How long, in Latin letters.")
    final_stop: bool | None = Field(None, description="Whether it ends as a sentence does.")
    bullet: bool | None = Field(None, description="Whether it begins with a bullet, an arrow or a number.")
    capitals: bool | None = Field(None, description="Whether it is all capitals.")
    title_case: bool | None = Field(None, description="Whether most of its longer words begin with capitals.")
    pattern: Texts | None = Field(None, description="One of these must be found in it.")


class RowKeys(Strict):
    """Bounds on a row of lines as a whole."""

    mean_characters: int | None = Field(None, ge=1, description="The mean length is at least so much.")
    title_case: Percentage | None = Field(None, description="At least such a share of the lines is in title case.")


class ListKeys(RuleKeys):
    """A row of neighbouring lines of one shape."""

    kind: Literal["list"]
    shape: ShapeKeys = Field(description="Bounds on the look of each line.")
    at_least: int = Field(ge=2, description="A shorter row stays.")
    headed_by: Texts | None = Field(None, description="A heading must stand directly above; it goes too.")
    row: RowKeys | None = Field(None, description="Bounds on the row as a whole.")


class VocabularyKeys(Strict):
    """Small vocabularies that features look for."""

    pictures: list[Text] = Field(description="Words that credit a picture, with a colon: `photo`, `image`.")
    agencies: list[Text] = Field(description="Agencies and stocks of pictures, at the end of a caption.")
    bylines: list[Text] = Field(description="Words that begin a byline: `by`, `published`.")
    professions: list[Text] = Field(description="What notes about authors call them: `reporter`, `editor`.")
    copulas: list[Text] = Field(description="Words that say what somebody is: `is`, `est`.")
    rights: list[Text] = Field(description="Words that claim rights: `copyright`, `reserved`.")
    readers: list[Text] = Field(description="Words for you and us: `your`, `our`.")


class LookKeys(Strict):
    """The weights of a linear score."""

    bias: float = Field(description="What every line has.")
    features: dict[str, float] = Field(description="The weights of features, by name; see docs/dump.md.")


class LooksKeys(Strict):
    """The weights of both looks."""

    first: LookKeys = Field(description="The weights of the first look.")
    second: LookKeys = Field(description="The weights of the second look, whose score decides.")


class LayoutsKeys(Strict):
    """The weights for each layout."""

    indented: LooksKeys = Field(description="For texts in which lines are indented.")
    flat: LooksKeys = Field(description="For texts in which they are not.")


class ZoneKeys(RuleKeys):
    """Everything outside the article of a whole page."""

    kind: Literal["zone"]
    reach: int = Field(ge=1, description="A line with no sentence within so many lines goes.")
    keep_from: float = Field(description="The score of the second look from which a line stays.")
    menu: int = Field(ge=1, description="A text without a row of so many short lines is an article already.")
    short_lines: int = Field(ge=1, description="So is a text with fewer short lines in all.")
    vocabulary: VocabularyKeys = Field(description="Words that features look for.")
    layouts: LayoutsKeys = Field(description="The weights for each layout.")


class ChangeExamplesKeys(Strict):
    """What the changed rule must remove or keep; the near misses of the rule itself are tried as well."""

    remove: list[Example] = Field([], description="Lines that it takes now, or documents before and after.")
    keep: list[Text] = Field([], description="Lines that stay now.")


class ChangeKeys(Strict):
    """A change of a rule of another pack, which holds wherever this pack does."""

    extends: str = Field(pattern=_RULE_ID, description="The id of the rule, its pack's name included.")
    description: Text | None = Field(None, description="What the rule removes now, or why it is changed.")
    category: Category | None = Field(None, description="What is removed, instead.")
    confidence: ConfidenceName | None = Field(None, description="How much the rule may do, instead.")
    where: WhereKeys | None = Field(None, description="The places that it is meant for, instead.")
    max_words: int | None = Field(None, ge=1, description="A unit with a longer line stays, instead.")
    add_phrases: Texts | None = Field(None, alias="phrases+", description="More phrases.")
    remove_phrases: Texts | None = Field(None, alias="phrases-", description="Phrases to take away.")
    add_labels: Texts | None = Field(None, alias="labels+", description="More labels.")
    remove_labels: Texts | None = Field(None, alias="labels-", description="Labels to take away.")
    add_pattern: Texts | None = Field(None, alias="pattern+", description="More alternatives.")
    remove_pattern: Texts | None = Field(None, alias="pattern-", description="Alternatives to take away.")
    add_start: Texts | None = Field(None, alias="start+", description="More headings of a section.")
    remove_start: Texts | None = Field(None, alias="start-", description="Headings of a section to take away.")
    add_headed_by: Texts | None = Field(None, alias="headed-by+", description="More headings of a list.")
    remove_headed_by: Texts | None = Field(None, alias="headed-by-", description="Headings of a list to take away.")
    add_unless: Texts | None = Field(None, alias="unless+", description="More exceptions.")
    remove_unless: Texts | None = Field(None, alias="unless-", description="Exceptions to take away.")
    examples: ChangeExamplesKeys | None = Field(None, description="Texts that prove the change.")


def _rule_tag(value: object) -> str | None:
    if isinstance(value, ChangeKeys) or (isinstance(value, dict) and "extends" in value):
        return "change"
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return None if kind is None else str(kind)


AnyRuleKeys = Annotated[
    Annotated[PhraseKeys, Tag("phrase")]
    | Annotated[LabelKeys, Tag("label")]
    | Annotated[LineKeys, Tag("line")]
    | Annotated[InlineKeys, Tag("inline")]
    | Annotated[SectionKeys, Tag("section")]
    | Annotated[ListKeys, Tag("list")]
    | Annotated[ZoneKeys, Tag("zone")]
    | Annotated[ChangeKeys, Tag("change")],
    Discriminator(_rule_tag),
]


class PackKeys(Strict):
    """A pack: a name, and rules."""

    pack: str = Field(
        pattern=r"^[\w.-]+(/[\w.-]+)*$", description="Its name; the built-in packs use their path below `rules/`."
    )
    description: Text = Field(description="What the pack removes, in a sentence.")
    version: Text | None = Field(None, description="Its version, in quotes.")
    license: Text | None = Field(None, description="Its licence, best as an SPDX name.")
    maintainers: Texts | None = Field(None, description="Who to ask about it.")
    requires: str | None = Field(
        None,
        pattern=r"^cleaner *>= *\d+(\.\d+)*$",
        description="The oldest version of the program that it works with.",
        examples=["cleaner >= 0.1"],
    )
    language: Texts | None = Field(None, description="Language codes as `en`, or `any`, which is the default.")
    site: Texts | None = Field(None, description="Hosts; the pack is for them and their subdomains alone.")
    cap: Percentage | None = Field(
        None,
        description="For a pack of sites: the share of a document's characters that may go. A document that would lose "
        "more is held, as elsewhere one that would lose 85%.",
    )
    profile: Text | None = Field(None, description="The profile that the pack is for; else it is for all.")
    base: bool = Field(False, description="Whether its rules hold only where a pack that extends it does.")
    extends: Texts | None = Field(None, description="Packs whose rules hold wherever this one does.")
    off: Texts | None = Field(None, description="Rules and packs that are switched off wherever this one holds.")
    unless: Texts | None = Field(None, description="Exceptions that hold for every rule of the pack.")
    rules: list[AnyRuleKeys] = Field(
        [],
        description="The rules, and changes of other packs' rules. Only a pack that extends others or switches "
        "rules off may do without.",
    )


def valid_rules(pack: object) -> Iterator[tuple[int, RuleKeys | ChangeKeys]]:
    """The rules of a pack that are right in form, by their index, whatever is wrong with the rest."""
    adapter: TypeAdapter[RuleKeys | ChangeKeys] = TypeAdapter(AnyRuleKeys)  # only a mistake is worth making it
    rules = pack.get("rules") if isinstance(pack, dict) else None
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        with suppress(ValidationError):
            yield index, adapter.validate_python(rule)


RULE_KEYS: dict[str, type[RuleKeys]] = {
    "phrase": PhraseKeys,
    "label": LabelKeys,
    "line": LineKeys,
    "inline": InlineKeys,
    "section": SectionKeys,
    "list": ListKeys,
    "zone": ZoneKeys,
}
"""The keys of each kind of rule."""

NESTED_KEYS: dict[str, type[Strict]] = {
    "rules": RuleKeys,
    "where": WhereKeys,
    "examples": ExamplesKeys,
    "remove": RewriteKeys,
    "evidence": EvidenceKeys,
    "shape": ShapeKeys,
    "words": Bounds,
    "characters": Bounds,
    "row": RowKeys,
    "vocabulary": VocabularyKeys,
    "layouts": LayoutsKeys,
    "indented": LooksKeys,
    "flat": LooksKeys,
    "first": LookKeys,
    "second": LookKeys,
}
"""The keys of what stands under a key."""
