"""Visits: what each of them found, the last of every enterprise, and what an earlier list was answered with.

In: core_visits as known on a day. Out: how free text becomes keys (pipelines.ingest.visit_words), how counts are printed (reports).
"""

from datetime import date

import polars as pl

from warehouse.vocabulary import DEPARTURES, FINDINGS, OUTCOMES, UNCLEAR_FINDINGS, VISIT_STATES

# What may stand in a cell about a visit: all of it says what was found, and any of it may stand in the cell of the outcome.
FOUND = (*FINDINGS.keys, *VISIT_STATES.keys, *(key for key in OUTCOMES.keys if key not in FINDINGS))
# What only a look at the enterprise can find; whoever writes it as the outcome of a visit without a finding has found it.
SEEN = (*FINDINGS.keys, "normal")
OTHER, NOT_STATED = UNCLEAR_FINDINGS.keys
# A visit that leaves the warning standing until something is on record.
CONFIRMING = ("confirmed", "partly")
# What says that a warning was right, and what says that it was not; whatever else is written says neither.
RIGHT = (*CONFIRMING, "solved", "recovered", *DEPARTURES)
WRONG = ("false_alarm", "normal")


def judged_visits(visits: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the visits up to a day with keys: uscc, visited_on, visited_by, finding, outcome, said; in order of day and visitor.

    `finding`: a key of FOUND, `other` for words that mean none of them, `not_stated`; never null, so that every visit counts for one.
    `outcome`: the same, null where nothing came of it yet. `said`: the words of the finding where they are no key.
    """
    finding, outcome = pl.col("finding"), pl.col("outcome")
    is_key, is_seen = finding.is_in(FOUND).fill_null(False), outcome.is_in(SEEN).fill_null(False)
    # Tidy deliveries describe the finding in words and give its key as the outcome.
    is_moved = ~is_key & is_seen
    found = (
        pl.when(is_key).then(finding).when(is_moved).then(outcome).when(finding.is_null()).then(pl.lit(NOT_STATED)).otherwise(pl.lit(OTHER))
    )
    came = pl.when(is_moved | outcome.is_null()).then(None).when(outcome.is_in(FOUND)).then(outcome).otherwise(pl.lit(OTHER))
    keyed = visits.filter(pl.col("visited_on") <= as_of).select(
        "uscc", "visited_on", "visited_by", finding=found, outcome=came, said=pl.when(~is_key).then(finding)
    )
    return keyed.sort("visited_on", "visited_by", "uscc", nulls_last=True)


def was_right() -> pl.Expr:
    """Tell of judged visits whether a warning was right: by the finding, else by what came of it; null where neither says."""
    said = [pl.when(pl.col(name).is_in(RIGHT)).then(True).when(pl.col(name).is_in(WRONG)).then(False) for name in ("finding", "outcome")]
    return pl.coalesce(said)


def last_visits(visits: pl.DataFrame) -> pl.DataFrame:
    """Keep the last of each enterprise's judged visits, sorted by uscc."""
    return visits.unique("uscc", keep="last", maintain_order=True).sort("uscc")


def standing_confirmations(visits: pl.DataFrame, outcomes: pl.DataFrame, listed_since: pl.DataFrame) -> pl.DataFrame:
    """Return whom a visit confirmed since it was listed, with nothing on record since: uscc, confirmed_on.

    `visits`: from judged_visits; `outcomes`: core_outcomes as known; `listed_since`: uscc, since_on. The latest visit decides; one that
    solved what it found leaves nothing standing.
    """
    since = visits.join(listed_since, on="uscc").filter(pl.col("visited_on") >= pl.col("since_on"))
    last = last_visits(since).filter(pl.col("finding").is_in(CONFIRMING), (pl.col("outcome") != "solved").fill_null(True))
    standing = last.select("uscc", confirmed_on="visited_on")
    settled = outcomes.join(standing, on="uscc").filter(pl.col("occurred_on") >= pl.col("confirmed_on"))
    return standing.join(settled, on="uscc", how="anti").sort("uscc")
