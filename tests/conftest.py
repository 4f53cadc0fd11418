"""What all tests share: how many examples property tests try, and where the shared data are."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "thorough", max_examples=2000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
settings.register_profile("quick", max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared development data; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared development data are not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture
def small(root):
    """Options that make the small pack the only one."""
    return ["--no-builtin", "--no-installed", "--packs", str(root / "fixtures/packs/valid/small.yaml")]


@pytest.fixture(scope="module")
def browser():
    """A browser, where there is one."""
    from tests.browsing import browsers

    yield from browsers()


@pytest.fixture
def opening(browser):
    """Opens pages, and sees to it at the end that they asked for nothing and complained of nothing."""
    from tests.browsing import openings

    yield from openings(browser)
