"""The urgent letter: who is red for the first time, why, what is at stake, and what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from reports.edition import Edition
from reports.enterprise import new_reds
from reports.frames import BriefingFrames
from reports.letters.letter import ROWS_SHOWN, Letter, fill_in, who
from reports.scope import narrow
from reports.sections.enterprise import indicator_rows, of_enterprise
from reports.sections.severe_cases import describe_case
from reports.words.format import plain


def urgent_letter(
    frames: BriefingFrames,
    edition: Edition,
    scope: str,
    attached: Sequence[str] = (),
    names_allowed: bool = True,
    taken_back: Sequence[str] = (),
) -> Letter:
    """The letter for a scope; `frames` are the district's and are cut here.

    `taken_back` names the enterprises of an earlier letter that are not newly red after all.
    Raises ValueError for an unknown scope.
    """
    own_frames, own_edition = narrow(frames, edition, scope)
    codes = new_reds(own_frames)
    cases = [_case(own_frames, own_edition, uscc, place, names_allowed) for place, uscc in enumerate(codes[:ROWS_SHOWN], start=1)]
    conclusion, subject = urgent_headline(own_edition, len(codes)), _subject(own_edition, len(codes))
    context = {
        "edition": own_edition,
        "series_title": own_edition.urgent_title,
        "issue": own_edition.month_words,
        "subject": subject,
        "headline": conclusion,
        "preheader": f"{conclusion}。" + (cases[0]["signals"] if cases else ""),
        "cases": cases,
        "more": max(0, len(codes) - ROWS_SHOWN),
        "attached": [plain(name, 80) for name in attached],
        "taken_back": _taken_back(taken_back, names_allowed),
    }
    return Letter(scope, subject, *fill_in("mail_urgent", context))


def urgent_headline(edition: Edition, count: int) -> str:
    """The conclusion: 2026年10月全区新增红色预警企业2家."""
    what = f"新增红色预警企业{count}家" if count else "没有新增红色预警企业"
    return f"{edition.month_words}{edition.scope_words}{what}"


def _taken_back(names: Sequence[str], names_allowed: bool) -> str:
    """Who is not newly red after all, in one sentence; empty where nobody is taken back."""
    if not names:
        return ""
    who_words = "：" + "、".join(plain(name, 60) for name in names) if names_allowed else f"{len(names)}家"
    return f"更正：按修订后的数据，此前快报所列企业中不再列入新增红色预警的有{who_words}。"


def _subject(edition: Edition, count: int) -> str:
    part = f"·{edition.scope}" if edition.scope else ""
    return f"【内部资料】新增红色{count}家：{plain(edition.place, 20)}企业预警快报{part}（{edition.month_words}）"


def _case(frames: BriefingFrames, edition: Edition, uscc: str, place: int, names_allowed: bool) -> dict[str, object]:
    case = describe_case(of_enterprise(frames.warnings, uscc).row(0, named=True))
    # Figures that can be compared are what a reader can put to the enterprise; the attached note has all.
    indicators = [item for item in indicator_rows(frames, uscc, edition.month) if item["gap"] is not None or item["yoy"] is not None]
    return asdict(case) | {"who": who(case, place, names_allowed), "indicators": indicators}
