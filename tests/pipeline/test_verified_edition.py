"""A published month on another machine, with nothing but its folder: sound as it is, and every forged number is noticed and placed."""

import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.verify import verify
from pipelines.data_dir import DataDir
from pipelines.delivery.laid_tables import FOLDER, UNPRINTED, to_parquet
from pipelines.delivery.publication import read_manifest
from pipelines.verification import laid_check, rendered_check
from pipelines.verification.rendered_check import Rendered, render_again
from reports.pdf import make_pdf
from tests.district import LAST, District
from tests.forged_folder import RECORD, digest, reseal, reseal_record, restamp, rewrite_manifest, take_out

ROOT = Path(__file__).parents[2]
FORGED_NUMBERS = 60
# Numbers between tags, as people read them.
NUMBER = re.compile(r">([^<>]*?)(\d)([^<>]*)<")
WITHOUT_HOME = """
import socket, sys
def refused(*_, **__): raise OSError("no network")
socket.socket.connect = refused
from pipelines.cli import main
sys.argv = ["earlywarn", "verify", sys.argv[1]]
main()
"""


@pytest.fixture(scope="module")
def made(district: District) -> Rendered:
    """The files of the month made again once; forged pages are held against them."""
    folder = district.home.briefing(LAST)
    manifest = read_manifest(folder)
    assert manifest is not None
    return render_again(folder, manifest)


@pytest.fixture
def month(district: District, tmp_path: Path) -> Path:
    """A copy of the last month's folder, alone."""
    return Path(shutil.copytree(district.home.briefing(LAST), tmp_path / "2026-06"))


@pytest.fixture
def quick(made: Rendered, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold files against those made once: for forgeries that leave the tables as they are."""
    monkeypatch.setattr(laid_check, "render_again", lambda *_: made)


@pytest.fixture
def unpaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make files again without setting the PDF, which takes longer than everything else."""
    monkeypatch.setattr(rendered_check, "unset_pdf", lambda *_: ("the PDF",))


def findings(folder: Path) -> str:
    """Return what is wrong with a folder, which must be something."""
    answer = verify(folder)
    assert answer.exit_code == 20
    return "\n".join(answer.lines)


def test_it_is_sound_without_home_network_and_in_another_place(month: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LANG": "C",
        "LC_ALL": "C",
        "TZ": "America/Los_Angeles",
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_HOME, str(month)], env=environment, cwd=tmp_path, capture_output=True, check=False, timeout=120
    )
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, lines[-1]) == (0, "sound"), done.stderr.decode()
    assert sum("checked: every number, word and drawing" in line for line in lines) == 1
    assert not [line for line in lines if "not checked" in line]


def test_tables_hold_what_is_printed_and_little_beside(month: Path) -> None:
    sizes = {path: path.stat().st_size for path in month.rglob("*") if path.is_file()}
    laid = sum(size for path, size in sizes.items() if path.parent.name == FOLDER)
    assert 0 < laid < sum(sizes.values()) / 3
    shown = {path.stem for path in (month / "enterprises").glob("*.html")}
    for name in ("series", "evidence", "expected", "signals", "visits"):
        table = pl.read_parquet(month / FOLDER / f"{name}.parquet")
        assert {*table["uscc"]} <= shown
    assert not any({*UNPRINTED} & {*pl.read_parquet_schema(path)} for path in (month / FOLDER).glob("*.parquet"))


@pytest.mark.usefixtures("quick")
def test_every_forged_number_on_a_page_is_placed(month: Path) -> None:
    pages = sorted(month.rglob("*.html"))
    chosen = random.Random(1)  # noqa: S311 - which number is forged is no secret
    for place in range(FORGED_NUMBERS):
        path = pages[place % len(pages)]
        name, text = path.relative_to(month).as_posix(), path.read_text(encoding="utf-8")
        found = chosen.choice(list(NUMBER.finditer(text, text.index("<body"))))
        forged = f"{text[: found.start(2)]}{(int(found[2]) + 1) % 10}{text[found.end(2) :]}"
        reseal(month, name, forged.encode())
        line = forged[: found.start(2)].count("\n") + 1
        assert re.search(rf"  {re.escape(name)}: line {line}: stands “.*”, from the tables follows “", findings(month)), (name, found[0])
        reseal(month, name, text.encode())
    assert verify(month).lines[-1] == "sound"


@pytest.mark.usefixtures("quick")
def test_forged_list_workbook_and_paper_are_placed(month: Path) -> None:
    listed = (month / "warning_list.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    reseal(month, "warning_list.csv", "".join([listed[0], re.sub(r"\d(?=\D*$)", "x", listed[1]), *listed[2:]]).encode())
    book, changed = io.BytesIO((month / "warning_list.xlsx").read_bytes()), io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, content.replace(b"<v>0.", b"<v>1.", 1) if part == "xl/worksheets/sheet1.xml" else content)
    reseal(month, "warning_list.xlsx", changed.getvalue())
    paper = make_pdf("<html lang='zh'><title>x</title><p>99</p></html>").printed
    reseal(month, "bulletin.pdf", paper)
    found = findings(month)
    assert "warning_list.csv: line 2: stands" in found
    assert re.search(r"warning_list\.xlsx: sheet .+, row \d+, column \d+: stands “1\.", found)
    assert "bulletin.pdf: page 1: stands “99”" in found


@pytest.mark.usefixtures("quick")
def test_the_same_workbook_packed_otherwise_is_the_same(month: Path) -> None:
    book, packed = io.BytesIO((month / "warning_list.xlsx").read_bytes()), io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
    reseal(month, "warning_list.xlsx", packed.getvalue())
    assert verify(month).lines[-1] == "sound"


