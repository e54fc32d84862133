"""The level and trend of every series: a robust combination of simple smoothers, all series of an indicator at once.

Members are simple exponential smoothers with several gains, a damped trend and Theta (smoother plus half the long-run slope).
They are weighted per series and horizon by their past errors at that horizon. A surprise beyond a few noise scales moves the
level no further at first; when the surprise repeats in the same direction, the limit doubles each month.
Sources of method: combinations of simple methods (Makridakis et al. 2020, M4), robust smoothing (Gelper, Fried & Croux 2010),
Theta as smoothing with drift (Hyndman & Billah 2003).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from models.forecast.district.season import CalendarEffects
from models.forecast.settings import HORIZONS, ExpectedSettings
from models.numeric import SD_OF_MEAN_DEVIATION, Floats, Integers

_SCALE_MEMORY = 0.97
_YOUNG_MEMORY = 0.7
_YOUNG_FIGURES = 18
_LEAST_SCALE = 0.01
_SLOW = 1  # number of the smoother against which the own season and Theta are reckoned
_JUDGED = (0, 2)  # places in HORIZONS at which members are judged: 1 month for 1, 6 months for all longer ones
_LARGEST_DRIFT = 0.05  # log points a month, so that no slope runs away over 12 months


@dataclass(slots=True)
class SmoothedPaths:
    """What was expected when, on the log-like scale.

    ``expected`` (horizons, months, series): made `horizon` months before the month; NaN before the first figure.
    ``targets`` (horizons, series): made at the last month. ``scale`` (months, series): noise scale (standard deviation of a
    one-month surprise) as known at the month. ``effect`` (months, series): calendar effect as fitted at the last month.
    ``target_effect`` (horizons, series): the same for the months ahead. ``seen`` (months, series): figures so far.
    """

    expected: Floats
    targets: Floats
    scale: Floats
    effect: Floats
    target_effect: Floats
    seen: Integers


@dataclass(frozen=True, slots=True)
class _Origin:
    """What stood at the end of a month.

    Member levels (members, series), drifts (2, series), the mix and the own season of the months ahead (horizons, series).
    """

    members: Floats
    drifts: Floats
    mix: Floats
    own: Floats


@dataclass(slots=True)
class _State:
    level: Floats  # (smoothers + 1, series); the last row is the damped trend's
    weight: Floats  # (smoothers + 1, series): discounted number of figures behind each level
    trend: Floats  # (series,)
    slope: Floats  # (series,): long-run slope for Theta
    moments: Floats  # (5, series): n, sum t, sum y, sum tt, sum ty
    season_sum: Floats  # (12, series)
    season_count: Floats
    season_total: Floats  # (series,): both over the year
    season_seen: Floats
    season_product: Floats  # (2,): sums over series of r(t) r(t-12) and of squares, for the strength of own seasons
    error_sum: Floats  # (judged horizons, members, series)
    error_count: Floats  # (judged horizons, 1, series)
    scale_sum: Floats
    scale_count: Floats
    scale: Floats
    peer_scale: float
    streak: Floats  # signed number of clipped surprises in a row
    origins: dict[int, _Origin] = field(default_factory=dict)  # of the last 12 months
    residuals: list[Floats] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The constants of one run: what is smoothed and how."""

    scaled: Floats  # (months, series)
    first_month: int  # month of year of the first column, 0-11
    effects: CalendarEffects
    gains: Floats  # (smoothers + 1, 1)
    reach: Floats  # (horizons, 2): months of drift that the damped trend and Theta, the last two members, reach
    smoothed_features: Floats  # (months, smoothers + 1, features)
    lagged: dict[int, Floats]  # by horizon, and 0: (months, groups) effect of each month as fitted so many months before
    settings: ExpectedSettings


def smooth_district(
    scaled: Floats, first_month: int, effects: list[CalendarEffects], indicator_starts: Integers, settings: ExpectedSettings
) -> SmoothedPaths:
    """Run the smoothers over all indicators of `scaled` (series, months; NaN = missing); `first_month` is 0 for January.

    One indicator after the other: nothing is shared between them, and what is worked on stays in the processor's cache.
    """
    blocks = np.split(scaled, indicator_starts[1:])
    parts = [smooth_indicator(block, first_month, effect, settings) for block, effect in zip(blocks, effects, strict=True)]
    names = [part.name for part in fields(SmoothedPaths)]
    return SmoothedPaths(**{name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names})


