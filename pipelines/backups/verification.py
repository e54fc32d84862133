"""Whether a backup is what was written, and whether its databases belong together; nothing in it is changed by looking."""

import shutil
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipelines.backups.backup_manifest import BackupManifest, file_digest, read_backup, require_known
from pipelines.errors import WarehouseUnavailableError
from warehouse.ops.commits import last_commits
from warehouse.ops.soundness import require_whole_records
from warehouse.store import Store

# More names than these say nothing new.
MOST_NAMED: Final = 5


def verify_backup(folder: Path) -> BackupManifest:
    """Return the manifest of a backup that is whole.

    Every file is hashed, ops.db and its chains are checked, every block of the warehouse is read and every month held against what was
    committed. Raises UserError or WarehouseError that names what is wrong.
    """
    manifest = read_backup(folder)
    require_known(folder, manifest, version("earlywarn"))
    require_files(folder, manifest)
    # On a copy, since opening ops.db may bring it to the program's version.
    with TemporaryDirectory(prefix="earlywarn-verify-") as place:
        ops = Path(place) / "ops.db"
        if "ops.db" in manifest.files:
            shutil.copyfile(folder / "ops.db", ops)
            require_whole_records(ops)
            _require_commit(folder, manifest, ops)
        if "warehouse.duckdb" in manifest.files:
            _require_facts(folder, ops)
    return manifest


def require_files(folder: Path, manifest: BackupManifest) -> None:
    """Raise WarehouseUnavailableError where a file that the manifest names is missing or changed."""
    wrong = [name for name, kept in manifest.files.items() if not (folder / name).is_file() or file_digest(folder / name) != kept]
    if wrong:
        named = ", ".join(wrong[:MOST_NAMED]) + (f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else "")
        raise WarehouseUnavailableError(f"the backup {folder} is not as it was written: {named}; take another backup")


def _require_commit(folder: Path, manifest: BackupManifest, ops: Path) -> None:
    """Raise WarehouseUnavailableError where ops.db does not end with the commit the manifest names."""
    done, _ = last_commits(ops)
    held = None if done is None else {"number": done.number, "sha256": done.sha256}
    if held != manifest.commit:
        raise WarehouseUnavailableError(f"the ops.db in {folder} ends with another commit than its manifest says; take another backup")


def _require_facts(folder: Path, ops: Path) -> None:
    """Raise where the warehouse has not what was acknowledged, or a month of it is not what was committed."""
    with Store(folder / "warehouse.duckdb", read_only=True, ops=ops) as store:
        store.read_everything()
        changed = store.changed_months()
    if changed:
        raise WarehouseUnavailableError(
            f"the warehouse in {folder} is not as it was committed: {', '.join(changed[:MOST_NAMED])}; take another backup, or run these "
            "months again before the next"
        )
