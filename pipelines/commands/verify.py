"""`earlywarn verify FOLDER`: whether a published folder is what it says it is, on any machine and without a home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.delivery.publication import MANIFEST, SUMMARY_MANIFEST, Manifest
from pipelines.errors import OK, WarehouseUnavailableError
from pipelines.verification import month_check, outside_check, summary_check
from pipelines.verification.finding import Finding
from pipelines.verification.folder_check import check_files, manifest_of
from pipelines.verification.summary_check import editions_in
from reports.outside_csv import TOTALS_CSV


@dataclass(frozen=True, slots=True)
class Verified:
    """The lines of the answer, and the exit code: 0 sound, 20 damaged."""

    lines: list[str]
    exit_code: int


def verify(folder: Path) -> Verified:
    """Check a folder; raises NoUsableInputError where it holds no publication."""
    name, manifest = manifest_of(folder)
    found = list(check_files(folder, manifest, name))
    kind = "summary" if name == SUMMARY_MANIFEST else _kind(manifest)
    # What was changed is named first and alone: figures of a changed file are nobody's.
    found = found or _safely(folder, manifest, kind)
    parts = [verify(edition) for edition in editions_in(folder)] if kind == "summary" else []
    own = _verified(folder, manifest, kind, found)
    return Verified(
        [*own.lines, *(line for part in parts for line in part.lines)], max([own.exit_code, *(part.exit_code for part in parts)])
    )


def _verified(folder: Path, manifest: Manifest, kind: str, found: list[Finding]) -> Verified:
    """Return the answer about one publication."""
    lines = [f"{folder}  content id {manifest['content_id']}, revision {manifest.get('revision', '?')}, {len(manifest['files'])} files"]
    if found:
        wrong = [f"  {finding.file}: {finding.sentence}" for finding in found]
        return Verified([*lines, *wrong, f"not sound: {len(found)} findings"], WarehouseUnavailableError.exit_code)
    return Verified([*lines, *_checked(kind), "sound"], OK)


def _kind(manifest: Manifest) -> str:
    names = set(manifest["files"])
    return "month" if month_check.SCORES in names else "outside" if TOTALS_CSV in names else "other"


def _safely(folder: Path, manifest: Manifest, kind: str) -> list[Finding]:
    """Return what is wrong with the figures; a manifest that lacks what its kind has is a finding as well."""
    try:
        return list(_figures(folder, manifest, kind))
    except (KeyError, ValueError, TypeError, OSError) as error:
        return [Finding(MANIFEST, f"or a file it names lacks what a publication of its kind has ({error})")]


def _figures(folder: Path, manifest: Manifest, kind: str) -> Iterator[Finding]:
    if kind == "month":
        yield from month_check.check_month(folder, manifest)
    elif kind == "outside":
        yield from outside_check.check_outside(folder, manifest)
    elif kind == "summary":
        yield from summary_check.check_summary(folder)


def _checked(kind: str) -> list[str]:
    """Return what was checked and what was not."""
    figures = {
        "month": "counts by level, the list's order, risks and levels on list, workbook, bulletin and enterprise pages, rows set aside",
        "outside": "every total that is left out stays open by the share the manifest states, pages print the tables, nobody is named",
        "summary": "which districts have an edition, and how many each warns of by level; the districts' folders one by one below",
        "other": "no figures: a publication of this kind has no tables beside its pages",
    }
    missing = {"month": [month_check.NOT_CHECKED], "outside": [outside_check.NOT_CHECKED], "summary": [summary_check.NOT_CHECKED]}
    return [
        "  checked: every file by its SHA-256, none besides",
        f"  checked: {figures[kind]}",
        *(f"  {one}" for one in missing.get(kind, [])),
    ]
