"""The healthy path of every enterprise and indicator on the log scale: trend, calendar, sector, and noise as rough as real.

Noise is calibrated to the panels in the shared data (`tests/bench/demo_realism.py` prints both): persistent within a year, heavy in
its tails, and fivefold different between enterprises.
"""

import numpy as np

from pipelines.demo import fictional_words
from pipelines.demo.arrays import Floats
from pipelines.demo.fictional_register import Register
from pipelines.demo.indicator_traits import TRAITS, Roughness
from pipelines.demo.settings import DemoSettings
from pipelines.demo.timeline import Timeline

VOLATILITY_SPREAD = 0.58
COMMON_DRIFT = 0.080
COMMON_PERSISTENCE = 0.80
WALK_STEP = 0.013
SECTOR_STEP = 0.035
SECTOR_PERSISTENCE = 0.80
TAIL_DEGREES = 4.0


def healthy_logs(settings: DemoSettings, register: Register, timeline: Timeline) -> Floats:
    """Log multipliers (K, N, T) around each enterprise's usual level, with no event in them."""
    rng = settings.random("latent")
    volatility = firm_volatility(settings, register)
    common = common_activity(rng, register, timeline, volatility)
    logs = np.empty((len(TRAITS), len(register.output), timeline.count))
    for row, rough in enumerate(traits.rough for traits in TRAITS.values()):
        logs[row] = rough.loading * common + seasonal(rng, rough, register, timeline) + own_noise(rng, rough, timeline.count, volatility)
    return logs


def firm_volatility(settings: DemoSettings, register: Register) -> Floats:
    """How rough each enterprise is, relative to a middling one; small ones are a little rougher."""
    rng = settings.random("volatility")
    size = np.log(register.output) - np.median(np.log(register.output))
    volatility: Floats = np.exp(VOLATILITY_SPREAD * rng.standard_normal(len(register.output)) - 0.08 * size)
    return volatility


def common_activity(rng: np.random.Generator, register: Register, timeline: Timeline, volatility: Floats) -> Floats:
    """Activity (N, T) that moves all indicators together: trend, slow walk, sector and a common drift."""
    firms, months = len(register.output), timeline.count
    trend = rng.normal(0.02, 0.05, (firms, 1)) * (np.arange(months) - months / 2) / 12
    walk = np.cumsum(WALK_STEP * rng.standard_normal((firms, months)), axis=1)
    sector = autoregress(SECTOR_STEP * rng.standard_normal((len(fictional_words.INDUSTRIES), months)), SECTOR_PERSISTENCE)
    exposure = rng.uniform(0.5, 1.5, (firms, 1))
    drift = stationary(rng, (firms, months), COMMON_PERSISTENCE) * COMMON_DRIFT * volatility[:, None]
    return trend + walk + exposure * sector[register.industry_index] + drift


def seasonal(rng: np.random.Generator, rough: Roughness, register: Register, timeline: Timeline) -> Floats:
    """Month-of-year pattern (N, T): the industry's and one's own, working days, and the festival's standstill."""
    firms = len(register.output)
    factory = np.array([i.is_factory for i in register.industries])
    industry = year_patterns(rng, len(fictional_words.INDUSTRIES), 0.6 * rough.season)[register.industry_index]
    own = year_patterns(rng, firms, rough.season)
    pattern = (industry + own)[:, timeline.month_numbers - 1]
    depth = rough.festival * np.exp(0.3 * rng.standard_normal(firms)) * np.where(factory, 1.0, 0.35)
    days = rough.days * np.log(timeline.working_days / 21.0) * np.where(factory, 1.0, 0.6)[:, None]
    return pattern + days - depth[:, None] * timeline.festival


def year_patterns(rng: np.random.Generator, count: int, scale: float) -> Floats:
    """Smooth patterns over the year (count, 12): two harmonics and a little of no pattern at all."""
    angle = 2 * np.pi * np.arange(12) / 12
    waves = np.stack([np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)])
    smooth: Floats = rng.standard_normal((count, 4)) * np.array([0.6, 0.6, 0.35, 0.35]) @ waves
    return scale * (smooth + 0.5 * rng.standard_normal((count, 12)))


def own_noise(rng: np.random.Generator, rough: Roughness, months: int, volatility: Floats) -> Floats:
    """Noise (N, T) of one indicator: persistent, fresh, and now and then wild."""
    shape = (len(volatility), months)
    # An indicator of one firm is not as rough as the next one of the same firm, so a part of the spread is its own.
    scale = volatility[:, None] * np.exp(0.2 * rng.standard_normal((shape[0], 1)))
    drift = rough.drift * stationary(rng, shape, rough.persistence)
    jitter = rough.jitter * tailed(rng, shape)
    wild = (rng.random(shape) < rough.outlier) * rng.normal(-0.1, 0.9, shape)
    return np.clip(scale * (drift + jitter), -4, 4) + wild


def tailed(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Student t noise of unit variance."""
    noise: Floats = rng.standard_t(TAIL_DEGREES, shape) / np.sqrt(TAIL_DEGREES / (TAIL_DEGREES - 2))
    return noise


def stationary(rng: np.random.Generator, shape: tuple[int, int], persistence: float) -> Floats:
    """AR(1) of unit variance with heavy-tailed innovations, in its stationary state from the first month."""
    steps = tailed(rng, shape) * np.sqrt(1 - persistence**2)
    steps[:, 0] = rng.standard_normal(shape[0])
    return autoregress(steps, persistence)


def autoregress(steps: Floats, persistence: float) -> Floats:
    """Run x_t = persistence * x_(t-1) + step_t along the last axis."""
    path = steps.copy()
    for t in range(1, path.shape[1]):
        path[:, t] += persistence * path[:, t - 1]
    return path
