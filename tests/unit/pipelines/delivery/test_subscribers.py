"""Who is sent what: every line understood or refused by its number, and no doubt ever widened to the whole district."""

from pathlib import Path

import pytest

from pipelines.delivery.letter_composer import file_name
from pipelines.delivery.subscribers import Recipient, read_subscribers
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
