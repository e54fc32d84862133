"""The last month of the small district as people read it: published files, mails, and pages in another scope or language."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path

import openpyxl

from pipelines.commands.send import send
from pipelines.data_dir import DataDir
from pipelines.delivery.briefing_inputs import frames_from
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.month_publisher import issue
from pipelines.delivery.publication import read_manifest
from pipelines.settings import load_settings
from reports.bulletin import render_bulletin
from reports.edition import Edition
from reports.enterprise import render_enterprise
from reports.frames import BriefingFrames
from reports.scope import narrow
from reports.workbook import render_workbook
from tests.district import LAST, District
from tests.golden.served_month import ServedMonth, served_month
from tests.unit.reports.reading import lines_of

# The content id is a digest of the code as well, so it differs after every change and says nothing here.
NO_ID = "0" * 16
SUBSCRIBERS = """email,name,scope,editions,language
director@example.cn,甲,district,"bulletin,urgent",zh
adviser@example.cn,Adviser,district,"bulletin,urgent",en
"""


@dataclass(frozen=True)
class ProgramMonth:
    """One home of the small district, to be read and mailed from."""

    home: DataDir

    @property
    def folder(self) -> Path:
        return self.home.briefing(LAST)

    @cached_property
    def frames(self) -> BriefingFrames:
        """The figures kept with the edition that is out."""
        archive = Archive(self.home.ops, self.home.briefings)
        key = archive.current(LAST)
        assert key is not None
        return frames_from(archive.frames(key))

    @cached_property
    def edition(self) -> Edition:
        manifest = read_manifest(self.folder)
        assert manifest is not None
        return issue(load_settings().district, LAST, manifest["made_from"], manifest["content_id"], int(manifest["revision"]))

    @cached_property
    def served(self) -> ServedMonth:
        """The same figures with cases that people worked on."""
        return served_month(self.home)

    @property
    def english(self) -> Edition:
        return replace(self.edition, language="en")

    @property
    def first(self) -> str:
        """The enterprise that stands first on the list."""
        return str(self.frames.listed()["uscc"][0])

    @property
    def street(self) -> str:
        """The scope of its street."""
        return f"street:{self.frames.listed()['street'][0]}"

    def page(self, name: str) -> str:
        """What a published page says."""
        return lines_of((self.folder / name).read_text(encoding="utf-8"))

    @cached_property
    def mails(self) -> dict[str, EmailMessage]:
        """The mails of the month as files, by kind and reader."""
        self.home.subscribers.write_text(SUBSCRIBERS, encoding="utf-8")
        send(self.home, LAST, is_dry_run=True, held=None)
        mails = {path.stem.split("-", 1)[1].split("@")[0]: path.read_bytes() for path in self.home.outbox.rglob("*.eml")}
        return {name: message_from_bytes(content, policy=default) for name, content in mails.items()}

    def mail(self, name: str) -> str:
        """Subject, text and attachments of a mail."""
        mail = self.mails[name]
        body = mail.get_body(("plain",))
        assert body is not None
        attached = [part.get_filename() or "" for part in mail.iter_attachments()]
        return "\n".join([str(mail["Subject"]), body.get_content().strip(), *attached])


def sheets_of(content: bytes) -> str:
    """A workbook as lines, the cells of a row apart; what it has more digits of than anybody reads is rounded."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [(sheet.title, *row) for sheet in book for row in sheet.iter_rows(values_only=True)]
    return "\n".join("\t".join(_cell(cell) for cell in row).rstrip("\t") for row in rows)


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else re.sub(r"\s+", " ", str(value))


# What is held word by word: what the program published or mailed, then the same month in another scope and language.
PAGES: dict[str, Callable[[ProgramMonth], str]] = {
    "bulletin.txt": lambda month: month.page("bulletin.html"),
    "enterprise.txt": lambda month: month.page(f"enterprises/{month.first}.html"),
    "urgent.txt": lambda month: month.page(f"urgent/{sorted(path.name for path in (month.folder / 'urgent').iterdir())[0]}"),
    "warning_list.tsv": lambda month: sheets_of((month.folder / "warning_list.xlsx").read_bytes()),
    "mail_bulletin.txt": lambda month: month.mail("bulletin-director"),
    "mail_urgent.txt": lambda month: month.mail("urgent-director"),
    "mail_bulletin_en.txt": lambda month: month.mail("bulletin-adviser"),
    "mail_urgent_en.txt": lambda month: month.mail("urgent-adviser"),
    "bulletin_of_a_street.txt": lambda month: lines_of(render_bulletin(*narrow(month.frames, month.edition, month.street))),
    "bulletin_without_figures.txt": lambda month: lines_of(render_bulletin(BriefingFrames(), month.edition)),
    "bulletin_en.txt": lambda month: lines_of(render_bulletin(month.frames, month.english)),
    "enterprise_en.txt": lambda month: lines_of(render_enterprise(month.frames, month.english, month.first)),
    "brief.txt": lambda month: month.served.brief(),
    "agenda.txt": lambda month: month.served.agenda(),
    "mail_digest.txt": lambda month: month.served.letter(),
    "mail_digest_en.txt": lambda month: month.served.letter("en"),
    "warning_list_en.tsv": lambda month: sheets_of(render_workbook(month.frames, month.english)),
}


def text_of(name: str, month: ProgramMonth) -> str:
    """One page as its golden file has it."""
    return PAGES[name](month).replace(month.edition.content_id, NO_ID).rstrip("\n") + "\n"


def program_month(district: District, folder: Path) -> ProgramMonth:
    """Return the month in a copy of the district's home, since mailing writes to it."""
    return ProgramMonth(district.copied(folder))
