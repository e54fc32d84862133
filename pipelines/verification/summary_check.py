"""A month that districts share: the summary at its top against the editions of the districts in the folders beside it."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipelines.delivery.publication import MANIFEST, read_manifest
from pipelines.verification.finding import Finding
from warehouse.vocabulary import LEVELS

TABLE: Final = "summary.csv"
LIST: Final = "warning_list.csv"


def editions_in(folder: Path) -> list[Path]:
    """Return the folders of districts in a month's folder, in order."""
    return sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))


def check_summary(folder: Path) -> Iterator[Finding]:
    """Yield what the summary says of districts and their editions do not."""
    rows = {row["folder"]: row for row in csv.DictReader(io.StringIO((folder / TABLE).read_text(encoding="utf-8-sig")))}
    for edition in editions_in(folder):
        row = rows.get(edition.name)
        if row is None:
            yield Finding(TABLE, f"does not name the district {edition.name}, whose edition lies beside it")
        else:
            yield from _check_row(row, edition)
    for name, row in rows.items():
        if row["status"] == "published" and not (folder / name / MANIFEST).is_file():
            yield Finding(TABLE, f"names an edition of {name}, and there is none beside it")


def _check_row(row: dict[str, str], edition: Path) -> Iterator[Finding]:
    manifest = read_manifest(edition)
    if manifest is not None and row["content_id"] and row["content_id"] != manifest["content_id"]:
        yield Finding(TABLE, f"is about another edition of {edition.name}: {row['content_id']} and not {manifest['content_id']}")
        return
    counts = Counter(line["level"] for line in csv.DictReader(io.StringIO((edition / LIST).read_text(encoding="utf-8"))))
    for level in LEVELS.keys:
        told = row[f"{level}_count"]
        if told and int(told) != counts[level]:
            yield Finding(TABLE, f"counts {told} {level} in {edition.name}, its {LIST} {counts[level]}")
