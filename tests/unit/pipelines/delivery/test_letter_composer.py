"""Letters: urgent before bulletin, nothing from outside a reader's scope in any part, taken back where a revision takes it back."""

import re
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import polars as pl
import pytest

from pipelines.clock import now
from pipelines.delivery.briefing_inputs import named_frames, placed
from pipelines.delivery.letter_composer import KINDS, LetterComposer, PendingLetter, newly_red
from pipelines.delivery.mailing import MailPlanner, SendReport, _freeze, _withdraw
from pipelines.delivery.subscribers import Recipient
from pipelines.settings import MailSettings
from reports import attachments
from reports.bulletin import render_bulletin
from reports.enterprise import new_reds
from reports.frames import BriefingFrames
from reports.pdf import PdfResult, make_pdf, why_unavailable
from reports.scope import narrow, parse_scope
from reports.sections.levels import level_board
from reports.words.reasons import reason_phrases
from reports.words.text import Words
from tests.unit.reports import reading
from tests.unit.reports.fixture_frames import OWNERS, STREETS, briefing_frames, edition
from tests.unit.reports.reading import everything_in_mail, everything_in_pdf, visible
from warehouse.ops.outbox import open_outbox
from warehouse.vocabulary import Language

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
# Setting a page costs seconds: it is set for one scope of each kind, and read as it is handed to be set for the others.
ON_PAPER = (f"street:{STREETS[0]}", f"owner:{OWNERS[0]}", "tier:department")
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
def writer(frames: BriefingFrames, tmp_path_factory: pytest.TempPathFactory) -> LetterComposer:
    folder = tmp_path_factory.mktemp("2026-10")
    made = make_pdf(render_bulletin(frames, edition(), paper=True)).content
    if made is not None:
        (folder / "bulletin.pdf").write_bytes(made)
    return LetterComposer(frames, edition(), folder, MailSettings(from_name="企业运行监测预警"))


@pytest.fixture(scope="module")
def bare(writer: LetterComposer, tmp_path_factory: pytest.TempPathFactory) -> LetterComposer:
    """The same edition, published without a PDF."""
    return replace(writer, folder=tmp_path_factory.mktemp("bare"), _shared={})


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


def assert_nobody_from_outside(frames: BriefingFrames, composer: LetterComposer, readers: list[tuple[int, Recipient]]) -> None:
    """Read all that is in the letters of some readers, and in what is attached."""
    found = 0
    for number, reader in readers:
        for kind in KINDS:
            if kind == "urgent" and not composer.newly_red(reader.scope):
                continue
            mail = read(composer.write(PendingLetter(kind, reader, number), MOMENT).content)
            assert why_unavailable() or any(name.endswith(".pdf") for name in attached_names(mail))
            text = everything_in_mail(mail)
            strangers = outside(frames, reader.scope)
            assert strangers
            assert [code for code in strangers if code in text] == []
            assert [figure for figure in DISTRICT_NUMBERS if figure in text] == []
            # Without this the test would also pass if nothing could be read at all.
            own = narrow(frames, edition(), reader.scope)[0].listed()["uscc"].to_list()
            found += sum(code in text for code in own)
    assert found > len(readers)


def attached_names(mail: EmailMessage) -> list[str]:
    return [part.get_filename() or "" for part in mail.iter_attachments()]


def numbered_readers(*, on_paper: bool) -> list[tuple[int, Recipient]]:
    return [(number, reader) for number, reader in enumerate(READERS, start=1) if (reader.scope in ON_PAPER) == on_paper]


def test_readers_of_each_kind_of_scope_find_nobody_from_outside_on_paper(frames: BriefingFrames, writer: LetterComposer) -> None:
    assert_nobody_from_outside(frames, writer, numbered_readers(on_paper=True))


