"""How a file would be understood is what an ingest does with it, and a draft is put into use by a person alone."""

from pathlib import Path

import pytest

from pipelines.commands import layout
from pipelines.commands.layout import check, new
from pipelines.data_dir import DataDir
from pipelines.errors import NoUsableInputError, SettingsError, UsageError
from pipelines.ingest.run import ingest_inbox
from pipelines.ingest.settings import SourceSettings
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, TODAY, empty_warehouse
from warehouse import names
from warehouse.store import Store

POWER = f"""2026年1月 规模以上企业用电统计
统一社会信用代码,企业名称,用电量(万千瓦时),联系人
{CODE},甲公司,12,张
{OTHER_CODE},乙公司,-,李
"""
STATISTICS = f"""工业总产值月报 2026年1月
统一社会信用代码,1-本月;工业总产值;万元,上年同期;1-本月;工业总产值;万元,备注
{CODE},120,110,
{CODE[:-1]}0,120,110,
合计,240,220,
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    monkeypatch.setattr(layout, "today", lambda: TODAY)
    return DataDir(tmp_path / "home")


def put(home: DataDir, name: str, text: str | bytes) -> Path:
    home.inbox.mkdir(parents=True, exist_ok=True)
    path = home.inbox / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def take_in(home: DataDir) -> dict[str, object]:
    """Take the inbox in with the home's layouts; return file name to layout."""
    home.warehouse.write_bytes(empty_warehouse())
    with Store(home.warehouse) as store:
        report = ingest_inbox(store, home.inbox, TODAY, SourceSettings(), layout.layouts_with(home.layouts))
    return {file.file_name: file.layout for file in report.files}


def test_a_file_of_a_known_layout_is_shown_as_it_would_be_stored(home: DataDir) -> None:
    answer = check(home, put(home, "产值.csv", STATISTICS), language="en")
    text = "\n".join(answer.lines)
    assert answer.exit_code == 0
    for part in (
        "layout: statistics_output, table: core_observations__monthly_enterprises",
        "统一社会信用代码 → uscc (credit code)",
        "    1-本月;工业总产值;万元 → output, since January, in 万元\n",
        "same period of last year",
        "备注 → left out",
        "month: 2026-01",
        "lines: 5 = 2 data + 1 headings + 1 titles + 1 totals",
        "1 rows would be stored",
        "value=120.0 CNY 10k",
        "1 rows would be refused",
        "bad_code",
    ):
        assert part in text, (part, text)
    # Only looked at.
    assert not home.warehouse.exists()


def test_the_same_in_chinese(home: DataDir) -> None:
    text = "\n".join(check(home, put(home, "产值.csv", STATISTICS)).lines)
    for part in ("版式：statistics_output", "备注 → 不采用", "月份：2026-01", "将入库1条", "将拒收1行"):
        assert part in text


def test_the_nearest_layout_and_what_it_lacks(home: DataDir) -> None:
    answer = check(home, put(home, "x.csv", f"uscc,indicator,period,value,basis\n{CODE},tax,2026-01,1,month\n"), language="en")
    text = "\n".join(answer.lines)
    assert answer.exit_code == 10
    assert "nearest layout: observations, which also needs: unit" in text
    assert "period → period (month)" in text


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", "只有一行字\n".encode()], ids=["empty", "no text", "no table"])
def test_what_is_no_table_is_said_to_be_none(home: DataDir, content: bytes) -> None:
    answer = check(home, put(home, "x.csv", content))
    assert answer.exit_code == 10
    assert "不能采用" in answer.lines[1]


def test_rows_that_are_all_refused_are_no_usable_input(home: DataDir) -> None:
    assert check(home, put(home, "x.csv", STATISTICS.replace(CODE, CODE[:-1] + "1"))).exit_code == 10


def test_a_file_that_is_not_there(home: DataDir, tmp_path: Path) -> None:
    for verb in (check, new):
        with pytest.raises(UsageError, match="cannot be read"):
            verb(home, tmp_path / "nothing.csv")


def test_a_draft_is_not_in_use_before_it_is_renamed(home: DataDir) -> None:
    path = put(home, "用电统计_2026年1月.csv", POWER)
    lines = new(home, path, "en")
    (draft,) = home.layouts.iterdir()
    assert draft.name == "用电统计.toml.draft"
    assert str(draft) in lines[0]
    assert take_in(home) == {path.name: None}
    tried = check(home, path, draft, "en")
    assert tried.exit_code == 0
    assert "value=120000.0 kWh" in "\n".join(tried.lines)
    draft.rename(home.layouts / "用电统计.toml")
    # Refused on an earlier day, it is looked at again.
    assert take_in(home) == {path.name: "用电统计"}
    with Store(home.warehouse, read_only=True) as store:
        assert store.read(names.OBSERVATIONS)["value"].to_list() == [120000.0]
        assert store.read(names.DELIVERIES)["table_name"].to_list() == [names.OBSERVATIONS]


