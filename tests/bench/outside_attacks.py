"""An attacker on editions for readers outside of a district of full size: how near it comes to what three of them in a row leave out.

`python -m tests.bench.outside_attacks [SEED ...]` (default 8101, 8102; EARLYWARN_ATTACK_FOLDER keeps the homes). The program makes a
demonstration district of 1,040 enterprises, three months and their editions. The attacker has their `totals.csv`, knows which groups are
empty, and is an outsider or one of the two largest contributors of a total, with its own figures; it shares nothing with the search for
what is left out. Attacked are the totals left out and, of groups, the months before the first edition, which no edition prints. A total is
found where the narrowest interval lies wholly within 15 % of it (for a contributor: of what the others brought); one end alone may be
nearer where earlier editions had brought it near. No part is taken for negative, which is a guess where there are refunds.
EARLYWARN_ATTACK_STEADY=0.1 takes months for alike as well: each smallest group is guessed to change by at most a tenth from month to
month, which leads astray where it does not hold.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import polars as pl

from models.district.bases import monitored_of
from models.district.totals import counted_series
from pipelines.commands.demo import demo
from pipelines.commands.outside import outside
from pipelines.commands.run import RunOptions, run
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import read_manifest
from tests.district import without_paper
from tests.outside_attacker import ROUNDED, Attacker, Group, Key, Known, covers
from warehouse import names
from warehouse.industry_sections import section_of
from warehouse.outside_vocabulary import OUTSIDE_SIZES, UNKNOWN
from warehouse.periods import month_key
from warehouse.snapshot import open_snapshot

MONTHS: Final = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
SEEDS: Final = ("8101", "8102")
ENTERPRISES: Final = 1_040
HISTORY: Final = 36
FEATURES: Final = ("street", "section", "size")
# The months before the first edition, which none prints, and each edition's own.
BEFORE: Final = "before"
STRETCHES: Final = {
    **{(n, "month"): [n + 1] for n in range(3)},
    **{(n, "year_to_date"): list(range(n + 2)) for n in range(3)},
    (0, BEFORE): [0],
}
NEAR: Final = 0.15
# What rounding and the solver's own tolerance may take from the width.
SLACK: Final = 1e-3
KNOWERS: Final = 2


def made(folder: Path, seed: int) -> DataDir:
    """A home with three editions, made unless it lies there."""
    home = DataDir(folder / f"home{seed}")
    if not (home.briefings / "outside" / month_key(MONTHS[-1])).exists():
        demo(home, ENTERPRISES, HISTORY, MONTHS[-1], seed)
        with without_paper():
            run(home, RunOptions(MONTHS[-1], MONTHS[0]))
        for month in MONTHS:
            outside(home, month)
    return home


def totals_of(home: DataDir, month: date) -> pl.DataFrame:
    """The totals as readers have them."""
    return pl.read_csv(home.briefings / "outside" / month_key(month) / "totals.csv", schema_overrides=dict.fromkeys(FEATURES, pl.String))


def known_at(home: DataDir, month: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Figures of the year as they counted when an edition came out, and where everybody stood who brought one: uscc, FEATURES."""
    manifest = read_manifest(home.briefing(month))
    assert manifest is not None
    as_of = date.fromisoformat(manifest["made_from"]["as_of"])
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        register = store.as_of(names.REGISTER, as_of)
        series = counted_series(store.read(names.SERIES, month=month), register, month)
    figures = series.filter(pl.col("period") >= date(month.year, 1, 1), pl.col("value").is_not_null())
    jobs = figures.filter(pl.col("indicator") == "employment").sort("period").group_by("uscc").agg(jobs=pl.col("value").first())
    placed = monitored_of(register, as_of).join(figures, on="uscc", how="semi").join(jobs, on="uscc", how="left")
    located = placed.select(
        "uscc", street=pl.col("street").fill_null(UNKNOWN),
        section=pl.col("industry_division").map_elements(section_of_division, return_dtype=pl.String, skip_nulls=False),
        size=pl.col("jobs").map_elements(size_of, return_dtype=pl.String, skip_nulls=False),
    )  # fmt: skip
    return figures.select("uscc", "indicator", "period", "value"), located


def brought(home: DataDir) -> list[pl.DataFrame]:
    """What every enterprise brought to each edition, every month as first printed: uscc, FEATURES, indicator, stretch, value."""
    known = [known_at(home, month) for month in MONTHS]
    found = []
    for number in range(len(MONTHS)):
        own = [
            figures.filter(pl.col("period").map_elements(edition_of, return_dtype=pl.Int64) == one)
            for one, (figures, _) in enumerate(known)
        ]
        located = pl.concat([placed for _, placed in known[: number + 1]]).unique("uscc", keep="first", maintain_order=True)
        stretch = pl.col("period").map_elements(stretch_of, return_dtype=pl.Int64)
        counted = pl.concat(own[: number + 1]).join(located, on="uscc").with_columns(stretch=stretch)
        found.append(counted.select("uscc", *FEATURES, "indicator", "stretch", "value"))
    return found


