"""The true monthly figures of the second world: noise with heavy tails and memory, each one's own year, calendar, and the amounts."""

import numpy as np

from pipelines.demo import fictional_words
from pipelines.demo.arrays import Flags, Floats
from pipelines.demo.timeline import days_of, festival_share, is_working_day
from pipelines.second_world.world_effects import Bent
from pipelines.second_world.world_enterprises import ROW, Enterprises
from pipelines.second_world.world_settings import Roughness, WorldSettings

PREPAYMENT_MONTHS = (1, 4, 7, 10)
SETTLEMENT_MONTH = 5
# So far at most does noise go, in log points.
FURTHEST = 3.0


def monthly_figures(settings: WorldSettings, firms: Enterprises, bent: Bent) -> Floats:
    """Return every indicator's true value in canonical units (K, N, T)."""
    rng = settings.random("figures")
    common = _common(rng, settings, firms) + _calendar(rng, settings, firms)
    level, values = _levels(rng, firms), np.zeros(bent.share.shape)
    for name, rough in settings.rough.items():
        follows = {"employment": 0.4, "water": 0.5, "tax": 0.9}.get(name, 1.0)
        logs = follows * common + np.clip(_noise(rng, settings, firms, rough), -FURTHEST, FURTHEST) + _season(rng, settings, firms, rough)
        row = ROW[name]
        values[row] = level[name][:, None] * np.exp(logs) * bent.share[row] * bent.normal[row]
    values[ROW["tax"]] = _tax(rng, settings, values[ROW["tax"]], bent)
    values[ROW["fixed_investment"]] = _investment(rng, settings, firms) * bent.investment
    for name in ("employment", "electricity", "water", "gas"):
        values[ROW[name]] = np.round(values[ROW[name]])
    return values


def _tailed(rng: np.random.Generator, settings: WorldSettings, shape: tuple[int, ...]) -> Floats:
    """Student t of unit variance."""
    degrees = settings.tail_degrees
    tailed: Floats = rng.standard_t(degrees, shape) / np.sqrt(degrees / (degrees - 2))
    return tailed


def _autoregressive(rng: np.random.Generator, settings: WorldSettings, shape: tuple[int, int], persistence: Floats) -> Floats:
    """AR(1) of unit variance by enterprise; `persistence` (N,)."""
    steps = _tailed(rng, settings, shape) * np.sqrt(1 - persistence**2)[:, None]
    path = np.empty(shape)
    path[:, 0] = rng.standard_normal(shape[0])
    for month in range(1, shape[1]):
        path[:, month] = persistence * path[:, month - 1] + steps[:, month]
    return path


def _common(rng: np.random.Generator, settings: WorldSettings, firms: Enterprises) -> Floats:
    """Activity that all figures follow (N, T): a trend and a wave, each enterprise with a memory of its own."""
    shape = (settings.enterprises, settings.count)
    memory = rng.uniform(*settings.common_persistence, shape[0])
    years = (np.arange(shape[1]) - shape[1] / 2) / 12
    wave = settings.common_noise * firms.volatility[:, None] * _autoregressive(rng, settings, shape, memory)
    cycle = 0.03 * np.sin(2 * np.pi * years / 3.5 + rng.uniform(0, 6.28, (len(fictional_words.INDUSTRIES), 1)))
    return np.clip(wave, -1.5, 1.5) + settings.trend_spread * rng.standard_normal((shape[0], 1)) * years + cycle[firms.trade]


def _noise(rng: np.random.Generator, settings: WorldSettings, firms: Enterprises, rough: Roughness) -> Floats:
    shape = (settings.enterprises, settings.count)
    # How rough one figure is says little about the next one of the same enterprise.
    scale = firms.volatility * np.exp(0.3 * rng.standard_normal(shape[0]))
    slow = rough.slow * _autoregressive(rng, settings, shape, np.full(shape[0], rough.persistence))
    return scale[:, None] * (slow + rough.fresh * _tailed(rng, settings, shape))


