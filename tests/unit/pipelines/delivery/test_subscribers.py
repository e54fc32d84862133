"""Who is sent what: every line understood or refused by its number, and no doubt ever widened to the whole district."""

from pathlib import Path

import pytest

from pipelines.data_dir import DataDir
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


# Of an installation with several districts ----------------------------------------------------------------------------------------------


@pytest.fixture
def installation(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path)
    for district in ("甲区", "乙区"):
        home.of_district(district).root.mkdir(parents=True)
    return home


def of(home: DataDir) -> list[tuple[str, str]]:
    return [(one.email, one.scope) for one in read_subscribers(home.subscribers)]


def test_a_district_has_its_own_lines_and_those_the_installation_names_for_it(installation: DataDir) -> None:
    write(
        installation.root,
        "whole@x.cn,甲,district,bulletin,zh",
        "a@x.cn,甲,region:甲区,bulletin,zh",
        "b@x.cn,乙,region：乙区/street：东街,bulletin,zh",
        "a@x.cn,甲,region:乙区,bulletin,zh",
        "grid@x.cn,丙,source:供电企业,feedback,zh",
    )
    write(installation.of_district("甲区").root, "own@x.cn,甲,street:西街,bulletin,zh")
    assert of(installation) == [("whole@x.cn", "district"), ("grid@x.cn", "source:供电企业")]
    assert of(installation.of_district("甲区")) == [("own@x.cn", "street:西街"), ("a@x.cn", "district")]
    # A district without a file of its own has what the installation's names for it.
    assert of(installation.of_district("乙区")) == [("b@x.cn", "street:东街"), ("a@x.cn", "district")]


def test_a_district_alone_needs_no_file_of_the_installation(installation: DataDir) -> None:
    home = installation.of_district("甲区")
    with pytest.raises(SettingsError, match="nobody is to be sent anything"):
        read_subscribers(home.subscribers)
    write(home.root, "own@x.cn,甲,district,bulletin,zh")
    assert of(home) == [("own@x.cn", "district")]


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("street:东街", r"line 2: got scope 'street:东街', which does not say of which district.*region:X/street:东街"),
        ("region:丙区", r"line 2: got scope 'region:丙区', needed region: and a district from 乙区, 甲区"),
        ("region:", "line 2: got scope 'region:'"),
        ("region:甲区/strasse:东街", "line 2: scope 'strasse:东街' is not known"),
    ],
)
def test_a_scope_that_fits_no_district_is_refused_by_its_line_in_every_home(installation: DataDir, scope: str, said: str) -> None:
    write(installation.root, f"a@x.cn,甲,{scope},bulletin,zh")
    for home in (installation, installation.of_district("甲区")):
        with pytest.raises(SettingsError, match=said) as caught:
            read_subscribers(home.subscribers)
        assert str(installation.subscribers) in str(caught.value)


def test_a_region_means_nothing_where_there_are_no_districts(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="line 2: scope 'region:甲区' is not known"):
        read_subscribers(write(tmp_path, "a@x.cn,甲,region:甲区,bulletin,zh"))


def test_the_same_reader_in_both_files_is_refused_and_both_places_are_named(installation: DataDir) -> None:
    above = write(installation.root, "whole@x.cn,甲,district,bulletin,zh", "a@x.cn,甲,region:甲区,bulletin,zh")
    own = write(installation.of_district("甲区").root, "A@x.cn,甲,district,brief,zh")
    with pytest.raises(SettingsError) as caught:
        read_subscribers(own)
    assert f"{above}, line 3 names a@x.cn with scope 'district' more than once; {own}, line 2, is the other" in str(caught.value)
    assert of(installation) == [("whole@x.cn", "district")]