def edition_of(period: date) -> int:
    """The first edition that prints a month."""
    return sum(period > month for month in MONTHS)


def section_of_division(division: str | None) -> str:
    return (section_of(int(division[1:])) if division and division[1:].isdigit() else None) or UNKNOWN


def size_of(jobs: float | None) -> str:
    return next((one.key for one in OUTSIDE_SIZES if jobs is not None and one.least is not None and jobs >= one.least), UNKNOWN)


def stretch_of(period: date) -> int:
    return MONTHS.index(period) + 1 if period in MONTHS else 0


@dataclass(frozen=True)
class Attack:
    """One total attacked by one attacker: what is to stay unknown of it, and how small and how large it can be."""

    key: Key
    by: str
    is_sensitive: bool
    value: float
    low: float
    high: float
    slack: float

    @property
    def gaps(self) -> tuple[float, float]:
        """How far down and up it is open, as shares of it."""
        return (self.value - self.low) / self.value, (self.high - self.value) / self.value

    @property
    def is_astray(self) -> bool:
        """Whether it is not where the attacker takes it to be: who is led astray has not found it."""
        return min(self.gaps) < -self.slack / self.value - SLACK

    @property
    def near(self) -> list[int]:
        """Which ends, low (0) and high (1), are nearer than is allowed."""
        return [] if self.is_astray else [end for end, far in enumerate(self.gaps) if far < NEAR - SLACK]

    def __str__(self) -> str:
        where = f"{self.key[1]} of edition {self.key[0] + 1}, {' '.join(one or '*' for one in self.key[2])}"
        return f"{where}, by {self.by}: {self.value:,.0f} between {self.low:,.0f} and {self.high:,.0f}"


@dataclass(frozen=True)
class Target:
    """A measure of a home with its editions: what is printed, and the truth as known at each."""

    measure: str
    editions: list[pl.DataFrame]
    truth: list[pl.DataFrame]

    @cached_property
    def printed(self) -> dict[Key, float | None]:
        """Every figure of the editions, None where it is left out; where nobody reported the total is nothing."""
        found: dict[Key, float | None] = {}
        for number, rows in enumerate(self.editions):
            for row in rows.filter(pl.col("measure") == self.measure).to_dicts():
                value = None if row["is_hidden"] else float(row["value"] or 0)
                found[number, row["span"], tuple(row[name] for name in FEATURES)] = value
        return found

    @cached_property
    def empty(self) -> frozenset[Group]:
        """The smallest groups in which nobody has reported anything in the year, in any edition."""
        there = {row for truth in self.truth for row in truth.select(FEATURES).rows()}
        streets, sections, sizes = ({row[place] for row in there} for place in range(3))
        return frozenset((a, b, c) for a in streets for b in sections for c in sizes if (a, b, c) not in there)

    @cached_property
    def members(self) -> list[dict[Group, list[tuple[str, np.ndarray]]]]:
        """By edition and smallest group: the enterprises with what they brought in each stretch."""
        found = []
        for truth in self.truth:
            groups: dict[Group, dict[str, np.ndarray]] = {}
            for code, *group, stretch, value in truth.select("uscc", *FEATURES, "stretch", "value").sort("uscc").iter_rows():
                groups.setdefault(tuple(group), {}).setdefault(code, np.zeros(len(MONTHS) + 1))[stretch] += value
            found.append({group: list(firms.items()) for group, firms in groups.items()})
        return found

    def contributions(self, key: Key) -> dict[str, float]:
        """What each enterprise brings to a total."""
        number, span, group = key
        stretches = list(STRETCHES[number, span])
        return {
            code: float(own[stretches].sum())
            for part, firms in self.members[number].items() if covers(group, part) for code, own in firms
        }  # fmt: skip

    def known(self, code: str) -> Known:
        """What an enterprise knows of itself by the last edition."""
        for part, firms in self.members[-1].items():
            for other, own in firms:
                if other == code:
                    return Known(part, own, len(firms) == 1)
        raise KeyError(code)

    def misprinted(self) -> list[Key]:
        """Printed totals that are not the sums of what was brought; none, or the attack is on something else."""
        return [
            key for key, value in self.printed.items() if value is not None and abs(sum(self.contributions(key).values()) - value) > 0.51
        ]

    def changed(self) -> list[Key]:
        """Sums since January that differ from the edition before by more than their month and rounding: often by one enterprise."""
        found = []
        for key in self.printed:
            terms = [self.printed.get(one) for one in (key, (key[0], "month", key[2]), (key[0] - 1, key[1], key[2]))]
            if key[1] == "year_to_date" and all(one is not None for one in terms):
                whole, month, before = (float(one or 0) for one in terms)
                found += [key] if abs(whole - month - before) > 3 * ROUNDED else []
        return found

    @cached_property
    def hidden(self) -> list[Key]:
        """The totals that are left out."""
        return [key for key, value in self.printed.items() if value is None]

    @cached_property
    def sensitive(self) -> dict[Key, dict[str, float]]:
        """What each enterprise brings to the totals that tell of one, with those of the months before the first edition."""
        before = [(0, BEFORE, key[2]) for key in self.hidden if key[:2] == (0, "year_to_date")]
        return {key: own for key in (*self.hidden, *before) if is_sensitive(own := self.contributions(key))}

    def attacks(self, steady: float | None) -> Iterator[Attack]:
        """Attack every total that is left out, from outside and by its two largest contributors."""
        outsider = Attacker(self.printed, self.empty, STRETCHES, steady=steady)
        for key, (low, high) in outsider.bounds(dict.fromkeys([*self.hidden, *self.sensitive])).items():
            if (value := sum(self.contributions(key).values())) > 0:
                yield Attack(key, "anybody", key in self.sensitive, value, low, high, ROUNDED)
        for code, keys in self.asked().items():
            for key, (low, high) in replace(outsider, known=self.known(code)).bounds(keys).items():
                own = self.sensitive[key][code]
                if (rest := sum(self.sensitive[key].values()) - own) > SLACK * own:
                    yield Attack(key, code, True, rest, low - own, high - own, ROUNDED + SLACK * own)

    def is_nearer_than_before(self, attack: Attack) -> bool:
        """Whether the edition itself has brought an end near: what earlier ones printed cannot be called back."""
        number = attack.key[0] if attack.key[1] != BEFORE else len(MONTHS)
        seen = {key: value if key[0] < number else None for key, value in self.printed.items() if key[0] <= number}
        known = None if attack.by == "anybody" else self.known(attack.by)
        own = self.sensitive[attack.key][attack.by] if known else 0.0
        ((low, high),) = Attacker(seen, self.empty, STRETCHES, known).bounds([attack.key]).values()
        near_before = replace(attack, low=low - own, high=high - own).near
        return not set(attack.near) <= set(near_before)

    def asked(self) -> dict[str, list[Key]]:
        """Which totals each contributor attacks: those of which it is one of the largest, and not the whole."""
        still = {code for firms in self.members[-1].values() for code, _ in firms}
        found: dict[str, list[Key]] = {}
        for key, brought in self.sensitive.items():
            largest = sorted(brought, key=lambda code: -brought[code])[:KNOWERS]
            for code in largest if len(brought) > 1 else []:
                if code in still:
                    found.setdefault(code, []).append(key)
        return found


