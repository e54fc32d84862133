"""The environment: locks that belong together and name no machine, and a command line that loads nothing it does not need."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conventions.source import ROOT

LOCKS = [*ROOT.glob("requirements*.lock"), *(ROOT / ".ci").glob("*.lock")]
HEAVY = (
    "dagster",
    "duckdb",
    "great_expectations",
    "matplotlib",
    "numpy",
    "pandas",
    "plotly",
    "polars",
    "prophet",
    "pydantic",
    "statsmodels",
)


def pins(path: Path) -> set[str]:
    return set(re.findall(r"^[a-z0-9][a-z0-9._-]*==[^ \\]+(?: ;[^\\]+)?", path.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_development_lock_has_every_pin_of_the_run_lock() -> None:
    of_dev = pins(ROOT / "requirements-dev.lock")
    # What the run needs on some machines only, developing may need on all.
    missing = {pin for pin in pins(ROOT / "requirements.lock") if pin not in of_dev and pin.partition(" ;")[0] not in of_dev}
    assert missing == set()


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_pin_has_hashes_and_no_lock_names_an_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert [block.split()[0] for block in blocks if "==" in block.split("\n")[0] and "--hash=sha256:" not in block] == []


def test_the_changelog_begins_with_the_version_of_the_program() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == version


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from pipelines import cli\n"
        "try: cli.cli(['--help'], standalone_mode=True)\n"
        f"except SystemExit: pass\nprint(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "backtest" in done.stdout
    assert done.stderr.strip() == "[]"


def test_the_definitions_load_nothing_that_computes() -> None:
    """Every process of Dagster loads them, most of them to run nothing; what a step needs it loads itself (pipelines.steps)."""
    code = "import sys, dagster; before = set(sys.modules)\nimport pipelines.definitions\nprint(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "pipelines.assets.risk" in loaded
    libraries = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert libraries == {"dagster", "models", "pipelines", "warehouse"}
    # Types of settings, and nothing that works on frames; pages and letters not at all.
    assert [name for name in loaded if name.startswith("models.")] == ["models.setting_types"]
    assert [name for name in loaded if name.startswith(("pipelines.steps", "pipelines.month.run", "pipelines.settings"))] == []


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("pipelines.settings", ("numpy", "scipy", "dagster", "duckdb", "models.month", "reports")),
        ("pipelines.commands.doctor", ("numpy", "scipy", "dagster", "weasyprint", "models.month")),
        ("pipelines.commands.quarantine", ("scipy.special", "dagster", "models.month")),
        ("pipelines.commands.policy", ("dagster", "great_expectations", "statsmodels")),
        ("pipelines.commands.verify", ("dagster", "great_expectations", "statsmodels")),
    ],
)
def test_what_looks_something_up_loads_little(module: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*sorted(set({unwanted!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_no_file_names_a_machine() -> None:
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("not a git checkout: the tracked files are not known")
    marks = re.compile(rb"/(?:home|root|Users|work)/\w+")
    named = [
        name
        for name in listed
        if Path(name).suffix in {".py", ".toml", ".md", ".yaml", ".lock", ""} and marks.search((ROOT / name).read_bytes())
    ]
    assert [name for name in named if name != "tests/conventions/test_environment.py"] == []
