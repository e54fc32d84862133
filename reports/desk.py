"""The page for cases as HTML: what every page has around it, and the fields of each form.

In: rows and codes, worded here. Out: addresses, sessions and what may be done (pipelines.desk, models.cases).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from reports.portrait_sections import width_classes
from reports.scope import DISTRICT, parse_scope, scope_words
from reports.templating import environment, stylesheet
from reports.words import desk as texts
from reports.words import imprint
from reports.words.format import MISSING, plain
from reports.words.text import Text, Words
from warehouse.appeal_vocabulary import APPEAL_ACTIONS, APPEAL_RUNGS, APPEAL_STEPS
from warehouse.case_vocabulary import CASE_ACTIONS, CASE_ROLES, CASE_STATES, CLOSINGS, DOORS, REQUEST_CLASSES
from warehouse.meeting_vocabulary import MEETING_CAUSES
from warehouse.policy_vocabulary import LEAD_STATES
from warehouse.vocabulary import FINDINGS, LEVELS, OUTCOMES, TIERS, TOPICS, VISIT_STATES, Language, Term, Terms

# What a visit may have found, in the words of the returned list and of business as usual.
VISIT_FINDINGS: Final = (*FINDINGS, *VISIT_STATES, *(term for term in OUTCOMES if term.key not in FINDINGS))
_FOUND: Final[Terms[Term]] = Terms(*VISIT_FINDINGS)
_VALUES: Final[Mapping[str, Terms[Any]]] = {"state": CASE_STATES, "level": LEVELS, "closing": CLOSINGS}


@dataclass(frozen=True, slots=True)
class Chrome:
    """What stands around a page: its language and title, who looks at which part of the district, and what has just happened.

    `marks`: marks of the small forms of every page by their address. `scopes`: the parts a reader may choose from, as they are written in
    the subscribers' file.
    """

    title: str
    language: Language = "zh"
    reader: str = ""
    scope: str = ""
    scopes: tuple[str, ...] = ()
    marks: Mapping[str, str] | None = None
    here: str = ""
    notice: str = ""
    places: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """The language of the page."""
        return Words(self.language)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: `kind` is text, area, date, choice, people or password; `choices`: value and words."""

    name: str
    kind: str
    label: str
    is_required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    most: int = 200


# The fields of each action, in the order they are asked for; what is not named has words alone.
_FIELDS: Final[Mapping[str, tuple[tuple[str, str, bool], ...]]] = {
    "visit": (("visited_on", "date", True), ("visited_by", "text", True), ("finding", "choice", True), ("outcome", "choice", False)),
    "request": (("department", "people", True), ("request_class", "choice", True)),
    "receive": (("request", "choice", True),),
    "answer": (("request", "choice", True),),
    "assign": (("lead", "people", True),),
    "add_helper": (("person", "people", True),),
    "suspend": (("until_on", "date", True),),
    "send_back": (("lead", "people", False),),
    "close": (("closing", "choice", True),),
    "judge": (("is_useful", "choice", True),),
}
WORDS: Final = "words"
WORDS_MOST: Final = 4000
_MUST_HAVE_WORDS: Final = ("request", "answer", "note", "suspend", "send_back", "reopen")


def form_fields(action: str, language: Language, choices: Mapping[str, Sequence[tuple[str, str]]]) -> tuple[Field, ...]:
    """Return the fields of an action's form; `choices` holds those that depend on the case, by field."""
    words = Words(language)
    known = {**_fixed_choices(words), **choices}
    fields = [
        Field(name, kind, words.say(_label(action, name)), is_required, tuple(known.get(name, ())))
        for name, kind, is_required in _FIELDS.get(action, ())
    ]
    asked = Field(WORDS, "area", words.say(texts.WORDS_LABELS[action]), action in _MUST_HAVE_WORDS, most=WORDS_MOST)
    return (*fields, asked)


def closing_choices(keys: Sequence[str], language: Language) -> list[tuple[str, str]]:
    """Return the reasons of closing a case as choices."""
    return [(key, CLOSINGS[key].word(language)) for key in keys]


