"""`earlywarn learn`: what this district learned goes out as a file; what others learned comes in, with who and when, and can be undone."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from models.risk.shared_weights import LEAST_EVENTS, heard_from
from pipelines.clock import now
from pipelines.commands.snapshot import open_to_read, scored_month
from pipelines.config.environment import user_name
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.errors import NoUsableInputError, UsageError
from pipelines.month.learned_document import BYTES_MOST, LearnedDocument, decode, encode
from pipelines.month.other_districts import learned_of
from pipelines.settings import load_settings
from warehouse.ops.learned_log import LearnedImport, learned_imports, note_imports, note_undone
from warehouse.periods import month_key


def export(home: DataDir, file: Path) -> list[str]:
    """Write what this district's past taught by the newest published month; raises UsageError where none is published."""
    if file.is_dir() or not file.parent.is_dir():
        raise UsageError(f"{file} cannot be written: name a file in a folder that is there")
    with open_to_read(home) as store:
        document = learned_of(replace(scored_month(store, home, None), is_demo=_is_demo(home)))
    try:
        replace_file(file, encode(document))
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}); name a file in a folder you may write to") from error
    return [f"{file}: what {document.source.district} learned by {month_key(document.source.month)}", *_lines_of(document)]


def _lines_of(document: LearnedDocument) -> list[str]:
    """Return by risk how much is in a document, and what was left out for want of events."""
    lines = []
    for record in document.records:
        events = record.events if record.events >= LEAST_EVENTS else f"fewer than {LEAST_EVENTS}"
        out = f"; {len(record.left_out)} left out, with fewer than {LEAST_EVENTS} each, as the file says" if record.left_out else ""
        lines.append(f"  {record.risk}: {len(record.weights)} weights from {events} enterprises it happened to{out}")
    return lines


def import_files(home: DataDir, files: Sequence[Path]) -> list[str]:
    """Take in what other districts learned: all of the files, or none where one cannot be used.

    Raises NoUsableInputError where a file holds no learned weights, UsageError where its weights are not for this district.
    """
    documents = {document.id: document for document in (_read(file) for file in files)}
    for document in documents.values():
        _require_usable(home, document)
    texts = {key: encode(document).decode() for key, document in documents.items()}
    home.prepare()
    fresh = note_imports(home.ops, now().isoformat(timespec="seconds"), user_name(), texts)
    lines = [_line(key, document, "imported" if key in fresh else "was imported before") for key, document in sorted(documents.items())]
    return [*lines, "runs as of today or later go by it; published months stay as they are"] if fresh else lines


def _read(file: Path) -> LearnedDocument:
    try:
        with file.open("rb") as opened:
            content = opened.read(BYTES_MOST + 1)
    except OSError as error:
        raise NoUsableInputError(f"{file} cannot be read ({error.strerror}); name a file that `earlywarn learn export` wrote") from error
    return decode(content, str(file))


def _require_usable(home: DataDir, document: LearnedDocument) -> None:
    own = load_settings(home.config).district.name
    if document.source.district == own:
        raise UsageError(f"these weights are of {own} itself, whose own past teaches already; give another district's")
    if document.is_fictional and not _is_demo(home):
        raise UsageError(
            f"the weights of {document.source.district} were learned from fictional enterprises; give those of a real district"
        )


def _is_demo(home: DataDir) -> bool:
    return (home.demo / "truth_events.parquet").exists()


def list_imports(home: DataDir) -> list[str]:
    """Return every import, the oldest first, with whether it is in force."""
    found = learned_imports(home.ops)
    read = {one.id: decode(one.document.encode(), f"the import {one.id}") for one in found}
    records = [record for one in found if one.undone_at is None for record in read[one.id].records]
    newest = {record.source for record in heard_from(records, load_settings(home.config).district.name)}
    lines = [_line(one.id, read[one.id], f"{one.at}  {one.who}  {_state(one, read[one.id].source in newest)}") for one in found]
    return [*lines, f"{len(lines) or 'no'} imports"]


def _state(one: LearnedImport, is_newest: bool) -> str:
    if one.undone_at is not None:
        return f"undone {one.undone_at} by {one.undone_by}"
    return "in force" if is_newest else "passed over: there is a newer one of the same district"


def _line(key: str, document: LearnedDocument, state: str) -> str:
    source = document.source
    counts = ", ".join(f"{record.risk} {len(record.weights)} weights" for record in document.records)
    return f"{key}  {source.district} {month_key(source.month)} ({counts})  {state}"


def undo(home: DataDir, document_id: str) -> list[str]:
    """Put an import out of force from today on; raises UsageError where none of that id is in force."""
    in_force = [one.id for one in learned_imports(home.ops) if one.undone_at is None]
    if document_id not in in_force:
        known = f"in force are {', '.join(in_force)}" if in_force else "none is"
        raise UsageError(f"no import {document_id} is in force; {known}: `earlywarn learn list` shows them")
    note_undone(home.ops, now().isoformat(timespec="seconds"), user_name(), document_id)
    return [f"{document_id} is undone; runs as of today or later do without it, published months stay as they are"]
