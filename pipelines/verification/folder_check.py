"""A published folder against its manifest: every file with its bytes, and none besides."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from pipelines.delivery.publication import MANIFEST, Manifest
from pipelines.errors import NoUsableInputError
from pipelines.verification.finding import Finding


def manifest_of(folder: Path) -> Manifest:
    """Return the manifest of a folder; raises NoUsableInputError where there is none that can be read."""
    path = folder / MANIFEST
    needed = "needed is the folder of a publication with its manifest.json, such as briefings/2026-10"
    if not path.is_file():
        raise NoUsableInputError(f"{folder} holds no {MANIFEST}; {needed}: name that folder")
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise NoUsableInputError(f"{path} cannot be read ({error}); {needed}: copy the folder anew") from error
    if not isinstance(found, dict) or not isinstance(found.get("files"), dict) or "content_id" not in found:
        raise NoUsableInputError(f"{path} is no manifest of a publication; {needed}: copy the folder anew")
    return found


def check_files(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    """Yield the files that are missing, changed, or not named in the manifest."""
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
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(there - {*listed, MANIFEST}):
        yield Finding(name, "is not named in the manifest; it does not belong to the publication")
