"""The bulletin's mail: HTML with inline styles, its plain twin, one picture, attachments; bytes depend on the arguments alone.

Message-ID, Date and From belong to whoever sends it. A scoped subscriber's mail holds nothing from outside the scope.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Protocol

from reports.edition import Edition
from reports.figures.pictures import trend_png
from reports.figures.trend import prepare_trend, trend_words
from reports.frames import BriefingFrames
from reports.scope import DISTRICT, narrow
from reports.sections.board import headline, level_board
from reports.sections.cases import Case, severe_cases
from reports.sections.highlights import change_label, key_points
from reports.templating import environment
from reports.wording import plain
from reports.workbook import render_workbook

# Longer mails are not read on a phone, and some programs cut HTML at 102 KB.
ROWS_SHOWN = 15
POINTS_SHOWN = 3
HTML_LIMIT_BYTES = 90_000
MAIL_LIMIT_BYTES = 5_000_000
WORKBOOK_NAME = "预警服务企业名单.xlsx"
PDF_NAME = "预警月报.pdf"
# Given by hand, because the system's own table differs from machine to machine.
_TYPES = {
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": ("application", "pdf"),
    "csv": ("text", "csv"),
}


class Subscriber(Protocol):
    """What a mail needs to know of its recipient; a row of subscribers.csv fits."""

    @property
    def email(self) -> str:
        """The address the mail goes to."""

    @property
    def name(self) -> str:
        """The recipient's name."""

    @property
    def scope(self) -> str:
        """`district`, `tier:X`, `owner:X` or `street:X`."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail, and the scope it was made for: a mail refuses a file made for another scope."""

    filename: str
    content: bytes
    scope: str = DISTRICT


def compose_message(
    frames: BriefingFrames,
    edition: Edition,
    subscriber: Subscriber,
    attachments: Sequence[Attachment],
    names_allowed: bool = True,
    picture: bytes | None = None,
    sender: str = "",
) -> EmailMessage:
    """The mail of one edition for one subscriber.

    `frames` are the district's; they are cut to the subscriber's scope here. With `names_allowed` off, enterprises are
    given by street, industry and a number. `picture` is what `mail_picture` made for the same scope; it is drawn here
    when it is not given; `sender` becomes From. Raises ValueError for an unknown scope, for an attachment of another
    scope, and for a mail over its size limit.
    """
    # Checked before anything is composed: a leak cannot be taken back.
    _refuse_foreign(attachments, subscriber)
    own_frames, own_edition = narrow(frames, edition, subscriber.scope)
    drawn = picture if picture is not None else _draw(own_frames, own_edition)
    context = _context(own_frames, own_edition, [item.filename for item in attachments], names_allowed) | {"picture": drawn}
    message = EmailMessage(policy=SMTP.clone(max_line_length=78))
    message["Subject"] = context["subject"]
    if sender:
        message["From"] = plain(sender, 200)
    message["To"] = plain(subscriber.email, 200)
    # Lets a mail administrator find an edition without opening it.
    message["X-Edition"] = f"{own_edition.month_key} r{own_edition.revision}"
    _write_bodies(message, context)
    for item in attachments:
        maintype, subtype = _TYPES.get(item.filename.rpartition(".")[2].lower(), ("application", "octet-stream"))
        message.add_attachment(item.content, maintype=maintype, subtype=subtype, filename=plain(item.filename, 80))
    return _settled(message, own_edition, subscriber)


def mail_picture(frames: BriefingFrames, edition: Edition, scope: str) -> bytes | None:
    """The mail's picture for a scope, to be shared by its subscribers; None when there is no trend to draw."""
    return _draw(*narrow(frames, edition, scope))


def _draw(frames: BriefingFrames, edition: Edition) -> bytes | None:
    trend = prepare_trend(frames, edition)
    return trend_png(trend) if trend.height > 1 else None


def _write_bodies(message: EmailMessage, context: dict[str, Any]) -> None:
    text = environment().get_template("mail.txt.j2").render(context)
    # The twin is not a page: what autoescape turned into entities is turned back.
    # Base64 keeps Chinese lines unbroken; quoted-printable triples their size.
    message.set_content(_plain_text(text), cte="base64")
    page = _inlined(environment().get_template("mail.html.j2").render(context))
    size = len(page.encode())
    if size > HTML_LIMIT_BYTES:
        raise ValueError(f"mail page has {size} bytes, more than {HTML_LIMIT_BYTES}; shorten the reasons or rows of this edition")
    message.add_alternative(page, subtype="html", cte="base64")
    if context["picture"]:
        part: Any = message.get_payload(1)
        part.add_related(context["picture"], "image", "png", cid=f"<{context['cid']}>", filename="trend.png", disposition="inline")


