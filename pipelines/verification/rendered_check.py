"""The files people read, made again from the tables laid beside them and compared with those in the folder.

Every number, word and drawing of an edition is a function of its tables, so equal bytes prove all of them at once. It holds for the program
that made the edition; another version words and draws otherwise, and its answer would be about the versions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.delivery.fingerprint import code_version
from pipelines.delivery.laid_tables import FOLDER, read_laid
from pipelines.delivery.publication import Manifest
from pipelines.verification.difference import first_difference
from pipelines.verification.finding import Finding
from reports.pdf import PdfResult, pdf_setter, why_unavailable
from reports.publication import print_later, render_publication

PDF: Final = "bulletin.pdf"


@dataclass(frozen=True, slots=True)
class Rendered:
    """Files made again; `unchecked`: a sentence where the PDF among them is the one in the folder, since it cannot be set here."""

    files: Mapping[str, bytes]
    unchecked: tuple[str, ...] = ()


def is_own_version(manifest: Manifest) -> bool:
    """Whether this very program made an edition, with the same libraries."""
    return bool(manifest["made_from"].get("code") == code_version())


def other_version(manifest: Manifest) -> str:
    """Return what cannot be checked of an edition that another version made."""
    made_by = str(manifest["made_from"].get("code", "an unknown one"))[:16]
    return (
        f"whether pages, list, workbook and PDF follow from the tables laid beside, since another version of the program or its libraries "
        f"made them (code {made_by}, here {code_version()[:16]}); `verify` of that version makes them again"
    )


def render_again(folder: Path, manifest: Manifest) -> Rendered:
    """Return the files of a month that follow from its tables."""
    laid = read_laid(folder)
    if PDF not in manifest["files"]:
        return Rendered(render_publication(laid.frames, laid.edition, None))
    unset = unset_pdf(PDF, manifest)
    kept = PdfResult((folder / PDF).read_bytes(), None)
    return Rendered(render_publication(laid.frames, laid.edition, (lambda _: lambda: kept) if unset else print_later), unset)


def unset_pdf(name: str, manifest: Manifest) -> tuple[str, ...]:
    """Return a sentence where a PDF of this folder cannot be set again here; other libraries set lines and drawings otherwise."""
    missing = why_unavailable()
    if missing is not None:
        return (f"{name}: this machine has nothing to set it with ({missing})",)
    made_by, here = str(manifest.get("pdf_by", "unknown libraries")), pdf_setter()
    return () if made_by == here else (f"{name}: it was set with {made_by}, this machine has {here}",)


def check_rendered(folder: Path, manifest: Manifest, made: Mapping[str, bytes], bound: frozenset[str]) -> Iterator[Finding]:
    """Yield where the folder's files are not those made again; `bound`: those that pages do not follow from."""
    for name, content in sorted(made.items()):
        if name not in manifest["files"]:
            yield Finding(name, "is missing; it follows from the tables")
        elif (found := (folder / name).read_bytes()) != content:
            yield from (Finding(name, sentence) for sentence in first_difference(name, found, content))
    for name in sorted({*manifest["files"]} - {*made} - bound):
        if not name.startswith(f"{FOLDER}/"):
            yield Finding(name, "does not follow from the tables; no edition made from them has it")
