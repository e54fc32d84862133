"""The bulletin's letter: conclusion, board, three points, one picture, red and orange enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from reports.charts.pictures import trend_png
from reports.charts.trend import prepare_trend, trend_words
from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.letters.letter import ROWS_SHOWN, Letter, content_name, fill_in, who
from reports.scope import narrow
from reports.sections.highlights import change_label, key_points
from reports.sections.levels import headline, level_board
from reports.sections.severe_cases import severe_cases
from reports.words.format import plain

POINTS_SHOWN = 3


def bulletin_letter(
    frames: BriefingFrames,
    edition: Edition,
    scope: str,
    attached: Sequence[str] = (),
    names_allowed: bool = True,
    picture: bytes | None = None,
) -> Letter:
    """The letter for a scope; `frames` are the district's and are cut here.

    `picture` is what `bulletin_picture` made for the same scope; it is drawn here when it is not given.
    Raises ValueError for an unknown scope.
    """
    own_frames, own_edition = narrow(frames, edition, scope)
    board = level_board(own_frames, own_edition)
    conclusion, points = headline(board, own_edition), key_points(own_frames, own_edition)[:POINTS_SHOWN]
    cases = [asdict(case) | {"who": who(case, place, names_allowed)} for place, case in enumerate(severe_cases(own_frames), start=1)]
    drawn = picture if picture is not None else _draw(own_frames, own_edition)
    cid, subject = content_name(own_edition, "trend"), subject_line(own_frames, own_edition)
    context = {
        "edition": own_edition,
        "series_title": own_edition.series_title,
        "issue": own_edition.issue_words,
        "subject": subject,
        "headline": conclusion,
        "preheader": f"{conclusion}。{points[-1].text}",
        "board": board.to_dicts(),
        "points": points,
        "picture": drawn is not None,
        "picture_words": trend_words(prepare_trend(own_frames, own_edition)),
        "cid": cid,
        "cases": cases[:ROWS_SHOWN],
        "more": max(0, len(cases) - ROWS_SHOWN),
        "attached": [plain(name, 80) for name in attached],
        "change_label": change_label,
    }
    return Letter(scope, subject, *fill_in("mail_bulletin", context), drawn, cid)


def bulletin_picture(frames: BriefingFrames, edition: Edition, scope: str) -> bytes | None:
    """The letter's picture for a scope, to be shared by its subscribers; None when there is no trend to draw."""
    return _draw(*narrow(frames, edition, scope))


def _draw(frames: BriefingFrames, edition: Edition) -> bytes | None:
    trend = prepare_trend(frames, edition)
    return trend_png(trend) if trend.height > 1 else None


def subject_line(frames: BriefingFrames, edition: Edition) -> str:
    """The subject, its number within the first 20 characters: 【内部资料】51家，红4橙9：坪山区企业预警月报（2026年第10期）."""
    board = level_board(frames, edition)
    counts = dict(zip(board["level"], board["count"], strict=True))
    part = f"·{edition.scope}" if edition.scope else ""
    numbers = f"{sum(counts.values())}家，红{counts['red']}橙{counts['orange']}"
    return f"【内部资料】{numbers}：{plain(edition.place, 20)}企业预警月报{part}（{edition.month.year}年第{edition.issue_number}期）"
