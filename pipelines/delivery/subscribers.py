"""Who receives what: `$EARLYWARN_HOME/subscribers.csv`, read from there alone, since nobody subscribes by delivering a file."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import SettingsError
from pipelines.ingest.csv_text import normalise_header, read_csv
from pipelines.ingest.garbled import is_garbled
from pipelines.ingest.raw_table import Heading, RawTable
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.text_encoding import decode
from reports.scope import DISTRICT, parse_scope
from warehouse.vocabulary import LANGUAGES, Language

COLUMNS = ("email", "name", "scope", "editions", "language")
FEEDBACK = "feedback"
POLICIES = "policies"
# What departments take: feedback on what they delivered, and who may be entitled to the policies they run.
OF_DEPARTMENTS = frozenset({FEEDBACK, POLICIES})
# What is due of the cases somebody answers for, once a week; its reader has the scope of an office in charge (owner:X).
DIGEST = "digest"
EDITIONS = ("bulletin", "brief", "urgent", DIGEST, FEEDBACK, POLICIES)
# The scope of a department: `source:` and its name in sources.toml or in the catalogue of policies. It sees what is its own alone.
DEPARTMENT_SCOPE = "source:"
# What the columns are called by whoever writes the file in Chinese or in a mail program's words.
HEADINGS = {
    "email": ("email", "e-mail", "mail", "address", "邮箱", "电子邮箱", "邮件", "电子邮件", "邮箱地址", "邮件地址", "电子邮件地址"),
    "name": ("name", "姓名", "名称", "收件人", "联系人"),
    "scope": ("scope", "范围", "可见范围", "权限", "权限范围"),
    "editions": ("editions", "edition", "版本", "订阅", "订阅版本", "刊物", "种类", "类型"),
    "language": ("language", "lang", "语言", "语种"),
}
LANGUAGE_NAMES = {"中文": "zh", "汉语": "zh", "简体中文": "zh", "chinese": "zh", "英文": "en", "英语": "en", "english": "en"}


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
    table = _table(path)
    columns = _columns(table.header)
    missing = [name for name in COLUMNS[:3] if name not in columns]
    if missing:
        raise SettingsError(f"{path} lacks the columns {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
    above = table.lines.heading + table.lines.title
    for number, reason in table.malformed.select("row_number", "reason").iter_rows():
        raise SettingsError(f"{path}, line {above + number}: {reason}")
    found = [
        _recipient({name: row[f"c{column}"] for name, column in columns.items()}, f"{path}, line {above + row['row_number']}")
        for row in table.rows.iter_rows(named=True)
    ]
    _refuse_doubles(found, path)
    return found


def _table(path: Path) -> RawTable:
    """Return the rows of the file, read as kindly as a delivery; raises SettingsError where it is no text."""
    try:
        return read_csv(decode(path.read_bytes()), _find)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}); give the program leave to read it") from error
    except FileRefusedError as error:
        raise SettingsError(f"{path} cannot be used: {error.reason}") from error


def _find(sample: Sequence[Sequence[str]]) -> Heading:
    """Return the first row that names the addresses' column, else the first."""
    start = next((number for number, row in enumerate(sample) if "email" in _columns(row)), None)
    names = tuple(cell.strip() for cell in sample[start or 0])
    return Heading(names, (start or 0) + 1, is_known=start is not None and len(_columns(names)) > 1, title_rows=start or 0)


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Return the position of each column by its name."""
    names = {alias: name for name, aliases in HEADINGS.items() for alias in aliases}
    found = [(names.get(normalise_header(cell)), position) for position, cell in enumerate(header)]
    # The first of two, as a spreadsheet program finds it.
    return {name: position for name, position in reversed(found) if name}


def _recipient(row: dict[str, str | None], place: str) -> Recipient:
    """Return one subscriber; raises SettingsError where a cell cannot be meant."""
    # Typed in Chinese, commas, colons and letters may be full-width.
    cells = {name: unicodedata.normalize("NFKC", row.get(name) or "").strip() for name in COLUMNS}
    cells["name"] = (row.get("name") or "").strip()
    garbled = next((cell for cell in cells.values() if is_garbled(cell)), None)
    if garbled is not None:
        raise SettingsError(f"{place}: {garbled!r} was read in the wrong encoding before it was saved; write it anew")
    email, scope = cells["email"].lower(), cells["scope"]
    local, _, domain = email.partition("@")
    if not local or "." not in domain or not email.isascii() or any(mark in email for mark in ' ,;<>"\r\n\t'):
        raise SettingsError(f"{place}: {cells['email']!r} is not an address; correct it")
    editions = tuple(
        part.strip() for part in cells["editions"].replace(";", ",").replace("、", ",").casefold().split(",") if part.strip()
    ) or ("bulletin",)
    unknown = [name for name in editions if name not in EDITIONS]
    stated = LANGUAGE_NAMES.get(cells["language"].casefold(), cells["language"].casefold() or "zh")
    language = next((one for one in LANGUAGES if one == stated), None)
    if unknown or language is None:
        wanted = f"editions from {', '.join(EDITIONS)} and language {' or '.join(LANGUAGES)}"
        raise SettingsError(
            f"{place}: got editions {cells['editions']!r} and language {cells['language']!r}, needed {wanted}; correct the line"
        )
    # What goes to a department is its own alone, the bulletin is of everybody: no reader takes both in one scope.
    is_for_department = bool(OF_DEPARTMENTS & set(editions))
    if (is_for_department or department_of_scope(scope)) and not (set(editions) <= OF_DEPARTMENTS and department_of_scope(scope)):
        raise SettingsError(
            f"{place}: got scope {scope!r} and editions {cells['editions']!r}, needed a scope such as source:供电企业 for feedback and "
            "policies and for nothing else; give other editions a line of their own"
        )
    # An empty scope would otherwise be the widest one.
    if scope != DISTRICT and not department_of_scope(scope):
        _check_scope(scope, place)
    return Recipient(email, cells["name"], scope, editions, language)


def department_of_scope(scope: str) -> str:
    """Return the department a scope names, empty where it names a part of the district."""
    return scope.removeprefix(DEPARTMENT_SCOPE).strip() if scope.startswith(DEPARTMENT_SCOPE) else ""


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
