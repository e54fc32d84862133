"""All files of a month's folder that people read, from one set of frames and one edition."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from reports.briefing import Briefing
from reports.bulletin import bulletin_page
from reports.csv_lists import warning_list_csv
from reports.cut_frames import CutFrames
from reports.edition import Edition
from reports.enterprise import codes_with_page, new_reds, render_enterprise, render_leaver, render_urgent
from reports.frames import BriefingFrames
from reports.miss_page import codes_missed, render_miss
from reports.model_page import model_page
from reports.pdf import PdfResult, make_pdf
from reports.workbook import workbook_of

# Begins to print a page; what it returns waits for the PDF. A PDF costs more than all other files together.
PrintPage = Callable[[str], Callable[[], PdfResult]]


def print_later(html: str) -> Callable[[], PdfResult]:
    """Print a page when its PDF is asked for."""
    return partial(make_pdf, html)


def render_publication(frames: BriefingFrames, edition: Edition, print_page: PrintPage | None = print_later) -> dict[str, bytes]:
    """File contents by path: bulletin.html, model.html, bulletin.pdf, warning_list.csv, warning_list.xlsx, a note per new red, and, where
    the edition has them, one page per enterprise at or above the line or just off the list.

    `print_page` begins the PDF, which is waited for last; with None there is none.
    """
    briefing = Briefing(frames, edition)
    pdf = print_page(bulletin_page(briefing, paper=True)) if print_page else None
    lists = {"warning_list.csv": warning_list_csv(briefing), "warning_list.xlsx": workbook_of(briefing)}
    offered = frozenset([*lists, *(["bulletin.pdf"] if pdf else [])])
    files = {"bulletin.html": bulletin_page(briefing, files=offered).encode(), "model.html": model_page(briefing).encode(), **lists}
    # Cut once: looking every frame through for every page would cost a fifth of the page.
    cut = CutFrames(frames)
    if edition.has_pages:
        files |= _single_pages(briefing, cut)
    # A note of its own, because a new red should not wait for a reader to reach page three.
    for uscc in new_reds(frames):
        files[f"urgent/{uscc}.html"] = render_urgent(cut, edition, [uscc]).encode()
    return {**files, **({"bulletin.pdf": pdf().printed} if pdf else {})}


def _single_pages(briefing: Briefing, cut: CutFrames) -> dict[str, bytes]:
    """The pages of single enterprises: of everybody at the line, of who has left the list, of who left the district unlisted."""
    frames, edition = briefing.frames, briefing.edition
    files = {
        f"enterprises/{uscc}.html": render_enterprise(cut, edition, uscc) for uscc in (*briefing.listed["uscc"], *briefing.watched["uscc"])
    }
    left = sorted(codes_with_page(frames) - {*frames.warnings["uscc"]})
    files |= {f"enterprises/{uscc}.html": render_leaver(cut, edition, uscc) for uscc in left}
    files |= {f"misses/{uscc}.html": render_miss(frames, edition, uscc) for uscc in codes_missed(frames)}
    return {name: page.encode() for name, page in files.items()}
