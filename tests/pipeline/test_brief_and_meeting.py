"""A brief and an agenda of the small district: they print what is on record, made again they are the same, decisions are followed."""

import csv
import io
import json
import re
import shutil
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import polars as pl
import pytest

from models.cases.settings import CaseSettings
from pipelines.cases.meeting_items import decide, finish
from pipelines.cases.recording import Actor, Change, record
from pipelines.clock import as_of_day
from pipelines.commands.demo import demo
from pipelines.commands.explain import explain
from pipelines.commands.ingest import ingest
from pipelines.commands.verify import verify
from pipelines.data_dir import DataDir
from pipelines.delivery.brief_mailing import write_brief_files
from pipelines.delivery.brief_publisher import make_brief
from pipelines.delivery.meeting_publisher import MadeAgenda, make_agenda
from pipelines.delivery.provisional_risks import newest_provisional, provisional_risks
from pipelines.errors import UsageError
from pipelines.ingest.run import ingest_inbox
from pipelines.settings import load_settings
from tests.district import LAST, District
from tests.forged_folder import reseal
from tests.page_links import dead_links, pages_of, reached_from
from tests.pipeline.served import BRIEF_DAY, TODAY, Served, cases_of, serve
from tests.unit.reports.reading import lines_of
from warehouse import names
from warehouse.snapshot import open_snapshot, publish_snapshot
from warehouse.store import Store

HEADINGS = "uscc,observed_on,kind,detail,source,destination,received_on"
SUBSCRIBERS = "email,name,scope,editions,language\nhead@example.cn,甲,district,brief,zh\ngroup@example.cn,乙,owner:{owner},brief,zh\n"


@pytest.fixture(scope="module")
def served(district: District, tmp_path_factory: pytest.TempPathFactory) -> Served:
    return serve(district.copied(tmp_path_factory.mktemp("served") / "home"))


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def brief_of(home: DataDir, day: date = BRIEF_DAY) -> Path:
    return make_brief(home, load_settings(home.config), day, TODAY).published.folder


def test_a_brief_prints_the_visits_that_are_on_record(served: Served) -> None:
    page = lines_of((brief_of(served.home) / "brief.html").read_text(encoding="utf-8"))
    with Store(served.home.warehouse, read_only=True) as store:
        delivered = store.as_of(names.VISITS, date(2026, 7, 31)).rows(named=True)

    def is_visited(case: dict[str, object]) -> bool:
        days = [row["visited_on"].isoformat() for row in delivered if row["uscc"] == case["uscc"]]
        return bool(case["first_visited_on"]) or any(day >= str(case["opened_on"]) for day in days)

    due = [case for case in served.cases if "2026-07-16" <= str(case["due_on"]) <= "2026-07-31"]
    late = [case for case in served.cases if str(case["due_on"]) <= "2026-07-31" and not is_visited(case)]
    assert due
    assert late
    assert f"应走访{len(due)}家，已走访{sum(map(is_visited, due))}家，累计逾期{len(late)}家" in page
    for case in late:
        assert str(case["name"]) in page


def test_a_past_brief_is_the_same_whatever_happened_since(served: Served, tmp_path: Path) -> None:
    home = DataDir(tmp_path / "home")
    import shutil

    shutil.copytree(served.home.root, home.root)
    before = files_of(brief_of(home))
    at = datetime(2026, 8, 3, 10)
    for case in cases_of(home):
        record(
            home.ops,
            Change(int(str(case["id"])), "close", "command", at.date(), {"closing": "unreachable"}),
            Actor("李四"),
            at,
            CaseSettings(),
        )
    assert files_of(brief_of(home)) == before
    shutil.rmtree(home.briefings / "briefs")
    assert files_of(brief_of(home)) == before
    # The next one knows it.
    later = lines_of((brief_of(home, date(2026, 8, 16)) / "brief.html").read_text(encoding="utf-8"))
    assert "累计逾期0家" in later