def test_a_file_refused_before_is_read_once_its_layout_is_declared(home: DataDir) -> None:
    path = put(home, "用电统计.csv", POWER)
    home.warehouse.write_bytes(empty_warehouse())
    with Store(home.warehouse) as store:
        first = ingest_inbox(store, home.inbox, TODAY, SourceSettings())
        new(home, path)
        (draft,) = home.layouts.iterdir()
        draft.rename(draft.with_suffix(""))
        second = ingest_inbox(store, home.inbox, TODAY, SourceSettings(), layout.layouts_with(home.layouts))
    assert [file.layout for file in (*first.files, *second.files)] == [None, "用电统计"]


def test_a_draft_replaces_nothing(home: DataDir) -> None:
    path = put(home, "用电统计.csv", POWER)
    new(home, path)
    with pytest.raises(UsageError, match="is there already; finish it"):
        new(home, path)
    (draft,) = home.layouts.iterdir()
    kept = draft.with_suffix("")
    kept.write_text("mine", encoding="utf-8")
    draft.unlink()
    with pytest.raises(SettingsError, match="not valid TOML"):
        new(home, path)
    assert kept.read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_understood_needs_no_draft(home: DataDir) -> None:
    with pytest.raises(UsageError, match="is of layout statistics_output already"):
        new(home, put(home, "产值.csv", STATISTICS))


def test_what_has_no_table_gets_no_draft(home: DataDir) -> None:
    with pytest.raises(NoUsableInputError, match="no table with headings"):
        new(home, put(home, "x.csv", b"\x00\x01"))


def test_gaps_are_named_and_keep_the_draft_from_being_a_layout(home: DataDir) -> None:
    path = put(home, "x.csv", "单位,用电量(千瓦时),年月\n甲公司,12,202601\n")
    lines = new(home, path, "en")
    assert "still missing: uscc" in "\n".join(lines)
    (draft,) = home.layouts.iterdir()
    text = draft.read_text(encoding="utf-8")
    assert "GAP: which heading brings uscc?" in text
    with pytest.raises(SettingsError, match="nothing brings"):
        check(home, path, draft)
    # Filled in, it is one.
    draft.write_text(text.replace('# { target = "uscc", headers = ["..."]', '{ target = "uscc", headers = ["单位"]'), encoding="utf-8")
    assert "layout: x" in "\n".join(check(home, path, draft, "en").lines)


def test_a_broken_layout_of_the_home_stops_everything_and_is_named(home: DataDir) -> None:
    path = put(home, "产值.csv", STATISTICS)
    home.layouts.mkdir(parents=True)
    broken = home.layouts / "mine.toml"
    for text, problem in (
        ("key = ", "not valid TOML"),
        ('key = "mine"\n', "mine.toml"),
        (draft_like("statistics_output"), "its key 'statistics_output' is that of one that comes with the program"),
    ):
        broken.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError, match=problem) as caught:
            check(home, path)
        assert str(broken) in str(caught.value)
    broken.write_bytes(b"\xff\xfe\x00key")
    with pytest.raises(SettingsError, match="cannot be read as UTF-8"):
        check(home, path)


def draft_like(key: str) -> str:
    return f"""
key = "{key}"
table = "core_signals__event_enterprises"
cells = "lenient"
known = "event"
event_day = "observed_on"
fields = [
    {{ target = "uscc", headers = ["代码"], kind = "code" }},
    {{ target = "observed_on", headers = ["日期"], kind = "date" }},
    {{ target = "kind", headers = ["线索"], kind = "choice" }},
]
"""


def test_two_layouts_of_the_home_with_one_key_are_both_named(home: DataDir) -> None:
    home.layouts.mkdir(parents=True)
    for name in ("a.toml", "b.toml"):
        (home.layouts / name).write_text(draft_like("mine"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"b\.toml: its key 'mine' is that of .*a\.toml"):
        check(home, put(home, "x.csv", STATISTICS))


def test_months_in_headings_are_drafted_so_that_other_months_fit(home: DataDir) -> None:
    head = "统一社会信用代码,2026年1月产品产值(千元),2025年1月产品产值(千元),产值增速(%)"
    path = put(home, "月报_2026年1月.csv", f"{head}\n{CODE},1200,1100,9\n")
    new(home, path)
    (draft,) = home.layouts.iterdir()
    assert 'value = ["产品产值"]' in draft.read_text(encoding="utf-8")
    text = "\n".join(check(home, path, draft, "en").lines)
    for part in (
        "2026年1月产品产值(千元) → output, month, 2026-01, in 千元",
        "same period of last year",
        "产值增速(%) → left out",
        "value=120.0 CNY 10k",
    ):
        assert part in text, (part, text)
    later = put(home, "月报_2026年2月.csv", head.replace("年1月", "年2月") + f"\n{CODE},1300,1100,9\n")
    assert "value=130.0 CNY 10k" in "\n".join(check(home, later, draft, "en").lines)
