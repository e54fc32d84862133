"""From activity to amounts: the true monthly value of every indicator in canonical units, before anybody reports it."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo.arrays import Flags, Floats
from pipelines.demo.events import Event
from pipelines.demo.fictional_register import Register
from pipelines.demo.impacts import Effects
from pipelines.demo.indicator_traits import PHYSICAL, ROW, TRAITS
from pipelines.demo.settings import DemoSettings
from pipelines.demo.timeline import Timeline

# Only larger firms report value added.
VALUE_ADDED_SHARE = 0.40
NEVER_INVESTS_SHARE = 0.30
# Exporters get value added tax back every few months.
EXPORTER_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Figures:
    """True monthly values (K, N, T) in canonical units, and which enterprise has which indicator at all (K, N)."""

    values: Floats
    has: Flags


def make_figures(
    settings: DemoSettings, register: Register, timeline: Timeline, logs: Floats, effects: Effects, events: list[Event]
) -> Figures:
    """Turn log paths and event multipliers into amounts."""
    rng = settings.random("indicators")
    base = usual_levels(rng, register)
    values = base[:, :, None] * np.exp(logs) * effects.share * effects.normal
    values[ROW["tax"]] = tax_payments(rng, values[ROW["output_value"]], logs[ROW["tax"]], timeline, effects)
    add_refunds(rng, values[ROW["tax"]], events)
    values[ROW["fixed_investment"]] = investment(rng, register, timeline, effects)
    # People come whole, and meters are read in whole units.
    for name in PHYSICAL:
        values[ROW[name]] = np.round(values[ROW[name]])
    return Figures(values=values, has=reporting(rng, register))


def usual_levels(rng: np.random.Generator, register: Register) -> Floats:
    """Usual monthly level (K, N): from output by the industry's intensities, each enterprise to a degree of its own."""
    output, firms = register.output, len(register.output)
    kwh = np.array([i.kwh_per_cny_10k for i in register.industries])
    per_person = np.array([i.cny_10k_per_person for i in register.industries])
    people = np.maximum(output / per_person * np.exp(0.4 * rng.standard_normal(firms)), 8.0)
    electricity = output * kwh * np.exp(0.7 * rng.standard_normal(firms))
    levels = {
        "output_value": output,
        "value_added": output * rng.uniform(0.16, 0.34, firms),
        "employment": people,
        "electricity": electricity,
        "water": people * np.exp(rng.normal(np.log(4.5), 0.6, firms)),
        "gas": electricity * 0.04 * np.exp(0.9 * rng.standard_normal(firms)),
    }
    return np.stack([levels.get(name, np.ones(firms)) for name in TRAITS])


def reporting(rng: np.random.Generator, register: Register) -> Flags:
    """Which enterprise has which indicator (K, N): value added for the larger, gas for some, no meter of one's own for a few."""
    firms = len(register.output)
    has = np.ones((len(TRAITS), firms), dtype=bool)
    has[ROW["value_added"]] = register.output >= np.quantile(register.output, 1 - VALUE_ADDED_SHARE)
    has[ROW["gas"]] = rng.random(firms) < np.array([i.gas_share for i in register.industries])
    has[ROW["fixed_investment"]] = rng.random(firms) >= NEVER_INVESTS_SHARE
    # Tenants of a landlord's meter have no account of their own.
    has[ROW["electricity"]] = rng.random(firms) >= 0.02
    has[ROW["water"]] = rng.random(firms) >= 0.08
    return has


def tax_payments(rng: np.random.Generator, output: Floats, noise: Floats, timeline: Timeline, effects: Effects) -> Floats:
    """Tax by month of payment (N, T): monthly tax on last month's sales, prepayment each quarter, settlement in May.

    The settlement can be a repayment and exporters get tax back, so months can be negative.
    """
    firms, numbers = len(output), timeline.month_numbers
    previous, before, earlier = (lagged(output, months) for months in (1, 2, 3))
    monthly = rng.uniform(0.012, 0.035, (firms, 1)) * previous * np.exp(noise)
    quarter = np.isin(numbers, (1, 4, 7, 10))
    prepaid = rng.uniform(0.004, 0.016, (firms, 1)) * (previous + before + earlier) * np.exp(0.8 * noise)
    settled = (numbers == 5) * rng.normal(0.02, 0.03, (firms, timeline.count)) * output.mean(axis=1, keepdims=True)
    settled *= effects.share[ROW["tax"]]
    exporter = rng.random((firms, 1)) < EXPORTER_SHARE
    paid_back = exporter * (rng.random(output.shape) < 0.3) * rng.uniform(0.5, 3.5, output.shape) * monthly
    # Sales carry most of an event into tax already; arrears and reliefs add a little of their own.
    paid: Floats = (monthly + quarter * prepaid) * effects.share[ROW["tax"]] ** 0.15 + settled - paid_back
    return paid


def lagged(values: Floats, months: int) -> Floats:
    """Values of some months earlier (N, T), the first month standing in before the range."""
    return np.concatenate([np.repeat(values[:, :1], months, axis=1), values[:, :-months]], axis=1)


def add_refunds(rng: np.random.Generator, tax: Floats, events: list[Event]) -> None:
    """Export or credit refunds: an amount of some months' tax goes back in one month."""
    for event in events:
        if event.kind == "refund" and 0 <= event.onset < tax.shape[1]:
            tax[event.firm, event.onset] -= event.depth * rng.uniform(0.8, 1.2) * np.abs(tax[event.firm]).mean()


def investment(rng: np.random.Generator, register: Register, timeline: Timeline, effects: Effects) -> Floats:
    """Fixed investment (N, T): projects of half a year to two years, paid in lumps, and nothing in between."""
    firms, months = len(register.output), timeline.count
    amounts = np.zeros((firms, months))
    for _ in range(3):
        start = rng.integers(-12, months, firms)
        length = rng.integers(6, 25, firms)
        has_project = rng.random(firms) < 0.45
        size = register.output * np.exp(rng.normal(np.log(0.25), 0.9, firms))
        running = (np.arange(months) >= start[:, None]) & (np.arange(months) < (start + length)[:, None]) & has_project[:, None]
        lumps = np.exp(rng.normal(0, 0.9, (firms, months))) * (rng.random((firms, months)) < 0.55)
        amounts += running * lumps * size[:, None]
    replacement = (rng.random((firms, months)) < 0.06) * register.output[:, None] * rng.uniform(0.005, 0.05, (firms, months))
    return np.round((amounts + replacement) * effects.investment, 1)
