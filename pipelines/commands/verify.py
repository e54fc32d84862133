"""`earlywarn verify FOLDER`: whether a published folder is what it says it is, on any machine and without a home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.delivery.laid_index import INDEX_RECORD
from pipelines.delivery.publication import MANIFEST, SUMMARY_MANIFEST, Manifest
from pipelines.errors import OK, WarehouseUnavailableError
from pipelines.verification.brief_check import check_brief
from pipelines.verification.finding import Answer, Finding
from pipelines.verification.folder_check import check_files, manifest_of
from pipelines.verification.index_check import check_index, is_index
from pipelines.verification.laid_check import check_laid
from pipelines.verification.laid_summary_check import check_laid_summary
from pipelines.verification.month_check import SCORES, check_month
from pipelines.verification.outside_check import NOT_CHECKED, check_outside
from pipelines.verification.summary_check import check_summary, editions_in
from reports.brief import PAGE as BRIEF_PAGE
from reports.outside_csv import TOTALS_CSV
from reports.words.format import plain


@dataclass(frozen=True, slots=True)
class Verified:
    """The lines of the answer, and the exit code: 0 sound, 20 damaged."""

    lines: list[str]
    exit_code: int


def verify(folder: Path) -> Verified:
    """Check a folder; raises NoUsableInputError where it holds no publication."""
    if is_index(folder):
        return _answered([f"{folder}  the index of all issues"], _guarded(lambda: check_index(folder), INDEX_RECORD))
    name, manifest = manifest_of(folder)
    found = tuple(check_files(folder, manifest, name))
    kind = "summary" if name == SUMMARY_MANIFEST else _kind(manifest)
    # What was changed is named first and alone: figures of a changed file are nobody's.
    answer = Answer(found) if found else _safely(folder, manifest, kind)
    parts = [verify(edition) for edition in editions_in(folder)] if kind == "summary" else []
    own = _verified(folder, manifest, answer)
    return Verified(
        [*own.lines, *(line for part in parts for line in part.lines)], max([own.exit_code, *(part.exit_code for part in parts)])
    )


def _verified(folder: Path, manifest: Manifest, answer: Answer) -> Verified:
    """Return the answer about one publication."""
    lines = [f"{folder}  content id {manifest['content_id']}, revision {manifest.get('revision', '?')}, {len(manifest['files'])} files"]
    whole = Answer((), ("every file by its SHA-256, none besides",))
    return _answered(lines, whole + answer)


def _answered(lines: list[str], answer: Answer) -> Verified:
    if answer.found:
        wrong = [f"  {finding.file}: {finding.sentence}" for finding in answer.found]
        return Verified([*lines, *wrong, f"not sound: {len(answer.found)} findings"], WarehouseUnavailableError.exit_code)
    checked = [f"  checked: {one}" for one in answer.checked]
    return Verified([*lines, *checked, *(f"  not checked: {one}" for one in answer.unchecked), "sound"], OK)


def _kind(manifest: Manifest) -> str:
    names = set(manifest["files"])
    return "month" if SCORES in names else "outside" if TOTALS_CSV in names else "brief" if BRIEF_PAGE in names else "other"


def _safely(folder: Path, manifest: Manifest, kind: str) -> Answer:
    """Return what is wrong with the figures; a manifest or a table that lacks what its kind has is a finding as well."""
    return _guarded(lambda: _CHECKS[kind](folder, manifest), MANIFEST)


def _guarded(check: Callable[[], Answer], stated_in: str) -> Answer:
    try:
        return check()
    # Pages made from damaged tables can fail anywhere.
    except Exception as error:  # noqa: BLE001 - whatever it is, the folder is not sound
        lacking = f"or a file it names lacks what a publication of its kind has ({type(error).__name__}: {plain(str(error), 200)})"
        return Answer((Finding(stated_in, lacking),))


def _month(folder: Path, manifest: Manifest) -> Answer:
    checked = "counts by level, the list's order, risks and levels on list, workbook, bulletin and enterprise pages, rows set aside"
    return Answer(tuple(check_month(folder, manifest)), (checked,)) + check_laid(folder, manifest)


def _summary(folder: Path, manifest: Manifest) -> Answer:
    checked = "which districts have an edition, and how many each warns of by level; the districts' folders one by one below"
    return Answer(tuple(check_summary(folder)), (checked,)) + check_laid_summary(folder, manifest)


def _outside(folder: Path, manifest: Manifest) -> Answer:
    checked = "every total that is left out stays open by the share the manifest states, pages print the tables, nobody is named"
    return Answer(tuple(check_outside(folder, manifest)), (checked,), (NOT_CHECKED,))


def _other(folder: Path, manifest: Manifest) -> Answer:
    return Answer(unchecked=(f"figures: {folder.name} is a publication without tables beside its {len(manifest['files'])} files",))


_CHECKS: Final[dict[str, Callable[[Path, Manifest], Answer]]] = {
    "month": _month, "summary": _summary, "outside": _outside, "brief": check_brief, "other": _other,
}  # fmt: skip
