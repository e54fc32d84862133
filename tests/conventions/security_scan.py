"""What `make check` asks about safety: bandit over the four rooms, secrets in any file, licences of what the program comes with.

    python -m tests.conventions.security_scan

Nothing here needs a network. A finding of bandit is excepted where its line excepts itself from ruff's rule of the same number and says why
(`noqa: S608`), so that one mark serves both.
"""

import importlib.metadata
import logging
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.source import ROOMS, ROOT

# Test of bandit to the rule of ruff: the numbers are the same.
RUFF_RULE = re.compile(r"noqa: ([A-Z0-9, ]+)")
SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "key of a cloud": re.compile(r"\b(?:AKIA|ASIA|LTAI|AKID)[A-Za-z0-9]{16,}\b"),
    "token of a code host": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20}|github_pat_\w{60,})\b"),
    "token of a chat": re.compile(r"\bxox[baprs]-[A-Za-z0-9-]{10,}"),
    # The word itself stands where one has to be put.
    "password in an address": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:@/'\"{}<>]+:(?!password@)[^\s:@/'\"{}<>$]{3,}@[\w.-]+"),
    "password or token as text": re.compile(
        r"""(?ix)\b(?:password|passwd|secret|api_?key|access_?token)\b["']?\s*[:=]\s*["'](?=[^"'\s]*\d)[^"'\s{}<>$]{8,}["']"""
    ),
    "JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."),
}
# Files in which something of the kind stands on purpose, with the reason.
SECRETS_ALLOWED = {"tests/conventions/test_security_scan.py": "what has to be found"}
BINARY = {".png", ".parquet", ".xlsx", ".pdf", ".otf", ".ttf", ".woff2", ".ico"}

# Licences under which something may be used and handed on with the program, by words of their names.
FREE = (
    "MIT", "BSD", "0BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "Zlib", "CC0", "HPND", "Unlicense", "OFL", "SIL Open Font",
    "MPL", "Mozilla Public License", "LGPL", "Lesser General Public", "Public Domain", "Zope",
)  # fmt: skip
# Used as they are installed and never part of what is handed on; each with what speaks for it.
LICENCES_ALLOWED = {
    "lunardate": "GPL 3: used as installed for lunar dates; to be replaced before the program itself is handed to others",
}
DISTRIBUTED_BY_NAME = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)


def bandit_findings(root: Path = ROOT, folders: tuple[str, ...] = ROOMS) -> Iterator[str]:
    """Yield what bandit finds on lines that do not say why it is right there."""
    from bandit.core.config import BanditConfig
    from bandit.core.manager import BanditManager

    # A mark on a statement of several lines is told of once a line that needed none.
    logging.getLogger("bandit").setLevel(logging.ERROR)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["bandit"]
    manager = BanditManager(BanditConfig(), "file", profile={"exclude": set(settings["skips"])})
    manager.discover_files([str(root / folder) for folder in folders], recursive=True)
    manager.run_tests()
    for issue in manager.get_issue_list():
        lines = Path(issue.fname).read_text(encoding="utf-8").splitlines()
        # A statement may go over several lines, and the mark stands at any of them.
        said = " ".join(lines[number - 1] for number in issue.linerange if number <= len(lines))
        if issue.test_id.replace("B", "S", 1) not in rules_named(said):
            yield f"{Path(issue.fname).relative_to(root)}:{issue.lineno}: {issue.test_id} {issue.text}"


def rules_named(text: str) -> set[str]:
    """The rules of ruff that a text excepts itself from."""
    return {rule.strip() for found in RUFF_RULE.findall(text) for rule in found.split(",")}


def tracked_files() -> list[Path]:
    """Every file that is kept, where this is a checkout."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=False, timeout=60).stdout
    return [ROOT / name for name in listed.split("\0") if name and Path(name).suffix not in BINARY and (ROOT / name).is_file()]


def secrets_in(name: str, text: str) -> Iterator[str]:
    """Yield the kinds of secrets a text seems to hold."""
    for kind, pattern in SECRETS.items():
        for found in pattern.finditer(text):
            yield f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {kind}"


def secret_findings() -> Iterator[str]:
    """Yield every place of a tracked file at which a secret seems to stand; the secret itself is not repeated."""
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if name not in SECRETS_ALLOWED:
            yield from secrets_in(name, path.read_text(encoding="utf-8", errors="replace"))


def licence_of(name: str) -> str:
    """The licence a distribution states, in its own words; empty where it states none."""
    stated = importlib.metadata.metadata(name)
    named = [text.split(" :: ")[-1] for text in stated.get_all("Classifier") or () if text.startswith("License")]
    return str(stated.get("License-Expression") or "; ".join(named) or (stated.get("License") or "").split("\n")[0])


def is_free(licence: str) -> bool:
    """Whether one of the licences that are offered allows to use and hand on."""
    offered = re.split(r" OR |; ", licence)
    return any(all(any(word in part for word in FREE) for part in offer.split(" AND ")) for offer in offered if offer)


def licence_findings(lock: str = "requirements.lock") -> Iterator[str]:
    """Yield what the program comes with under a licence that nobody has looked at."""
    for name in DISTRIBUTED_BY_NAME.findall((ROOT / lock).read_text(encoding="utf-8")):
        try:
            licence = licence_of(name)
        except importlib.metadata.PackageNotFoundError:
            # Of another system or another version of Python.
            continue
        if not is_free(licence) and name not in LICENCES_ALLOWED:
            yield f"{name}: {licence or 'states no licence'}"


def main() -> int:
    """Print what was found; returns 1 where anything was."""
    found = [*bandit_findings(), *secret_findings(), *licence_findings()]
    for line in found:
        print(line)  # noqa: T201 - a program of its own
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
