"""A letter: what a mail says, before it has a recipient."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass
from typing import Any

from reports.edition import Edition
from reports.sections.severe_cases import Case
from reports.templating import environment
from reports.words.format import plain

# Longer mails are not read on a phone, and some programs cut HTML at 102 KB.
ROWS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Letter:
    """One edition's words for one scope: subject, HTML page, its plain twin, and the picture named `cid` in the page."""

    scope: str
    subject: str
    page: str
    text: str
    picture: bytes | None = None
    cid: str = ""


def fill_in(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The page with its styles inline, and its plain twin, from the templates `<template>.html.j2` and `<template>.txt.j2`."""
    import css_inline

    made = [environment().get_template(f"{template}.{kind}.j2").render(context) for kind in ("html", "txt")]
    # Many mail programs drop style elements, and none may fetch a sheet.
    inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
    return inliner.inline(made[0]), _plain_text(made[1])


def _plain_text(text: str) -> str:
    # The twin is not a page: what autoescape turned into entities is turned back.
    lines = [line.rstrip() for line in html.unescape(text).splitlines()]
    out: list[str] = []
    # Templates leave runs of blank lines behind; one is enough for a reader.
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    return "\n".join(out).strip() + "\n"


def who(case: Case, place: int, names_allowed: bool) -> str:
    """How an enterprise is called in a mail: by name, or by street, industry and a number where names are withheld."""
    return plain(case.row["name"], 60) if names_allowed else f"{case.where.replace(' · ', '')}企业{place}号"


def content_name(edition: Edition, name: str) -> str:
    """A content id for a part of a mail that depends on the edition alone."""
    # The separator cannot occur in the parts, so different parts never make one digest.
    digest = hashlib.sha256("\x1f".join((edition.content_id, edition.scope)).encode()).hexdigest()
    return f"{name}.{digest[:16]}@earlywarn.invalid"
