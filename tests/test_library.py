"""The library: what a program that imports it relies on."""

import io
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from cleaner import Cleaner, PackError, restore
from cleaner.batch.treat import treat
from cleaner.formats.html import HtmlFormat

TEXT = "Advert here\n\nThe ferry sails again from Monday.\n\nRead also: Harbour reopens after the storm\n"


@pytest.fixture
def small(root):
    return Cleaner([root / "fixtures/packs/valid/small.yaml"], builtin=False)


@pytest.mark.parametrize("code", ["de", "de-AT", "zh_Hant", "fil"])
def test_codes_of_languages(code):
    assert Cleaner(builtin=False, installed=False, language=code).clean("It rained.").text == "It rained."


@pytest.mark.parametrize("name", ["German", "", "d", "de "])
def test_what_is_no_code_of_a_language(name):
    with pytest.raises(ValueError, match="is no language code"):
        Cleaner(builtin=False, installed=False, language=name)


def test_clean_and_restore(small):
    cleaned = small.clean(TEXT)
    assert cleaned.text == "The ferry sails again from Monday.\n"
    assert cleaned.state == "cleaned"
    assert restore(cleaned.text, cleaned.removals) == TEXT


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ({"only": ["promo"]}, {"small/advert-label"}),
        ({"skip": ["promo"]}, {"small/read-also"}),
        ({"only": ["share"]}, set()),
        ({"protect": ["harbour"]}, {"small/advert-label"}),
    ],
)
def test_choice(root, options, rules):
    cleaner = Cleaner([root / "fixtures/packs/valid/small.yaml"], builtin=False, **options)
    assert {removal.rule for removal in cleaner.clean(TEXT).removals} == rules


@pytest.mark.parametrize("options", [{"only": ["papers"]}, {"skip": ["papers"]}, {"profile": "novel"}])
def test_a_wrong_choice_is_told(options):
    with pytest.raises(ValueError, match="unknown"):
        Cleaner(builtin=False, **options)


def test_language_and_site_choose_packs(tmp_path):
    example = "examples: {remove: [Advert here], keep: [The advert here dates from 1921.]}"
    rule = (
        "{id: r, description: d, kind: phrase, category: promo, confidence: certain, phrases: [advert here], "
        + example
        + "}"
    )
    for name, key in {"german": "language: de", "site": "site: news.example"}.items():
        (tmp_path / f"{name}.yaml").write_text(f"pack: {name}\ndescription: d\n{key}\nrules:\n  - {rule}\n")
    german = Cleaner([tmp_path / "german.yaml"], builtin=False)
    assert [bool(german.clean(TEXT, language=code).removals) for code in (None, "de", "de-AT", "en")] == [
        True,
        True,
        True,
        False,
    ]
    site = Cleaner([tmp_path / "site.yaml"], builtin=False)
    urls = (
        "https://news.example/a",
        "https://www.news.example",
        "news.example",
        "https://other.example",
        "http://[",
        None,
    )
    assert [bool(site.clean(TEXT, url=url).removals) for url in urls] == [True, True, True, False, False, False]


def test_a_wrong_pack_raises_all_its_problems(tmp_path):
    (tmp_path / "a.yaml").write_text("pack: a\n")
    (tmp_path / "b.yml").write_text("- 1\n")
    with pytest.raises(PackError) as caught:
        Cleaner([tmp_path], builtin=False)
    assert {problem.path for problem in caught.value.problems} == {str(tmp_path / "a.yaml"), str(tmp_path / "b.yml")}
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_it_pickles_small_and_works_in_processes(small):
    pickled = pickle.dumps(small)
    assert len(pickled) < 10_000
    with ProcessPoolExecutor(2) as pool:
        assert set(pool.map(small.clean, [TEXT] * 8)) == {small.clean(TEXT)}


def test_one_cleaner_serves_many_threads(root):
    cleaner = Cleaner([root / "fixtures/packs/valid/small.yaml"], builtin=False)
    texts = [TEXT * (1 + number % 5) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(cleaner.clean, texts))
    assert threaded == [cleaner.clean(text) for text in texts]


def test_the_host_of_a_page_chooses_site_packs(tmp_path):
    (tmp_path / "site.yaml").write_text(
        "pack: site\ndescription: d\nsite: news.example\nrules:\n"
        "  - {id: r, description: d, kind: phrase, category: promo, confidence: certain, phrases: [advert here],\n"
        "     examples: {remove: [Advert here], keep: [The advert here dates from 1921.]}}\n"
    )
    cleaner = Cleaner([tmp_path / "site.yaml"], builtin=False)
    paragraph = "The ferry to the outer islands sails again from Monday, after two winters without any boat."
    for host, gone in {"news.example": True, "other.example": False}.items():
        page = (
            f'<html><head><link rel="canonical" href="https://{host}/ferry"></head><body><article>'
            f"<p>{paragraph}</p><p>Advert here</p><p>{paragraph} Again.</p></article></body></html>"
        )
        (entry,) = HtmlFormat().entries(io.BytesIO(page.encode()))
        assert (b"Advert here" not in treat(entry, cleaner).output) == gone


@pytest.mark.parametrize(
    ("cap", "url", "state"),
    [
        ("cap: 97%\n", "https://news.example/a", "cleaned"),
        ("cap: 97%\n", "https://other.example/a", "held"),
        ("", "https://news.example/a", "held"),
        ("cap: 90%\n", "https://news.example/a", "held"),
    ],
    ids=["of its site", "of another site", "no cap is told", "more than the cap"],
)
def test_the_pack_of_a_site_may_tell_how_much_of_its_pages_goes(cap, url, state, tmp_path):
    rule = (
        "  - {id: r, description: d, kind: phrase, category: promo, confidence: certain, phrases: [advert here],\n"
        "     examples: {remove: [Advert here], keep: [The advert here dates from 1921.]}}\n"
    )
    everywhere = f"pack: everywhere\ndescription: d\nrules:\n{rule}"
    of_the_site = f"pack: site\ndescription: d\nsite: news.example\n{cap}rules:\n{rule.replace('here', 'there')}"
    for name, text in {"everywhere": everywhere, "site": of_the_site}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    text = "Advert here\n" * 100 + "The ferry to the outer islands sails again from Monday.\n"
    cleaned = Cleaner([tmp_path], builtin=False).clean(text, url)
    assert (cleaned.state, cleaned.text == text) == (state, state == "held")


def test_cleaners_that_arrive_with_each_task_share_an_engine(small):
    first, second = (pickle.loads(pickle.dumps(small)) for _ in range(2))
    assert first.clean(TEXT) == small.clean(TEXT)
    assert first._engine(None, None) is second._engine(None, None)
