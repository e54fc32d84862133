"""Data notes: what arrived and how old it is, what is held or restated, the method and its limits."""

from __future__ import annotations

from typing import Any

import polars as pl

from reports.briefing import Briefing
from reports.sections.development import own_district
from reports.sections.figure_corrections import correction_words
from reports.sections.level_changes import level_change_words
from reports.sections.rule_changes import rule_words
from reports.words import annexes, imprint
from reports.words import sections as texts
from reports.words.format import NAME_MOST, number, plain, share
from reports.words.reasons import MONTHS
from reports.words.text import Words
from warehouse.vocabulary import CHECKS, INDICATORS, OUT_OF_SCOPE, REGISTER_STANDINGS

# More names than these are a list and no sentence; the workbook has all.
NAMED_MOST = 5
# Where every row that was refused or set aside stands with its reason.
QUARANTINE_FILE = "quarantine.csv"
# A dozen is enough to act on; the workbook has all of them.
CHECKS_SHOWN = 12


def source_table(briefing: Briefing) -> pl.DataFrame:
    """Coverage by indicator in the usual order, all eight kept: one that never came has status `absent`.

    Shape (8, columns of out_coverage without district).
    """
    rows = own_district(briefing.frames.coverage, briefing.edition).drop("district")
    # All eight rows stay, since a source that never came is what a reader would not notice.
    order = pl.DataFrame({"indicator": INDICATORS.keys}, schema={"indicator": pl.String})
    joined = order.join(rows.unique("indicator", keep="first", maintain_order=True), on="indicator", how="left", maintain_order="left")
    return joined.with_columns(pl.col("status").fill_null("absent"))


def absent_words(sources: pl.DataFrame, words: Words) -> str:
    """Which sources are absent, in one sentence; empty when none is."""
    absent = words.listed(words.term(INDICATORS, key) for key in sources.filter(pl.col("status") == "absent")["indicator"])
    return words.say(texts.NOTE_ABSENT, indicators=absent) if absent else ""


def unarrived_words(sources: pl.DataFrame, words: Words) -> str:
    """Which sources brought nothing of this month, in one sentence; empty when none is so late."""
    rows = sources.filter((pl.col("age_months") > 0) & (pl.col("status") != "absent")).iter_rows(named=True)
    late = words.listed(words.term(INDICATORS, row["indicator"]) + _lateness(row | {"arrival_share": None}, words) for row in rows)
    return words.say(texts.NOTE_NOT_YET, sources=late) if late else ""


def late_words(sources: pl.DataFrame, words: Words) -> str:
    """Which sources came but are thin or old."""
    is_late = pl.col("status").is_in(["warn", "stop"]) | ((pl.col("age_months") > 0) & (pl.col("status") != "absent"))
    rows = sources.filter(is_late).iter_rows(named=True)
    late = words.listed(words.term(INDICATORS, row["indicator"]) + _lateness(row, words) for row in rows)
    return words.say(texts.NOTE_LATE, sources=late) if late else ""


def _lateness(row: dict[str, Any], words: Words) -> str:
    # A scoped edition knows that a source is thin and not how thin.
    parts = [words.say(texts.LATE_SHARE, share=share(row["arrival_share"], 0))] if row["arrival_share"] is not None else []
    parts += [words.say(texts.LATE_AGE, months=words.counted(row["age_months"], MONTHS))] if row["age_months"] else []
    return words.say(texts.IN_BRACKETS, text=words.clauses(parts)) if parts else ""


def held_words(briefing: Briefing, sources: pl.DataFrame) -> str:
    """How many figures are held or restated and how many rows were refused, of this month and of all months apart."""
    words, counts = briefing.words, briefing.frames.quarantine_counts
    ever = {action: counts.filter(pl.col("action") == action)["count"] for action in ("set_aside", "refused")}
    known = (
        (annexes.HELD_MONTH, sources["set_aside_count"]),
        (annexes.RESTATED, sources["restated_count"]),
        (annexes.HELD_EVER, ever["set_aside"]),
        (annexes.REFUSED, ever["refused"]),
    )
    # Sums over nothing known are left out instead of printed as zero.
    parts = [words.say(text, count=number(int(column.sum())), file=QUARANTINE_FILE) for text, column in known if column.drop_nulls().len()]
    return words.say(annexes.HANDLED, parts=words.clauses(parts)) if parts else ""