def scope_label(scope: str, language: Language) -> str:
    """Return a scope as a headline names it."""
    words = Words(language)
    return words.say(texts.WHOLE_DISTRICT) if scope == DISTRICT else scope_words(*parse_scope(scope), words)


def problem_words(key: str, language: Language, **values: Any) -> str:
    """Return why a form was not taken."""
    return Words(language).say(texts.PROBLEMS[key], **values)


def render_desk(template: str, chrome: Chrome, values: Mapping[str, Any]) -> str:
    """Return a page for cases; `template` is the stem of a file below templates/desk."""
    words = chrome.words
    context = {
        **values,
        "chrome": chrome,
        "language": chrome.language,
        "page_language": "zh-CN" if chrome.language == "zh" else chrome.language,
        "say": words.say,
        "term": functools.partial(_term, words),
        "t": texts,
        "scope_label": functools.partial(scope_label, language=chrome.language),
        "changes": functools.partial(_changes, words),
        "imprint": imprint,
        "edition": None,
        "lines": inert_lines,
        "states": CASE_STATES.words(chrome.language),
        "level_words": LEVELS.words(chrome.language),
    }
    return environment().get_template(f"desk/{template}.html.j2").render(context)


@functools.cache
def desk_stylesheet() -> str:
    """Return the one style sheet of the page for cases."""
    return stylesheet("briefing.css", False, "zh", "desk.css") + width_classes()


_TERMS: Final[Mapping[str, Terms[Any]]] = {
    "action": CASE_ACTIONS, "state": CASE_STATES, "door": DOORS, "role": CASE_ROLES, "closing": CLOSINGS, "class": REQUEST_CLASSES,
    "finding": _FOUND, "outcome": OUTCOMES, "tier": TIERS, "level": LEVELS, "cause": MEETING_CAUSES, "topic": TOPICS,
    "step": APPEAL_STEPS, "rung": APPEAL_RUNGS, "appeal_action": APPEAL_ACTIONS, "lead": LEAD_STATES,
}  # fmt: skip


def _term(words: Words, kind: str, key: object) -> str:
    return words.term(_TERMS[kind], key)


def _label(action: str, name: str) -> Text:
    return texts.FIELD_LABELS["instead" if (action, name) == ("send_back", "lead") else name]


def _fixed_choices(words: Words) -> dict[str, list[tuple[str, str]]]:
    """The choices that are the same for every case."""
    outcomes = [(term.key, term.word(words.language)) for term in OUTCOMES if term.key != "left_register"]
    return {
        "finding": [(term.key, term.word(words.language)) for term in VISIT_FINDINGS if term.key != "left_register"],
        "outcome": [("", words.say(texts.NO_OUTCOME)), *outcomes],
        "request_class": list(REQUEST_CLASSES.words(words.language).items()),
        "is_useful": [("1", words.say(texts.USEFUL)), ("0", words.say(texts.NOT_USEFUL))],
    }


def _changes(words: Words, event: Mapping[str, Any]) -> list[str]:
    """What an event changed, as people read it; columns that only count are not told."""
    named = [name for name in texts.COLUMNS if name in event["after"] and event["before"]]
    return [
        words.say(
            texts.CHANGED,
            name=words.say(texts.COLUMNS[name]),
            before=_value(words, name, event["before"].get(name)),
            after=_value(words, name, event["after"][name]),
        )
        for name in named
    ]


def _value(words: Words, name: str, value: object) -> str:
    return words.term(_VALUES[name], value) if name in _VALUES else plain(value, 80) or MISSING


def inert_lines(text: str) -> str:
    """Return what somebody typed, line by line, without marks that reorder or hide what stands beside it."""
    return "\n".join(plain(line, WORDS_MOST) for line in text.splitlines())


def as_day(text: str) -> date | None:
    """Return a stored day, None where there is none."""
    return date.fromisoformat(text) if text else None
