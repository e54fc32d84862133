"""The content id of an edition: a digest of everything that decides what its pages say, so that equal ids mean equal bytes."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from pipelines.data_dir import CHECKOUT

ROOMS = ("models", "pipelines", "reports", "warehouse")
# The demonstration only writes deliveries, whose content counts as input.
NOT_DECIDING = ("pipelines/demo",)
# The libraries whose version can move a figure or a byte.
LIBRARIES = (
    "duckdb", "great-expectations", "jinja2", "matplotlib", "numpy", "plotly", "polars", "prophet", "scipy", "statsmodels",
    "weasyprint", "xlsxwriter",
)  # fmt: skip

# What decides who is listed at which level: from figures to evidence, risks and the list. A test follows the imports, so that nothing that
# decides is left out; what only explains a list is (reasons, measures, expectations, words).
SCORING = (
    "models/month.py", "models/month_settings.py", "models/numeric.py", "models/optional_columns.py", "models/series",
    "models/evidence", "models/risk",
    "models/cases/appeals.py", "models/cases/visits.py",
    "models/district/bases.py", "models/warnings/exposure.py", "models/warnings/levels.py", "models/warnings/lot.py",
    "models/warnings/settings.py", "models/warnings/warning_list.py", "pipelines/month/figures.py", "pipelines/month/learned_document.py",
    "pipelines/month/list_inputs.py", "pipelines/month/other_districts.py",
    "pipelines/month/rescoring.py", "pipelines/month/settled.py", "pipelines/month/training.py", "warehouse/corrections/correction.py",
    "warehouse/appeal_vocabulary.py", "warehouse/periods.py", "warehouse/sql", "warehouse/vocabulary.py", "warehouse/risk_vocabulary.py",
)  # fmt: skip
SCORING_LIBRARIES = ("duckdb", "numpy", "polars", "scipy", "statsmodels")


@cache
def code_version() -> str:
    """Return a SHA-256 of the program's own files and of the versions of the libraries that decide results."""
    return _digest(LIBRARIES, (path for path in _files(ROOMS) if not path.startswith(NOT_DECIDING)))


@cache
def scoring_version() -> str:
    """Return a SHA-256 of the files and libraries by which a list is made; what only words or shows it is none of them."""
    return _digest(SCORING_LIBRARIES, _files(SCORING))


def _files(places: Iterable[str]) -> Iterator[str]:
    """Yield the program's files at or below some places, as paths in the checkout."""
    for place in places:
        found = CHECKOUT / place
        yield from sorted(_below(str(found))) if found.is_dir() else [place]


def _below(folder: str) -> Iterator[str]:
    """Yield the program's files in a folder and the folders in it; names as texts, since every process of Dagster goes through all."""
    for within, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        place = os.path.relpath(within, CHECKOUT)
        yield from (f"{place}/{name}" for name in names if not name.endswith(".md"))


def _digest(libraries: Iterable[str], files: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for library in libraries:
        digest.update(f"{library} {_version_of(library)}\n".encode())
    for name in files:
        # Names go in too: a file that moved may be found by other code.
        digest.update(f"{name} {_digest_of(name)}\n".encode())
    return digest.hexdigest()


@cache
def _digest_of(name: str) -> str:
    """Return the SHA-256 of a file of the checkout; what decides a list is asked for twice."""
    with open(f"{CHECKOUT}/{name}", "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


@cache
def _version_of(library: str) -> str:
    """Return the installed version of a library, `none` where it is not installed."""
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def content_id(parts: dict[str, str]) -> str:
    """Return the digest of named parts, whatever their order, as 16 hexadecimal digits that fit on a page."""
    text = "\n".join(f"{name}={parts[name]}" for name in sorted(parts))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
