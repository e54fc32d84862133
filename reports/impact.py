"""What the departure or failure of one enterprise would cost the district, in lines for a terminal; always provisional."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from reports.terminal import left, right
from reports.words import impact as texts
from reports.words.format import MISSING, number, risk, share
from reports.words.reasons import clearing_phrases, measure_phrases, reason_phrases
from reports.words.text import Words
from warehouse.vocabulary import STAGES

STAKE_INDICATORS: Final = {
    "exposure_output_cny_10k": "output_value",
    "exposure_value_added_cny_10k": "value_added",
    "exposure_tax_cny_10k": "tax",
    "exposure_jobs": "employment",
}
NAME_CELLS: Final = 36
AMOUNT_CELLS: Final = 20


@dataclass(frozen=True, slots=True)
class ImpactFrames:
    """What is at stake and what may help, as models.warnings.impact.Impact has it."""

    uscc: str
    name: str
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
    yield words.say(texts.PROVISIONAL, day=words.day(found.as_of))
    risks = {"operating": _risk(found.operating_risk, words), "relocation": _risk(found.relocation_risk, words)}
    yield words.say(texts.RISKS, stage=words.term(STAGES, found.stage), **risks)


def _risk(value: float | None, words: Words) -> str:
    return words.say(texts.NOT_SCORED) if value is None else risk(value)


def _stakes(found: ImpactFrames, words: Words) -> Iterator[str]:
    for row in found.stakes.iter_rows(named=True):
        unit = words.unit(STAKE_INDICATORS[row["item"]])
        amount = MISSING if row["amount"] is None else words.say(texts.AMOUNT, amount=number(row["amount"]), unit=unit)
        of = "" if row["share"] is None else "  " + words.say(texts.OF_DISTRICT, share=share(row["share"], 2), rank=row["rank"])
        yield f"  {left(words.say(texts.STAKES[row['item']]), NAME_CELLS)}{right(amount, AMOUNT_CELLS)}{of}"


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