def scoped_attachments(frames: BriefingFrames, edition: Edition, scope: str, pdf: bytes | None = None) -> list[Attachment]:
    """The workbook for a scope, and the given PDF for the whole district (a scoped PDF is not the district's)."""
    own_frames, own_edition = narrow(frames, edition, scope)
    out = [Attachment(WORKBOOK_NAME, render_workbook(own_frames, own_edition), scope)]
    # The district's PDF names everybody, so it goes to district readers alone.
    if pdf is not None and scope == DISTRICT:
        out.append(Attachment(PDF_NAME, pdf, scope))
    return out


def subject_line(frames: BriefingFrames, edition: Edition) -> str:
    """The subject, its number within the first 20 characters: 【内部资料】51家，红4橙9：坪山区企业预警月报（2026年第10期）."""
    board = level_board(frames, edition)
    counts = dict(zip(board["level"], board["count"], strict=True))
    part = f"·{edition.scope}" if edition.scope else ""
    numbers = f"{sum(counts.values())}家，红{counts['red']}橙{counts['orange']}"
    return f"【内部资料】{numbers}：{plain(edition.place, 20)}企业预警月报{part}（{edition.month.year}年第{edition.issue_number}期）"


def _refuse_foreign(attachments: Sequence[Attachment], subscriber: Subscriber) -> None:
    for item in attachments:
        if item.scope != subscriber.scope:
            raise ValueError(
                f"attachment '{plain(item.filename, 60)}' was made for scope '{plain(item.scope, 60)}', "
                f"the subscriber's scope is '{plain(subscriber.scope, 60)}'; make it with scoped_attachments for the subscriber's own scope"
            )


def _context(frames: BriefingFrames, edition: Edition, attached: list[str], names_allowed: bool) -> dict[str, Any]:
    board = level_board(frames, edition)
    trend = prepare_trend(frames, edition)
    cases = [_case(case, place, names_allowed) for place, case in enumerate(severe_cases(frames), start=1)]
    subject, conclusion = subject_line(frames, edition), headline(board, edition)
    points = key_points(frames, edition)[:POINTS_SHOWN]
    return {
        "edition": edition,
        "subject": subject,
        "headline": conclusion,
        "preheader": f"{conclusion}。{points[-1].text}",
        "board": board.to_dicts(),
        "points": points,
        "picture_words": trend_words(trend),
        "cid": f"trend.{_digest(edition.content_id, edition.scope)[:16]}@earlywarn.invalid",
        "cases": cases[:ROWS_SHOWN],
        "more": max(0, len(cases) - ROWS_SHOWN),
        "attached": [plain(name, 80) for name in attached],
        "change_label": change_label,
    }


def _case(case: Case, place: int, names_allowed: bool) -> dict[str, Any]:
    who = plain(case.row["name"], 60) if names_allowed else f"{case.where.replace(' · ', '')}企业{place}号"
    return {
        "who": who,
        **{name: getattr(case, name) for name in ("row", "where", "status", "risks", "signals", "stake", "responsible", "due")},
    }


def _inlined(html: str) -> str:
    import css_inline

    # Many mail programs drop style elements, and none may fetch a sheet.
    inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
    return inliner.inline(html)


def _plain_text(text: str) -> str:
    import html

    lines = [line.rstrip() for line in html.unescape(text).splitlines()]
    out: list[str] = []
    # Templates leave runs of blank lines behind; one is enough for a reader.
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    return "\n".join(out).strip() + "\n"


def _settled(message: EmailMessage, edition: Edition, subscriber: Subscriber) -> EmailMessage:
    """Boundaries derived from the edition instead of chance, so that the same mail has the same bytes."""
    for place, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{_digest(edition.content_id, edition.month_key, subscriber.email, str(place))[:32]}")
    size = len(message.as_bytes())
    if size > MAIL_LIMIT_BYTES:
        raise ValueError(f"mail has {size} bytes, more than {MAIL_LIMIT_BYTES}; send fewer attachments for {edition.month_key}")
    return message


def _digest(*parts: str) -> str:
    # The separator cannot occur in the parts, so different parts never make one digest.
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
