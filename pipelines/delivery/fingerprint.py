"""The content id of an edition: a digest of everything that decides what its pages say, so that equal ids mean equal bytes."""

import hashlib
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


@cache
def code_version() -> str:
    """Return a SHA-256 of the program's own files and of the versions of the libraries that decide results."""
    digest = hashlib.sha256()
    for library in LIBRARIES:
        digest.update(f"{library} {_version_of(library)}\n".encode())
    for room in ROOMS:
        for path in sorted((CHECKOUT / room).rglob("*")):
            name = path.relative_to(CHECKOUT).as_posix()
            # Names go in too: a file that moved may be found by other code.
            if path.is_file() and path.suffix != ".md" and "__pycache__" not in name and not name.startswith(NOT_DECIDING):
                digest.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


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
