"""What every test shares: the folder of real data, a home of its own, and the rule that slow fixtures stay with slow tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SLOW_FOLDER = ROOT / "tests" / "pipeline"
# Fixtures that run the whole program; a unit test that asks for one is in the wrong folder.
SLOW_FIXTURES = frozenset({"district"})

# No deadline, since the machine may be busy, and nothing is remembered in the checkout between runs.
settings.register_profile("project", deadline=None, database=None, max_examples=50)
settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a slow fixture in a fast test, and say where the test belongs."""
    for item in items:
        slow = SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if slow and not item.path.is_relative_to(SLOW_FOLDER):
            raise pytest.UsageError(f"{item.nodeid} uses {', '.join(sorted(slow))}, which runs whole months; move it below {SLOW_FOLDER}")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("EARLYWARN_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set EARLYWARN_SHARED_DATA")
    return folder


@pytest.fixture(autouse=True)
def _no_foreign_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep every test out of the home and the mail relay of the machine it runs on."""
    for name in [name for name in os.environ if name.startswith("EARLYWARN_") and name != "EARLYWARN_SHARED_DATA"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EARLYWARN_HOME", str(tmp_path / "home"))
