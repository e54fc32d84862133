"""A letter: what a mail says, before it has a recipient."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass
from typing import Any

from reports.edition import Edition
from reports.palette import LEVEL_BY_KEY
from reports.scope import DISTRICT
from reports.sections.severe_cases import Case
from reports.templating import environment
from reports.words import enterprise as pages
from reports.words import imprint
from reports.words import letters as texts
from reports.words.format import MISSING, NAME_MOST, plain
from reports.words.text import Words

# Longer mails are not read on a phone, and some programs cut HTML at 102 KB.
ROWS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """What a letter is written for besides frames and edition; the edition says in which language and under which copy number.

    `scope` is the reader's: `district`, `tier:X`, `owner:X` or `street:X`. `attached` names the files that go with it, `picture` is what
    `bulletin_picture` made for the scope. `taken_back` names the enterprises of an earlier urgent letter that are not newly red after all.
    """

    scope: str = DISTRICT
    attached: tuple[str, ...] = ()
    names_allowed: bool = True
    picture: bytes | None = None
    taken_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One edition's words for one scope: subject, HTML page, its plain twin, and the picture named `cid` in the page."""

    scope: str
    subject: str
    page: str
    text: str
    picture: bytes | None = None
    cid: str = ""


def head_and_foot(edition: Edition, options: LetterOptions) -> dict[str, Any]:
    """What head and foot of every letter need, with the texts of the edition's language."""
    words = edition.words
    return {
        "edition": edition,
        "say": words.say,
        "day": words.day,
        "texts": texts,
        "pages": pages,
        "imprint": imprint,
        "attached": [plain(name, 80) for name in options.attached],
        "attached_names": words.listed(plain(name, 80) for name in options.attached),
        "note": _note(edition),
        "signature": _signature(edition),
    }


def _note(edition: Edition) -> str:
    words = edition.words
    contact = words.say(texts.CONTACT, contact=plain(edition.contact, 60)) if edition.contact else ""
    return words.sentences([words.say(imprint.DISCLAIMER), words.say(texts.AS_KNOWN_ON, day=words.day(edition.as_of)), contact])


def _signature(edition: Edition) -> str:
    words = edition.words
    content = words.say(texts.CONTENT, content=plain(edition.content_id, 80) or MISSING)
    return " · ".join(
        [plain(edition.issuer, 60), words.day(edition.issued_on), content, words.say(texts.REVISION, revision=edition.revision)]
    )


def top_line(title: str, issue: str, edition: Edition) -> str:
    """What a letter opens with: the publication, its issue, how it is to be kept and whose copy it is."""
    words = edition.words
    parts = [plain(title, 60), issue, words.say(imprint.CUSTODY)]
    copy = [words.say(texts.COPY_NUMBER, number=plain(edition.copy_number, 20))] if edition.copy_number else []
    return " · ".join(parts + copy)


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


def who(case: Case, place: int, names_allowed: bool, words: Words) -> str:
    """How an enterprise is called in a mail: by name, or by street, industry and a number where names are withheld."""
    if names_allowed:
        return plain(case.row["name"], NAME_MOST)
    where = words.say(texts.WITHHELD_WHERE, where=case.where) if case.where else ""
    return words.say(texts.WITHHELD, where=where.replace(" · ", words.say(texts.WITHHELD_JOIN)), place=place)


def level_tag(key: str, words: Words) -> str:
    """The level as a plain twin marks an enterprise: 红, Red."""
    level = LEVEL_BY_KEY.get(key)
    return level.word(words.language) if level else plain(key, 20)


def scope_part(edition: Edition) -> str:
    """The part of the district a scoped letter is for, as its subject names it; empty for the whole district."""
    return edition.words.say(texts.PART, scope=edition.scope) if edition.scope else ""


def content_name(edition: Edition, name: str) -> str:
    """A content id for a part of a mail that depends on the edition alone."""
    # The separator cannot occur in the parts, so different parts never make one digest.
    digest = hashlib.sha256("\x1f".join((edition.content_id, edition.scope)).encode()).hexdigest()
    return f"{name}.{digest[:16]}@earlywarn.invalid"
