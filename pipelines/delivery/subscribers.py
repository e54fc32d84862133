"""Who receives what: `$EARLYWARN_HOME/subscribers.csv`, read from there alone, since nobody subscribes by delivering a file."""

import csv
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import SettingsError
from reports.scope import DISTRICT, parse_scope
from warehouse.vocabulary import LANGUAGES, Language

COLUMNS = ("email", "name", "scope", "editions", "language")
EDITIONS = ("bulletin", "brief", "urgent")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line of the file: an address, the part of the district it may see, and the editions it takes."""

    email: str
    name: str
    scope: str = DISTRICT
    editions: tuple[str, ...] = ("bulletin",)
    language: Language = "zh"


def read_subscribers(path: Path) -> list[Recipient]:
    """Return the subscribers in the order of the file; raises SettingsError naming the line that is wrong."""
    if not path.exists():
        raise SettingsError(f"there is no {path}, so nobody is to be sent anything; write it with the columns {', '.join(COLUMNS)}")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.DictReader(handle)
        missing = [name for name in COLUMNS[:3] if name not in (rows.fieldnames or [])]
        if missing:
            raise SettingsError(f"{path} lacks the columns {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
        found = [_recipient(row, f"{path}, line {number}") for number, row in enumerate(rows, start=2)]
    _refuse_doubles(found, path)
    return found


def _recipient(row: dict[str, str | None], place: str) -> Recipient:
    """Return one subscriber; raises SettingsError where a cell cannot be meant."""
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    email, scope = cells["email"].lower(), cells["scope"]
    local, _, domain = email.partition("@")
    if not local or "." not in domain or not email.isascii() or any(mark in email for mark in ' ,;<>"\r\n\t'):
        raise SettingsError(f"{place}: {cells['email']!r} is not an address; correct it")
    editions = tuple(part.strip() for part in cells["editions"].replace(";", ",").split(",") if part.strip()) or ("bulletin",)
    unknown = [name for name in editions if name not in EDITIONS]
    language = next((one for one in LANGUAGES if one == (cells["language"] or "zh")), None)
    if unknown or language is None:
        wanted = f"editions from {', '.join(EDITIONS)} and language {' or '.join(LANGUAGES)}"
        raise SettingsError(
            f"{place}: got editions {cells['editions']!r} and language {cells['language']!r}, needed {wanted}; correct the line"
        )
    # An empty scope would otherwise be the widest one.
    if scope != DISTRICT:
        _check_scope(scope, place)
    return Recipient(email, cells["name"], scope, editions, language)


def _check_scope(scope: str, place: str) -> None:
    """Raise SettingsError for a scope nobody can be cut to; an empty one is never taken for the whole district."""
    try:
        parse_scope(scope)
    except ValueError as error:
        raise SettingsError(f"{place}: {error}") from error


def _refuse_doubles(found: list[Recipient], path: Path) -> None:
    """Raise where one address has the same scope twice, which would look like a mail sent twice."""
    keys = [(recipient.email, recipient.scope) for recipient in found]
    doubled = next((key for key in keys if keys.count(key) > 1), None)
    if doubled:
        raise SettingsError(f"{path} names {doubled[0]} with scope {doubled[1]!r} more than once; keep one line")
