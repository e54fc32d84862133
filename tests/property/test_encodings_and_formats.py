"""The same table says the same in every encoding and format; a byte lost or changed never makes a name out of another."""

import base64
import html
from random import Random

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.raw_table import RawFile
from pipelines.ingest.reading import open_file, read_raw
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.text_encoding import decode
from tests.unit.pipelines.ingest.workbooks import workbook

HEADER = ["户号", "户名", "结算年月", "当月合计电量", "备注"]
SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
PARTS = [
    "深圳市",
    "坪山",
    "华星",
    "光电",
    "技术",
    "有限公司",
    "鑫晟",
    "昊淼",
    "电子",
    "工业股份",
    "（集团）",
    "龙岗区",
    "马峦街道",
    "第一",
    "A座",
]
FREQUENT = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
RARE = [bytes((row, cell)).decode("gb2312") for row in range(0xD8, 0xF8) for cell in range(0xA1, 0xFF)]


def a_name(random: Random) -> str:
    """A person or an enterprise, some with characters that are rare outside of names."""
    if random.random() < 0.5:
        given = "".join(random.choice(RARE if random.random() < 0.1 else FREQUENT) for _ in range(random.randint(1, 2)))
        return random.choice(SURNAMES) + given
    return "".join(random.choices(PARTS, k=random.randint(2, 5)))


def a_text(random: Random) -> str:
    heading = random.choice(["uscc,name,street", "统一社会信用代码,名称,街道", "email,name,scope"])
    rows = [f"91440300MA5H0000{number:02d},{a_name(random)},{a_name(random)}" for number in range(random.choice([1, 1, 2, 3, 8, 40]))]
    return "\n".join([heading, *rows, ""])


@pytest.mark.parametrize("block", range(10))
def test_every_encoding_is_known_from_the_bytes_alone(block):
    random = Random(block)  # noqa: S311
    for _ in range(60):
        text = a_text(random)
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"):
            assert decode(text.encode(encoding)) == text, encoding
        assert decode(b"\xef\xbb\xbf" * 2 + text.encode()) == text
        assert decode(text.encode("gb18030") + bytes(random.randrange(600))) == text


@pytest.mark.parametrize("block", range(10))
def test_a_lost_or_changed_byte_refuses_the_file(block):
    random = Random(block)  # noqa: S311
    for _ in range(60):
        text = a_text(random)
        for encoding, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
            content = text.encode(encoding)
            place = random.choice([number for number, byte in enumerate(content) if byte > 0x7F])
            changed = bytes([random.randrange(256)]) if encoding == "utf-8" and random.random() < 0.4 else b""
            broken = content[:place] + changed + content[place + 1 :]
            refusal = refusal_of(broken)
            if refusal is None:
                # Another character of the same encoding is no damage that anybody could see.
                assert decode(broken) == broken.decode() if changed else "A" in text
                continue
            assert refusal.rule == "broken_encoding"
            assert name not in refusal.reason or f"line {content.count(bytes([10]), 0, place) + 1}," in refusal.reason


def refusal_of(content: bytes) -> FileRefusedError | None:
    """Why a file cannot be read as text, None where it can."""
    try:
        decode(content)
    except FileRefusedError as error:
        return error
    return None


def as_html(random: Random, rows: list[list[str]]) -> bytes:
    cell = random.choice(["td", "th"])
    lines = [f"<tr>{''.join(f'<{cell}>{html.escape(text)}</{cell}>' for text in rows[0])}</tr>"]
    lines += [f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>" for row in rows[1:]]
    encoding = random.choice(["utf-8", "gb2312", "utf-16"])
    page = f'<html><head><meta charset="{encoding}"></head><body><table border=1>\n{"".join(lines)}</table></body></html>'
    return page.encode({"gb2312": "gb18030"}.get(encoding, encoding))


def as_mhtml(random: Random, rows: list[list[str]]) -> bytes:
    page = base64.encodebytes(as_html(random, rows)).decode()
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html\n'
    return f"{head}Content-Transfer-Encoding: base64\n\n{page}\n--x--\n".encode()


def as_xml(random: Random, rows: list[list[str]]) -> bytes:
    lines = ""
    for row in rows:
        cells = (
            f'<Cell ss:Index="{place}"><Data ss:Type="String">{html.escape(text, quote=False)}</Data></Cell>'
            for place, text in enumerate(row, 1)
            if text
        )
        lines += f"<Row>{''.join(cells)}</Row>"
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    head = f'<?xml version="1.0" encoding="{random.choice(["UTF-8", "utf-8"])}"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
    return f'{head}<Worksheet ss:Name="x"><Table>{lines}</Table></Worksheet></Workbook>'.encode()


def as_csv(random: Random, rows: list[list[str]]) -> bytes:
    return "\r\n".join(",".join(row) for row in [*rows, []]).encode(random.choice(["utf-8", "gb18030", "utf-16-le"]))


def cells_of(file: RawFile) -> list[tuple[str, ...]]:
    (table,) = file.tables
    return [tuple(cell or "" for cell in row) for row in table.rows.select(f"c{column}" for column in range(len(HEADER))).rows()]


@pytest.mark.parametrize("block", range(10))
def test_the_same_table_says_the_same_in_every_format(block):
    random = Random(block)  # noqa: S311
    for _ in range(30):
        rows = [
            [
                f"03000000000{number:05d}",
                random.choice(["A & B", "<甲>", 'x"', a_name(random)]),
                "202610",
                str(number),
                random.choice(["", "甲"]),
            ]
            for number in range(1, random.randrange(2, 12))
        ]
        expected = [tuple(row) for row in rows]
        for write in (as_html, as_mhtml, as_xml, as_csv):
            file = read_raw(write(random, [HEADER, *rows]), "电费.xls", all_layouts())
            assert cells_of(file) == expected, write
            assert (file.all_lines.data, file.all_lines.heading) == (len(rows), 1)
        assert cells_of(read_raw(workbook([HEADER, *rows]), "f.xls", all_layouts())) == expected


@pytest.mark.parametrize("write", [as_html, as_mhtml, as_xml])
def test_a_file_cut_off_anywhere_is_refused_or_whole(write):
    random = Random(5)  # noqa: S311
    rows = [[f"03000000000{number:05d}", "甲", "202610", str(1000 + number), ""] for number in range(8)]
    content = write(random, [HEADER, *rows])
    for _ in range(300):
        opened = open_file(content[: random.randrange(len(content))], "电费.xls", all_layouts())
        if hasattr(opened, "file"):
            assert cells_of(opened.file) == [tuple(row) for row in rows]
