"""The index of all issues: every folder it counts by its hashes, and its pages made again from what lies in those folders."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipelines.data_dir import month_folders
from pipelines.delivery.fingerprint import code_version
from pipelines.delivery.laid_index import INDEX_RECORD, months_without_tables, read_laid_index
from pipelines.delivery.publication import BRIEFS, MEETINGS, read_manifest
from pipelines.verification.difference import first_difference
from pipelines.verification.finding import Answer, Finding
from pipelines.verification.folder_check import check_files
from reports.index import INDEX, STREET_PAGES, index_pages
from warehouse.periods import month_key

HASHES: Final = "every file of the folders it counts, by its SHA-256"
FOLLOWED: Final = "every number of the index: made again from the tables in those folders, its pages are the same"


def is_index(folder: Path) -> bool:
    """Whether a folder is that of all issues, with what its index is made from."""
    return (folder / INDEX_RECORD).is_file()


def check_index(folder: Path) -> Answer:
    """Return whether the index of a folder follows from the folders in it."""
    found = tuple(_changed(folder))
    if found:
        # Figures of a changed folder are nobody's.
        return Answer(found)
    checked = Answer((), (HASHES,))
    older = months_without_tables(folder)
    if older:
        keys = ", ".join(map(month_key, older))
        return checked + Answer(unchecked=(f"the figures of the index, since a version made {keys} that laid no tables beside it",))
    laid = read_laid_index(folder)
    if laid.code != code_version():
        return checked + Answer(unchecked=("the figures of the index, since another version of the program or its libraries made it",))
    return checked + Answer(tuple(_otherwise(folder, index_pages(laid.frames, laid.edition))), (FOLLOWED,))


def _changed(folder: Path) -> Iterator[Finding]:
    """Yield what is wrong with the files of the months, briefs and agendas."""
    beside = sorted([*folder.glob(f"{BRIEFS}/[0-9]*"), *folder.glob(f"{MEETINGS}/[0-9]*")])
    for name, place in [*month_folders(folder), *((path.relative_to(folder).as_posix(), path) for path in beside)]:
        manifest = read_manifest(place)
        if manifest is None:
            yield Finding(name, "has no manifest that can be read")
        else:
            yield from (Finding(f"{name}/{found.file}", found.sentence) for found in check_files(place, manifest))


def _otherwise(folder: Path, made: dict[str, bytes]) -> Iterator[Finding]:
    """Yield the pages that are not those made again."""
    for name, content in sorted(made.items()):
        page = folder / name
        if not page.is_file():
            yield Finding(name, "is missing; it follows from the folders")
        elif page.read_bytes() != content:
            yield from (Finding(name, sentence) for sentence in first_difference(name, page.read_bytes(), content))
    for name in sorted({page.name for page in folder.glob(STREET_PAGES)} - {*made}):
        yield Finding(name, f"does not follow from the folders; {INDEX} of them has no such page")
