"""Ways in which a whole text file is written: readable ones that say the same, and ones that no reader should take as they stand.

Each way is a function from a text file about to be written to its bytes. What can vary in one varies with the file's name alone.
"""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import NamedTuple, TypeVar
from zlib import crc32

import polars as pl

from pipelines.demo.departments.forms import PARTS_OF_DATES, Column, Form
from pipelines.demo.departments.spelling import WITHDRAWN

Chosen = TypeVar("Chosen")
BOM, ZERO_WIDTH = "\ufeff", "\u200b"
SHANGHAI_HOURS = 8
# Figures stated in a larger unit keep so many decimals, enough for every digit of the smaller one.
SCALED_DECIMALS = 9
# Every so many rows a text cell of a file with stray quotes begins with one.
QUOTED_EVERY = 29
# Units that measure something else, or nothing that anybody knows.
UNKNOWN_UNITS = ("吨标准煤", "兆焦", "百户", "标准箱")


class Scale(NamedTuple):
    """A larger unit a figure can be stated in, and how many of the usual one it is."""

    unit: str
    factor: float


# Headings of figures without their unit, and the larger units they can be stated in.
SCALES = {
    "当月合计电量": (Scale("万千瓦时", 1e4), Scale("万kWh", 1e4), Scale("兆瓦时", 1e3), Scale("万度", 1e4)),
    "用水量": (Scale("万吨", 1e4), Scale("万立方米", 1e4)),
    "用气量": (Scale("万立方米", 1e4), Scale("千立方米", 1e3)),
    "实缴(退)金额": (Scale("万元", 1e4), Scale("人民币万元", 1e4), Scale("千元", 1e3)),
    "自年初累计完成投资": (Scale("亿元", 1e4), Scale("千万元", 1e3)),
}
MONEY = frozenset({"当月合计电费", "水费", "燃气费"})


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file about to be written: lines above, headings, cells as text; `rows` are the figures the cells came from."""

    form: Form
    name: str
    rows: pl.DataFrame
    cells: pl.DataFrame
    headings: tuple[str, ...]
    titles: tuple[str, ...] = ()

    def pick(self, choices: Sequence[Chosen]) -> Chosen:
        """Choose one of several by the name of the file."""
        return choices[crc32(self.name.encode()) % len(choices)]

    def renamed(self, old: str, new: str) -> "TextFile":
        """Return the file with another heading."""
        return replace(self, headings=tuple(new if name == old else name for name in self.headings))

    def with_column(self, heading: str, cells: list[str]) -> "TextFile":
        """Return the file with one column more."""
        more = pl.Series(heading, cells, dtype=pl.String)
        return replace(self, headings=(*self.headings, heading), cells=self.cells.with_columns(more))


def plain_bytes(file: TextFile) -> bytes:
    """Return the file as the department usually writes it: lines as Windows ends them."""
    return text_of(file).encode(file.form.encoding)


def text_of(file: TextFile) -> str:
    """Return titles, headings and rows as text."""
    above = "".join(f"{title}\r\n" for title in file.titles)
    body = file.cells.rename(dict(zip(file.cells.columns, file.headings, strict=True)))
    return above + body.write_csv(line_terminator="\r\n")


def _bare(heading: str) -> str:
    """Return a heading without the unit in brackets at its end."""
    return heading.rpartition("(")[0] if heading.endswith((")", "）")) and heading not in SCALES else heading


def can_scale(form: Form) -> bool:
    """Whether the figure of a form has larger units to be stated in."""
    return len(form.figures) == 1 and _bare(form.figures[0].value) in SCALES


def _scaled(file: TextFile) -> tuple[TextFile, Scale]:
    """Return the file with its amounts in a larger unit and no unit in its headings."""
    scale = file.pick(SCALES[_bare(file.form.figures[0].value)])
    amounts = [column.header for column in file.form.columns if column.kind == "number" and _is_of_figure(file.form, column.header)]
    bare = {name: _bare(name) for name in amounts}
    cells = file.cells.with_columns(_in_unit(file, name, scale) for name in amounts)
    return replace(file, cells=cells, headings=tuple(bare.get(name, name) for name in file.headings)), scale


def _is_of_figure(form: Form, heading: str) -> bool:
    """Whether a column of numbers is measured as the form's figure is: all amounts of money in a form about money."""
    is_money = form.figures[0].indicator in {"tax", "fixed_investment"}
    return heading in form.figures[0].headers or (is_money and heading not in MONEY)