@pytest.mark.usefixtures("quick")
def test_a_page_taken_out_or_put_in_is_named(month: Path) -> None:
    page = sorted((month / "enterprises").glob("*.html"))[0]
    text = page.read_bytes()
    take_out(month, f"enterprises/{page.name}")
    assert f"  enterprises/{page.name}: is missing; it follows from the tables" in findings(month)
    reseal(month, f"enterprises/{page.name}", text)
    reseal(month, "enterprises/one_more.html", text)
    assert "  enterprises/one_more.html: does not follow from the tables" in findings(month)
    reseal(month, "enterprises/one_more.html", b"<p>1</p>")
    assert "  enterprises/one_more.html: was made with another record: it names none" in findings(month)


def changed(table: pl.DataFrame) -> pl.DataFrame:
    """A table with another last value in its last column that has one."""
    name = next(column for column in reversed(table.columns) if table[column].null_count() < table.height)
    value, kind = pl.col(name), table.schema[name]
    others = {pl.String(): value + "9", pl.Boolean(): ~value, pl.Date(): value.dt.offset_by("1d")}
    other = others.get(kind, value + 1)
    return table.with_columns(other)


def test_a_changed_table_is_named_whoever_forged_how_many_hashes(month: Path) -> None:
    for path in sorted((month / FOLDER).glob("*.parquet")):
        name, content = f"{FOLDER}/{path.name}", path.read_bytes()
        record = (month / RECORD).read_bytes()
        forged = to_parquet(changed(pl.read_parquet(path)))
        reseal(month, name, forged)
        assert f"  {name}: is not what the edition was made from" in findings(month)
        reseal_record(month, name, forged)
        assert "  bulletin.html: was made with another record" in findings(month)
        reseal(month, name, content)
        reseal(month, RECORD, record)


@pytest.mark.usefixtures("unpaged")
@pytest.mark.parametrize("name", ["district", "figures", "reasons"])
def test_a_printed_table_changed_with_every_hash_is_found_on_the_pages(month: Path, name: str) -> None:
    table = pl.read_parquet(month / FOLDER / f"{name}.parquet")
    reseal_record(month, f"{FOLDER}/{name}.parquet", to_parquet(table.with_columns(pl.selectors.float() * 3)))
    restamp(month)
    assert re.search(r"\.html: line \d+: stands “", findings(month))


@pytest.mark.usefixtures("unpaged")
def test_a_list_that_does_not_follow_from_the_risks_is_named(month: Path) -> None:
    scores = pl.read_parquet(month / "scores.parquet")
    listed = scores.filter("listed")["uscc"]
    higher = pl.when(pl.col("uscc") == listed[0]).then(0.987).otherwise("operating_risk")
    reseal_record(month, "scores.parquet", to_parquet(scores.with_columns(operating_risk=higher)))
    restamp(month)
    assert f"  tables/warnings.parquet: {listed[0]}: operating_risk is " in findings(month)
    # Table and scores agree with each other, and with the rules no more.
    table = month / FOLDER / "warnings.parquet"
    reseal_record(month, f"{FOLDER}/warnings.parquet", to_parquet(pl.read_parquet(table).with_columns(operating_risk=higher)))
    restamp(month)
    assert f"  tables/warnings.parquet: {listed[0]}: combined_risk is " in findings(month)


@pytest.mark.usefixtures("unpaged")
def test_somebody_left_off_the_list_is_named(month: Path) -> None:
    scores = pl.read_parquet(month / "scores.parquet")
    below = scores.filter(pl.col("level").is_null(), pl.col("operating_risk").is_not_null())["uscc"][0]
    raised = pl.when(pl.col("uscc") == below).then(0.9).otherwise("operating_risk")
    reseal_record(month, "scores.parquet", to_parquet(scores.with_columns(operating_risk=raised)))
    restamp(month)
    assert f"  tables/warnings.parquet: {below} is missing here and has a risk at the line of entry or exit" in findings(month)


@pytest.mark.usefixtures("quick")
def test_tables_that_are_gone_are_missed(month: Path) -> None:
    for path in sorted((month / FOLDER).iterdir()):
        take_out(month, f"{FOLDER}/{path.name}")
    assert f"  {RECORD}: is missing; bulletin.html names it" in findings(month)


def test_an_edition_of_another_version_is_followed_as_far_as_it_goes(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendered_check, "code_version", lambda: "another")
    answer = verify(month)
    assert (answer.exit_code, answer.lines[-1]) == (0, "sound")
    assert sum("not checked: whether pages, list, workbook and PDF follow" in line for line in answer.lines) == 1
    # It knew less of an edition, and had a frame less.
    record = json.loads((month / RECORD).read_bytes())
    del record["edition"]["has_pages"]
    reseal(month, RECORD, json.dumps(record).encode())
    restamp(month)
    rewrite_manifest(month, lambda manifest: manifest["frame_rows"].pop("missed"))
    assert verify(month).lines[-1] == "sound"
    # Whoever only claims that another version made it is found out by the content id.
    rewrite_manifest(month, lambda manifest: manifest["made_from"].update(code="0"))
    assert "manifest.json: has a content id that is not that of what it says the edition is made from" in findings(month)


def test_no_mail_has_a_table_or_names_the_record(mailed: DataDir) -> None:
    folder = mailed.briefing(LAST)
    laid = {path.name for path in (folder / FOLDER).iterdir()}
    record = digest((folder / RECORD).read_bytes()).encode()
    mails = [message_from_bytes(path.read_bytes()) for path in sorted(mailed.outbox.rglob("*.eml"))]
    assert len(mails) >= 4
    parts = [part for mail in mails for part in mail.walk() if not part.is_multipart()]
    assert any(part.get_filename() for part in parts)
    for part in parts:
        assert part.get_filename() not in laid
        assert record not in (part.get_payload(decode=True) or b"")
