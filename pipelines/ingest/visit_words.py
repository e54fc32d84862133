"""What offices write about a visit, and the keys it means: words of the closed lists, and phrases of free text.

In: the cells of finding, outcome, note, and whether the district is to step in. Out: keys that every later stage reads; words that mean
none of them stay as they were written.
"""

from typing import Final

import polars as pl

from warehouse.vocabulary import FINDINGS, OUTCOMES, VISIT_STATES

# Every word of the lists in both languages, and every key, to the key.
WORDS: Final = {
    word.lower(): term.key for terms in (VISIT_STATES, OUTCOMES, FINDINGS) for term in terms for word in (term.key, term.zh, term.en)
}
# Phrases in order of precedence. That things are better is no outcome of its own: it may be an opinion, and outcomes teach the models.
PHRASES: Final = (("部分属实", "partly"), ("属实", "confirmed"), ("误报", "false_alarm"), ("解决", "solved"), ("恢复", "solved"))
# 不属实, 未解决, 尚未得到解决, 即将恢复: what is denied or still to come is not what was found.
DENIED: Final = r"[不未非没无待将拟难][^，。；、,;\s]{0,4}?(属实|误报|解决|恢复)"


def as_keys(visits: pl.DataFrame) -> pl.DataFrame:
    """Return visits with keys in `finding` and `outcome` where phrases mean one; the words they stood in join the note.

    What was found may also say that things are solved: that is the outcome, where none is stated.
    """
    finding, outcome = pl.col("finding"), pl.col("outcome")
    note = [pl.col("note"), *([_district(pl.col("needs_district"))] if "needs_district" in visits.columns else [])]
    keys, result = _keys_in(finding), _keys_in(outcome)
    solved = pl.when(keys.list.contains("solved") & (keys.list.first() != "solved")).then(pl.lit("solved"))
    words = [pl.when(found.list.len() > 0).then(text) for found, text in ((keys, finding), (result, outcome))]
    return visits.with_columns(
        finding=pl.coalesce(keys.list.first(), finding),
        outcome=pl.coalesce(result.list.first(), outcome, solved),
        note=pl.concat_list(*note, *words).list.drop_nulls().list.join("；").replace("", None),
    )


def _district(answer: pl.Expr) -> pl.Expr:
    """Return what the note says where the district is asked to step in: the bare request, or what was written instead of yes."""
    asked = pl.format("需区级协调：{}", answer)
    return pl.when(answer == "yes").then(pl.lit("需区级协调")).when(answer.str.to_lowercase() != "no").then(asked)


def _keys_in(text: pl.Expr) -> pl.Expr:
    """Return the keys a free text means, in order of precedence; none for a text that is a key itself or means nothing of the kind."""
    stated = text.str.replace_all(DENIED, "")
    keys = [pl.when(stated.str.contains(phrase, literal=True)).then(pl.lit(key)) for phrase, key in PHRASES]
    return pl.concat_list(keys).list.drop_nulls().list.unique(maintain_order=True)
