"""Every departure from a district once: to another district of the installation with both ends, to elsewhere, or with no end known."""

from datetime import date

import polars as pl

from models.district.district_moves import DEPARTURE_SCHEMA, REGISTER_SCHEMA, district_moves

MONTH = date(2026, 10, 1)
NAMES = {"a": "甲区", "b": "乙区", "c": "乙区新城"}
LONG_AGO = date(1900, 1, 1)


def register(*rows: tuple[str, str, date | None, date | None], known_on: date = LONG_AGO) -> pl.DataFrame:
    """Rows as folder, code, day of entry, day of leaving."""
    filled = [(folder, uscc, f"企业{uscc}", came, left, known_on) for folder, uscc, came, left in rows]
    return pl.DataFrame(filled, schema=REGISTER_SCHEMA, orient="row")


def departed(*rows: tuple[str, str, str | None, date]) -> pl.DataFrame:
    """Rows as folder, code, stated destination, day."""
    filled = [(folder, uscc, f"企业{uscc}", where, on, 100.0, 1.0, 20.0) for folder, uscc, where, on in rows]
    return pl.DataFrame(filled, schema=DEPARTURE_SCHEMA, orient="row")


def ends(moves: pl.DataFrame) -> list[tuple[str, ...]]:
    return moves.select("uscc", "from_folder", "to_folder", "kind").rows()


def test_who_leaves_one_district_and_stands_in_another_has_moved_inside() -> None:
    registers = register(("a", "X", None, date(2026, 5, 9)), ("b", "X", date(2026, 5, 9), None), ("a", "Y", None, None))
    moves = district_moves(registers, departed(("a", "X", "乙区", date(2026, 5, 1))), NAMES, MONTH)
    assert ends(moves) == [("X", "a", "b", "arrived")]
    assert moves["occurred_on"].to_list() == [date(2026, 5, 1)]
    assert moves["output_cny_10k"].to_list() == [100.0]


def test_a_row_that_changed_its_district_is_a_move_without_any_record_of_it() -> None:
    registers = register(("a", "X", date(2015, 1, 1), date(2026, 3, 2)), ("b", "X", date(2015, 1, 1), None))
    moves = district_moves(registers, departed(), NAMES, MONTH)
    assert ends(moves) == [("X", "a", "b", "arrived")]
    assert moves["occurred_on"].to_list() == [date(2026, 3, 2)]


def test_the_record_that_went_along_to_the_new_district_is_not_counted_there_again() -> None:
    """What is known of an enterprise goes with it: both districts have the same outcome."""
    on = date(2026, 5, 1)
    for entered in (date(2026, 5, 9), date(2015, 1, 1), None):
        registers = register(("a", "X", date(2015, 1, 1), date(2026, 5, 9)), ("b", "X", entered, None))
        moves = district_moves(registers, departed(("a", "X", "外省", on), ("b", "X", "外省", on)), NAMES, MONTH)
        assert ends(moves) == [("X", "a", "b", "arrived")], entered


def test_who_goes_to_elsewhere_is_outside_and_who_says_nothing_is_unknown() -> None:
    registers = register(("a", "X", None, None), ("a", "Y", None, None), ("b", "Z", None, None))
    gone = departed(("a", "X", "东莞", date(2026, 4, 1)), ("a", "Y", None, date(2026, 6, 1)), ("b", "Z", " ", date(2026, 7, 1)))
    assert ends(district_moves(registers, gone, NAMES, MONTH)) == [
        ("Y", "a", None, "unknown"), ("X", "a", None, "outside"), ("Z", "b", None, "unknown"),
    ]  # fmt: skip


def test_a_destination_in_the_installation_whose_register_lacks_it_is_announced_and_the_longer_name_is_meant() -> None:
    gone = departed(("a", "X", "本市乙区新城", date(2026, 4, 1)), ("a", "Y", "乙区", date(2026, 4, 1)))
    assert sorted(ends(district_moves(register(("a", "X", None, None)), gone, NAMES, MONTH))) == [
        ("X", "a", "c", "announced"), ("Y", "a", "b", "announced"),
    ]  # fmt: skip


def test_a_destination_inside_the_own_district_is_none_of_the_others() -> None:
    gone = departed(("b", "X", "乙区", date(2026, 4, 1)))
    assert ends(district_moves(register(), gone, NAMES, MONTH)) == [("X", "b", None, "outside")]


def test_two_moves_of_one_enterprise_are_two_and_each_has_its_ends() -> None:
    registers = register(
        ("a", "X", date(2015, 1, 1), date(2026, 1, 5)), ("b", "X", date(2026, 1, 5), date(2026, 8, 1)), ("c", "X", date(2026, 8, 1), None)
    )
    assert sorted(ends(district_moves(registers, departed(), NAMES, MONTH))) == [
        ("X", "a", "b", "arrived"), ("X", "b", "c", "arrived"),
    ]  # fmt: skip


def test_what_is_older_than_the_window_or_later_than_the_month_is_not_told() -> None:
    gone = departed(("a", "X", "东莞", date(2025, 10, 31)), ("a", "Y", "东莞", date(2025, 11, 1)), ("a", "Z", "东莞", date(2026, 11, 1)))
    assert [row[0] for row in ends(district_moves(register(), gone, NAMES, MONTH))] == ["Y"]


def test_leaving_a_register_alone_and_standing_in_two_all_along_are_no_moves() -> None:
    registers = register(("a", "X", None, date(2026, 5, 1)), ("a", "Y", date(2015, 1, 1), None), ("b", "Y", date(2015, 1, 1), None))
    assert district_moves(registers, departed(), NAMES, MONTH).is_empty()


def test_who_stands_in_two_registers_moved_to_the_one_it_entered_later() -> None:
    registers = register(("a", "X", date(2015, 1, 1), None), ("b", "X", date(2026, 9, 3), None))
    moves = district_moves(registers, departed(), NAMES, MONTH)
    assert ends(moves) == [("X", "a", "b", "arrived")]
    assert moves["occurred_on"].to_list() == [date(2026, 9, 3)]


def test_the_order_of_rows_changes_nothing() -> None:
    registers = register(("a", "X", None, date(2026, 5, 9)), ("b", "X", date(2026, 5, 9), None), ("c", "Q", None, None))
    gone = departed(("a", "X", None, date(2026, 5, 1)), ("c", "Q", "东莞", date(2026, 2, 1)))
    expected = district_moves(registers, gone, NAMES, MONTH)
    assert district_moves(registers.reverse(), gone.reverse(), NAMES, MONTH).equals(expected)