def is_sensitive(brought: Mapping[str, float]) -> bool:
    """The three rules, said again: fewer than three, the rest below 15 % of the largest, two with more than 85 %."""
    sizes = sorted((one for one in brought.values() if one > 0), reverse=True)
    rest = sum(sizes[2:])
    return bool(sizes) and (len(sizes) < 3 or rest < 0.15 * sizes[0] or sum(sizes[:2]) > 0.85 * sum(sizes))


def targets(home: DataDir) -> Iterator[Target]:
    """Every measure of the editions of a home."""
    editions, truth = [totals_of(home, month) for month in MONTHS], brought(home)
    for measure in editions[0]["measure"].unique(maintain_order=True):
        yield Target(measure, editions, [one.filter(pl.col("indicator") == measure) for one in truth])


def main(*seeds: str) -> None:
    """Write what was found of each district and measure."""
    os.environ["EARLYWARN_PROCESSES"] = "1"
    with tempfile.TemporaryDirectory() as spare:
        folder = Path(os.environ.get("EARLYWARN_ATTACK_FOLDER", spare))
        for seed in seeds or SEEDS:
            home = made(folder, int(seed))
            for target in targets(home):
                _attack(seed, target)


def _attack(seed: str, target: Target) -> None:
    begun, guess = perf_counter(), os.environ.get("EARLYWARN_ATTACK_STEADY")
    made = list(target.attacks(float(guess) if guess else None))
    true = [one for one in made if not one.is_astray]
    found = [one for one in made if len(one.near) == 2]
    one_end = [one for one in made if len(one.near) == 1]
    nearer = [one for one in one_end if guess is None and target.is_nearer_than_before(one)]
    sensitive = sum(one.is_sensitive for one in found)
    _write(
        f"district {seed}, {target.measure}: {len(target.printed)} totals, {len(target.hidden)} left out, "
        f"sensitive {len(target.sensitive)}\n"
        f"  {len(made)} attacks: {len(found)} found, {sensitive} of them sensitive; {len(one_end)} near at one end, {len(nearer)} of them "
        f"by the edition itself; {len(made) - len(true)} led astray\n"
        f"  narrowest interval {100 * min(sum(one.gaps) for one in true):.1f} %, further end of the nearest "
        f"{100 * min(max(one.gaps) for one in true):.1f} %; {len(target.misprinted())} totals printed otherwise than the figures, "
        f"{len(target.changed())} sums since January changed since; {perf_counter() - begun:.0f} s"
    )
    for one in [*found, *nearer]:
        _write(f"  {one}")


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
