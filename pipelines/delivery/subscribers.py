"""Who receives what: `$EARLYWARN_HOME/subscribers.csv`, read from there alone, since nobody subscribes by delivering a file.

An installation with several districts has a file of its own: what its lines say of one district (`region:X`) belongs to that district,
whose own file may say more.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.data_dir import DataDir
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
# The scope of one district of an installation, and behind a slash that of a part of it: region:甲区, region:甲区/street:坪山街道.
REGION_SCOPE = "region:"
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
    """Return the subscribers of a home in the order of its file; raises SettingsError naming the line that is wrong.

    Of a district: those of its own file, then those the installation's file names for it. Of an installation with districts: those of the
    whole and the departments; whoever is to see a part says of which district.
    """
    home, files = DataDir(path.parent), subscriber_files(path)
    if not files:
        raise SettingsError(f"there is no {path}, so nobody is to be sent anything; write it with the columns {', '.join(COLUMNS)}")
    lines = [line for file in files for line in _lines(file)]
    own = [line for line in lines if line.path == path and not line.district] + [
        line for line in lines if line.district == home.district != ""
    ]
    _refuse_doubles(own, by_district=False)
    return [line.recipient for line in own]


def subscriber_files(path: Path) -> list[Path]:
    """Return the files a home's subscribers stand in, as far as they are there: its own and that of the installation it belongs to."""
    return [file for file in dict.fromkeys((path, DataDir(path.parent).installation.subscribers)) if file.exists()]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: where it stands, who it is about, and the district it is of where an installation's file names one."""

    path: Path
    number: int
    recipient: Recipient
    district: str = ""


def _lines(path: Path) -> list[_Line]:
    """Return the lines of one file, in its order."""
    table = _table(path)
    columns = _columns(table.header)
    missing = [name for name in COLUMNS[:3] if name not in columns]
    if missing:
        raise SettingsError(f"{path} lacks the columns {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
    above = table.lines.heading + table.lines.title
    for number, reason in table.malformed.select("row_number", "reason").iter_rows():
        raise SettingsError(f"{path}, line {above + number}: {reason}")
    districts = [one.root.name for one in DataDir(path.parent).districts()]
    found = [
        _line({name: row[f"c{column}"] for name, column in columns.items()}, path, above + row["row_number"], districts)
        for row in table.rows.iter_rows(named=True)
    ]
    _refuse_doubles(found, by_district=True)
    return found


def _line(row: dict[str, str | None], path: Path, number: int, districts: Sequence[str]) -> _Line:
    """Return one line; `districts` are those of the home whose file it is, none where that is one district itself."""
    place = f"{path}, line {number}"
    scope = unicodedata.normalize("NFKC", row.get("scope") or "").strip()
    if not districts:
        return _Line(path, number, _recipient(row, place))
    if not scope.startswith(REGION_SCOPE):
        found = _recipient(row, place)
        if found.scope != DISTRICT and not department_of_scope(found.scope):
            raise SettingsError(
                f"{place}: got scope {scope!r}, which does not say of which district; needed 'district' for the whole, 'region:X' or "
                f"'region:X/{scope}' with X from {_some(districts)}"
            )
        return _Line(path, number, found)
    named, _, part = scope.removeprefix(REGION_SCOPE).partition("/")
    folder = next((one for one in districts if unicodedata.normalize("NFKC", one) == named.strip()), None)
    if folder is None:
        raise SettingsError(f"{place}: got scope {scope!r}, needed region: and a district from {_some(districts)}; correct the line")
    return _Line(path, number, _recipient({**row, "scope": part.strip() or DISTRICT}, place), folder)


def _some(districts: Sequence[str]) -> str:
    """Name districts in a sentence, the first of many."""
    more = f" and {len(districts) - 10} more" if len(districts) > 10 else ""
    return ", ".join(districts[:10]) + more


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


def _refuse_doubles(lines: Sequence[_Line], *, by_district: bool) -> None:
    """Raise where one address has the same scope twice, which would look like a mail sent twice.

    `by_district`: of one file, in which an address may have the same scope in several districts; else the lines are all of one home.
    """
    seen: dict[tuple[str, str, str], _Line] = {}
    for line in lines:
        key = (line.recipient.email, line.recipient.scope, line.district if by_district else "")
        first = seen.setdefault(key, line)
        if first is not line:
            also = f"; {first.path}, line {first.number}, is the other" if first.path != line.path else ""
            raise SettingsError(f"{line.path}, line {line.number} names {key[0]} with scope {key[1]!r} more than once{also}; keep one line")
