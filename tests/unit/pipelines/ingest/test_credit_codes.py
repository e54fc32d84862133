"""Credit codes: valid ones in one form, every other one with its reason."""

import csv
from pathlib import Path

import numpy as np
import pytest

from pipelines.demo.fictional_codes import credit_codes
from pipelines.ingest.credit_codes import check_code, check_codes, check_organisation

REAL = Path(__file__).parents[4] / "shared/data/cn_reference/uscc_real_examples.csv"


@pytest.mark.skipif(not REAL.exists(), reason="the shared reference data is not beside this checkout")
def test_real_codes_are_valid():
    codes = [row["uscc"] for row in csv.DictReader(REAL.read_text(encoding="utf-8").splitlines())]
    assert [check_code(code) for code in codes] == [(code, None) for code in codes]


@pytest.mark.parametrize(
    "text",
    [
        "91440300192413773q",
        " 91440300192413773Q ",
        "9144 0300 1924 1377 3Q",
        "91440300-192413773-Q",
        "９１４４０３００１９２４１３７７３Ｑ",
    ],
)
def test_one_code_has_one_form(text):
    assert check_code(text) == ("91440300192413773Q", None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("91440300192413773R", "check digit"),
        ("91440300192413737Q", "check digit"),
        ("9144030019241377", "has 16 characters"),
        ("", "has 0 characters"),
        ("9144030019241377I3", "characters where none"),
        ("9.14403E+17", "expected 18"),
        ("甲公司", "expected 18"),
    ],
)
def test_other_texts_are_refused_with_a_reason(text, reason):
    code, found = check_code(text)
    assert code is None
    assert reason in found


@pytest.mark.parametrize("accepts", ["enterprise", "organisation"])
def test_a_column_is_judged_as_each_of_its_codes_alone(accepts):
    codes = credit_codes(200, np.random.default_rng(5))
    random = np.random.default_rng(6)
    odd = ["".join(random.choice(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ é１"), 18)) for _ in range(200)]
    slips = [
        f"{code[:place]}{letter}{code[place + 1 :]}" for code, place, letter in zip(codes, range(18), "0A9Z8QIO123456789B", strict=False)
    ]
    texts = [*codes, *odd, *slips, *(code.lower() for code in codes[:9]), "", "123456789"]
    check = check_organisation if accepts == "organisation" else check_code
    expected = {text: check(text) for text in texts}
    valid, refused = check_codes(texts, accepts)
    assert valid == {text: code for text, (code, _) in expected.items() if code is not None}
    assert refused == {text: reason for text, (code, reason) in expected.items() if code is None}
