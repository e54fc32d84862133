"""A published folder against its manifest: every file with its bytes, and none besides."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from pipelines.delivery.publication import MANIFEST, SUMMARY_MANIFEST, Manifest
from pipelines.errors import NoUsableInputError
from pipelines.verification.finding import Finding


def manifest_of(folder: Path) -> tuple[str, Manifest]:
    """Return the manifest of a folder with the name of its file; raises NoUsableInputError where there is none that can be read."""
    # Above districts the summary has a manifest of its own.
    name = SUMMARY_MANIFEST if not (folder / MANIFEST).exists() and (folder / SUMMARY_MANIFEST).exists() else MANIFEST
    path = folder / name
    needed = "needed is the folder of a publication with its manifest.json, such as briefings/2026-10"
    if not path.is_file():
        raise NoUsableInputError(f"{folder} holds no {MANIFEST}; {needed}: name that folder")
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise NoUsableInputError(f"{path} cannot be read ({error}); {needed}: copy the folder anew") from error
    if not isinstance(found, dict) or not isinstance(found.get("files"), dict) or "content_id" not in found:
        raise NoUsableInputError(f"{path} is no manifest of a publication; {needed}: copy the folder anew")
    return name, found


def check_files(folder: Path, manifest: Manifest, own: str = MANIFEST) -> Iterator[Finding]:
    """Yield the files that are missing, changed, or not named in the manifest, which is called `own`.

    What lies in folders with a manifest of their own belongs to those.
    """
    listed = manifest["files"]
    # The place of a file is told by the manifest alone; a name that leads out of the folder is no file of it.
    for name, digest in sorted(listed.items()):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or path.is_symlink():
            yield Finding(name, "lies outside the folder; a publication holds its files itself")
        elif not path.is_file():
            yield Finding(name, "is missing; the manifest names it")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield Finding(name, "was changed: its SHA-256 is not the manifest's")
    apart = {path.parent for path in folder.glob(f"*/{MANIFEST}")} if own == SUMMARY_MANIFEST else set()
    paths = (path for path in folder.rglob("*") if not path.is_dir() and not apart.intersection(path.parents))
    there = {path.relative_to(folder).as_posix() for path in paths}
    for name in sorted(there - {*listed, own}):
        yield Finding(name, "is not named in the manifest; it does not belong to the publication")
