"""Claims of the fictional district: who claimed what, and what its office answered some weeks later."""

from datetime import timedelta
from typing import Final

import polars as pl

from pipelines.demo.policy_catalogue import clause_frame, policy_frame
from pipelines.demo.simulation import Simulation

# How many of the enterprises claim a policy within the time, and how long that is.
CLAIMED_SHARE, CLAIMED_DAYS = 0.08, 330
# Of the answers, how many are refusals; an answer takes so many days.
REFUSED_SHARE, ANSWER_DAYS = 0.2, (20, 70)
GRANTED_SHARES: Final = (0.3, 1.0)
COLUMNS: Final = ("uscc", "policy", "claimed_on", "result", "refused_clause", "amount_cny_10k", "received_on")


def claim_frame(world: Simulation) -> pl.DataFrame:
    """Return the claims as their file has them: one row when it was made, a second one when it was answered."""
    rng, last_day = world.settings.random("claims"), world.settings.last_day
    amounts = dict(policy_frame(world.settings.last).select("policy", "amount_cny_10k").iter_rows())
    clauses: dict[str, list[str]] = {}
    for policy, clause in clause_frame().select("policy", "clause").iter_rows():
        clauses.setdefault(policy, []).append(clause)
    rows: list[tuple[object, ...]] = []
    for policy, amount in amounts.items():
        for code in world.register.codes:
            # Drawn for everybody, so that one policy more leaves the others' claims as they were.
            draw, days, wait, refused, share, which = rng.random(6)
            if draw >= CLAIMED_SHARE:
                continue
            made = last_day - timedelta(days=int(days * CLAIMED_DAYS))
            answered = made + timedelta(days=ANSWER_DAYS[0] + int(wait * (ANSWER_DAYS[1] - ANSWER_DAYS[0])))
            rows.append((code, policy, made, None, None, None, made + timedelta(days=3)))
            rows.append((code, policy, made, *_answer(clauses[policy], amount, refused, share, which), answered))
    types = dict.fromkeys(COLUMNS, pl.String) | {"claimed_on": pl.Date, "received_on": pl.Date, "amount_cny_10k": pl.Float64}
    frame = pl.DataFrame(rows, schema=types, orient="row")
    return frame.filter(pl.col("received_on") <= last_day).sort("received_on", "policy", "uscc", maintain_order=True)


def _answer(clauses: list[str], amount: float | None, refused: float, share: float, which: float) -> tuple[object, ...]:
    """Return result, refused clause and amount."""
    if refused < REFUSED_SHARE:
        return "refused", clauses[int(which * len(clauses))], None
    low, high = GRANTED_SHARES
    return "granted", None, round(amount * (low + (high - low) * share), 1) if amount else None