def settled_words(briefing: Briefing) -> str:
    """What people decided about figures in quarantine since the last issue, with who and why; empty where nothing was."""
    words, rows = briefing.words, briefing.frames.settlements
    if rows.is_empty():
        return ""
    counts = dict(rows.group_by("action").len().iter_rows())
    kinds = (("release", texts.SETTLED_RELEASED), ("reject", texts.SETTLED_REJECTED))
    parts = words.listed(words.say(text, count=number(counts[action])) for action, text in kinds if action in counts)
    latest = rows.sort("known_on", "name", "uscc", "indicator", "period", descending=[True, False, False, False, False])
    named = words.phrases(_settled(row, words) for row in latest.head(NAMED_MOST).iter_rows(named=True))
    shown = words.say(texts.AND_OTHERS, names=named) if rows.height > NAMED_MOST else named
    return words.say(texts.NOTE_SETTLED, parts=parts, names=shown)


def _settled(row: dict[str, Any], words: Words) -> str:
    figure = " ".join(filter(None, [words.term(INDICATORS, row["indicator"], missing=""), plain(row["period"], 20)]))
    details = words.say(texts.SETTLED_DETAILS, by=plain(row["settled_by"], 20), day=words.day(row["known_on"]))
    # The reason may quote a figure of a channel that is locked, and is withheld then.
    shown = words.say(texts.SETTLED_WHY, details=details, why=plain(row["reason"], 60)) if row["reason"] else details
    name, action = plain(row["name"] or row["uscc"], NAME_MOST), words.say(texts.SETTLED_ACTIONS[row["action"]])
    return " ".join(words.say(texts.SETTLED_ITEM, name=name, figure=figure, action=action, details=shown).split())


def revision_words(briefing: Briefing) -> str:
    """Whose level of last month would have been another one, had the restated figures been known then."""
    words, restated = briefing.words, briefing.frames.restatements
    # Without a list of last month nobody had a level then.
    if restated.is_empty() or briefing.is_first:
        return ""
    is_other = pl.col("level_then").fill_null("") != pl.col("level_now").fill_null("")
    changed = restated.unique("uscc", maintain_order=True).filter(is_other).sort("uscc")
    if changed.is_empty():
        return words.say(texts.NOTE_REVISED_NONE)
    rows = changed.head(NAMED_MOST).iter_rows(named=True)
    names = words.listed(plain(row["name"], NAME_MOST) + words.say(texts.IN_BRACKETS, text=level_change_words(row, words)) for row in rows)
    shown = words.say(texts.AND_OTHERS, names=names) if changed.height > NAMED_MOST else names
    return words.say(texts.NOTE_REVISED, count=number(changed.height), names=shown)


def false_alarm_words(briefing: Briefing) -> str:
    """The number of false alarms to expect in the list, or that it cannot be given yet."""
    words = briefing.words
    rows = own_district(briefing.frames.state, briefing.edition).drop_nulls("expected_false_alarms").to_dicts()
    if not briefing.total:
        return ""
    if not rows:
        return words.say(texts.NOTE_ALARMS_UNKNOWN)
    low, high = (rows[0].get(f"false_alarms_{end}") for end in ("lo", "hi"))
    # A scope has the number of its own names and no interval.
    interval = words.say(texts.ALARMS_INTERVAL, low=number(low), high=number(high)) if low is not None else ""
    return words.say(texts.NOTE_ALARMS, listed=briefing.total, alarms=number(float(rows[0]["expected_false_alarms"]), 0), interval=interval)


def unjudged_table(briefing: Briefing) -> pl.DataFrame:
    """Who is not judged, first those about whom somebody can do something: columns of the frame and `reason_words`."""
    reason = pl.col("reason")
    order = reason.replace_strict({key: place for place, key in enumerate(OUT_OF_SCOPE.keys)}, default=len(OUT_OF_SCOPE))
    # A reason without a word is shown as it came; hiding the row would be the silence this table is against.
    worded = briefing.frames.unjudged.with_columns(reason_words=reason.replace(OUT_OF_SCOPE.words(briefing.words.language)), order=order)
    return worded.sort("order", "street", "name", "uscc", nulls_last=True).drop("order")


