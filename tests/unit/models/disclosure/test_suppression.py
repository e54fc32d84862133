"""What is left out: safe against trying, no more than is needed, and the same by the programme and by the greedy search in safety."""

from dataclasses import replace

import numpy as np
import polars as pl

from models.disclosure.linked_sums import LinkedSums, Span, Total, groups_of
from models.disclosure.settings import DisclosureSettings
from models.disclosure.suppression import Pattern, Protection, choose, choose_greedily


def protection(counts: dict[tuple[str, str], int], *, printed: tuple[str, ...] = ()) -> Protection:
    """One month of enterprises of 10 each, so many in each street and section; `printed`: streets whose whole is out already."""
    rows = [group for group, count in counts.items() for _ in range(count)]
    firms = pl.DataFrame({"street": [one[0] for one in rows], "section": [one[1] for one in rows], "size": ["small"] * len(rows)})
    totals = tuple(Total(group, Span(0, 0)) for group in groups_of(firms, [("street", "section")]))
    sums = LinkedSums(firms, np.full((len(rows), 1), 10.0), totals)
    out = np.array([total.group[0] in printed and total.group[1] is None for total in totals])
    none = np.zeros(len(totals), dtype=bool)
    return Protection(sums, ~none, out, none, none, DisclosureSettings())


def hidden_groups(given: Protection, pattern: Pattern) -> set[tuple[str | None, ...]]:
    return {total.group[:2] for total, hidden in zip(given.sums.totals, pattern.hidden, strict=True) if hidden}


def test_nothing_is_left_out_where_nothing_is_sensitive() -> None:
    given = protection({("A", "C"): 5, ("A", "F"): 5, ("B", "C"): 5, ("B", "F"): 5})
    assert not choose(given).hidden.any()


def test_one_small_cell_takes_three_others_along() -> None:
    # Two in one cell: without another of its row and of its column, and the one between them, it follows by subtraction.
    given = protection({("A", "C"): 2, ("A", "F"): 5, ("B", "C"): 5, ("B", "F"): 5})
    found = choose(given)
    assert found.way == "programme"
    assert hidden_groups(given, found) == {("A", "C"), ("A", "F"), ("B", "C"), ("B", "F")}
    assert not given.attacked(found.hidden)


def test_a_single_enterprise_does_not_protect_another() -> None:
    # Each of the two single enterprises in the row knows its own figure and would have the other's by subtraction.
    given = protection({("A", "C"): 1, ("A", "F"): 1, ("A", "G"): 6, ("B", "C"): 6, ("B", "F"): 6, ("B", "G"): 6})
    found = choose(given)
    assert ("A", "G") in hidden_groups(given, found) or ("A", None) in hidden_groups(given, found)


def test_the_greedy_search_is_safe_too_and_never_better_than_needed() -> None:
    given = protection({("A", "C"): 2, ("A", "F"): 5, ("B", "C"): 5, ("B", "F"): 5, ("D", "C"): 8, ("D", "F"): 8})
    greedy, best = choose_greedily(given), choose(given)
    assert not given.attacked(greedy.hidden)
    assert given.costs @ greedy.hidden >= given.costs @ best.hidden * (1 - 0.02)


def test_without_rounds_the_greedy_search_takes_over() -> None:
    given = protection({("A", "C"): 2, ("A", "F"): 5, ("B", "C"): 5, ("B", "F"): 5})
    found = choose(replace(given, settings=DisclosureSettings(rounds_most=1, nodes_most=1)))
    assert found.way in ("greedy", "programme")
    assert not given.attacked(found.hidden)


def test_what_is_out_already_is_not_called_back() -> None:
    given = protection({("A", "C"): 2, ("A", "F"): 5, ("B", "C"): 5, ("B", "F"): 5}, printed=("A", "B"))
    found = choose(given)
    assert not (found.hidden & given.printed).any()


def test_an_enterprise_that_reported_nothing_but_zero_does_not_keep_every_table_back() -> None:
    # It is alone in its section and knows that the section has nothing: no choice could keep that from it.
    firms = pl.DataFrame({"street": ["A"] * 7 + ["B"] * 7, "section": ["C"] * 6 + ["U"] + ["C"] * 7, "size": ["small"] * 14})
    totals = tuple(Total(group, Span(0, 0)) for group in groups_of(firms, [("street", "section")]))
    figures = np.full((14, 1), 10.0)
    figures[6] = 0.0
    none = np.zeros(len(totals), dtype=bool)
    given = Protection(LinkedSums(firms, figures, totals), ~none, none, none, none, DisclosureSettings())
    found = choose(given)
    assert found.way == "programme"
    assert {("A", "U"), (None, "U")} <= hidden_groups(given, found)
    assert not found.hidden.all()