def _in_unit(file: TextFile, heading: str, scale: Scale) -> pl.Series:
    """Return the cells of a column in another unit; words stay as they are."""
    amounts = (file.rows[heading] / scale.factor).round(SCALED_DECIMALS).to_list()
    texts = file.cells[heading].to_list()
    plain = [
        text if amount is None or text == WITHDRAWN else f"{amount:.{SCALED_DECIMALS}f}".rstrip("0").rstrip(".")
        for text, amount in zip(texts, amounts, strict=True)
    ]
    return pl.Series(heading, plain, dtype=pl.String)


def unit_in_title(file: TextFile) -> bytes:
    """A line above states a larger unit, among others where the file has prices too."""
    scaled, scale = _scaled(file)
    others = "、元" if any(name in MONEY for name in file.form.headers) else ""
    title = file.pick((f"单位:{scale.unit}{others}", f"计量单位：{scale.unit}{others}", f"（单位： {scale.unit}{others}）"))
    return plain_bytes(replace(scaled, titles=(title,)))


def unit_in_heading(file: TextFile) -> bytes:
    """The heading states a larger unit."""
    scaled, scale = _scaled(file)
    mine = {_bare(name) for name in file.form.figures[0].headers}
    return plain_bytes(replace(scaled, headings=tuple(f"{name}({scale.unit})" if name in mine else name for name in scaled.headings)))


def unit_in_column(file: TextFile) -> bytes:
    """A column states a larger unit."""
    scaled, scale = _scaled(file)
    heading = "金额单位" if scale.unit.endswith("元") else "计量单位"
    return plain_bytes(scaled.with_column(heading, [scale.unit] * file.cells.height))


def starred_heading(file: TextFile) -> bytes:
    """An asterisk marks the columns that must be filled in."""
    must = {file.form.headers[0], *(figure.value for figure in file.form.figures)}
    star = file.pick(("*{}", "{}*", "＊{}", "* {}"))
    return plain_bytes(replace(file, headings=tuple(star.format(name) if name in must else name for name in file.headings)))


def invisible_heading(file: TextFile) -> bytes:
    """Two byte-order marks before the first heading and characters nobody sees in others."""
    marked = tuple(f"{name[0]}{ZERO_WIDTH}{name[1:]}" if place % 3 == 1 else name for place, name in enumerate(file.headings))
    return (BOM * 2 + text_of(replace(file, headings=marked))).encode()


def dressed_accounts(file: TextFile) -> bytes:
    """Account numbers as formulas that keep their zeros: ="0300…"."""
    heading = file.form.headers[0]
    return plain_bytes(replace(file, cells=file.cells.with_columns(pl.format('="{}"', pl.col(heading)).alias(heading))))


def zone_days(file: TextFile) -> bytes:
    """Days of export as moments in Greenwich time, the evening before."""
    heading = next(column.header for column in file.form.columns if _is_receipt(column))
    form = file.pick(("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.000Z", "%Y-%m-%d %H:%M:%S+00:00"))
    midnights = [datetime.combine(day, time()) - timedelta(hours=SHANGHAI_HOURS) for day in file.rows["received_on"].to_list()]
    days = pl.Series(heading, [moment.strftime(form) for moment in midnights])
    return plain_bytes(replace(file, cells=file.cells.with_columns(days)))


def short_rows(file: TextFile) -> bytes:
    """Empty columns at the end that rows do not reach, as spreadsheets leave them away."""
    head, end, body = text_of(file).partition("\r\n")
    return f"{head},备注,核对人{end}{body}".encode(file.form.encoding)


def long_rows(file: TextFile) -> bytes:
    """Empty cells beyond the heading."""
    head, end, body = text_of(file).partition("\r\n")
    return f"{head}{end}{body.replace(end, f',,{end}')}".encode(file.form.encoding)


def dated_titles(file: TextFile) -> bytes:
    """Lines above that name days and months which are not the figures': how long the form is valid, when it is due."""
    year = int(file.rows["stated"].dt.year().mode().min())  # type: ignore[arg-type]
    titles = (f"{file.form.title}明细", f"有效期至：{year + 2}年12月31日", f"表号：区统〔{year - 1}〕12号 报送截止日期：{year + 1}-01-10")
    return plain_bytes(replace(file, titles=titles))


