"""The summary in its place: the same bytes twice, every earlier revision kept, whole or seen to be not, and every link leads."""

import json
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

from pipelines.data_dir import DataDir
from pipelines.delivery import summary_publisher
from pipelines.delivery.summary_publisher import publish_summary, read_summary, summary_is_whole
from pipelines.errors import NoUsableInputError
from pipelines.settings import Settings, load_settings
from reports.pdf import PdfResult
from tests.unit.pipelines.delivery.fixture_districts import HELD, MONTH, OUT, installation_of, put_out
from tests.unit.reports.reading import read_page

OUTCOMES = (*OUT.values(), HELD)
SETTINGS: Settings = load_settings()


@pytest.fixture(autouse=True)
def without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF takes seconds and is tested by itself."""
    monkeypatch.setattr(summary_publisher, "why_unavailable", lambda: "not here")
    monkeypatch.setattr(summary_publisher, "make_pdf", lambda _: PdfResult(None, "not here"))


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    return installation_of(tmp_path)


def top(home: DataDir, month: date = MONTH) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(home.briefing(month).iterdir()) if path.is_file()}


def test_twice_is_once_and_changes_no_byte_and_no_time(home: DataDir) -> None:
    first = publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    before = {path: path.stat().st_mtime_ns for path in home.briefing(MONTH).iterdir() if path.is_file()}
    second = publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    assert (first.revision, first.is_new, second.revision, second.is_new) == (1, True, 1, False)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert first.content_id == second.content_id


def test_another_home_with_the_same_editions_has_the_same_bytes(home: DataDir, tmp_path: Path) -> None:
    other = installation_of(tmp_path / "other")
    for one in (home, other):
        publish_summary(one, SETTINGS, MONTH, OUTCOMES)
    assert top(home) == top(other)
    # How long a district took is nobody's figure.
    assert top(home)["summary.json"].count(b"seconds") == 0


def test_the_districts_editions_are_left_alone(home: DataDir) -> None:
    publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    assert (home.briefing(MONTH) / "甲区" / "bulletin.html").read_bytes() == b"bulletin"
    manifest = read_summary(home.briefing(MONTH))
    assert manifest is not None
    assert [(one["folder"], one["is_out"]) for one in manifest["districts"]] == [("丙区", False), ("乙区", True), ("甲区", True)]
    assert manifest["totals"]["listed_count"] == 5


def test_another_edition_of_a_district_makes_the_next_revision_and_the_earlier_one_goes_to_history(home: DataDir) -> None:
    publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    before = top(home)
    put_out(home, "乙区", "red", content_id="bb")
    made = publish_summary(home, SETTINGS, MONTH, ())
    assert (made.revision, made.is_new) == (2, True)
    kept = home.briefings / "history" / "2026-10.r1"
    assert {path.name: path.read_bytes() for path in kept.iterdir() if path.is_file()} == before
    assert (kept / "甲区" / "bulletin.html").read_bytes() == b"bulletin"
    # What was known of the district that was not run again still holds.
    manifest = read_summary(home.briefing(MONTH))
    assert manifest is not None
    assert {one["folder"]: one["reason"] for one in manifest["districts"]}["丙区"] == "用电数据到达率不足"


class _KilledError(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("after", range(4))
def test_killed_between_two_files_it_is_seen_to_be_half_and_the_next_run_makes_it_whole(
    home: DataDir, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    old = top(home)
    put_out(home, "乙区", "red", content_id="bb")
    replace, done = summary_publisher.replace_file, []

    def until(path: Path, content: bytes) -> None:
        if len(done) == after:
            raise _KilledError
        done.append(path.name)
        replace(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(summary_publisher, "replace_file", until)
        with pytest.raises(_KilledError):
            publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    assert json.loads(top(home)["summary.json"])["revision"] == 1
    assert summary_is_whole(home.briefing(MONTH)) is (after == 0)
    made = publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    assert made.revision == 2
    assert summary_is_whole(home.briefing(MONTH))
    kept = home.briefings / "history" / "2026-10.r1"
    assert {path.name: path.read_bytes() for path in kept.iterdir() if path.is_file()} == old


def test_killed_at_the_first_summary_leaves_what_doctor_sees(home: DataDir) -> None:
    assert summary_is_whole(home.briefing(MONTH))
    (home.briefing(MONTH) / "index.html").write_bytes(b"half")
    assert not summary_is_whole(home.briefing(MONTH))


def test_what_somebody_wrote_into_a_file_is_kept(home: DataDir) -> None:
    publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    (home.briefing(MONTH) / "summary.csv").write_text("mine")
    put_out(home, "乙区", "red", content_id="bb")
    publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    assert (home.briefings / "history" / "2026-10.r1.changed" / "summary.csv").read_text() == "mine"


def links(page: Path) -> list[str]:
    found = [attrs.get("href", "") for tag, attrs in read_page(page.read_text(encoding="utf-8")).elements if tag == "a"]
    return [unquote(href) for href in found if href and not href.startswith("#")]


def test_every_link_of_every_page_leads_to_a_file(home: DataDir) -> None:
    september = date(2026, 9, 1)
    for district in ("甲区", "丙区"):
        put_out(home, district, month=september)
    publish_summary(home, SETTINGS, september, ())
    publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    pages = [home.briefings / "index.html", home.briefing(MONTH) / "index.html", home.briefing(september) / "index.html"]
    put_out(home, "乙区", "red", content_id="bb")
    publish_summary(home, SETTINGS, MONTH, ())
    pages.append(home.briefings / "history" / "2026-10.r1" / "index.html")
    for page in pages:
        assert len(links(page)) > 3, page
        assert [href for href in links(page) if not (page.parent / href.partition("#")[0]).is_file()] == [], page


def test_the_index_counts_what_is_out_of_every_month_and_names_what_is_not(home: DataDir) -> None:
    publish_summary(home, SETTINGS, MONTH, OUTCOMES)
    text = "".join(read_page((home.briefings / "index.html").read_text(encoding="utf-8")).text)
    assert "2／3" in text
    assert "未发布：丙区" in text
    assert "5／5" in text


def test_a_home_without_districts_has_nothing_to_sum_up(tmp_path: Path) -> None:
    with pytest.raises(NoUsableInputError, match="has no districts"):
        publish_summary(DataDir(tmp_path), SETTINGS, MONTH, ())


def test_nobody_out_is_said_and_no_figure_is_made_up(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    home.of_district("丙区").root.mkdir(parents=True)
    publish_summary(home, SETTINGS, MONTH, (HELD,))
    text = "".join(read_page((home.briefing(MONTH) / "index.html").read_text(encoding="utf-8")).text)
    assert "2026年10月尚无区县发布" in text
    assert "红色" not in text