def smooth_indicator(scaled: Floats, first_month: int, effects: CalendarEffects, settings: ExpectedSettings) -> SmoothedPaths:
    """Run the smoothers over the series of one indicator and keep what each month expected of the later ones."""
    plan = _plan(np.ascontiguousarray(scaled.T), first_month, effects, settings)
    months, count = plan.scaled.shape
    state = _first_state(plan, count)
    expected = np.full((len(HORIZONS), months, count), np.nan)
    scale, seen = np.empty((months, count)), np.cumsum(np.isfinite(plan.scaled), axis=0)
    for month in range(months):
        if month:
            _judge(plan, state, month, expected)
        _learn(plan, state, month)
        state.origins[month] = _forecast(plan, state, month)
        # Nothing older than the longest horizon is needed again.
        state.origins.pop(month - max(HORIZONS), None)
        scale[month] = state.scale
    own = _own_season(plan, state, list(range(12)))
    effect = np.stack([_effect(plan, month, months - 1) + own[month % 12] for month in range(months)])
    last = state.origins[months - 1]
    target_effect = np.stack([_effect(plan, months - 1 + horizon, months - 1) for horizon in HORIZONS]) + last.own
    return SmoothedPaths(expected, last.mix + target_effect, scale, effect, target_effect, seen)


