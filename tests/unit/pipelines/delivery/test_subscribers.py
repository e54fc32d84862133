"""Who is sent what: every line understood or refused by its number, and no doubt ever widened to the whole district."""

from pathlib import Path

import pytest

from pipelines.delivery.letter_composer import file_name
from pipelines.delivery.subscribers import Recipient, department_of_scope, read_subscribers
from pipelines.errors import SettingsError

HEADER = "email,name,scope,editions,language\n"


def write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "subscribers.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_column_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, 'Leader@X.cn,张三,street:坪山街道,"bulletin,urgent",en')
    assert read_subscribers(path) == [Recipient("leader@x.cn", "张三", "street:坪山街道", ("bulletin", "urgent"), "en")]


def test_a_file_from_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "subscribers.csv"
    path.write_text(HEADER + "a@x.cn,甲,district,,\n", encoding="utf-8-sig")
    assert read_subscribers(path)[0].editions == ("bulletin",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "heading", ["EMAIL,Name,SCOPE,Editions,Language", "电子邮件,姓名,范围,版本,语言", "\ufeff邮箱 ,收件人,范 围,订阅,语种"]
)
def test_the_file_is_read_as_kindly_as_a_delivery(tmp_path: Path, encoding: str, separator: str, heading: str) -> None:
    path = tmp_path / "subscribers.csv"
    text = f'收件人名单\n\n{heading}\na@x.cn,李某,street：坪山街道,"Bulletin、urgent",中文,\n\nb@x.cn,王某,district\n'
    if separator != ",":
        text = text.replace(",", separator)
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert read_subscribers(path) == [
        Recipient("a@x.cn", "李某", "street:坪山街道", ("bulletin", "urgent"), "zh"),
        Recipient("b@x.cn", "王某"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xff\xff",
        bytes(range(256)),
        "email,name,scope\na@x.cn,李某,district\n".encode().replace(b"\x9d", b""),
        b"PK\x03\x04\x14\x00\x08\xff\xfe\x80\xff",
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "subscribers.csv").write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be used"):
        read_subscribers(tmp_path / "subscribers.csv")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_subscribers(tmp_path)


def test_a_line_with_a_value_too_many_or_a_garbled_name_is_refused(tmp_path: Path) -> None:
    for line in ("a@x.cn,甲,district,bulletin,zh,x", "a@x.cn,\ufffd\ufffd,district,bulletin,zh"):
        with pytest.raises(SettingsError, match="line 2"):
            read_subscribers(write(tmp_path, line))


@pytest.mark.parametrize(
    "line",
    [
        "nobody,甲,district,bulletin,zh",
        "a@x.cn,甲,,bulletin,zh",
        "a@x.cn,甲,distrikt,bulletin,zh",
        "a@x.cn,甲,street:,bulletin,zh",
        "a@x.cn,甲,district,newsletter,zh",
        "a@x.cn,甲,district,bulletin,fr",
        '"a@x.cn\nBcc: b@y.cn",甲,district,bulletin,zh',
        "a@x.cn;b@x.cn,甲,district,bulletin,zh",
        "甲@x.cn,甲,district,bulletin,zh",
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError, match="line 2"):
        read_subscribers(write(tmp_path, line))


def test_the_same_address_and_scope_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="more than once"):
        read_subscribers(write(tmp_path, "a@x.cn,甲,district,bulletin,zh", "A@x.cn,甲,district,brief,zh"))


def test_without_the_file_or_its_columns_it_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="email, name, scope"):
        read_subscribers(tmp_path / "subscribers.csv")
    (tmp_path / "subscribers.csv").write_text("email\na@x.cn\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="lacks the columns name, scope"):
        read_subscribers(tmp_path / "subscribers.csv")


def test_an_address_never_becomes_a_path() -> None:
    assert file_name("bulletin", Recipient("../../x@y.cn", ""), 1) == "001-bulletin-.._.._x@y.cn.eml"


def test_a_department_takes_its_feedback_and_nothing_else(tmp_path: Path) -> None:
    path = write(tmp_path, "grid@x.cn,甲,source:供电企业,feedback,zh", "grid@x.cn,甲,district,bulletin,zh")
    readers = read_subscribers(path)
    assert [(reader.scope, reader.editions) for reader in readers] == [("source:供电企业", ("feedback",)), ("district", ("bulletin",))]
    assert [department_of_scope(reader.scope) for reader in readers] == ["供电企业", ""]


@pytest.mark.parametrize(
    "line",
    [
        "a@x.cn,甲,district,feedback,zh",
        "a@x.cn,甲,source:供电企业,bulletin,zh",
        "a@x.cn,甲,source:供电企业,,zh",
        "a@x.cn,甲,source:供电企业,feedback;bulletin,zh",
        "a@x.cn,甲,source:,feedback,zh",
    ],
)
def test_feedback_and_what_is_about_the_district_never_mix(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError, match="line 2"):
        read_subscribers(write(tmp_path, line))
