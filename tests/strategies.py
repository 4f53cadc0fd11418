"""Random texts and rules: small alphabets, so that rules hit, and everything that ever broke a cleaner."""

from hypothesis import strategies as st

from cleaner.kinds import Inline, LinePattern, LineShape, ListRow, Phrase, Section
from cleaner.pattern import Pattern
from cleaner.rule import Confidence, Extent, Rule, Where

ENDINGS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", ""])
BLANKS = st.sampled_from(["", "", " ", "\t", "\u00a0", "\u3000 ", "\ufeff", "\u200b", "\x0c", "\u2028"])
EDGES = st.sampled_from(["", "", "", " ", "  ", "\t", "\u00a0", "\ufeff", "\u200b"])
WORDS = st.lists(st.sampled_from(["a", "b", "c", "A", "x", "y.", "b,", "é", "記", "\U0001f600", "\ud800"]), max_size=5)


@st.composite
def _line(draw):
    if draw(st.booleans()) and draw(st.booleans()):
        return draw(BLANKS)
    return draw(EDGES) + " ".join(draw(WORDS)) + draw(EDGES)


@st.composite
def lined_texts(draw):
    """Texts of a few lines from a small alphabet, with every kind of ending, blank line and edge."""
    lines = draw(st.lists(st.tuples(_line(), ENDINGS), max_size=12))
    return "".join(line + ending for line, ending in lines)


TEXTS = st.one_of(
    lined_texts(), st.text(alphabet=st.characters(), max_size=200), st.text(alphabet="ab \r\n\u00a0", max_size=60)
)
"""Any texts: lone surrogates, astral characters and control characters among them."""

LETTER_PATTERNS = ["^a", "^b", "c$", "x", "a.*b", "^[ab]$", "y\\.", "é", "^.$"]
CONFIDENCES = st.sampled_from(list(Confidence))


@st.composite
def where_values(draw):
    """Places by a number of lines, as the reference knows them."""
    first = draw(st.one_of(st.none(), st.integers(1, 4)))
    last = draw(st.one_of(st.none(), st.integers(1, 4)))
    return Where(Extent(first) if first else None, Extent(last) if last else None)


@st.composite
def bodies(draw):
    """Any kind of rule over the small alphabet."""
    pattern = (Pattern(draw(st.sampled_from(LETTER_PATTERNS))),)
    kind = draw(st.sampled_from(["phrase", "line", "inline", "section", "list"]))
    match kind:
        case "phrase":
            return kind, Phrase.of(draw(st.lists(st.sampled_from(["a", "a b", "b c", "x"]), min_size=1, max_size=2)))
        case "line":
            return kind, LinePattern(pattern)
        case "inline":
            return kind, Inline((Pattern(draw(st.sampled_from(["a", "b,? ?", "x y", "c+"]))),))
        case "section":
            until = draw(st.sampled_from(["prose", "blank", "end", Pattern("^x"), Pattern("b")]))
            return kind, Section(pattern, until, draw(st.integers(1, 5)))
        case _:
            shape = LineShape(words=(0, draw(st.integers(1, 4))), pattern=pattern)
            return kind, ListRow(shape, draw(st.integers(2, 4)), draw(st.sampled_from([(), (Pattern("^c"),)])))


@st.composite
def rules(draw, name="t/r", supports=("beside", "beside", "both-sides")):
    """Any rule, over the small alphabet."""
    kind, body = draw(bodies())
    confidence = draw(CONFIDENCES)
    may_ask = confidence is Confidence.likely and kind in ("phrase", "line")
    return Rule(
        id=name,
        description="",
        kind=kind,
        category=draw(st.sampled_from(["promo", "share"])),
        confidence=confidence,
        support=draw(st.sampled_from(supports)) if may_ask else "beside",
        body=body,
        where=draw(where_values()),
        unless=draw(st.sampled_from([(), (), (Pattern("y"),)])),
        max_words=draw(st.sampled_from([None, None, 3])),
    )


@st.composite
def rule_sets(draw, **options):
    """Up to five rules with ids of their own."""
    return [draw(rules(f"t/{number}", **options)) for number in range(draw(st.integers(1, 5)))]
