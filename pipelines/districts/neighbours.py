"""What the districts of an installation learned by a month, together in one file: what each of the others starts from a month later.

Each district keeps what it learned in its home (pipelines.month.other_districts); before a month is run in all of them, the installation
puts what they learned by the month before together, so that every block reads one file and the order of blocks is nobody's business.
"""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path

from models.risk.shared_weights import Neighbours
from pipelines.data_dir import DISTRICTS, DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.month.learned_document import decode
from pipelines.month.other_districts import learned_file
from warehouse.periods import month_key, shift_month


def gather_learned(installation: DataDir, month: date) -> None:
    """Put together what every district had learned by the month before."""
    before = shift_month(month, -1)
    found = {
        home.district: path.read_text(encoding="utf-8")
        for home in installation.districts()
        if (path := learned_file(home, before)).exists()
    }
    path = _file(installation, before)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, json.dumps(found, ensure_ascii=False, sort_keys=True).encode())


def neighbours_of(home: DataDir, month: date) -> Neighbours:
    """Return what the districts of an installation had learned by the month before, its own among them; none elsewhere."""
    path = _file(home.installation, shift_month(month, -1))
    if not home.district or not path.exists():
        return Neighbours()
    seen = path.stat()
    return _read(path, seen.st_mtime_ns, seen.st_ino)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int, _inode: int) -> Neighbours:
    """Return the records of every district; the file is replaced whole, and read once by a process that runs one district after another."""
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return Neighbours(tuple(record for name, text in sorted(found.items()) for record in decode(text.encode(), f"{path}, {name}").records))


def _file(installation: DataDir, month: date) -> Path:
    return installation.root / DISTRICTS / ".learned" / f"{month_key(month)}.json"