def stray_quotes(file: TextFile) -> bytes:
    """Quote marks that open nothing, in every so many names."""
    heading = next(name for name in file.form.headers if name.endswith(("名", "名称")))
    lines = file.cells.with_columns(pl.when(pl.int_range(pl.len()) % QUOTED_EVERY == 3).then(pl.lit("\0")).otherwise(pl.lit("")).alias("q"))
    marked = lines.with_columns((pl.col("q") + pl.col(heading).fill_null("")).alias(heading)).drop("q")
    return text_of(replace(file, cells=marked)).replace("\0", '"').encode(file.form.encoding)


def web_page(file: TextFile) -> bytes:
    """A table of a web page, as systems export it under the name of a spreadsheet."""
    rows = [file.headings, *file.cells.iter_rows()]
    lines = "\n".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' if cell else '<td></td>' for cell in row)}</tr>" for row in rows)
    head = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>'
    return f'{head}\n<table border="1">\n{lines}\n</table>\n</body></html>\n'.encode()


def blank_preferred(file: TextFile) -> bytes:
    """The day of payment stands in another column in some rows, and the usual one is blank there."""
    texts = file.cells["入库日期"].to_list()
    is_moved = [place % 5 == 0 for place in range(len(texts))]
    kept = pl.Series("入库日期", [None if moved else text for moved, text in zip(is_moved, texts, strict=True)], dtype=pl.String)
    moved = ["" if not moved else text for moved, text in zip(is_moved, texts, strict=True)]
    return plain_bytes(replace(file, cells=file.cells.with_columns(kept)).with_column("缴款日期", moved))


def unknown_unit(file: TextFile) -> bytes:
    """A line above states a unit that measures nothing of the kind."""
    bare = {name: _bare(name) for name in file.form.figures[0].headers}
    headings = tuple(bare.get(name, name) for name in file.headings)
    return plain_bytes(replace(file, headings=headings, titles=(f"计量单位：{file.pick(UNKNOWN_UNITS)}",)))


def mojibake(file: TextFile) -> bytes:
    """UTF-8 in which one byte of a name was lost on the way."""
    content = text_of(file).encode()
    place = len(content) // 2
    while content[place] < 0xE0:
        place += 1
    return content[: place + 1] + content[place + 2 :]


def stacked_unknown(file: TextFile) -> bytes:
    """A second table under the first, in a unit that measures nothing of the kind."""
    half = file.cells.height // 2
    second = unknown_unit(replace(file, cells=file.cells[half:]))
    return plain_bytes(replace(file, cells=file.cells[:half])) + b"\r\n" + second


def _always(form: Form) -> bool:
    return True


def _has_accounts(form: Form) -> bool:
    return form.code is None


def _is_tax(form: Form) -> bool:
    return form.department == "tax"


def _has_receipt(form: Form) -> bool:
    return any(_is_receipt(column) for column in form.columns)


def _is_receipt(column: Column) -> bool:
    return column.kind == "receipt" and column.form not in PARTS_OF_DATES


Way = Callable[[TextFile], bytes]
# Which forms a file can be of, and how it is then written.
READABLE: dict[str, tuple[Callable[[Form], bool], Way]] = {
    "unit_in_title": (can_scale, unit_in_title),
    "unit_in_heading": (can_scale, unit_in_heading),
    "unit_in_column": (can_scale, unit_in_column),
    "starred_heading": (_always, starred_heading),
    "invisible_heading": (_always, invisible_heading),
    "dressed_accounts": (_has_accounts, dressed_accounts),
    "zone_days": (_has_receipt, zone_days),
    "short_rows": (_always, short_rows),
    "long_rows": (_always, long_rows),
    "dated_titles": (_always, dated_titles),
    "stray_quotes": (_always, stray_quotes),
    "web_page": (_has_accounts, web_page),
    "blank_preferred": (_is_tax, blank_preferred),
}
UNREADABLE: dict[str, tuple[Callable[[Form], bool], Way]] = {
    "unknown_unit": (can_scale, unknown_unit),
    "mojibake_file": (_always, mojibake),
    "stacked_unknown": (can_scale, stacked_unknown),
}
