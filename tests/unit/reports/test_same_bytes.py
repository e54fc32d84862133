"""The same edition has the same bytes, in another process and with another hash seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reports.pdf import make_pdf, why_unavailable

ROOT = Path(__file__).parents[3]
SCRIPT = """
import hashlib
from reports.briefing import Briefing
from reports.bulletin import render_bulletin
from reports.enterprise import render_enterprise
from reports.csv_lists import warning_list_csv
from reports.attachments import bulletin_attachments, numbered, urgent_attachments
from reports.letters.bulletin_letter import bulletin_letter
from reports.letters.urgent_letter import urgent_letter
from reports.message import compose_message
from reports.pdf import make_pdf, why_unavailable
from reports.workbook import render_workbook
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.recipients import Recipient
frames, issue = briefing_frames(counts={"red": 1, "orange": 2, "yellow": 2, "blue": 2}), edition()
person = Recipient("a@example.invalid", "某某", "district")
code = frames.listed()["uscc"][0]
mail = compose_message(bulletin_letter(frames, issue), issue, person, bulletin_attachments(frames, issue, "district"))
notes = numbered(urgent_attachments(frames, issue, "district"), "007", issue.words)
urgent = compose_message(urgent_letter(frames, issue), issue, person, notes)
made = {
    "bulletin": render_bulletin(frames, issue).encode(), "page": render_enterprise(frames, issue, code).encode(),
    "workbook": render_workbook(frames, issue), "mail": mail.as_bytes(), "csv": warning_list_csv(Briefing(frames, issue)),
    "urgent": urgent.as_bytes(),
    "pdf": make_pdf(render_enterprise(frames, issue, code, paper=True)).content or b"",
}
for name, content in made.items():
    print(name, hashlib.sha256(content).hexdigest())
"""


def _hashes(seed):
    environment = os.environ | {
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "TZ": "UTC" if seed == "1" else "Asia/Shanghai",
    }
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(line.split() for line in done.stdout.splitlines())


def test_two_processes_write_the_same_bytes():
    first, second = _hashes("1"), _hashes("2")
    assert set(first) == {"bulletin", "page", "workbook", "mail", "urgent", "csv", "pdf"}
    assert first == second


def test_pdf_reads_nothing_but_the_page(tmp_path):
    if why_unavailable():
        pytest.skip(why_unavailable())
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>canary</title><rect width="9" height="9"/></svg>'
    )
    page = '<html lang="zh-CN"><head><title>x</title></head><body><h1>x</h1>%s</body></html>'
    with_file = make_pdf(page % f'<img alt="" src="{secret.as_uri()}">').content
    assert with_file.startswith(b"%PDF-1.7")
    assert len(with_file) < len(make_pdf(page % "").content) + 400


def test_pdf_says_why_it_cannot_be_made(monkeypatch):
    import builtins

    real = builtins.__import__

    def without_pango(name, *rest, **more):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    result = make_pdf("<p>x</p>")
    assert result.content is None
    assert "libpango" in result.reason
    assert "install" in result.reason


PAPER = """
import hashlib
from pypdf import PdfReader
import io
from reports.pdf import make_pdf
head = '<html lang="en"><head><title>x</title></head>'
page = head + '<body style="font-family:serif"><p>直令<b>骨\\U00020BB7 \\u0e44\\u0e17\\u0e22</b> x</p></body></html>'
content = make_pdf(page).content
fonts = {str(font.get_object()["/BaseFont"]) for font in PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"].values()}
print(hashlib.sha256(content).hexdigest(), len(fonts), all("Noto-Sans-SC" in name for name in fonts))
"""
HIDDEN = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'


def test_paper_does_not_depend_on_the_fonts_of_the_machine(tmp_path):
    """A machine whose own fonts are hidden prints the same bytes, letters that no packaged font has among them."""
    if why_unavailable():
        pytest.skip(why_unavailable())
    (tmp_path / "fonts.conf").write_text(HIDDEN, encoding="utf-8")
    printed = [_printed_with(more) for more in ({}, {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")})]
    assert printed[0] == printed[1]
    assert printed[0].split()[1:] == ["2", "True"]


def _printed_with(more):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])} | more
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PAPER], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
