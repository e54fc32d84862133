"""Letters: urgent before bulletin, nothing from outside a reader's scope in any part, taken back where a revision takes it back."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import polars as pl
import pytest

from pipelines.clock import now
from pipelines.delivery.letters import KINDS, Writer
from pipelines.delivery.mail import _freeze
from pipelines.delivery.outbox import open_outbox
from pipelines.delivery.subscribers import Recipient
from pipelines.settings import MailSettings
from reports.bulletin import render_bulletin
from reports.enterprise import new_reds
from reports.frames import BriefingFrames
from reports.pdf import make_pdf, why_unavailable
from reports.scope import narrow, parse_scope
from reports.sections.board import level_board
from tests.unit.reports.fixture_frames import OWNERS, STREETS, briefing_frames, edition
from tests.unit.reports.reading import everything_in_mail, everything_in_pdf, visible

MOMENT = datetime(2026, 11, 16, 10)
SCOPES = (
    *(f"street:{name}" for name in STREETS),
    *(f"owner:{name}" for name in OWNERS),
    *(f"tier:{name}" for name in ("district_leader", "department", "group")),
)
# Two readers of every scope, one of Chinese and one of English: thirty people.
READERS = [
    Recipient(f"{language}{number}@example.cn", f"读者{number}", scope, language=language)
    for language in ("zh", "en")
    for number, scope in enumerate(SCOPES)
]
DISTRICT_NUMBERS = ("987,654", "987654", "876,543", "876543")


@pytest.fixture(scope="module")
def frames() -> BriefingFrames:
    """Frames in which every enterprise is called by its own code, and in which the district's totals are recognisable."""
    whole = briefing_frames(3, hostile=False, counts={"red": 4, "orange": 6, "yellow": 4, "blue": 4})
    parts = {name: getattr(whole, name) for name in BriefingFrames.__dataclass_fields__ if name != "enterprises_count"}
    named = pl.concat_str(pl.lit("金丝雀"), pl.col("uscc"), pl.lit("号")).alias("name")
    parts = {name: frame.with_columns(named) if {"name", "uscc"} <= set(frame.columns) else frame for name, frame in parts.items()}
    # Two of the four reds are new to the list.
    red = parts["warnings"].filter(pl.col("level") == "red")["uscc"].to_list()
    parts["previous"] = parts["previous"].filter(~pl.col("uscc").is_in(red[:2]))
    parts["coverage"] = parts["coverage"].with_columns(expected_count=pl.lit(876543), arrived_count=pl.lit(876543))
    return BriefingFrames(enterprises_count=987654, **parts)


@pytest.fixture(scope="module")
def writer(frames: BriefingFrames, tmp_path_factory: pytest.TempPathFactory) -> Writer:
    folder = tmp_path_factory.mktemp("2026-10")
    made = make_pdf(render_bulletin(frames, edition(), paper=True)).content
    if made is not None:
        (folder / "bulletin.pdf").write_bytes(made)
    return Writer(frames, edition(), folder, MailSettings(from_name="企业运行监测预警"))


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)  # type: ignore[return-value]


def outside(frames: BriefingFrames, scope: str) -> set[str]:
    """The codes of everybody who is in no frame of the scope."""
    column, value = parse_scope(scope)
    everybody: set[str] = set()
    inside: set[str] = set()
    for frame in (frames.warnings, frames.previous, frames.unjudged):
        everybody |= set(frame["uscc"])
        inside |= set(frame.filter(pl.col(column) == value)["uscc"])
    if column == "street":
        inside |= set(frames.growth.filter(pl.col("street") == value)["uscc"])
    return (everybody | set(frames.growth["uscc"])) - inside


def test_thirty_readers_find_nobody_from_outside_their_scope(frames: BriefingFrames, writer: Writer) -> None:
    found = 0
    for number, reader in enumerate(READERS, start=1):
        for kind in KINDS:
            if not writer.has_news(kind, reader.scope):
                continue
            mail = read(writer.write(kind, reader, number, MOMENT).content)
            text = everything_in_mail(mail)
            strangers = outside(frames, reader.scope)
            assert strangers
            assert [code for code in strangers if code in text] == []
            assert [figure for figure in DISTRICT_NUMBERS if figure in text] == []
            # Without this the test would also pass if nothing could be read at all.
            own = narrow(frames, edition(), reader.scope)[0].listed()["uscc"].to_list()
            found += sum(code in text for code in own)
    assert found > len(READERS)


def test_a_scoped_reader_gets_a_bulletin_of_the_own_scope(frames: BriefingFrames, writer: Writer) -> None:
    if why_unavailable():
        pytest.skip(why_unavailable())
    scope = f"street:{frames.listed()['street'][0]}"
    mail = read(writer.write("bulletin", Recipient("a@x.cn", "甲", scope), 7, MOMENT).content)
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert set(files) == {"预警服务企业名单.xlsx", "预警月报.pdf"}
    said = everything_in_pdf(files["预警月报.pdf"])
    assert frames.listed()["uscc"][0] in said
    assert "份号：007" in said


