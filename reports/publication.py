"""All files of a month's folder that people read, from one set of frames and one edition."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.briefing import Briefing
from reports.bulletin import bulletin_page
from reports.csv_lists import warning_list_csv
from reports.edition import Edition
from reports.enterprise import codes_with_page, new_reds, render_enterprise, render_leaver, render_urgent
from reports.frames import BriefingFrames
from reports.model_page import model_page
from reports.pdf import PdfResult, make_pdf
from reports.workbook import workbook_of


@dataclass(frozen=True, slots=True)
class Publication:
    """File contents by path inside the month's folder, and sentences on what could not be made."""

    files: dict[str, bytes] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def render_publication(frames: BriefingFrames, edition: Edition, with_pdf: bool = True) -> Publication:
    """bulletin.html, model.html, bulletin.pdf, warning_list.csv, warning_list.xlsx, one page per enterprise at or above the line or just
    off the list, a note per new red.

    The PDF is left out with a remark where it cannot be made, or silently when it is not wanted.
    """
    briefing = Briefing(frames, edition)
    # The PDF costs more than all other files together, which a rehearsal can do without.
    made = make_pdf(bulletin_page(briefing, paper=True)) if with_pdf else PdfResult(None, None)
    lists = {
        "warning_list.csv": warning_list_csv(briefing),
        "warning_list.xlsx": workbook_of(briefing),
        **({} if made.content is None else {"bulletin.pdf": made.content}),
    }
    pages = {"bulletin.html": bulletin_page(briefing, files=frozenset(lists)).encode(), "model.html": model_page(briefing).encode()}
    files = {**pages, **lists}
    for uscc in (*briefing.listed["uscc"], *briefing.watched["uscc"]):
        files[f"enterprises/{uscc}.html"] = render_enterprise(frames, edition, uscc).encode()
    for uscc in sorted(codes_with_page(frames) - {*frames.warnings["uscc"]}):
        files[f"enterprises/{uscc}.html"] = render_leaver(frames, edition, uscc).encode()
    # A note of its own, because a new red should not wait for a reader to reach page three.
    for uscc in new_reds(frames):
        files[f"urgent/{uscc}.html"] = render_urgent(frames, edition, [uscc]).encode()
    return Publication(files, (made.reason,) if made.reason else ())
