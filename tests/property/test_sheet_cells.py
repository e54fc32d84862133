"""A workbook and a CSV of the same table say the same, and no number loses a digit on the way."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.pipelines.ingest.deliveries import CODE
from tests.unit.pipelines.ingest.workbooks import HEADER, csv_of, read, with_cell, workbook

FEW = settings(max_examples=20, deadline=None)
NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False, min_value=-1e30, max_value=1e30),
)
# Characters that XML can carry and that neither separate nor quote.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters=',;"\t_=#'), min_size=1, max_size=6).map(
    "名{}".format
)


@FEW
@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_numbers_keep_every_digit_and_never_have_an_exponent(values):
    found = read(with_cell(*(f"<v>{value!r}</v>" for value in values))).rows
    assert [float(text) for text in found["c3"]] == [float(value) for value in values]
    assert not any("e" in text or text.endswith(".0") for text in found["c3"])
    assert all(found["c3_is_number"])


@FEW
@given(st.lists(st.tuples(TEXTS, st.integers(0, 10**6), st.booleans()), min_size=1, max_size=20))
def test_a_workbook_and_a_csv_give_the_same_rows(cells):
    rows = [row for name, value, is_spaced in cells for row in ([CODE, name, "2026-07", value], *([[]] if is_spaced else []))]
    drawn, plain = read(workbook([["标题"], HEADER, *rows])), read(csv_of([["标题"], HEADER, *rows]), "f.csv")
    columns = ["row_number", "c0", "c1", "c2", "c3"]
    assert drawn.rows.select(columns).equals(plain.rows.select(columns))
    assert drawn.header == plain.header