def _plan(scaled: Floats, first_month: int, effects: CalendarEffects, settings: ExpectedSettings) -> _Plan:
    gains = np.array([*settings.smoothing, settings.smoothing[len(settings.smoothing) // 2]])[:, None]
    damping, ahead = settings.trend_damping, np.array(HORIZONS)
    damped = damping * (1 - damping**ahead) / (1 - damping)
    theta = (ahead - 1 + 1 / gains[_SLOW]) / 2
    smoothed = _smooth_features(effects.features[: len(scaled)], gains)
    lagged = {lag: _lagged_effects(effects, len(scaled), lag) for lag in (0, *HORIZONS)}
    return _Plan(scaled, first_month, effects, gains, np.stack([damped, theta], axis=1), smoothed, lagged, settings)


def _lagged_effects(effects: CalendarEffects, months: int, lag: int) -> Floats:
    out = np.zeros((months, effects.coefficients.shape[1]))
    np.einsum("mk,mgk->mg", effects.features[lag:months], effects.coefficients[: max(months - lag, 0)], out=out[lag:])
    return out


def _smooth_features(features: Floats, gains: Floats) -> Floats:
    """Run the smoothers over the calendar itself, so that levels can follow a refitted calendar exactly."""
    level, weight = np.zeros((len(gains), features.shape[1])), np.zeros((len(gains), 1))
    out = np.empty((len(features), *level.shape))
    for month, now in enumerate(features):
        weight = (1 - gains) * weight + 1
        level = level + (now - level) / weight
        out[month] = level
    return out


def _first_state(plan: _Plan, count: int) -> _State:
    smoothers, members, judged = len(plan.gains), len(plan.gains) + 1, len(_JUDGED)
    steps = np.abs(np.diff(plan.scaled[:13], axis=0))
    first_scale = max(float(np.nanmedian(steps)), 0.05) if np.isfinite(steps).any() else 0.2
    return _State(
        level=np.zeros((smoothers, count)),
        weight=np.zeros((smoothers, count)),
        trend=np.zeros(count),
        slope=np.zeros(count),
        moments=np.zeros((5, count)),
        season_sum=np.zeros((12, count)),
        season_count=np.zeros((12, count)),
        season_total=np.zeros(count),
        season_seen=np.zeros(count),
        season_product=np.zeros(2),
        error_sum=np.zeros((judged, members, count)),
        error_count=np.zeros((judged, 1, count)),
        scale_sum=np.zeros(count),
        scale_count=np.zeros(count),
        scale=np.full(count, first_scale),
        peer_scale=first_scale,
        streak=np.zeros(count),
    )


def _effect(plan: _Plan, month: int, fitted: int) -> Floats:
    return plan.effects.effect(month, fitted)[plan.effects.group_of_row]


def _own_season(plan: _Plan, state: _State, months: list[int]) -> Floats:
    """Give each series' own departure from its peers' season in `months`, shape (months, series).

    It is shrunk by how much of such departures has come back from year to year so far.
    """
    positions = [(plan.first_month + month) % 12 for month in months]
    product, square = state.season_product
    returning = min(max(product / max(square, 1e-12), 0.02), 0.9)
    # Months needed to count half: the ratio of passing to returning variance (one-way random effects).
    half = (1 - returning) / returning
    usual = state.season_total / np.maximum(state.season_seen, 1)
    own = np.empty((len(positions), len(usual)))
    for row, position in enumerate(positions):
        count = state.season_count[position]
        np.divide(state.season_sum[position] - count * usual, count + half, out=own[row])
    return own


def _judge(plan: _Plan, state: _State, month: int, expected: Floats) -> None:
    """Write down what was expected of `month`, and how far every member was off."""
    figure = plan.scaled[month]
    for number, horizon in enumerate(HORIZONS):
        if month < horizon:
            break
        origin = state.origins[month - horizon]
        season = plan.lagged[horizon][month][plan.effects.group_of_row] + origin.own[number]
        expected[number, month] = origin.mix[number] + season
        if number in _JUDGED:
            _judge_members(plan, state, number, origin, figure - season)
    _learn_scale(plan, state, figure - expected[0, month])


def _judge_members(plan: _Plan, state: _State, number: int, origin: _Origin, plain: Floats) -> None:
    known = np.isfinite(plain) & np.isfinite(origin.mix[number])
    off = np.where(known, plain, 0.0) - origin.members
    off[-2:] -= plan.reach[number][:, None] * origin.drifts
    np.abs(off, out=off)
    # A single giant surprise must not decide which member is trusted.
    np.minimum(off, 4 * state.scale, out=off)
    off *= known
    keep = np.where(known, plan.settings.error_memory, 1.0)
    place = _JUDGED.index(number)
    state.error_sum[place] *= keep
    state.error_sum[place] += off
    state.error_count[place] = keep * state.error_count[place] + known


def _learn_scale(plan: _Plan, state: _State, surprise: Floats) -> None:
    known = np.isfinite(surprise)
    # The cap leans on the peers' scale, or a series with a few still months at the start would never believe its noise.
    cap = 4 * np.maximum(state.scale, state.peer_scale)
    off = np.minimum(np.where(known, np.abs(surprise), 0.0), cap)
    # While the season of the first year is still being learned, surprises say more about the learning than about the firm.
    keep = np.where(known, np.where(state.moments[0] < _YOUNG_FIGURES, _YOUNG_MEMORY, _SCALE_MEMORY), 1.0)
    state.scale_sum = keep * state.scale_sum + off
    state.scale_count = keep * state.scale_count + known
    count = state.scale_count.sum()
    if not count:
        return
    peers = state.scale_sum.sum() / count
    weight = plan.settings.scale_weight
    shrunk = (state.scale_sum + weight * peers) / (state.scale_count + weight)
    state.scale = np.maximum(shrunk * SD_OF_MEAN_DEVIATION, _LEAST_SCALE)
    state.peer_scale = max(float(peers) * SD_OF_MEAN_DEVIATION, _LEAST_SCALE)


def _learn(plan: _Plan, state: _State, month: int) -> None:
    """Move levels, trend, slope and own season by the figure of `month`."""
    figure = plan.scaled[month]
    if month:
        _follow_calendar(plan, state, month)
    own = _own_season(plan, state, [month])[0]
    seen = np.isfinite(figure)
    freed = np.where(seen, figure, 0.0) - plan.lagged[0][month][plan.effects.group_of_row] - own
    first = seen & (state.weight[0] == 0)
    aim = np.where(first, freed, state.level) if first.any() else state.level
    state.trend *= plan.settings.trend_damping
    aim[-1] += state.trend
    # Written into few arrays: this and judging the members are most of the cost of a month.
    surprise = np.subtract(freed, aim)
    surprise *= seen
    surprise = _clip(plan, state, surprise, seen)
    state.weight *= 1 - plan.gains
    state.weight += seen
    gain = seen / np.maximum(state.weight, 1e-9)
    cleaned = (aim[_SLOW] + surprise[_SLOW]) * seen
    state.level = aim
    state.level += gain * surprise
    state.trend += gain[-1] * plan.settings.trend_gain * surprise[-1]
    np.minimum(np.maximum(state.trend, -0.1, out=state.trend), 0.1, out=state.trend)
    _learn_slope(state, month, cleaned, seen)
    _learn_season(plan, state, month, np.where(seen, surprise[_SLOW] + own, 0.0), seen)


def _follow_calendar(plan: _Plan, state: _State, month: int) -> None:
    """Shift the levels by what the refitted calendar now takes out of the figures behind them."""
    change = plan.effects.coefficients[month - 1] - plan.effects.coefficients[month]
    moved = np.einsum("sk,gk->sg", plan.smoothed_features[month - 1], change)
    state.level = state.level + moved[:, plan.effects.group_of_row]


def _clip(plan: _Plan, state: _State, surprise: Floats, seen: Floats) -> Floats:
    # One smoother of middling gain decides for all what counts as an outlier, or members would disagree on what happened.
    middle = surprise[len(plan.gains) // 2]
    limit = plan.settings.clip_scales * state.scale
    over = np.sign(middle) * (np.abs(middle) > limit)
    # A second surprise in the same direction is more likely a new level than another outlier.
    before = np.where(over * state.streak > 0, state.streak, 0.0)
    doubled = limit * np.exp2(np.minimum(np.abs(before), 8))
    state.streak = np.where(seen, before + over, state.streak)
    np.minimum(surprise, doubled, out=surprise)
    return np.maximum(surprise, -doubled, out=surprise)


def _learn_slope(state: _State, month: int, cleaned: Floats, seen: Floats) -> None:
    for row, new in enumerate((seen, seen * month, cleaned, seen * month * month, cleaned * month)):
        state.moments[row] += new
    n, time, total, time_square, cross = state.moments
    spread = n * time_square - time * time
    # Two years' worth of no slope at all stands against the slope that is found.
    slope = np.where(spread > 0, (n * cross - time * total) / np.maximum(spread, 1e-9), 0.0) * n / (n + 24)
    state.slope = np.clip(slope, -_LARGEST_DRIFT, _LARGEST_DRIFT)


def _learn_season(plan: _Plan, state: _State, month: int, residual: Floats, seen: Floats) -> None:
    position = (plan.first_month + month) % 12
    if month >= 12:
        before = state.residuals[month - 12]
        both = seen & (before != 0)
        state.season_product += (residual * before * both).sum(), ((residual**2 + before**2) / 2 * both).sum()
    state.season_sum[position] += residual
    state.season_total += residual
    state.season_count[position] += seen
    state.season_seen += seen
    state.residuals.append(residual)


def _forecast(plan: _Plan, state: _State, month: int) -> _Origin:
    """Let every member forecast and mix them for all horizons."""
    members = np.vstack([state.level, state.level[_SLOW]])
    drifts = np.stack([state.trend, state.slope])
    weights = _member_weights(plan, state)
    # All members but two are flat, so the horizons differ only by what the two drifts add.
    levels = np.einsum("jms,ms->js", weights, members)
    mix = np.empty((len(HORIZONS), members.shape[1]))
    for number, reach in enumerate(plan.reach):
        judge = 0 if number == 0 else 1
        mix[number] = levels[judge] + (reach[:, None] * weights[judge, -2:] * drifts).sum(axis=0)
    own = _own_season(plan, state, [month + horizon for horizon in HORIZONS])
    return _Origin(members, drifts, np.where(state.weight[0] > 0, mix, np.nan), own)


def _member_weights(plan: _Plan, state: _State) -> Floats:
    """Weigh members (judged horizons, members, series) by inverse past errors, own errors leaning on those of all peers."""
    relative = state.error_sum * (1 / state.scale)
    pooled = relative.sum(axis=2, keepdims=True) / np.maximum(state.error_count.sum(axis=2, keepdims=True), 1e-9)
    relative += plan.settings.error_weight * pooled
    # Only ratios between members matter, so the common divisor is left out and the best member set to 1.
    relative += 1e-9
    weights = relative.min(axis=1, keepdims=True) / relative
    for _ in range(plan.settings.sharpness_doublings):
        np.square(weights, out=weights)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
