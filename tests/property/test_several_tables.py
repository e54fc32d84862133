"""Several tables in one file: each row ends with its own value, unit and month, or is refused, and the account adds up."""

import io
import random
from dataclasses import dataclass, field
from datetime import date

import openpyxl
import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Opened, Reading, open_file, validate_files
from pipelines.ingest.settings import IngestDay, SourceSettings

MEMBERS = 320
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PER_10K = {"元": 10_000, "千元": 10, "万元": 1}
Row = list[object]


def code(number: int) -> str:
    """A valid credit code for a number."""
    body = f"91440300MA5H{number:05d}"
    total = sum(weight * ALPHABET.index(letter) for weight, letter in zip(WEIGHTS, body, strict=True))
    return body + ALPHABET[(31 - total % 31) % 31]


@dataclass
class Piece:
    """One table as it is drawn, and what each of its rows should become."""

    rows: list[Row]
    width: int
    figures: dict[tuple[str, str], float] = field(default_factory=dict)
    is_damaged: bool = False


def piece(rng: random.Random, kind: str, number: int) -> Piece:
    """A table of a kind: its titles, its heading, its rows, and a total now and then."""
    month = f"2026-{rng.randint(1, 10):02d}"
    unit = rng.choice(sorted(PER_10K))
    spoken = f"{month[:4]}年{int(month[5:])}月"
    damage = rng.random() < 0.15 and number > 0
    titles: list[Row] = []
    if kind == "output":
        heading: Row = ["统一社会信用代码", "企业详细名称", f"1-本月;工业总产值(当年价格);{unit}"]
        titles = [[f"{spoken}工业产值"]]
    elif kind == "investment":
        heading = ["统一社会信用代码", "项目名称", "自年初累计完成投资"]
        titles = rng.choice([[[f"{spoken}固定资产投资", None, f"单位：{unit}"]], [[f"{spoken}投资"], [f"单位：{unit}"]]])
    else:
        heading = ["户号", "户名", "结算年月", "当月合计电量"]
    if rng.random() < 0.5:
        titles = [[rng.choice(["大型企业", "第二分局", "续表"])], *titles]
    order = list(range(len(heading)))
    rng.shuffle(order)
    found = Piece([], len(heading))
    body: list[Row] = []
    for at in range(rng.randint(1, 6)):
        value = rng.randint(1, 99_999)
        who = f"0300{number:06d}{at:06d}" if kind == "bills" else code(number * 100 + at)
        name = f"名{number}{at}"
        body.append([who, name, month.replace("-", ""), value] if kind == "bills" else [who, name, value])
        found.figures[who, month] = value if kind == "bills" else value / PER_10K[unit]
    if damage:
        heading = [rng.choice(["代码", "编号"]) if at == 0 else name for at, name in enumerate(heading)]
        found.is_damaged = True
    rows = [*titles, [heading[at] for at in order], *([row[at] for at in order] for row in body)]
    if rng.random() < 0.3:
        total: Row = [None] * len(heading)
        total[0], total[order.index(len(heading) - 1)] = "合计", sum(row[-1] for row in body)
        rows += [total] if order[0] != len(heading) - 1 else []
    found.rows = rows
    return found


def below(rng: random.Random, pieces: list[Piece]) -> list[Row]:
    """The tables under one another, with blank rows between or none."""
    return [row for each in pieces for row in [*each.rows, *([[]] * rng.randint(0, 2))]]


def beside(pieces: list[Piece]) -> list[Row]:
    """The tables side by side with an empty column between."""
    height = max(len(each.rows) for each in pieces)
    lines: list[Row] = []
    for at in range(height):
        line: Row = []
        for each in pieces:
            own = each.rows[at] if at < len(each.rows) else []
            line += [*own, *[None] * (each.width + 1 - len(own))]
        lines.append(line)
    return lines


def as_workbook(sheets: list[list[Row]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_text(rows: list[Row], width: int) -> bytes:
    padded = ([*row, *[None] * (width - len(row))] for row in rows)
    return "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in padded).encode()


@dataclass
class Member:
    """One generated file."""

    name: str
    content: bytes
    pieces: list[Piece]
    lines: int


def member(form: str, seed: int) -> Member:
    """A file of two or three tables that stand in this form."""
    rng = random.Random(f"{form}{seed}")  # noqa: S311 - cases, not secrets
    kind = rng.choice(["output", "investment", "bills"])
    pieces = [piece(rng, kind, number) for number in range(rng.randint(2, 3))]
    if form == "sheets":
        return Member(f"{form}{seed}.xlsx", as_workbook([each.rows for each in pieces]), pieces, sum(len(each.rows) for each in pieces))
    rows = beside(pieces) if form == "beside" else below(rng, pieces)
    while not rows[-1]:
        rows.pop()
    if form == "below_text":
        return Member(f"{form}{seed}.csv", as_text(rows, max(each.width for each in pieces)), pieces, len(rows))
    return Member(f"{form}{seed}.xlsx", as_workbook([rows]), pieces, len(rows))


def check_lines(file: Member, opened: Opened) -> None:
    """Every line of the file is something, and every row of data stands in a line or beside another."""
    assert opened.file.all_lines.total == file.lines
    assert opened.file.all_lines.data == opened.file.rows_in


def check_figures(file: Member, reading: Reading) -> None:
    """Only the right value or a refusal, every row accounted for, and nothing refused that is in order."""
    expected = {key: value for each in file.pieces for key, value in each.figures.items()}
    assert reading.kept is not None, reading.reason
    assert reading.kept.height + reading.refused.height == reading.rows_in >= len(expected)
    who = "account" if "account" in reading.kept.columns else "uscc"
    value = "value" if "value" in reading.kept.columns else "value_cny_10k"
    stored = {(row[who], f"{row['period']:%Y-%m}"): row[value] for row in reading.kept.iter_rows(named=True)}
    assert len(stored) == reading.kept.height
    assert {key: pytest.approx(expected.get(key)) for key in stored} == stored
    if not any(each.is_damaged for each in file.pieces):
        assert set(stored) == set(expected), reading.refused["reason"].to_list()


@pytest.mark.parametrize("form", ["below", "below_text", "beside", "sheets"])
def test_every_row_ends_right_or_refused(form):
    members = [member(form, seed) for seed in range(MEMBERS // 4)]
    opened = [(each, open_file(each.content, each.name, all_layouts())) for each in members]
    for each, found in opened:
        # Nothing but a heading that nobody understands is a reason to refuse a whole file.
        assert isinstance(found, Opened) or any(one.is_damaged for one in each.pieces), (each.name, found.reason)
    read = [(each, found) for each, found in opened if isinstance(found, Opened)]
    readings = validate_files([found for _, found in read], IngestDay(date(2026, 12, 5)), SourceSettings())
    for (each, found), reading in zip(read, readings, strict=True):
        try:
            check_lines(each, found)
            check_figures(each, reading)
        except AssertionError as error:
            raise AssertionError(f"{each.name}: {[one.rows for one in each.pieces]}") from error