def test_thirty_readers_find_nobody_from_outside_their_scope(
    frames: BriefingFrames, writer: LetterComposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A printed page has what its HTML has and nothing else, so the others are read there, with all that paper leaves out."""
    if why_unavailable():
        pytest.skip(why_unavailable())
    monkeypatch.setattr(attachments, "make_pdf", lambda page: PdfResult(page.encode(), None))
    monkeypatch.setattr(attachments, "with_stamp", lambda page, stamp: page + stamp.encode())
    monkeypatch.setattr(reading, "everything_in_pdf", bytes.decode)
    assert_nobody_from_outside(frames, replace(writer, _shared={}), numbered_readers(on_paper=False))


def test_a_scoped_reader_gets_a_bulletin_of_the_own_scope(frames: BriefingFrames, writer: LetterComposer) -> None:
    if why_unavailable():
        pytest.skip(why_unavailable())
    scope = f"street:{frames.listed()['street'][0]}"
    mail = read(writer.write(PendingLetter("bulletin", Recipient("a@x.cn", "甲", scope), 7), MOMENT).content)
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert set(files) == {"预警服务企业名单.xlsx", "预警月报.pdf"}
    said = everything_in_pdf(files["预警月报.pdf"])
    assert frames.listed()["uscc"][0] in said
    assert "份号：007" in said


def test_every_reader_has_a_copy_number_of_the_own(writer: LetterComposer) -> None:
    if why_unavailable():
        pytest.skip(why_unavailable())
    mails = [read(writer.write(PendingLetter("bulletin", Recipient(f"{n}@x.cn", "", "district"), n), MOMENT).content) for n in (1, 2)]
    pdfs = [next(part for part in mail.iter_attachments() if part.get_filename() == "预警月报.pdf").get_content() for mail in mails]
    assert ["份号：001" in everything_in_pdf(pdf) for pdf in pdfs] == [True, False]
    assert everything_in_pdf(pdfs[1]).count("份号：002") >= 2


def test_an_urgent_letter_names_every_new_red_and_why(frames: BriefingFrames, writer: LetterComposer) -> None:
    mail = read(writer.write(PendingLetter("urgent", Recipient("a@x.cn", "甲"), 1), MOMENT).content)
    codes = new_reds(frames)
    assert codes
    assert str(mail["Subject"]).startswith(f"【内部资料】新列红色{len(codes)}家：")
    page, twin = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))  # type: ignore[union-attr]
    reasons = reason_phrases(frames.reasons, Words("zh"))
    for code in codes:
        for said in (visible(page), twin):
            assert code in said
            assert reasons[code][0] in said
    assert "<style" not in page


def test_an_english_reader_reads_the_same_numbers(frames: BriefingFrames, bare: LetterComposer) -> None:
    reader = Recipient("a@x.cn", "A", language="en")
    board = level_board(frames, edition())
    counts = dict(zip(board["level"], board["count"], strict=True))
    mail = read(bare.write(PendingLetter("bulletin", reader, 1), MOMENT).content)
    assert str(mail["Subject"]).startswith(f"[Internal] {counts['red']} red, {counts['orange']} orange")
    page, twin = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))  # type: ignore[union-attr]
    for key, count in counts.items():
        assert re.search(rf"{key}, level . {count} \(", twin, re.IGNORECASE)
    assert 'lang="en"' in page
    for row in frames.listed().head(10).iter_rows(named=True):
        assert f"utput of 12 months {row['exposure_output_cny_10k']:,.0f} CNY 10k" in twin
    assert [part.get_filename() for part in mail.iter_attachments()] == ["early-warning-list.xlsx"]
    urgent = read(bare.write(PendingLetter("urgent", reader, 1), MOMENT).content)
    assert str(urgent["Subject"]).startswith(f"[Internal] {len(new_reds(frames))} newly red")


@pytest.mark.parametrize(("language", "mark"), [("zh", "【更正】【内部资料】"), ("en", "[Correction] [Internal] ")])
def test_a_correction_says_so_in_its_readers_language(bare: LetterComposer, language: Language, mark: str) -> None:
    due = PendingLetter("urgent", Recipient("a@x.cn", "A", language=language), 1, answers="<1@x.cn>", taken_back=("甲公司",))
    mail = read(bare.write(due, MOMENT).content)
    assert str(mail["Subject"]).startswith(mark)
    assert mail["In-Reply-To"] == mail["References"] == "<1@x.cn>"


def test_what_readers_share_is_made_once_for_each_language(bare: LetterComposer) -> None:
    composer = replace(bare, _shared={})
    for language, address in (("zh", "a"), ("en", "b"), ("zh", "c")):
        composer.write(PendingLetter("bulletin", Recipient(f"{address}@x.cn", "", language=language), 1), MOMENT)
    assert sorted(composer._shared) == [("bulletin", "district", "en"), ("bulletin", "district", "zh")]
    files = [composer._shared["bulletin", "district", language].attachments[0].filename for language in ("zh", "en")]
    assert files == ["预警服务企业名单.xlsx", "early-warning-list.xlsx"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_can_be_kept_out_of_the_text_of_a_mail(bare: LetterComposer, language: str) -> None:
    discreet = replace(bare, settings=MailSettings(names_in_body=False))
    for kind in KINDS:
        mail = read(discreet.write(PendingLetter(kind, Recipient("a@x.cn", "甲", language=language), 1), MOMENT).content)
        assert "金丝雀" not in mail.get_body(("html",)).get_content() + mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


class Books:
    """An archive that knows what earlier revisions said."""

    def __init__(self, **revisions: BriefingFrames) -> None:
        self.revisions = {int(name[1:]): frames for name, frames in revisions.items()}

    def published(self, month: object, revision: int) -> int | None:
        return revision if revision in self.revisions else None

    def frames(self, key: int) -> dict[str, pl.DataFrame]:
        return named_frames(self.revisions[key])


def planner(writer: LetterComposer, **revisions: BriefingFrames) -> MailPlanner:
    return MailPlanner(writer, Books(**revisions))  # type: ignore[arg-type]


def addressed(*recipients: Recipient) -> list:
    return [(kind, recipient) for kind in KINDS for recipient in recipients]


def changed(frames: BriefingFrames, **parts: pl.DataFrame) -> BriefingFrames:
    return BriefingFrames(**({name: getattr(frames, name) for name in BriefingFrames.__dataclass_fields__} | parts))


def revised(frames: BriefingFrames, writer: LetterComposer, revision: int, cooled: int) -> LetterComposer:
    """The writer of a later revision in which the first of the newly red are orange."""
    codes = new_reds(frames)[:cooled]
    level = pl.when(pl.col("uscc").is_in(codes)).then(pl.lit("orange")).otherwise("level").alias("level")
    return LetterComposer(
        changed(frames, warnings=frames.warnings.with_columns(level)), edition(revision=revision), writer.folder, MailSettings()
    )


def test_urgent_letters_go_first_and_only_where_there_is_news(frames: BriefingFrames, writer: LetterComposer, tmp_path: Path) -> None:
    hit = f"street:{frames.warnings.filter(pl.col('uscc') == new_reds(frames)[0])['street'][0]}"
    calm = next(scope for scope in SCOPES if not new_reds(narrow(frames, edition(), scope)[0]))
    with open_outbox(tmp_path / "ops.db", now) as outbox:
        _freeze(outbox, planner(writer), addressed(Recipient("a@x.cn", "甲", hit), Recipient("b@x.cn", "乙", calm)), now)
        assert [(row.edition, row.recipient) for row in outbox.rows()] == [
            ("urgent", "a@x.cn"), ("bulletin", "a@x.cn"), ("bulletin", "b@x.cn"),
        ]  # fmt: skip


@pytest.mark.parametrize("has_left", [True, False])
def test_what_a_revision_takes_back_is_taken_back_by_name_and_once(
    frames: BriefingFrames, writer: LetterComposer, tmp_path: Path, has_left: bool
) -> None:
    reader = Recipient("a@x.cn", "甲")
    gone = new_reds(frames)[0]
    second, third = revised(frames, writer, 2, 1), revised(frames, writer, 3, 1)
    with open_outbox(tmp_path / "ops.db", now) as outbox:
        _freeze(outbox, planner(writer), [("urgent", reader)], now)
        if has_left:
            outbox.settle(outbox.rows()[0], "sent", "250")
        _freeze(outbox, planner(second, r1=frames), [("urgent", reader)], now)
        rows = outbox.rows()
        assert [(row.revision, row.state) for row in rows] == [(1, "sent" if has_left else "failed"), (2, "pending")]
        mail = read(outbox.content(rows[1]))
        text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        # Nobody was told who was never told, so nothing is corrected.
        assert str(mail["Subject"]).startswith("【更正】") == has_left
        assert (mail["In-Reply-To"] == rows[0].message_id) == has_left
        assert (f"不再属于新列红色预警的有：金丝雀{gone}号。" in text) == has_left
        outbox.settle(rows[1], "sent", "250")
        # A third revision with the same alarm is no second alarm.
        _freeze(outbox, planner(third, r1=frames, r2=second.frames), [("urgent", reader)], now)
        assert len(outbox.rows()) == 2


def test_when_all_are_taken_back_before_anything_left_nothing_leaves(
    frames: BriefingFrames, writer: LetterComposer, tmp_path: Path
) -> None:
    reader = Recipient("a@x.cn", "甲")
    with open_outbox(tmp_path / "ops.db", now) as outbox:
        _freeze(outbox, planner(writer), [("urgent", reader)], now)
        _freeze(outbox, planner(revised(frames, writer, 2, 9), r1=frames), [("urgent", reader)], now)
        assert [(row.revision, row.state) for row in outbox.rows()] == [(1, "failed")]


def test_whoever_no_longer_takes_it_is_not_sent_what_waits(writer: LetterComposer, tmp_path: Path) -> None:
    wide, narrowed, gone = Recipient("a@x.cn", "甲"), Recipient("a@x.cn", "甲", "street:坪山街道"), Recipient("b@x.cn", "乙")
    with open_outbox(tmp_path / "ops.db", now) as outbox:
        _freeze(outbox, planner(writer), [("bulletin", wide), ("bulletin", gone)], now)
        _withdraw(outbox, "2026-10", [("bulletin", narrowed)])
        assert {(row.recipient, row.scope, row.state) for row in outbox.rows()} == {
            ("a@x.cn", "district", "failed"), ("b@x.cn", "district", "failed"),
        }  # fmt: skip
        SendReport(tuple(outbox.rows())).require_delivered()


def test_copy_numbers_stay_with_their_reader(writer: LetterComposer, tmp_path: Path) -> None:
    first, second = Recipient("a@x.cn", "甲"), Recipient("b@x.cn", "乙")
    with open_outbox(tmp_path / "ops.db", now) as outbox:
        numbers = [planner(writer).due(outbox, "bulletin", reader).number for reader in (first, second, first)]  # type: ignore[union-attr]
        assert numbers == [1, 2, 1]
        later = planner(writer).due(outbox, "bulletin", Recipient("a@x.cn", "甲", "street:坪山街道"))
        assert later is not None
        assert later.number == 3


def test_a_scope_in_which_nobody_is_monitored_is_named_and_not_written_to(writer: LetterComposer) -> None:
    known = [("bulletin", Recipient("a@x.cn", "甲", f"street:{STREETS[0]}"))]
    everybody = [*known, ("bulletin", Recipient("b@x.cn", "乙", "street:不存在街道"))]
    assert planner(writer).served(everybody) == known  # type: ignore[arg-type]
    assert planner(writer).unserved(everybody) == (  # type: ignore[arg-type]
        "nothing is written to b@x.cn: nobody is monitored in street:不存在街道; correct subscribers.csv",
    )


def test_whoever_moved_is_the_new_streets_to_know_and_no_new_red_there(frames: BriefingFrames) -> None:
    before = set(frames.previous.filter(pl.col("level") == "red")["uscc"])
    code = next(uscc for uscc in frames.warnings.filter(pl.col("level") == "red")["uscc"] if uscc in before)
    register = frames.warnings.select("uscc", "street", "tier", "owner").with_columns(
        street=pl.when(pl.col("uscc") == code).then(pl.lit("新街道")).otherwise("street")
    )
    moved = changed(frames, warnings=placed(frames.warnings, register), previous=placed(frames.previous, register))
    assert code not in newly_red(moved, edition(), "street:新街道")
    old = frames.warnings.filter(pl.col("uscc") == code)["street"][0]
    # Lifted and moved: no candidate any more, and still not the old street's to see.
    lifted = changed(moved, warnings=moved.warnings.filter(pl.col("uscc") != code))
    assert code not in set(narrow(lifted, edition(), f"street:{old}")[0].previous["uscc"])