def _season(rng: np.random.Generator, settings: WorldSettings, firms: Enterprises, rough: Roughness) -> Floats:
    """Each enterprise has a busy time of its own, as high and as long as it happens to be; some have none."""
    count, months = settings.enterprises, np.array([settings.month(place).month for place in range(settings.count)])
    peak, width = rng.uniform(0, 12, count), rng.uniform(1.0, 3.0, count)
    # One's own peak is everybody's of the trade for a part only.
    shared = rng.uniform(0, 12, len(fictional_words.INDUSTRIES))[firms.trade]
    peak = np.where(rng.random(count) < 0.3, shared, peak)
    away = np.abs((months[None, :] - peak[:, None] + 6) % 12 - 6)
    bump = np.exp(-0.5 * (away / width[:, None]) ** 2)
    season: Floats = rough.season * rng.exponential(1.0, count)[:, None] * (bump - bump.mean(axis=1, keepdims=True)) * 2
    return season


def _calendar(rng: np.random.Generator, settings: WorldSettings, firms: Enterprises) -> Floats:
    """Working days and the Spring Festival's standstill (N, T), which for some lasts longer and is made up for in March."""
    months = [settings.month(place) for place in range(settings.count)]
    days = np.array([sum(map(is_working_day, days_of(month))) for month in months])
    still = np.array([festival_share(month) for month in months])
    factory = np.array([fictional_words.INDUSTRIES[one].is_factory for one in firms.trade])
    depth = np.where(factory, 0.5, 0.15) * rng.gamma(4.0, 0.25, len(factory))
    after = np.concatenate([[0.0], still[:-1]]) * (rng.random(len(factory)) < 0.3)[:, None] * 0.12
    calendar: Floats = rng.uniform(0.1, 0.8, len(factory))[:, None] * np.log(days / 21.0) - depth[:, None] * still + after
    return calendar


def _levels(rng: np.random.Generator, firms: Enterprises) -> dict[str, Floats]:
    """Usual monthly levels in canonical units."""
    trades = [fictional_words.INDUSTRIES[one] for one in firms.trade]
    count, output = len(trades), firms.output
    people = np.maximum(output / np.array([one.cny_10k_per_person for one in trades]) * np.exp(0.5 * rng.standard_normal(count)), 6.0)
    power = output * np.array([one.kwh_per_cny_10k for one in trades]) * np.exp(0.8 * rng.standard_normal(count))
    return {
        "output_value": output, "value_added": output * rng.uniform(0.15, 0.4, count), "tax": output * rng.uniform(0.01, 0.05, count),
        "employment": people, "electricity": power, "water": people * rng.lognormal(1.4, 0.7, count),
        "gas": power * 0.05 * rng.lognormal(0.0, 0.8, count),
    }  # fmt: skip


def _tax(rng: np.random.Generator, settings: WorldSettings, paid: Floats, bent: Bent) -> Floats:
    """Payments by month (N, T): four prepayments, a settlement in May, what goes back; months can be negative."""
    months = np.array([settings.month(place).month for place in range(settings.count)])
    usual = paid.mean(axis=1, keepdims=True)
    prepaid = np.isin(months, PREPAYMENT_MONTHS) * rng.uniform(0.5, 2.5, (len(paid), 1))
    settled = (months == SETTLEMENT_MONTH) * rng.normal(0.6, 1.5, paid.shape) * usual * bent.share[ROW["tax"]]
    payments: Floats = paid * (0.7 + prepaid) + settled - bent.refunds * usual
    return payments


def _investment(rng: np.random.Generator, settings: WorldSettings, firms: Enterprises) -> Floats:
    """Projects that come by chance, are paid in a few lumps, and nothing in between (N, T)."""
    shape = (settings.enterprises, settings.count)
    begun: Flags = rng.random(shape) < 0.035
    spent = np.zeros(shape)
    for lag in range(12):
        paid = rng.random(shape) < 0.4
        spent[:, lag:] += (begun[:, : shape[1] - lag] * paid[:, lag:]) * rng.lognormal(-1.2, 1.0, shape)[:, lag:]
    return np.round(spent * firms.output[:, None], 1)
