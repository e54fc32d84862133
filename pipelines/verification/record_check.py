"""The record of an edition against the files it binds and the pages that name it.

In: digests, the edition against the manifest. Out: whether pages follow from the tables (rendered_check.py), and those from
scores.parquet (list_check.py).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pipelines.delivery.fingerprint import content_id
from pipelines.delivery.laid_tables import FOLDER, read_record
from pipelines.delivery.publication import MANIFEST, Manifest
from pipelines.verification.finding import Answer, Finding

_NAMED: Final = re.compile(r'<meta name="record" content="([0-9a-f]*)">')


def no_record(folder: Path, manifest: Manifest, name: str, older: str) -> Answer:
    """Return the answer about a folder without a record: what is not checked then, unless its pages name the one that is missing."""
    pages = [page for page in _pages(manifest) if _NAMED.search((folder / page).read_text(encoding="utf-8"))]
    if pages:
        return Answer((Finding(name, f"is missing; {pages[0]} names it"),))
    return Answer(unchecked=(older,))


def _pages(manifest: Manifest) -> list[str]:
    return [name for name in sorted(manifest["files"]) if name.endswith(".html")]


def check_record(folder: Path, manifest: Manifest, name: str, stated_in: str = MANIFEST) -> Iterator[Finding]:
    """Yield what the record, whose path is `name`, binds and does not find, and pages that name another one.

    `stated_in`: what the manifest is called.
    """
    record = read_record(folder / name)
    yield from _bound(folder, name, record["files"], manifest["files"])
    yield from _called(name, record["edition"], manifest)
    if content_id(manifest["made_from"]) != manifest["content_id"]:
        yield Finding(stated_in, "has a content id that is not that of what it says the edition is made from")
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    for page in _pages(manifest):
        found = _NAMED.findall((folder / page).read_text(encoding="utf-8"))
        if found != [digest]:
            yield Finding(page, f"was made with another record: it names {found[0][:16] if found else 'none'}, {name} is {digest[:16]}")


def _bound(folder: Path, name: str, bound: Mapping[str, str], listed: Mapping[str, str]) -> Iterator[Finding]:
    for one, digest in sorted(bound.items()):
        path = folder / one
        if one not in listed or not path.is_file():
            yield Finding(one, f"is missing; {name} binds it")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield Finding(one, f"is not what the edition was made from: its SHA-256 is not that of {name}")
    for one in sorted({path for path in listed if path.startswith(f"{FOLDER}/")} - {*bound, name}):
        yield Finding(one, f"is no table of the edition: {name} does not bind it")


def _called(name: str, edition: Mapping[str, Any], manifest: Manifest) -> Iterator[Finding]:
    """Yield where the edition is called otherwise than in the manifest, whose content id is that of what it says it is made from."""
    made_from = manifest["made_from"]
    stated = {
        "content_id": manifest["content_id"],
        "revision": int(manifest["revision"]),
        "as_of": made_from["as_of"],
        "demo": made_from["is_demo"] == "True",
        # Of a brief the manifest has its day, and the month is that of the days it is about.
        "month": f"{(made_from['as_of'] if 'day' in made_from else manifest['month'])[:7]}-01",
    }
    for key, value in stated.items():
        if edition[key] != value:
            yield Finding(name, f"has {key} {edition[key]}, the manifest {value}")
