"""Publishing a month's folder: whole or not at all, the same bytes for the same content, every earlier revision kept.

A month is staged in `.staging-YYYY-MM` beside its place and fsynced; what comes out with it is put in place, then it is given its manifest
and put in place itself by one rename or one exchange.
A process killed anywhere leaves the old edition or the new one; what it left lying about is settled by the next run (`recover`).
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.data_dir import DISTRICTS, DataDir, published_month
from pipelines.delivery.atomic_files import exchange, replace_file, write_durably
from warehouse.file_copies import sync_file

MANIFEST = "manifest.json"
# What it is called before everything that comes out with the folder is in place.
UNNAMED_MANIFEST = ".manifest.json.next"
# Of the summary above the districts that share a month's folder.
SUMMARY_MANIFEST = "summary.json"
STAGING = ".staging-"
HISTORY = "history"
# Beside the months: the half-monthly briefs by their days, the agendas of the joint meeting, editions for readers outside.
BRIEFS = "briefs"
MEETINGS = "meetings"
OUTSIDE = "outside"

Files = Mapping[str, bytes]
Manifest = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """Where an edition lies, which revision it is, and whether this call changed anything."""

    folder: Path
    revision: int
    content_id: str
    is_new: bool


def _nothing() -> None:
    """Do nothing."""


def publish(
    briefings: Path,
    month: str,
    facts: Manifest,
    render: Callable[[int], Files],
    put_in_place: Callable[[], None] = _nothing,
    earlier: Mapping[int, str] | None = None,
) -> Published:
    """Publish a month; `facts` goes into the manifest and must hold `content_id`; `render` makes the files of a revision.

    `earlier`: the content ids of the revisions that the ledger knows, by number: folders may be gone, and what was mailed of them is not.
    `put_in_place` is called when every file is on disk and nothing but a name is missing: what else comes out with the folder.
    The same content id and bytes change nothing but, at most, the facts of the manifest. Other bytes become the next revision and the old
    edition moves to `history/YYYY-MM.rN`.
    """
    briefings.mkdir(parents=True, exist_ok=True)
    # DuckDB's lock keeps runs of one home apart already; this one also covers whoever publishes without a warehouse.
    with only_publisher(briefings):
        recover(briefings)
        folder = published_month(briefings, month)
        before = read_manifest(folder)
        if before is not None and before["content_id"] == facts["content_id"] and is_intact(folder, before):
            # The pages carry their revision, so they are printed with the one they may turn out to be.
            revision = int(before["revision"])
            files = render(revision)
            # Equal ids promise equal bytes; the bytes are compared all the same, because a promise is not a proof.
            if _digests(files) == before["files"]:
                put_in_place()
                _refresh_facts(folder, before, {**facts, "revision": revision})
                return Published(folder, revision, facts["content_id"], is_new=False)
        revision = _next_revision(briefings, month, facts["content_id"], earlier or {})
        _put(briefings, month, {**facts, "month": month, "revision": revision}, render(revision), put_in_place)
        return Published(folder, revision, facts["content_id"], is_new=True)


def publish_beside(briefings: Path, pattern: str, render: Callable[[], Files]) -> None:
    """Put pages beside the months, each at once, in their order; what else matches `pattern` is of an earlier time and goes.

    `render` is called when no other publisher is at work, so that the pages tell of the folders that are there.
    """
    with only_publisher(briefings):
        pages = render()
        for name, content in pages.items():
            path = briefings / name
            if _file_digest(path) != hashlib.sha256(content).hexdigest():
                replace_file(path, content)
        for path in sorted(set(briefings.glob(pattern)) - {briefings / name for name in pages}):
            path.unlink()
        _link_from_history(briefings)


def _link_from_history(briefings: Path) -> None:
    """Let earlier editions find what they link to: they lie one folder deeper now and keep the bytes they came out with."""
    history = briefings / HISTORY
    if not history.is_dir():
        return
    _link_to_all(history, briefings)
    if briefings.parent.name == DISTRICTS:
        # An issue of one district of many lies two folders below the months, an earlier edition of it in a folder two below them as well.
        _link_to_all(briefings, briefings.parent.parent)


def _link_to_all(folder: Path, root: Path) -> None:
    """Let everything in a root be found under its name in a folder below it, and nothing that is gone."""
    for link in folder.iterdir():
        if link.is_symlink() and not link.exists():
            link.unlink()
    # A share that knows no links keeps the editions all the same.
    with suppress(OSError):
        for path in sorted(root.iterdir()):
            if not path.name.startswith(".") and path != folder and not path.is_symlink() and not os.path.lexists(folder / path.name):
                (folder / path.name).symlink_to(os.path.relpath(path, folder))


def read_manifest(folder: Path, name: str = MANIFEST) -> Manifest | None:
    """Return the manifest of a published folder, None where there is none that can be read; `name`: how its file is called."""
    try:
        manifest = json.loads((folder / name).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError, UnicodeDecodeError):
        return None
    return manifest if isinstance(manifest, dict) and {"content_id", "revision", "files"} <= set(manifest) else None


def is_intact(folder: Path, manifest: Manifest) -> bool:
    """Whether every file of the manifest lies there with its bytes."""
    return all(_file_digest(folder / name) == digest for name, digest in manifest["files"].items())


def recover(briefings: Path) -> None:
    """Settle what a killed run left: a whole staged edition whose place is empty goes there, anything else staged is old or half done."""
    for staged in sorted(briefings.glob(f"{STAGING}*")):
        month = staged.name.removeprefix(STAGING)
        manifest = read_manifest(staged)
        is_whole = manifest is not None and is_intact(staged, manifest)
        folder = published_month(briefings, month)
        # Killed between staging and the rename: everything is there, only the name is not.
        if is_whole and not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            staged.rename(folder)
            sync_file(folder.parent)
        # Killed between the exchange and the move: what is staged is the edition that was out before.
        elif is_whole and manifest is not None and _was_published(folder, manifest):
            _keep(briefings, month, staged, manifest)
        else:
            shutil.rmtree(staged)
    sync_file(briefings)


def _was_published(folder: Path, staged: Manifest) -> bool:
    """Whether a staged edition is the earlier one, left behind between the exchange and its move to history."""
    current = read_manifest(folder)
    return current is not None and int(staged["revision"]) < int(current["revision"])


def _put(briefings: Path, month: str, facts: Manifest, files: Files, put_in_place: Callable[[], None]) -> None:
    """Stage, sync, and put in place."""
    staged, folder = briefings / f"{STAGING}{month}", published_month(briefings, month)
    _stage(staged, facts, files)
    put_in_place()
    # Only now: a folder with a manifest is put in its place by whoever publishes next, and what belongs to it has to be out by then.
    (staged / UNNAMED_MANIFEST).rename(staged / MANIFEST)
    sync_file(staged)
    # Of many districts each has its own folder in the month's, and the first makes that.
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not folder.exists():
        staged.rename(folder)
    elif exchange(staged, folder):
        sync_file(briefings)
        _keep(briefings, month, staged, read_manifest(staged))
    else:
        _keep(briefings, month, folder, read_manifest(folder))
        staged.rename(folder)
    sync_file(folder.parent)
    sync_file(briefings)


def _stage(staged: Path, facts: Manifest, files: Files) -> None:
    """Write every file and, last, the manifest under another name, each on disk before the next step."""
    staged.mkdir()
    for name, content in sorted(files.items()):
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, content)
    for folder in sorted({(staged / name).parent for name in files}):
        sync_file(folder)
    # Last, so that a folder with a manifest is a folder with everything.
    write_durably(staged / UNNAMED_MANIFEST, _manifest_bytes({**facts, "files": _digests(files)}))
    sync_file(staged)


def _keep(briefings: Path, month: str, folder: Path, manifest: Manifest | None) -> None:
    """Move an edition to history under its revision; one that somebody changed by hand is kept beside the original."""
    history = briefings / HISTORY
    history.mkdir(exist_ok=True)
    name = f"{month}.r{manifest['revision'] if manifest else 0}"
    # Officials write into their workbooks; what they wrote is theirs and is never thrown away.
    if manifest is None or not is_intact(folder, manifest):
        name += ".changed"
    number = 1
    while (history / name).exists():
        number += 1
        name = f"{name.split('~')[0]}~{number}"
    folder.rename(history / name)
    sync_file(history)


def _next_revision(briefings: Path, month: str, content: str, earlier: Mapping[int, str]) -> int:
    """Return one more than the highest revision the month ever had; that one where its folder is gone and it had the same content."""
    kept = [re.match(rf"{re.escape(month)}\.r(\d+)", path.name) for path in (briefings / HISTORY).glob(f"{month}.r*")]
    # Counted from what was kept, so that a folder deleted by hand cannot make a number come back.
    revisions = [int(match.group(1)) for match in kept if match]
    current = read_manifest(published_month(briefings, month))
    highest = max([*revisions, *earlier, int(current["revision"]) if current else 0])
    # What comes back is no correction: readers have its mail, and nothing in it differs.
    is_back = not published_month(briefings, month).exists() and highest not in revisions and earlier.get(highest) == content
    return highest if is_back else highest + 1


def _refresh_facts(folder: Path, before: Manifest, facts: Manifest) -> None:
    """Bring the counts of the manifest up to date where only they have moved, such as a file delivered twice."""
    after = {**before, **facts}
    if after != before:
        replace_file(folder / MANIFEST, _manifest_bytes(after))


def _manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest as stable, readable JSON."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _digests(files: Files) -> dict[str, str]:
    """Return the SHA-256 of each file."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}


def _file_digest(path: Path) -> str | None:
    """Return the SHA-256 of a file, None where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


@contextmanager
def only_publisher(briefings: Path) -> Iterator[None]:
    """Hold the folder of briefings for one publisher; the system lets go of it when the process ends, however it ends."""
    descriptor = os.open(briefings / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def brief_folder(home: DataDir, day: date) -> Path:
    """Return where the brief of a day lies."""
    return home.briefings / BRIEFS / day.isoformat()
