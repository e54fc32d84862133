"""Who there is in a district of the second world: sizes, trades, places, and how tightly each one's figures follow its activity."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.demo import fictional_words
from pipelines.demo.arrays import Counts, Flags, Floats
from pipelines.demo.fictional_codes import credit_codes
from pipelines.demo.fictional_places import place_of
from pipelines.demo.fictional_register import company_names, responsibility
from pipelines.second_world.world_settings import BEFORE_MONTHS, WorldSettings
from warehouse.vocabulary import INDICATORS

ROW = {key: row for row, key in enumerate(INDICATORS.keys[:8])}
# Least and largest answer of an indicator to a fall of activity by one, and months until it answers.
ANSWERS = {
    "output_value": (0.95, 1.05, 0), "value_added": (0.90, 1.15, 1), "tax": (0.70, 1.20, 2), "employment": (0.30, 0.95, 6),
    "electricity": (0.55, 1.05, 1), "water": (0.40, 1.00, 1), "gas": (0.60, 1.10, 1),
}  # fmt: skip
# Above-scale begins at 20 million yuan a year.
LEAST_OUTPUT_CNY_10K = 170.0


@dataclass(frozen=True, slots=True)
class Enterprises:
    """One entry an enterprise: `frame` as the register has it, trade, monthly output in 10,000 yuan, volatility, answers (K, N)."""

    frame: pl.DataFrame
    trade: Counts
    output: Floats
    volatility: Floats
    answer: Floats
    delay: Counts
    has: Flags
    entry: Counts

    @property
    def codes(self) -> list[str]:
        """Credit codes in the order of the arrays."""
        return self.frame["uscc"].to_list()


def invent_enterprises(settings: WorldSettings) -> Enterprises:
    """Draw the enterprises of a district."""
    rng, count, place = settings.random("enterprises"), settings.enterprises, place_of(1)
    trade = rng.choice(len(fictional_words.INDUSTRIES), size=count, p=rng.dirichlet(np.full(len(fictional_words.INDUSTRIES), 1.6)))
    # Pareto: a few of a district's enterprises make most of its output.
    output = np.minimum(LEAST_OUTPUT_CNY_10K * (1 - rng.random(count)) ** (-1 / 0.9), 60_000.0)
    entry = np.where(rng.random(count) < 0.03 * settings.months / 12, rng.integers(BEFORE_MONTHS + 2, settings.count - 2, count), 0)
    classes = [fictional_words.INDUSTRIES[one].classes[int(rng.integers(len(fictional_words.INDUSTRIES[one].classes)))] for one in trade]
    streets = rng.choice(len(place.streets), size=count)
    frame = pl.DataFrame({
        "uscc": credit_codes(count, rng, place.region_code),
        "name": company_names(rng, [word for _, word in classes], place),
        "district": [place.name] * count,
        "industry": [code for code, _ in classes],
        "street": [place.streets[one][0] for one in streets],
        "park": [str(rng.choice(place.streets[one][2])) if rng.random() < 0.6 else None for one in streets],
        "registered_on": [_registered(settings, int(month), rng) for month in entry],
    }).with_columns(**responsibility(rng, output, place))  # fmt: skip
    volatility = np.exp(settings.volatility_spread * rng.standard_normal(count))
    return Enterprises(frame, trade, output, volatility, *_answers(rng, count), _reported(rng, output, trade), entry)


def _registered(settings: WorldSettings, entry: int, rng: np.random.Generator) -> date:
    return settings.month(entry) if entry else settings.first - timedelta(days=int(rng.integers(100, 6000)))


def _answers(rng: np.random.Generator, count: int) -> tuple[Floats, Counts]:
    """Each enterprise answers in its own way to every fall, so that no single elasticity fits all."""
    answer, delay = np.ones((len(ROW), count)), np.zeros((len(ROW), count), dtype=int)
    for name, (low, high, most) in ANSWERS.items():
        answer[ROW[name]] = rng.uniform(low, high, count)
        delay[ROW[name]] = rng.integers(0, most + 1, count)
    return answer, delay


def _reported(rng: np.random.Generator, output: Floats, trade: Counts) -> Flags:
    """Which enterprise has which indicator at all (K, N)."""
    has = np.ones((len(ROW), len(output)), dtype=bool)
    has[ROW["value_added"]] = output >= np.quantile(output, 0.5)
    has[ROW["gas"]] = rng.random(len(output)) < np.array([fictional_words.INDUSTRIES[one].gas_share for one in trade])
    has[ROW["fixed_investment"]] = rng.random(len(output)) < 0.6
    has[ROW["electricity"]] = rng.random(len(output)) < 0.95
    has[ROW["water"]] = rng.random(len(output)) < 0.88
    return has