def test_a_brief_is_sound_by_its_folder_alone_and_a_figure_changed_anywhere_is_named(served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "2026-08-01"
    shutil.copytree(brief_of(served.home), folder)
    answer = verify(folder)
    assert answer.lines[-1] == "sound"
    assert any("every number and word of the brief" in line for line in answer.lines)
    page = folder / "brief.html"
    text = page.read_text(encoding="utf-8")
    reseal(folder, "brief.html", re.sub(r"累计逾期(\d+)家", "累计逾期99家", text, count=1).encode())
    assert any(line.startswith("  brief.html: ") and "99" in line for line in verify(folder).lines)
    reseal(folder, "brief.html", text.encode())
    assert verify(folder).exit_code == 0
    for path in sorted((folder / "tables").glob("*.parquet")):
        content = path.read_bytes()
        frame = pl.read_parquet(path)
        if frame.height:
            buffer = io.BytesIO()
            frame.reverse().vstack(frame[:1]).write_parquet(buffer)
            reseal(folder, f"tables/{path.name}", buffer.getvalue())
            assert verify(folder).exit_code == 20, path.name
            reseal(folder, f"tables/{path.name}", content)


def test_a_brief_of_days_to_come_is_refused(served: Served) -> None:
    with pytest.raises(UsageError, match="days that are not over"):
        brief_of(served.home, date(2026, 10, 2))


def test_a_reader_of_a_group_is_sent_nothing_from_outside_of_it(served: Served) -> None:
    owner = str(served.cases[0]["owner"])
    served.home.subscribers.write_text(SUBSCRIBERS.format(owner=owner), encoding="utf-8")
    write_brief_files(served.home, load_settings(served.home.config), BRIEF_DAY, TODAY)
    mails = {path.stem.split("-")[-1].split("@")[0]: path for path in served.home.outbox.rglob("*.eml")}
    assert set(mails) == {"head", "group"}
    message = message_from_bytes(mails["group"].read_bytes(), policy=default)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    own = [case for case in served.cases if case["owner"] == owner and "2026-07-16" <= str(case["due_on"]) <= "2026-07-31"]
    assert f"应走访{len(own)}家" in str(message["Subject"]) + text or f"应访{len(own)}家" in str(message["Subject"])
    from pipelines.delivery.brief_inputs import brief_frames
    from pipelines.delivery.brief_publisher import records_of
    from reports.brief import brief_page

    made = make_brief(served.home, load_settings(served.home.config), BRIEF_DAY, TODAY)
    page = brief_page(
        brief_frames(records_of(served.home, BRIEF_DAY, load_settings(served.home.config)), CaseSettings(), f"owner:{owner}"), made.edition
    )
    foreign = {str(case["name"]) for case in served.cases if case["owner"] != owner}
    assert not [name for name in foreign if name in page]


def agenda_of(home: DataDir, month: date, at: datetime) -> MadeAgenda:
    return make_agenda(home, load_settings(home.config), month, at)


def csv_of(made: MadeAgenda) -> list[dict[str, str]]:
    text = (made.published.folder / "agenda.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_item_is_put_decided_followed_and_done_over_two_months(served: Served) -> None:
    home = served.home
    first = agenda_of(home, date(2026, 8, 1), datetime(2026, 8, 20, 9))
    rows = csv_of(first)
    with Store(home.warehouse, read_only=True) as store:
        visited = {
            row["uscc"] for row in store.as_of(names.VISITS, date(2026, 8, 20)).rows(named=True) if row["visited_on"] >= date(2026, 6, 16)
        }
    # Three weeks after they were opened nobody has been there.
    expected = {case["name"] for case in served.cases if not case["first_visited_on"] and case["uscc"] not in visited}
    assert expected
    assert {row["企业"] for row in rows if row["事由"] in ("逾期未走访", "未处置")} == expected
    assert agenda_of(home, date(2026, 8, 1), datetime(2026, 8, 20, 10)).new_items == 0

    number = int(rows[0]["编号"])
    decide(home.ops, number, "分管领导带队走访", date(2026, 9, 10), "区专班", datetime(2026, 8, 21, 15))
    second = csv_of(agenda_of(home, date(2026, 9, 1), datetime(2026, 9, 21, 9)))
    own = [row for row in second if row["企业"] == rows[0]["企业"] and row["事由"] == rows[0]["事由"]]
    assert [(row["部分"], row["编号"], row["议定"], row["落实情况"]) for row in own] == [
        ("议定事项", str(number), "分管领导带队走访", "逾期未落实")
    ]

    finish(home.ops, number, "区专班", datetime(2026, 9, 25, 9), "已走访")
    third = csv_of(agenda_of(home, date(2026, 10, 1), datetime(2026, 10, 20, 9)))
    assert [row["落实日期"] for row in third if row["编号"] == str(number)] == ["2026-09-25"]

    # August, made again in October, reads as on the day it was made: nothing was decided then.
    again = agenda_of(home, date(2026, 8, 1), datetime(2026, 10, 20, 10))
    assert (again.new_items, again.frames.moment) == (0, datetime(2026, 8, 20, 10))
    page = (again.published.folder / "agenda.html").read_text(encoding="utf-8")
    assert "分管领导带队走访" not in page
    assert re.findall(r"跟踪落实议定事项(\d+)项", lines_of(page))[0] == "0"


def test_a_brief_before_any_month_is_out_is_reached_from_an_index(tmp_path: Path) -> None:
    home = DataDir(tmp_path / "home")
    demo(home, 20, 24, date(2026, 6, 1), 7, is_tidy=True)
    ingest(home, None)
    pages = pages_of(brief_of(home).parent.parent)
    assert dead_links(pages, pages) == []
    assert set(pages) == reached_from(home.briefings / "index.html", pages)


def test_the_index_links_to_briefs_and_agendas_and_they_link_back(district: District, tmp_path: Path) -> None:
    home = district.copied(tmp_path / "home")
    pages = [brief_of(home) / "brief.html", agenda_of(home, date(2026, 8, 1), datetime(2026, 8, 20, 9)).published.folder / "agenda.html"]
    index = home.briefings / "index.html"
    links = re.findall(r'href="((?:briefs|meetings)/[^"]+)"', index.read_text(encoding="utf-8"))
    assert sorted(home.briefings / link for link in links) == sorted(pages)
    for page in pages:
        own = [link.split("#")[0] for link in re.findall(r'href="([^"#:]+)', page.read_text(encoding="utf-8"))]
        assert own
        assert [link for link in own if not (page.parent / link).exists()] == []
        assert index in [(page.parent / link).resolve() for link in own]


def test_an_agenda_of_a_month_to_come_is_refused(served: Served) -> None:
    with pytest.raises(UsageError, match="has not begun"):
        agenda_of(served.home, date(2026, 11, 1), datetime(2026, 10, 20, 9))


def test_a_brief_shows_what_daily_electricity_has_done_since_the_list_and_no_score_of_it(served: Served, tmp_path: Path) -> None:
    home = DataDir(tmp_path / "home")
    shutil.copytree(served.home.root, home.root)
    before = lines_of((brief_of(home) / "brief.html").read_text(encoding="utf-8"))
    assert "在办企业日用电（暂定）" not in before
    with Store(home.warehouse, read_only=True) as store:
        codes = store.register_as_of(BRIEF_DAY)["uscc"].to_list()
        risks = store.read(names.RISK)
    fallen = next(str(case["uscc"]) for case in served.cases if str(case["state"]) != "closed")
    listed_on = date(2026, 7, 16)
    days = [date(2026, 4, 1) + timedelta(days=step) for step in range(121)]
    lines = [
        f"{code},electricity,{day},{500 if code == fallen and day >= listed_on else 1000}\n"
        for code in codes
        for day in days
        if day < BRIEF_DAY
    ]
    (home.inbox / "readings.csv").write_text("uscc,indicator,read_on,value\n" + "".join(lines), encoding="utf-8")
    with Store(home.warehouse) as store:
        ingest_inbox(store, home.inbox, TODAY, load_settings(home.config).ingest)
        publish_snapshot(store, home.snapshot)
    page = lines_of((brief_of(home) / "brief.html").read_text(encoding="utf-8"))
    assert "在办企业日用电（暂定）" in page
    assert "继续走低1家、大体持平" in page
    name = next(str(case["name"]) for case in served.cases if str(case["uscc"]) == fallen)
    assert re.search(rf"{name}.*继续走低 −(4[0-9]|50)%", page)
    with Store(home.warehouse, read_only=True) as store:
        assert store.read(names.RISK).equals(risks)


def _on_its_own_day(home: DataDir) -> pl.DataFrame:
    """Return the risks of everybody worked out again with nothing but what the list itself saw."""
    day = as_of_day(LAST, TODAY)
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        codes = store.read(names.RISK, month=LAST)["uscc"]
        # The list of a day before has the same figures and models.
        return provisional_risks(home, store, load_settings(home.config), (LAST, day - timedelta(days=1)), day, codes)


def test_worked_out_again_on_the_lists_own_day_every_risk_is_what_was_published(served: Served) -> None:
    rows = _on_its_own_day(served.home)
    assert rows.height > 40
    assert set(rows["change"]) == {"same"}
    for name in ("operating_risk", "relocation_risk", "combined_risk"):
        assert rows[f"{name}_now"].to_list() == pytest.approx(rows[f"{name}_then"].to_list(), abs=1e-9)
    assert rows["features"].list.len().max() == 0


def test_a_report_since_the_list_moves_a_provisional_risk_and_nothing_that_was_published(served: Served, tmp_path: Path) -> None:
    home = DataDir(tmp_path / "home")
    shutil.copytree(served.home.root, home.root)
    with Store(home.warehouse, read_only=True) as store:
        stored = {table: store.read(table) for table in (names.RISK, names.WARNINGS, names.CONTRIBUTIONS)}
    pages = {path: path.read_bytes() for path in sorted(home.briefing(LAST).rglob("*")) if path.is_file()}
    quiet = newest_provisional_of(home)
    risk = stored[names.RISK].filter(month=LAST)
    # Somebody of an open case who may not be leaving yet.
    seen = next(row for row in quiet.sort("relocation_risk_then", "uscc").iter_rows(named=True))
    lines = "".join(
        f"{seen['uscc']},2026-07-{day},{kind},拟在外地设厂,园区,外省,2026-07-{day}\n"
        for day, kind in ((20, "land_purchase_outside"), (22, "recruiting_outside"))
    )
    (home.inbox / "signals_of_july.csv").write_text(f"{HEADINGS}\n{lines}", encoding="utf-8")
    with Store(home.warehouse) as store:
        ingest_inbox(store, home.inbox, TODAY, load_settings(home.config).ingest)
        publish_snapshot(store, home.snapshot)
    folder = brief_of(home)
    row = newest_provisional(home, LAST, TODAY).filter(pl.col("uscc") == seen["uscc"]).row(0, named=True)  # type: ignore[union-attr]
    assert (row["change"], row["moved"], row["reports_count"]) == ("higher", "relocation", seen["reports_count"] + 2)
    assert row["relocation_risk_now"] > 10 * row["relocation_risk_then"]
    assert set(row["features"]) & {"signal_land_purchase_outside", "signal_recruiting_outside", "several_reports"}
    assert row["relocation_risk_then"] == risk.filter(uscc=seen["uscc"])["relocation_risk"].item()
    page = lines_of((folder / "brief.html").read_text(encoding="utf-8"))
    assert "在办企业风险（暂定）" in page
    assert "系暂定情况，不改变名单和已发布的风险值" in page
    assert "线索诉求" in page
    told = explain(home, seen["uscc"], LAST)
    assert sum("暂定（按2026年6月名单的模型" in line for line in told) == 1
    assert json.loads(explain(home, seen["uscc"], LAST, is_json=True)[0])["provisional"]["change"] == "higher"
    # Neither scores nor list nor a page of the month knows of it, and the brief of the day is the same made again.
    with Store(home.warehouse, read_only=True) as store:
        assert all(store.read(table).equals(frame) for table, frame in stored.items())
    assert {path: path.read_bytes() for path in sorted(home.briefing(LAST).rglob("*")) if path.is_file()} == pages
    made = files_of(folder)
    assert files_of(brief_of(home)) == made


def newest_provisional_of(home: DataDir) -> pl.DataFrame:
    brief_of(home)
    rows = newest_provisional(home, LAST, TODAY)
    assert rows is not None
    return rows


def test_a_list_whose_weights_mean_something_else_now_is_left_alone(served: Served, tmp_path: Path) -> None:
    home = DataDir(tmp_path / "home")
    shutil.copytree(served.home.root, home.root)
    with Store(home.warehouse) as store:
        card = store.read(names.MODEL_CARD, month=LAST).drop("month")
        store.replace_month(names.MODEL_CARD, LAST, card.with_columns(feature_version=pl.lit(99, pl.Int32)))
        publish_snapshot(store, home.snapshot)
    page = lines_of((brief_of(home) / "brief.html").read_text(encoding="utf-8"))
    assert "在办企业风险（暂定）" not in page
