"""Changing a published folder as somebody would who knows how its hashes go together; for tests that it is noticed all the same."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

RECORD = "tables/record.json"


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def rewrite_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the manifest of a folder says."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def reseal(folder: Path, name: str, content: bytes) -> None:
    """Change a file, or add one, and put its new digest into the manifest."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    rewrite_manifest(folder, lambda manifest: manifest["files"].update({name: digest(content)}))


def take_out(folder: Path, name: str) -> None:
    """Remove a file and its line in the manifest."""
    (folder / name).unlink()
    rewrite_manifest(folder, lambda manifest: manifest["files"].pop(name))


def reseal_record(folder: Path, name: str, content: bytes) -> None:
    """Change a file that the record binds, and put its new digest into record and manifest."""
    reseal(folder, name, content)
    record = json.loads((folder / RECORD).read_bytes())
    record["files"][name] = digest(content)
    reseal(folder, RECORD, json.dumps(record).encode())


def restamp(folder: Path) -> None:
    """Let every page name the record that lies there now."""
    record = digest((folder / RECORD).read_bytes())
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        named = re.sub(r'<meta name="record" content="[0-9a-f]*">', f'<meta name="record" content="{record}">', text, count=1)
        reseal(folder, path.relative_to(folder).as_posix(), named.encode())
