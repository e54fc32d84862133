"""The statements a row of a wide table makes: which columns bring which figure of which month, and in which unit each is stated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipelines.ingest.layout import Figure, FigureColumn, Layout, Role, figure_columns
from pipelines.ingest.raw_table import Title
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.title_months import NAMES, title_months, year_of_titles
from pipelines.ingest.title_units import units_of_titles
from pipelines.ingest.units import choices_for, measures, spelling_of, unit_key


class Placed(NamedTuple):
    """A column and the key of the unit it is stated in; None where every row says its own."""

    position: int
    unit: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure of one month in a row: `month` as YYYY-MM where the headings state it, `of_month` the month alone beside a total.

    `others`: further columns of the value, which count in rows where those before them say nothing. `due`: the column of what was due.
    """

    figure: Figure
    basis: str
    month: str | None
    value: Placed
    base: Placed | None = None
    of_month: Placed | None = None
    unit_from: str = ""
    others: tuple[Placed, ...] = ()
    due: int | None = None

    @property
    def values(self) -> tuple[Placed, ...]:
        """The columns of the value, the best first."""
        return (self.value, *self.others)

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Its columns."""
        return tuple(each for each in (*self.values, self.base, self.of_month) if each is not None)


class Columns(NamedTuple):
    """The columns of a statement before their units are known."""

    figure: Figure
    basis: str
    month: str | None
    value: FigureColumn
    base: FigureColumn | None
    of_month: FigureColumn | None
    others: tuple[FigureColumn, ...] = ()
    due: int | None = None

    @property
    def brought(self) -> list[FigureColumn]:
        """The columns there are."""
        return [column for column in (self.value, self.base, self.of_month, *self.others) if column is not None]


@lru_cache(maxsize=10_000)
def statements(layout: Layout, header: tuple[str, ...], titles: tuple[Title, ...], has_unit_column: bool) -> tuple[Statement, ...]:
    """Return the statements of a row; raises FileRefusedError where a unit or a month is not certain."""
    found = [each for figure in layout.figures for each in _of_figure(layout, figure, header, titles)]
    # Columns of one figure are in one unit unless they say otherwise: a unit behind the last of twelve months is that of all.
    stated: dict[Figure, set[str]] = {}
    for each in found:
        for column in each.brought:
            stated.setdefault(each.figure, set()).update(filter(None, [_unit_in_heading(column, header)]))
    return tuple(_with_units(each, stated[each.figure], header, titles, has_unit_column) for each in found)


def _of_figure(layout: Layout, figure: Figure, header: tuple[str, ...], titles: tuple[Title, ...]) -> list[Columns]:
    """Return what a header says of one figure."""
    own = [column for column in figure_columns(layout, header) if column.figure is figure]
    undated = [column for column in own if column.name.month is None]
    values = _values(undated, header)
    if values:
        base, of_month = _best(undated, "base", header), _best(undated, "month", header)
        return [Columns(figure, figure.basis, None, values[0], base, of_month, values[1:], _due(undated, values[0]))]
    return _of_months(layout, figure, own, header, titles) if any(column.is_value for column in own) else []


def _due(columns: Sequence[FigureColumn], value: FigureColumn) -> int | None:
    """Return where what was due stands beside what was paid; None where it stands for it, or nowhere."""
    due = sorted((column for column in columns if column.role == "instead"), key=lambda column: column.rank)
    return due[0].position if due and value.role == "value" else None


Dated = dict[tuple[int, int], list[FigureColumn]]


def _of_months(
    layout: Layout, figure: Figure, own: Sequence[FigureColumn], header: tuple[str, ...], titles: tuple[Title, ...]
) -> list[Columns]:
    """Return what a header says of one figure whose months stand in the headings."""
    dated, last_year = _dated(own, header, titles)
    found = []
    for (year, month), columns in sorted(dated.items()):
        bases = [
            *last_year.get((year, month), []),
            *([each for each in own if each.role == "base" and each.name.month is None] if len(dated) == 1 else []),
        ]
        months_alone = [each for each in own if each.role == "month" and each.name.month is None] if len(dated) == 1 else []
        values, of_month = _values(columns, header), _best([*columns, *months_alone], "month", header)
        period = f"{year}-{month:02d}"
        if values:
            base = _best(bases, "base", header) or _best(bases, "value", header)
            found.append(Columns(figure, figure.basis, period, values[0], base, of_month, values[1:]))
        elif of_month is not None and layout.takes_months:
            found.append(Columns(figure, "month", period, of_month, _best(bases, "month", header), None))
    return found


def _dated(own: Sequence[FigureColumn], header: tuple[str, ...], titles: tuple[Title, ...]) -> tuple[Dated, Dated]:
    """Return the columns by year and month, and those of last year by the year and month they are the base of."""
    year = _year_of(own, header, titles)
    current: Dated = {}
    last_year: Dated = {}
    for column in own:
        name = column.name
        if name.month is None:
            continue
        if name.is_last_year or column.role == "base":
            last_year.setdefault(((name.year + 1) if name.year else year, name.month), []).append(column)
        else:
            current.setdefault((name.year or year, name.month), []).append(column)
    newest = max(each for each, _ in current)
    earlier = {each for each in current if each[0] < newest}
    # October of last year beside October of this one is its base; a row of months that runs over the turn of the year is itself.
    if earlier and all((each[0] + 1, each[1]) in current for each in earlier) and all(each[0] == newest - 1 for each in earlier):
        for each in earlier:
            last_year.setdefault((newest, each[1]), []).extend(current.pop(each))
    return current, last_year


def _year_of(own: Sequence[FigureColumn], header: tuple[str, ...], titles: tuple[Title, ...]) -> int:
    """Return the year of the months in headings that name none; raises FileRefusedError where it is not certain."""
    alone = [column for column in own if column.name.month is not None and column.name.year is None and not column.name.is_last_year]
    dated = {(column.name.year, column.name.month) for column in own if column.name.month is not None and column.name.year}
    stated = {year for year, _ in dated}
    year = year_of_titles(titles) or (max(stated) if stated else None)
    # Last year's figures stand beside this year's, so that two years may be named and the later one is meant.
    is_certain = len(stated) < 2 or year == year_of_titles(titles) or all((year, column.name.month) in dated for column in alone)
    order = [column.name.month or 0 for column in alone if column.role != "base"]
    # From November to February is the turn of a year.
    is_certain &= order in (sorted(order), sorted(order, reverse=True))
    if alone and (year is None or not is_certain):
        shown = ", ".join(header[column.position] for column in alone[:3])
        raise FileRefusedError(
            "no_period",
            f"the headings state months without their year ({shown}), and no heading, title or file name says which one year they are of; "
            "write the year into the headings, such as 2026年7月",
        )
    return year or 0


def _values(columns: Sequence[FigureColumn], header: tuple[str, ...]) -> tuple[FigureColumn, ...]:
    """Return the columns of the value, the best first; raises FileRefusedError where two fit best alike.

    What is near to the value never fills its empty cells: what was due and not paid is no payment.
    """
    best = _best(columns, "value", header) or _best(columns, "instead", header)
    if best is None:
        return ()
    others = sorted((column for column in columns if column.role == "value" and column is not best), key=lambda column: column.rank)
    return (best, *(others if best.role == "value" else ()))


def _best(columns: Iterable[FigureColumn], role: Role, header: tuple[str, ...]) -> FigureColumn | None:
    """Return the column that fits a role best, None where there is none; raises FileRefusedError where two fit alike."""
    fitting = [column for column in columns if column.role == role]
    # A heading with a unit that cannot be meant is another column's, as long as there is one with a unit that can.
    possible = [each for each in fitting if all(measures(each.figure.indicator, unit_key(word)) for word in each.name.units)] or fitting
    ranks = sorted(possible, key=lambda column: column.rank)
    if len(ranks) > 1 and ranks[0].rank == ranks[1].rank:
        names = ", ".join(header[column.position] for column in ranks[:2])
        raise FileRefusedError(
            "duplicate_column", f"two columns bring {ranks[0].figure.indicator} ({names}), expected one; remove the other"
        )
    return ranks[0] if ranks else None


def _with_units(
    columns: Columns, neighbours: set[str], header: tuple[str, ...], titles: tuple[Title, ...], has_unit_column: bool
) -> Statement:
    """Return the statement of columns with the unit of each: its own heading's, the title's, its neighbours', the layout's."""
    own = [_unit_in_heading(column, header) for column in columns.brought]
    titled = _unit_in_titles(columns.figure, titles, is_needed=not all(own) and not has_unit_column)
    if titled is not None:
        _check_titled(titled, own, columns, header)
    if titled is not None:
        common, source = titled.keys[0], titled.place
    elif has_unit_column:
        common, source = None, "column"
    elif neighbours:
        common, source = (next(iter(neighbours)) if len(neighbours) == 1 else None), "neighbouring heading"
    else:
        common, source = (unit_key(columns.figure.unit) if columns.figure.unit else None), "default of the layout"
    source = f"heading {header[columns.value.position]}" if own[0] else source
    units = [unit or common for unit in own]
    if None in units and not has_unit_column:
        raise _no_unit(columns.figure, header[columns.brought[units.index(None)].position])
    placed = {column: Placed(column.position, unit) for column, unit in zip(columns.brought, units, strict=True)}
    return Statement(
        columns.figure,
        columns.basis,
        columns.month,
        placed[columns.value],
        placed[columns.base] if columns.base else None,
        placed[columns.of_month] if columns.of_month else None,
        f"{columns.figure.indicator}{_units_shown(list(placed.values()))} ({source})",
        tuple(placed[column] for column in columns.others),
        columns.due,
    )


def _check_titled(titled: "Titled", own: Sequence[str | None], columns: Columns, header: tuple[str, ...]) -> None:
    """Raise FileRefusedError where the titles state another unit than a heading, or several units where a heading states none."""
    for column, unit in zip(columns.brought, own, strict=True):
        if unit is not None and unit not in titled.keys:
            raise FileRefusedError(
                "two_units",
                f"the heading {header[column.position]} states {spelling_of(unit)} and {titled.shown}; "
                "correct the one that is wrong and deliver the file again",
            )
    if len(titled.keys) > 1 and not all(own):
        raise FileRefusedError(
            "two_units",
            f"{columns.figure.indicator} can be meant in several units: {titled.shown}; state the one that is meant in the heading",
        )


def _no_unit(figure: Figure, shown: str) -> FileRefusedError:
    """Return the refusal of a file that states no unit where there is no usual one."""
    return FileRefusedError(
        "no_unit",
        f"nothing says in which unit {shown} is stated, expected one such as {choices_for(figure.indicator)} "
        "in the heading or a title such as 单位：万元; add it",
    )


def _units_shown(placed: Sequence[Placed]) -> str:
    """Return the units of a statement for the ledger."""
    units = dict.fromkeys(spelling_of(each.unit) for each in placed if each.unit is not None)
    return f" in {' and '.join(units)}" if units else ""


def _unit_in_heading(column: FigureColumn, header: tuple[str, ...]) -> str | None:
    """Return the key of the unit a heading states, None where it states none; raises FileRefusedError where it cannot be meant."""
    words, indicator, shown = column.name.units, column.figure.indicator, header[column.position]
    keys = {unit_key(word) for word in words}
    strange = [word for word in words if not measures(indicator, unit_key(word))]
    if strange:
        raise _not_a_unit(strange[0], indicator, f"the heading {shown}")
    if len(keys) > 1:
        raise FileRefusedError("two_units", f"the heading {shown} states {' and '.join(words)}, expected one unit; correct it")
    return keys.pop() if keys else None


class Titled(NamedTuple):
    """The units that titles state and an indicator can be measured in, for messages where they stand, and the first place."""

    keys: tuple[str, ...]
    shown: str
    place: str


def _unit_in_titles(figure: Figure, titles: tuple[Title, ...], *, is_needed: bool) -> Titled | None:
    """Return the units the texts about a table state for a figure, None where they state none.

    Raises FileRefusedError where units are stated, one is needed, and the figure can be measured in none of them.
    """
    stated = units_of_titles(titles)
    possible = [(key, title) for word, title in stated if (key := unit_key(word)) is not None and measures(figure.indicator, key)]
    if stated and not possible and is_needed:
        word, title = stated[0]
        raise _not_a_unit(
            "、".join(dict.fromkeys(each for each, _ in stated)) or word, figure.indicator, f"the {NAMES[title.where]} {title.text}"
        )
    keys = tuple(dict.fromkeys(key for key, _ in possible))
    if not keys:
        return None
    firsts = {key: next(title for each, title in possible if each == key) for key in keys}
    shown = " and ".join(f"the {NAMES[title.where]} '{title.text}' states {spelling_of(key)}" for key, title in firsts.items())
    return Titled(keys, shown, f"{NAMES[possible[0][1].where]} {possible[0][1].text}")


def _not_a_unit(word: str, indicator: str, place: str) -> FileRefusedError:
    """Return the refusal of a file that states a unit the figure is not measured in."""
    is_known = unit_key(word) is not None
    return FileRefusedError(
        "impossible_unit" if is_known else "unknown_unit",
        f"{place} states the unit {word}, {'in which' if is_known else 'which nobody knows here, and'} {indicator} cannot be measured; "
        f"expected {choices_for(indicator)} or a multiple; correct it and deliver the file again",
    )


def months_in_headings(found: Sequence[Statement]) -> tuple[str, ...]:
    """Return the months that headings state, in order."""
    return tuple(sorted({each.month for each in found if each.month is not None}))


def check_months(found: Sequence[Statement], header: tuple[str, ...], titles: tuple[Title, ...]) -> None:
    """Raise FileRefusedError where a title or the file's name states a month that no heading states, although headings state months."""
    stated = months_in_headings(found)
    for candidate in title_months(titles).values() if stated else ():
        if candidate.period not in stated and candidate.title.where != "sheet":
            first = next(each for each in found if each.month is not None)
            raise FileRefusedError(
                "two_months",
                f"the heading {header[first.value.position]} states {first.month}, and {candidate.shown} is another month; "
                "correct the one that is wrong and deliver the file again",
            )
