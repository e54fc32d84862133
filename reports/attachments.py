"""The files of a mail, each made for one scope: the workbook, the bulletin as PDF, the urgent notes as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.briefing import Briefing
from reports.bulletin import bulletin_page
from reports.cut_frames import CutFrames
from reports.edition import Edition
from reports.enterprise import new_reds, portrait_on_paper, render_urgent
from reports.frames import BriefingFrames
from reports.pdf import make_pdf, with_stamp
from reports.scope import DISTRICT, narrow, of_an_owner
from reports.words import letters as texts
from reports.words.format import plain
from reports.words.text import Words
from reports.workbook import render_workbook
from warehouse.vocabulary import Language

# Sixty pages are 3 MB.
PAGES_MOST = 60


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail, and the scope it was made for: a mail refuses a file made for another scope."""

    filename: str
    content: bytes
    scope: str = DISTRICT


@dataclass(frozen=True, slots=True)
class PublishedPdf:
    """The bulletin's PDF as it was published for the whole district, and the language it is in."""

    content: bytes
    language: Language = "zh"


def bulletin_attachments(frames: BriefingFrames, edition: Edition, scope: str, published: PublishedPdf | None = None) -> list[Attachment]:
    """The workbook and the PDF for a scope in the edition's language; `published` is None where the edition has no PDF.

    Below the district and in another language the PDF is set anew: the published one names everybody.
    """
    own_frames, own_edition = narrow(frames, edition, scope)
    workbook = Attachment(edition.words.say(texts.WORKBOOK_NAME), render_workbook(own_frames, own_edition), scope)
    if published is None:
        return [workbook]
    is_same = scope == DISTRICT and published.language == edition.language
    pdf = published.content if is_same else make_pdf(_printed(own_frames, own_edition, of_an_owner(scope))).content
    return [workbook] if pdf is None else [workbook, Attachment(edition.words.say(texts.PDF_NAME), pdf, scope)]


def with_pages(briefing: Briefing) -> list[str]:
    """Whose pages stand behind an office's bulletin, in the order of the list; more would make a mail too large for many relays."""
    return briefing.listed["uscc"].to_list()[:PAGES_MOST]


def _printed(frames: BriefingFrames, edition: Edition, is_of_an_office: bool) -> str:
    """The bulletin for paper, with a page of each enterprise behind it for whoever is to visit them."""
    briefing, cut = Briefing(frames, edition), CutFrames(frames)
    codes = with_pages(briefing) if is_of_an_office else []
    return bulletin_page(briefing, paper=True, portraits=[portrait_on_paper(cut, edition, uscc) for uscc in codes])


def urgent_attachments(frames: BriefingFrames, edition: Edition, scope: str) -> list[Attachment]:
    """The notes on every enterprise of the scope that is newly red, as one PDF; empty where there is none or no PDF can be made."""
    own_frames, own_edition = narrow(frames, edition, scope)
    codes = new_reds(own_frames)
    made = make_pdf(render_urgent(own_frames, own_edition, codes, paper=True)).content if codes else None
    return [] if made is None else [Attachment(edition.words.say(texts.URGENT_NAME), made, scope)]


def numbered(attachments: Sequence[Attachment], copy_number: str, words: Words) -> list[Attachment]:
    """The same files for one reader: every PDF carries the reader's copy number."""
    stamp = words.say(texts.COPY_STAMP, number=plain(copy_number, 20))
    return [replace(item, content=with_stamp(item.content, stamp)) if item.filename.endswith(".pdf") else item for item in attachments]
