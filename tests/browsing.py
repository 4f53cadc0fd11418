"""Pages in a browser, as tests look at them: Debian's Chromium, driven by Playwright, and axe-core."""

import shutil

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")


def browsers():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def openings(browser):
    contexts, wrong = [], []

    def open_page(path, hash_="", *, complains=False, **options):
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(("file://", "data:", "blob:")) else wrong.append(asked.url),
        )
        page.on("console", lambda message: complains or wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{path.as_uri()}{hash_}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def violations(axe, page):
    """What axe-core finds."""
    found = axe.run(page).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
