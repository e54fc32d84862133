"""What the departure or failure of one enterprise would cost the district, in lines for a terminal; always provisional."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from reports.terminal import left, right
from reports.words import figures as figure_texts
from reports.words import impact as texts
from reports.words.figures import gap_words, name
from reports.words.format import MISSING, number, risk, share
from reports.words.reasons import clearing_phrases, measure_phrases, reason_phrases
from reports.words.text import Words
from warehouse.printed_figures import FIGURES
from warehouse.vocabulary import STAGES

NAME_CELLS: Final = 36
AMOUNT_CELLS: Final = 20
LATEST: Final = tuple(figure.key for figure in FIGURES if figure.window == "latest")


@dataclass(frozen=True, slots=True)
class ImpactFrames:
    """What is at stake and what may help, as models.warnings.impact.Impact has it."""

    uscc: str
    name: str
    month: date
    as_of: date
    stage: str
    operating_risk: float | None
    relocation_risk: float | None
    stakes: pl.DataFrame
    dependents: pl.DataFrame
    reasons: pl.DataFrame
    measures: pl.DataFrame
    clearings: pl.DataFrame
    is_trade_known: bool


def impact_lines(found: ImpactFrames, words: Words, dependents_most: int = 10) -> list[str]:
    """Return the answer line by line, with the `dependents_most` who depend on it most."""
    return [*_who(found, words), *_stakes(found, words), *_dependents(found, words, dependents_most), *_help(found, words)]


def _who(found: ImpactFrames, words: Words) -> Iterator[str]:
    yield f"{found.name}  {found.uscc}"
    yield words.say(texts.PROVISIONAL, day=words.day(found.as_of), month=words.month(found.month))
    risks = {"operating": _risk(found.operating_risk, words), "relocation": _risk(found.relocation_risk, words)}
    yield words.say(texts.RISKS, stage=words.term(STAGES, found.stage), **risks)


def _risk(value: float | None, words: Words) -> str:
    return words.say(texts.NOT_SCORED) if value is None else risk(value)


def _stakes(found: ImpactFrames, words: Words) -> Iterator[str]:
    for row in found.stakes.iter_rows(named=True):
        amount = MISSING if row["value"] is None else words.say(texts.AMOUNT, amount=number(row["value"]), unit=_unit(row["figure"], words))
        of = "" if row["share"] is None else "  " + words.say(texts.OF_DISTRICT, share=share(row["share"], 2), rank=row["rank"])
        yield f"  {left(name(row['figure'], words), NAME_CELLS)}{right(amount, AMOUNT_CELLS)}{of}{_notes(row, found, words)}"


def _notes(row: Mapping[str, Any], found: ImpactFrames, words: Words) -> str:
    """Which months a sum lacks, of which month a last figure is, and what the bulletin said where it said something else."""
    known = row["value"] is not None
    older = known and row["until"] != found.month and row["figure"] in LATEST
    notes = [
        words.say(figure_texts.OF_MONTH, month=words.month(row["until"])) if older else "",
        gap_words(dict(row), words),
        "" if row["published"] is None else words.say(texts.PUBLISHED, month=words.month(found.month), amount=number(row["published"])),
    ]
    text = words.phrases(note for note in notes if note)
    return words.say(figure_texts.IN_BRACKETS, text=text) if text else ""


def _unit(figure: str, words: Words) -> str:
    unit = FIGURES[figure].unit
    return unit.en if words.is_english else unit.zh


def _dependents(found: ImpactFrames, words: Words, most: int) -> Iterator[str]:
    if not found.is_trade_known:
        yield "  " + words.say(texts.NO_TRADE)
        return
    counts = dict(found.dependents["relation"].value_counts().iter_rows())
    yield "  " + words.say(texts.DEPENDENTS, suppliers=counts.get("supplier", 0), customers=counts.get("customer", 0))
    for row in found.dependents.head(most).iter_rows(named=True):
        yield "    " + _dependent(row, words)


def _dependent(row: Mapping[str, Any], words: Words) -> str:
    relation = row["relation"]
    of = words.say(texts.NO_SHARE) if row["share"] is None else words.say(texts.SHARES[relation], share=share(row["share"], 0))
    amount = ""
    if row["amount_cny_10k"] is not None:
        stated = words.say(texts.AMOUNT, amount=number(row["amount_cny_10k"]), unit=words.unit("output_value"))
        amount = words.say(texts.WITH_AMOUNT, amount=stated)
    return words.say(
        texts.DEPENDENT, name=row["name"], uscc=row["uscc"], relation=words.say(texts.RELATIONS[relation]), share=of, amount=amount
    )


def _help(found: ImpactFrames, words: Words) -> Iterator[str]:
    for text, phrases in (
        (texts.REASONS, reason_phrases(found.reasons, words)),
        (texts.MEASURES, measure_phrases(found.measures, words)),
        (texts.CLEARINGS, clearing_phrases(found.clearings, words)),
    ):
        yield "  " + words.say(text, phrases=words.phrases(phrases.get(found.uscc, [])) or MISSING)
