"""Identifiers without their dress, and why a cell names none."""

import pytest

from pipelines.ingest.identifiers import Identifier, judge, undressed


@pytest.mark.parametrize(
    "text",
    [
        '="0316001935"',
        "'0316001935",
        "0316 0019 35",
        "\ufeff0316001935\u200b",
        "０３１６００１９３５",
        '=TEXT("0316001935","0")',
        "\t0316001935 ",
    ],
)
def test_one_account_in_every_dress(text):
    assert judge(text) == Identifier("0316001935")


@pytest.mark.parametrize(
    ("text", "problem"),
    [("nan", "absent"), ("—", "absent"), ("#N/A", "absent"), ("3.00E+15", "lost"), ("12345678901234567.0", "lost"),
     ("全区合计", "none"), ("#REF!", "none"), ("3.5", "none"),
     ("0000", "none"), ("甲", "none")],
)  # fmt: skip
def test_what_names_nothing(text, problem):
    assert judge(text) == Identifier(None, problem)


def test_zero_decimals_show_that_it_was_a_number():
    assert judge("316001935.0") == Identifier("316001935", was_number=True)


def test_a_name_keeps_its_spaces_and_its_words():
    assert judge("新建 厂房", is_name=True) == Identifier("新建 厂房")
    assert undressed("2026–440310–48") == "2026-440310-48"
