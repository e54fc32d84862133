"""What a backup says of itself: every file with its bytes and digest, the versions it was made by, and the last commit it holds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.delivery.atomic_files import write_durably
from pipelines.errors import UsageError, WarehouseUnavailableError
from warehouse.migration_files import load_migrations
from warehouse.ops.ops_db import FOLDER as OPS_MIGRATIONS

MANIFEST: Final = "backup.json"
BLOCK_BYTES = 1024**2


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds.

    `schemas`: how many migrations each database has seen, None where there was none. `commit`: the last acknowledged commit to the
    warehouse. `left_out`: what of the home is not in it, and why. `files`: by their path below the home.
    """

    made_at: str
    program: str
    schemas: Mapping[str, int | None]
    commit: Mapping[str, Any] | None
    left_out: Mapping[str, str]
    files: Mapping[str, KeptFile]

    @property
    def bytes(self) -> int:
        """How large all files are together."""
        return sum(file.bytes for file in self.files.values())

    def files_bytes(self, name: str) -> int:
        """How large one file is, 0 where the backup does not hold it."""
        return self.files[name].bytes if name in self.files else 0


def write_manifest(folder: Path, manifest: BackupManifest) -> None:
    """Write a manifest with a digest of itself; whoever finds one has everything that it names."""
    content = asdict(manifest)
    write_durably(folder / MANIFEST, _text({**content, "sha256": _digest(content)}).encode())


def read_backup(folder: Path) -> BackupManifest:
    """Return what a backup says of itself; raises UsageError where a folder is none, WarehouseUnavailableError where it is damaged."""
    path = folder / MANIFEST
    if not path.is_file():
        raise UsageError(f"{folder} is no backup: it holds no {MANIFEST}; name a folder that `earlywarn backup` has written")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        stated = content.pop("sha256")
        files = {name: KeptFile(**file) for name, file in content["files"].items()}
        manifest = BackupManifest(**{**content, "files": files})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WarehouseUnavailableError(f"{path} cannot be read ({error}); take another backup") from error
    if stated != _digest(content):
        raise WarehouseUnavailableError(f"{path} is not as it was written; take another backup")
    return manifest


def known_schemas() -> dict[str, int]:
    """Return how many migrations of each database this program knows."""
    return {"warehouse.duckdb": len(load_migrations()), "ops.db": len(load_migrations(OPS_MIGRATIONS))}


def require_known(folder: Path, manifest: BackupManifest, program: str) -> None:
    """Raise WarehouseUnavailableError where a newer program made a backup."""
    known = known_schemas()
    newer = [
        f"{name} has schema {number}, known is {known[name]}"
        for name, number in manifest.schemas.items()
        if number and number > known[name]
    ]
    if newer:
        raise WarehouseUnavailableError(
            f"the backup {folder} was made by version {manifest.program}, this is version {program} ({'; '.join(newer)}): "
            f"install version {manifest.program} or a later one; nothing was written"
        )


def file_digest(path: Path) -> KeptFile:
    """Return size and SHA-256 of a file, read in blocks."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as handle:
        while block := handle.read(BLOCK_BYTES):
            digest.update(block)
            size += len(block)
    return KeptFile(size, digest.hexdigest())


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_text(content).encode()).hexdigest()


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
