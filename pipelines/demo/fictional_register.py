"""The enterprises of the fictional district: who they are, what size, who is responsible for them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.demo import fictional_words
from pipelines.demo.arrays import Counts, Floats
from pipelines.demo.fictional_codes import credit_codes
from pipelines.demo.fictional_places import Place, Street
from pipelines.demo.settings import DemoSettings
from pipelines.demo.timeline import Timeline

LEADERS = 15
DEPARTMENT_FIRMS = 78
GROUPS = 75
FULL_DISTRICT = 1040
BRANDS = len(fictional_words.BRAND_FIRST) * len(fictional_words.BRAND_SECOND) * len(fictional_words.BRAND_THIRD)
# Shares of a year's enterprises that enter or leave the 四上 register for reasons of size alone.
ENTRY_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Register:
    """Static facts, one entry per enterprise; `frame` is what the register file says, the arrays drive the figures.

    `output` is the usual monthly output in CNY 10k. `entry` is the month index of its first figures (0 = always there).
    """

    frame: pl.DataFrame
    industry_index: Counts
    output: Floats
    entry: Counts

    @property
    def codes(self) -> list[str]:
        """Credit codes in the order of the arrays."""
        return self.frame["uscc"].to_list()

    @property
    def industries(self) -> list[fictional_words.Industry]:
        """Industry of each enterprise."""
        return [fictional_words.INDUSTRIES[i] for i in self.industry_index]


def build_register(settings: DemoSettings, timeline: Timeline) -> Register:
    """Invent the enterprises."""
    rng, count = settings.random("register"), settings.enterprises
    weights = np.array([i.weight for i in fictional_words.INDUSTRIES])
    industry_index = rng.choice(len(weights), size=count, p=weights / weights.sum())
    # Annual output of above-scale firms starts at 20 million CNY and has a long upper tail.
    output = np.maximum(np.exp(rng.normal(np.log(520.0), 1.2, count)), 170.0 * rng.uniform(1, 1.6, count))
    entry = entry_months(rng, settings, timeline)
    class_pick = [int(rng.integers(len(fictional_words.INDUSTRIES[i].classes))) for i in industry_index]
    classes = [fictional_words.INDUSTRIES[i].classes[k] for i, k in zip(industry_index, class_pick, strict=True)]
    place = settings.place
    streets, parks = places(rng, count, place.streets)
    frame = pl.DataFrame(
        {
            "uscc": credit_codes(count, rng, place.region_code),
            "name": company_names(rng, [word for _, word in classes], place),
            "district": [place.name] * count,
            "industry": [code for code, _ in classes],
            "street": streets,
            "park": parks,
            "registered_on": registration_days(rng, timeline, entry),
        }
    )
    marked = frame.with_columns(high_tech=high_tech_marks(settings, count))
    return Register(
        frame=marked.with_columns(**responsibility(rng, output, place)), industry_index=industry_index, output=output, entry=entry
    )


def high_tech_marks(settings: DemoSettings, count: int) -> pl.Series:
    """Whether each enterprise is a high-tech one; of one in five the register does not say."""
    draw = settings.random("high-tech").random(count)
    return pl.Series(["yes" if one < 0.3 else "no" if one < 0.8 else None for one in draw], dtype=pl.String)


def entry_months(rng: np.random.Generator, settings: DemoSettings, timeline: Timeline) -> Counts:
    """Month index of the first figures; a few enterprises enter the register within the range, in January mostly."""
    count = settings.enterprises
    entry = np.zeros(count, dtype=int)
    newcomers = rng.random(count) < ENTRY_SHARE * settings.months / 12
    late = rng.integers(timeline.history + 3, timeline.count - 2, count)
    # Most enterprises enter with the annual review of the register, so they start in a January.
    januaries = np.array([(timeline.month_numbers == 1).nonzero()[0].clip(timeline.history)]).ravel()
    january = januaries[np.searchsorted(januaries, late).clip(0, len(januaries) - 1)]
    picked = np.where(rng.random(count) < 0.7, january, late)
    entry[newcomers] = picked[newcomers]
    return entry


def places(rng: np.random.Generator, count: int, known: tuple[Street, ...]) -> tuple[list[str], list[str | None]]:
    """Street and park of each enterprise; one in four is in no park."""
    weights = np.array([weight for _, weight, _ in known])
    picks = rng.choice(len(weights), size=count, p=weights / weights.sum())
    in_park = rng.random(count) < 0.75
    which = rng.random(count)
    chosen = [known[i] for i in picks]
    parks = [names[int(w * len(names))] if inside else None for (_, _, names), w, inside in zip(chosen, which, in_park, strict=True)]
    return [street for street, _, _ in chosen], parks


def company_names(rng: np.random.Generator, words: list[str], place: Place) -> list[str]:
    """Plausible names, each brand used once in a district."""
    prefixes = pick_words(rng, place.prefixes, len(words))
    suffixes = pick_words(rng, place.suffixes, len(words))
    # Brands of four characters where there are more enterprises than brands of three.
    drawn = rng.choice(BRANDS * -(-len(words) // BRANDS), size=len(words), replace=False)
    brands = [brand(int(number)) for number in drawn]
    return ["".join(parts) for parts in zip(prefixes, brands, words, suffixes, strict=True)]


def brand(number: int) -> str:
    """The brand with a number, of three characters below BRANDS and of four above."""
    if number >= BRANDS:
        return brand(number % BRANDS) + fictional_words.BRAND_THIRD[number // BRANDS - 1]
    rest, third = divmod(number, len(fictional_words.BRAND_THIRD))
    first, second = divmod(rest, len(fictional_words.BRAND_SECOND))
    return fictional_words.BRAND_FIRST[first] + fictional_words.BRAND_SECOND[second] + fictional_words.BRAND_THIRD[third]


def pick_words(rng: np.random.Generator, weighted: tuple[tuple[str, float], ...], count: int) -> list[str]:
    """`count` words drawn with their weights."""
    weights = np.array([w for _, w in weighted])
    return [weighted[i][0] for i in rng.choice(len(weighted), size=count, p=weights / weights.sum())]


def registration_days(rng: np.random.Generator, timeline: Timeline, entry: Counts) -> list[date]:
    """Day of entering the register: years before the range, or the month of the first figures."""
    first = timeline.months[0]
    old = [first - timedelta(days=int(d)) for d in rng.integers(200, 5500, len(entry))]
    return [timeline.at(int(e)) if e else day for e, day in zip(entry, old, strict=True)]


def responsibility(rng: np.random.Generator, output: Floats, place: Place) -> dict[str, pl.Series]:
    """Tier by size, owner within the tier, fictional address of the owner."""
    count = len(output)
    scale = min(1.0, count / FULL_DISTRICT)
    leaders = max(1, round(LEADERS * scale))
    departments = max(1, round(DEPARTMENT_FIRMS * scale))
    groups = max(1, round(GROUPS * scale))
    rank = np.empty(count, dtype=int)
    rank[np.argsort(-output, kind="stable")] = np.arange(count)
    group = rng.permutation(count) % groups + 1
    tiers = np.where(rank < leaders, "district_leader", np.where(rank < leaders + departments, "department", "group"))
    named = [owner_of(str(t), int(r), int(g), leaders, place) for t, r, g in zip(tiers, rank, group, strict=True)]
    return {
        "tier": pl.Series([str(t) for t in tiers]),
        "owner": pl.Series([n for n, _ in named]),
        "owner_email": pl.Series([f"{m}@{place.mail_domain}" for _, m in named]),
    }


def owner_of(tier: str, rank: int, group: int, leaders: int, place: Place) -> tuple[str, str]:
    """Owner's name and mailbox: fifteen leaders, twelve departments, seventy-five working groups."""
    if tier == "district_leader":
        return f"{place.unit}领导{rank + 1:02d}", f"leader{rank + 1:02d}"
    if tier == "department":
        number = (rank - leaders) % 12 + 1
        return f"{place.unit}直部门{number:02d}", f"department{number:02d}"
    return f"{'' if place.is_first else place.unit}企业服务第{group}组", f"group{group:02d}"
