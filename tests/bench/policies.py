"""How long matching takes: a hundred policies over a district, ten over a country, block by block; `python -m tests.bench.policies`."""

import argparse
import resource
import statistics
import sys
import time
from datetime import date

import numpy as np
import polars as pl

from models.policies.clauses import read_catalogue
from models.policies.matching import Matcher
from warehouse.policy_vocabulary import FACTS

AS_OF = date(2026, 11, 16)
DISTRICT, COUNTRY = 1_040, 1_200_000
ASKED = (
    ("industry", "prefix", "C39,C26,C33"), ("jobs", ">=", "30"), ("output_cny_10k", "between", "500~40000"), ("size", "in", "small,micro"),
    ("high_tech", "is true", None), ("output_growth_share", ">=", "8%"), ("street", "not in", "坪山街道"), ("claimed", "not in", "p1,p2"),
)  # fmt: skip


def facts(count: int) -> pl.DataFrame:
    """Return the facts of so many enterprises, one in ten of each not known."""
    rng = np.random.default_rng(5)

    def drawn(values: list[object]) -> pl.Series:
        return pl.Series([values[place] for place in rng.integers(0, len(values), count)])

    numbers = {
        name: pl.Series(np.where(rng.random(count) < 0.1, np.nan, rng.lognormal(5, 1.5, count))).fill_nan(None)
        for name in ("jobs", "output_cny_10k", "tax_cny_10k", "age_years")
    }
    frame = pl.DataFrame(
        {
            "uscc": [f"{number:018d}" for number in range(count)],
            "industry": drawn(["C3921", "C26", "C3311", "H6110", "B0610", "I6510", "C34", None]),
            "street": drawn(["坪山街道", "坑梓街道", "龙田街道", None]),
            "park": drawn(["坪山云谷", None]),
            "tier": drawn(["group", "department"]),
            "size": drawn(["small", "micro", "medium", "large", None]),
            "high_tech": drawn([True, False, None]),
            "level": drawn(["none", "red", None]),
            **numbers,
            "output_growth_share": pl.Series(rng.normal(0.05, 0.2, count)),
            "claims_12m_count": pl.Series(rng.integers(0, 3, count).astype(float)),
        }
    )
    claimed = pl.Series([["p1"] if draw < 0.1 else [] for draw in rng.random(count)], dtype=pl.List(pl.String))
    return frame.with_columns(claimed=claimed).select("uscc", *FACTS.keys)


def matcher(policies: int, count: int) -> Matcher:
    """Return a catalogue of so many policies with four clauses each, one of them for a person in every second, and a claim in ten."""
    keys = [f"p{number}" for number in range(policies)]
    catalogue = pl.DataFrame({"policy": keys, "amount_cny_10k": [float(number % 7) for number in range(policies)]})
    rows = [
        (key, str(place), None, *ASKED[(number + place) % len(ASKED)], "machine" if place or number % 2 else "manual")
        for number, key in enumerate(keys)
        for place in range(4)
    ]
    names = ("policy", "clause", "words_zh", "fact", "operator", "value_text", "mode")
    clauses = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    who = [f"{number:018d}" for number in range(0, count, 10)]
    claims = pl.DataFrame(
        {"uscc": who, "policy": [keys[place % policies] for place in range(len(who))]},
    ).with_columns(claimed_on=pl.lit(date(2026, 3, 1)), result=pl.lit(None, pl.String), refused_clause=pl.lit(None, pl.String))
    return Matcher(read_catalogue(catalogue, clauses), claims, AS_OF)


def main(arguments: list[str] | None = None) -> int:
    """Measure both and print seconds, rows and the memory of the process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=7)
    asked = parser.parse_args(arguments)
    known, ready = facts(DISTRICT), matcher(100, DISTRICT)
    taken, cpu = [], []
    for _ in range(asked.repeats):
        begun, used = time.perf_counter(), time.process_time()
        rows = ready.match(known).height
        taken.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
    sys.stdout.write(
        f"100 policies x {DISTRICT:,}: {rows:,} rows, median {statistics.median(taken):.2f} s ({min(taken):.2f}-{max(taken):.2f}), "
        f"CPU {statistics.median(cpu):.2f} s\n"
    )
    for count in (COUNTRY // 4, COUNTRY // 2, COUNTRY):
        many, wide = facts(count), matcher(10, count)
        before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
        rows = sum(block.height for block in wide.blocks(many))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sys.stdout.write(
            f"10 policies x {count:,}: {rows:,} rows, {time.perf_counter() - begun:.1f} s, peak {before // 1024} -> {after // 1024} MB\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
