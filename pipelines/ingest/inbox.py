"""Finding the files below an inbox without following anything that is not a plain file or folder."""

import hashlib
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import NoUsableInputError
from pipelines.ingest.refusals import FileRefusedError

# Leftovers of editors, file managers and half-finished uploads.
IGNORED_PREFIXES = (".", "~$")
IGNORED_NAMES = ("Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One entry of the inbox: its path below the inbox (forward slashes) and what its metadata says it is."""

    file_name: str
    path: Path
    is_plain: bool

    def read_bytes(self) -> bytes:
        """Return the content; raises FileRefusedError for anything that is not a plain file, even if it was one a moment ago."""
        if not self.is_plain:
            raise FileRefusedError(
                "not_a_file", f"{self.file_name} is a link, device or pipe, expected a plain file; copy the file itself into the inbox"
            )
        try:
            # No following and no waiting: the entry may have become a link or a pipe since it was found.
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise FileRefusedError(
                "unreadable_file",
                f"{self.file_name} cannot be opened ({error.strerror}); give the program leave to read it or deliver it again",
            ) from error
        with os.fdopen(descriptor, "rb") as handle:
            return handle.read()


def find_files(inbox: Path, prefix: str = "") -> list[InboxFile]:
    """Return every entry below the inbox in the order of their names; raises NoUsableInputError where there is no such folder.

    `prefix` goes before the names: where a folder beside the inbox lies, seen from it.
    """
    if not inbox.is_dir():
        raise NoUsableInputError(f"there is no inbox folder at {inbox}; create it and put the deliveries in, or name another with --inbox")
    found: list[InboxFile] = []
    for folder, folders, names in os.walk(inbox, followlinks=False):
        # A linked folder is an entry to be refused by name, not a folder to be looked into.
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not _is_ignored(name) and name not in linked)
        found += [_entry(inbox, Path(folder) / name) for name in (*names, *linked) if not _is_ignored(name)]
    return sorted((replace(entry, file_name=prefix + entry.file_name) for entry in found), key=lambda entry: entry.file_name)


def _is_ignored(name: str) -> bool:
    """Whether an entry is nobody's delivery."""
    return name.startswith(IGNORED_PREFIXES) or name in IGNORED_NAMES


def _entry(inbox: Path, path: Path) -> InboxFile:
    """Return the entry for a path, its kind judged by the link itself and not by what it points at."""
    name = "/".join(_readable(part) for part in path.relative_to(inbox).parts)
    return InboxFile(name, path, stat.S_ISREG(path.lstat().st_mode))


def _readable(name: str) -> str:
    """Return a name of the file system as text: UTF-8, else GB18030, in which archives packed on Windows keep names.

    Names that are neither still get an entry, so that their rows are accounted for.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return os.fsencode(name).decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.encode("utf-8", "replace").decode("utf-8")


def content_digest(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