def bases_words(briefing: Briefing) -> str:
    """From the register over the monitored to the judged, in one sentence whose numbers add up; empty where nobody was counted."""
    words, bases = briefing.words, briefing.frames.bases
    if bases.is_empty():
        return ""
    by_standing = {key: bases.filter(pl.col("standing") == key) for key in REGISTER_STANDINGS.keys}
    monitored, left, future = (by_standing[key] for key in REGISTER_STANDINGS.keys)
    return words.say(
        annexes.BASES,
        scope=briefing.edition.scope_words,
        register=_sum(bases),
        left=words.say(annexes.BASES_LEFT, count=_sum(left), reasons=_reasons(left, words)) if left.height else "",
        future=words.say(annexes.BASES_FUTURE, count=_sum(future)) if future.height else "",
        monitored=_sum(monitored),
        judged=_judged(monitored, words),
    )


def _judged(monitored: pl.DataFrame, words: Words) -> str:
    without = monitored.filter(pl.col("reason").is_not_null())
    if without.is_empty():
        return words.say(annexes.BASES_ALL_JUDGED) if monitored.height else ""
    judged = monitored.filter(pl.col("reason").is_null())
    return words.say(annexes.BASES_JUDGED, judged=_sum(judged), count=_sum(without), reasons=_reasons(without, words))


def _sum(bases: pl.DataFrame) -> str:
    return number(int(bases["enterprises_count"].sum()))


def _reasons(bases: pl.DataFrame, words: Words) -> str:
    counts = dict(bases.group_by("reason").agg(pl.col("enterprises_count").sum()).iter_rows())
    # Who has left the register, with no more known about it than that.
    named = {key: words.term(OUT_OF_SCOPE, key) for key in OUT_OF_SCOPE.keys} | {"left_register": words.say(annexes.REASON_UNKNOWN)}
    parts = [words.say(annexes.REASON_COUNT, reason=word, count=number(counts[key])) for key, word in named.items() if key in counts]
    return words.say(annexes.REASONS, reasons=words.listed(parts)) if parts else ""


def unjudged_words(briefing: Briefing) -> str:
    """How many enterprises of the register are not judged and where they are named; empty when all are."""
    count = briefing.frames.unjudged.height
    annex = annex_numbers(briefing).get("unjudged")
    return briefing.words.say(annexes.UNJUDGED, count=number(count), annex=annex) if count else ""


def annex_numbers(briefing: Briefing) -> dict[str, int]:
    """The annexes that this issue has, numbered as they come."""
    frames = briefing.frames
    present = {
        "list": True,
        "watch": not briefing.watched.is_empty(),
        "sources": True,
        "restatements": not frames.restatements.is_empty(),
        "unjudged": not frames.unjudged.is_empty(),
        "misses": bool(frames.misses.height or frames.miss_counts.height),
        "corrections": not frames.corrections.is_empty(),
        "rules": not frames.rule_changes.is_empty(),
        "learning": not (frames.precision.is_empty() and frames.missed.is_empty() and frames.comparison.is_empty()),
    }
    return {name: place for place, name in enumerate((name for name, is_there in present.items() if is_there), start=1)}


def warned_checks(briefing: Briefing) -> list[dict[str, str]]:
    """Data tests of the run that did not pass at warn level, as rows meaning, observed."""
    failed = briefing.frames.checks.filter(~pl.col("passed").fill_null(True))
    return [_check(row, briefing.words) for row in failed.iter_rows(named=True)]


def _check(row: dict[str, Any], words: Words) -> dict[str, str]:
    # A test that has no English meaning is called by its name there.
    own, found = (row["name"], row["observed"]) if words.is_english else (row["meaning"] or "", row["observed_zh"])
    return {"meaning": plain(words.term(CHECKS, row["name"]) if row["name"] in CHECKS else own, 160), "observed": plain(found, 160)}


def notes(briefing: Briefing) -> list[str]:
    """All sentences of the section in reading order, without the empty ones."""
    words, sources = briefing.words, source_table(briefing)
    rows = [
        # First of all: invented figures must not travel as real ones.
        words.say(texts.NOTE_DEMO) if briefing.edition.demo else "",
        words.say(texts.NOTE_AS_OF, day=words.day(briefing.edition.as_of)),
        absent_words(sources, words),
        late_words(sources, words),
        words.sentences([bases_words(briefing), unjudged_words(briefing)]),
        held_words(briefing, sources),
        settled_words(briefing),
        revision_words(briefing),
        correction_words(briefing, annex_numbers(briefing).get("corrections")),
        rule_words(briefing, annex_numbers(briefing).get("rules")),
        words.say(texts.NOTE_METHOD),
        words.say(texts.NOTE_LIMITS),
        false_alarm_words(briefing),
        words.say(imprint.DISCLAIMER),
    ]
    return [text for text in rows if text]
