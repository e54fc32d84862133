"""A manifest vouches for itself, and a backup of a newer program is refused by its version."""

import dataclasses
import json
from pathlib import Path

import pytest

from pipelines.backups.backup_manifest import MANIFEST, BackupManifest, KeptFile, known_schemas, read_backup, require_known, write_manifest
from pipelines.errors import UsageError, WarehouseUnavailableError

MADE = BackupManifest(
    "2026-02-20T03:00:00+08:00", "0.2.0", known_schemas(), {"number": 3, "sha256": "ab"}, {}, {"a.csv": KeptFile(1, "cd")}
)


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_manifest(tmp_path, MADE)
    assert read_backup(tmp_path) == MADE


def test_one_changed_letter_is_noticed(tmp_path: Path) -> None:
    write_manifest(tmp_path, MADE)
    path = tmp_path / MANIFEST
    path.write_text(path.read_text().replace('"bytes": 1', '"bytes": 2'))
    with pytest.raises(WarehouseUnavailableError, match="not as it was written"):
        read_backup(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", json.dumps({"sha256": "x", "files": {}})])
def test_what_is_no_manifest_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(WarehouseUnavailableError, match="cannot be read"):
        read_backup(tmp_path)


def test_a_folder_without_one_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is no backup: it holds no backup\.json"):
        read_backup(tmp_path)


@pytest.mark.parametrize("name", ["warehouse.duckdb", "ops.db"])
def test_a_newer_schema_is_refused_with_the_version_named(tmp_path: Path, name: str) -> None:
    newer = dataclasses.replace(MADE, program="9.1.0", schemas={**MADE.schemas, name: known_schemas()[name] + 1})
    with pytest.raises(WarehouseUnavailableError, match=r"made by version 9\.1\.0, this is version 0\.2\.0 .* nothing was written"):
        require_known(tmp_path, newer, "0.2.0")
    require_known(tmp_path, MADE, "0.2.0")
    require_known(tmp_path, dataclasses.replace(MADE, schemas={**MADE.schemas, name: 1}), "0.2.0")