def test_every_reader_has_a_copy_number_of_the_own(writer: Writer) -> None:
    if why_unavailable():
        pytest.skip(why_unavailable())
    mails = [read(writer.write("bulletin", Recipient(f"{n}@x.cn", "", "district"), n, MOMENT).content) for n in (1, 2)]
    pdfs = [next(part for part in mail.iter_attachments() if part.get_filename() == "预警月报.pdf").get_content() for mail in mails]
    assert ["份号：001" in everything_in_pdf(pdf) for pdf in pdfs] == [True, False]
    assert everything_in_pdf(pdfs[1]).count("份号：002") >= 2


def test_an_urgent_letter_names_every_new_red_and_why(frames: BriefingFrames, writer: Writer) -> None:
    mail = read(writer.write("urgent", Recipient("a@x.cn", "甲"), 1, MOMENT).content)
    codes = new_reds(frames)
    assert codes
    assert str(mail["Subject"]).startswith(f"【内部资料】新增红色{len(codes)}家：")
    page, twin = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))  # type: ignore[union-attr]
    for code in codes:
        row = frames.warnings.filter(pl.col("uscc") == code).row(0, named=True)
        for said in (visible(page), twin):
            assert code in said
            assert row["reasons"].split("；")[0] in said
    assert "<style" not in page


def test_an_english_reader_reads_the_same_numbers(frames: BriefingFrames, writer: Writer) -> None:
    reader = Recipient("a@x.cn", "A", language="en")
    board = level_board(frames, edition())
    counts = dict(zip(board["level"], board["count"], strict=True))
    mail = read(writer.write("bulletin", reader, 1, MOMENT).content)
    total = sum(counts.values())
    assert str(mail["Subject"]).startswith(f"[Internal] {total} enterprises, {counts['red']} red, {counts['orange']} orange")
    page, twin = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))  # type: ignore[union-attr]
    for key, count in counts.items():
        assert f"{key} {count} (" in twin
    assert 'lang="en"' in page
    for row in frames.listed().head(10).iter_rows(named=True):
        assert f"CNY {row['exposure_output_cny_10k'] / 100:,.1f} million" in twin
    urgent = read(writer.write("urgent", reader, 1, MOMENT).content)
    assert str(urgent["Subject"]).startswith(f"[Internal] {len(new_reds(frames))} newly red")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_can_be_kept_out_of_the_text_of_a_mail(writer: Writer, language: str) -> None:
    discreet = Writer(writer.frames, writer.edition, writer.folder, MailSettings(names_in_body=False))
    for kind in KINDS:
        mail = read(discreet.write(kind, Recipient("a@x.cn", "甲", language=language), 1, MOMENT).content)
        assert "金丝雀" not in mail.get_body(("html",)).get_content() + mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def orders(*recipients: Recipient) -> list:
    return [(kind, number, recipient) for kind in KINDS for number, recipient in enumerate(recipients, start=1)]


def test_urgent_letters_go_first_and_only_where_there_is_news(frames: BriefingFrames, writer: Writer, tmp_path: Path) -> None:
    hit = f"street:{frames.warnings.filter(pl.col('uscc') == new_reds(frames)[0])['street'][0]}"
    calm = next(scope for scope in SCOPES if not new_reds(narrow(frames, edition(), scope)[0]))
    with open_outbox(tmp_path / "ops.db", now) as outbox:
        _freeze(outbox, writer, orders(Recipient("a@x.cn", "甲", hit), Recipient("b@x.cn", "乙", calm)), now)
        assert [(row.edition, row.recipient) for row in outbox.rows()] == [
            ("urgent", "a@x.cn"), ("bulletin", "a@x.cn"), ("bulletin", "b@x.cn"),
        ]  # fmt: skip


@pytest.mark.parametrize("has_left", [True, False])
def test_what_a_revision_takes_back_is_taken_back(frames: BriefingFrames, writer: Writer, tmp_path: Path, has_left: bool) -> None:
    reader = Recipient("a@x.cn", "甲")
    milder = frames.warnings.with_columns(level=pl.col("level").replace("red", "orange"))
    parts = {name: getattr(frames, name) for name in BriefingFrames.__dataclass_fields__}
    corrected = Writer(BriefingFrames(**(parts | {"warnings": milder})), edition(revision=2), writer.folder, MailSettings())
    with open_outbox(tmp_path / "ops.db", now) as outbox:
        _freeze(outbox, writer, [("urgent", 1, reader)], now)
        first = outbox.rows()[0]
        if has_left:
            outbox.settle(first, "sent", "250")
        _freeze(outbox, corrected, [("urgent", 1, reader)], now)
        rows = outbox.rows()
        # A letter that never left needs no second one to take it back.
        assert [(row.revision, row.state) for row in rows] == ([(1, "sent"), (2, "pending")] if has_left else [(1, "failed")])
        if has_left:
            mail = read(outbox.content(rows[1]))
            assert str(mail["Subject"]).startswith("【更正】【内部资料】新增红色0家")
            assert mail["In-Reply-To"] == first.message_id
            assert "不再属于新增红色预警" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
