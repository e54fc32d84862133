"""The files of a mail, each made for one scope: the workbook, the bulletin as PDF, the urgent notes as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.bulletin import render_bulletin
from reports.edition import Edition
from reports.enterprise import new_reds, render_urgent
from reports.frames import BriefingFrames
from reports.pdf import make_pdf, with_copy_number
from reports.scope import DISTRICT, narrow
from reports.workbook import render_workbook

WORKBOOK_NAME = "预警服务企业名单.xlsx"
PDF_NAME = "预警月报.pdf"
URGENT_NAME = "预警快报.pdf"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail, and the scope it was made for: a mail refuses a file made for another scope."""

    filename: str
    content: bytes
    scope: str = DISTRICT


def bulletin_attachments(frames: BriefingFrames, edition: Edition, scope: str, district_pdf: bytes | None = None) -> list[Attachment]:
    """The workbook and the PDF for a scope; `district_pdf` is the published one, None where the edition has no PDF.

    Below the district the PDF is set anew from the scope's own frames: the published one names everybody.
    """
    own_frames, own_edition = narrow(frames, edition, scope)
    out = [Attachment(WORKBOOK_NAME, render_workbook(own_frames, own_edition), scope)]
    pdf = district_pdf
    if pdf is not None and scope != DISTRICT:
        pdf = make_pdf(render_bulletin(own_frames, own_edition, paper=True)).content
    return out if pdf is None else [*out, Attachment(PDF_NAME, pdf, scope)]


def urgent_attachments(frames: BriefingFrames, edition: Edition, scope: str) -> list[Attachment]:
    """The notes on every enterprise of the scope that is newly red, as one PDF; empty where there is none or no PDF can be made."""
    own_frames, own_edition = narrow(frames, edition, scope)
    codes = new_reds(own_frames)
    made = make_pdf(render_urgent(own_frames, own_edition, codes, paper=True)).content if codes else None
    return [] if made is None else [Attachment(URGENT_NAME, made, scope)]


def numbered(attachments: Sequence[Attachment], copy_number: str) -> list[Attachment]:
    """The same files for one reader: every PDF carries the reader's copy number."""
    return [
        replace(item, content=with_copy_number(item.content, copy_number)) if item.filename.endswith(".pdf") else item
        for item in attachments
    ]
