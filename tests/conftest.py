"""What every test shares: the folder of real data, a home of its own, and the rule that slow fixtures stay with slow tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.untraced import leave_libraries_untraced

if TYPE_CHECKING:
    from tests.district import District

ROOT = Path(__file__).resolve().parent.parent
SLOW_FOLDERS = (ROOT / "tests" / "pipeline", ROOT / "tests" / "golden")
# They go again and again through what the tests of single modules measure, and coverage doubles their time.
UNMEASURED_FOLDERS = (ROOT / "tests" / "property", ROOT / "tests" / "conventions")
# Fixtures that run the whole program; a unit test that asks for one is in the wrong folder.
SLOW_FIXTURES = frozenset({"district"})

# Tests run side by side already; what a second process gives has tests of its own. Said before any fixture of a session is made.
ONE = os.environ["EARLYWARN_PROCESSES"] = "1"

# No deadline, since the machine may be busy, and nothing is remembered in the checkout between runs.
settings.register_profile("project", deadline=None, database=None, max_examples=50)
settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a slow fixture in a fast test, and say where the test belongs; measure no coverage of what repeats a law many times."""
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in UNMEASURED_FOLDERS):
            item.add_marker(pytest.mark.no_cover)
        slow = SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if slow and not any(item.path.is_relative_to(folder) for folder in SLOW_FOLDERS):
            places = " or ".join(folder.relative_to(ROOT).as_posix() for folder in SLOW_FOLDERS)
            raise pytest.UsageError(f"{item.nodeid} uses {', '.join(sorted(slow))}, which runs whole months; move it below {places}")


def pytest_collection_finish() -> None:
    """Let coverage measure what is ours alone."""
    leave_libraries_untraced()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole files, and those that share the small district to one worker, so that it is made once."""
    from xdist.scheduler import LoadFileScheduling

    class ByFileAndDistrict(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return "tests/district.py" if "tests.district" in (ROOT / path).read_text(encoding="utf-8") else path

    return ByFileAndDistrict(config, log)


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    """The small district with its two months; a test that writes to its home takes a copy."""
    # Whole months load every library; the unit tests need not wait for that.
    from tests.district import make_district

    return make_district(tmp_path_factory.mktemp("district"))


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
    monkeypatch.setenv("EARLYWARN_PROCESSES", ONE)
