"""Counts of warned enterprises for readers outside: rounded, and held against what can be worked out from all of them together.

A count of one or two, with what everybody knows of a street, is a name. So every count is rounded to the same step, the whole as well, each
by itself; where the rounded ones together leave a count no room, only the whole is printed.
In: rounding, and the bounds that follow. Out: which enterprises are warned (models.warnings).
"""

from collections.abc import Mapping, Sequence

Counts = Mapping[str, int]


def rounded_to(count: int, step: int) -> int:
    """Return the multiple of a step that is nearest to a count."""
    return (count + step // 2) // step * step


def rounded_counts(parts: Sequence[Counts], step: int) -> list[dict[str, int]] | None:
    """Return the rounded counts of several ways to divide the same whole; None where some count could be told from the others.

    Each division counts everybody once. At least `step // 2 + 1` values have to be open for each count.
    """
    rounded = [{key: rounded_to(count, step) for key, count in part.items()} for part in parts]
    whole = sum(parts[0].values()) if parts else 0
    widths = [high - low for part in rounded for low, high in bounds_of_parts(part, rounded_to(whole, step), step, rounded).values()]
    return rounded if min(widths, default=step) >= step // 2 else None


def bounds_of(count: int, step: int) -> tuple[int, int]:
    """Return the least and the largest count that is rounded to a number."""
    return max(0, count - step // 2), count + (step - 1) // 2


def bounds_of_parts(part: Counts, whole: int, step: int, parts: Sequence[Counts]) -> dict[str, tuple[int, int]]:
    """Return what an attacker can say of each count, who knows every division and the whole."""
    low, high = bounds_of(whole, step)
    for other in parts:
        limits = [bounds_of(count, step) for count in other.values()]
        low, high = max(low, sum(one for one, _ in limits)), min(high, sum(one for _, one in limits))
    limits_of = {key: bounds_of(count, step) for key, count in part.items()}
    least, most = sum(one for one, _ in limits_of.values()), sum(one for _, one in limits_of.values())
    return {key: (max(one[0], low - (most - one[1])), min(one[1], high - (least - one[0]))) for key, one in limits_of.items()}
