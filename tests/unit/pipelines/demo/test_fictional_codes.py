"""Made-up credit codes are well-formed by an independent judge, and cannot be anybody's."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from stdnum.cn import uscc

from pipelines.demo.faults import spoil_code
from pipelines.demo.fictional_codes import credit_check, credit_codes, organisation_check

SHARED = Path(os.environ.get("EARLYWARN_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))


def test_codes_are_valid_different_and_of_the_district():
    codes = credit_codes(3000, np.random.default_rng(5))
    assert all(uscc.is_valid(code) for code in codes)
    assert len(set(codes)) == 3000
    assert {code[:8] for code in codes} == {"91440310"}


def test_no_code_can_belong_to_a_real_enterprise():
    # Real organisation codes begin with digits or with MA and what follows it, never with M9.
    assert {code[8:10] for code in credit_codes(50, np.random.default_rng(1))} == {"M9"}


def test_a_spoilt_code_fails_only_by_its_check_character():
    for code in credit_codes(200, np.random.default_rng(2)):
        spoilt = spoil_code(code)
        assert spoilt[:-1] == code[:-1]
        assert not uscc.is_valid(spoilt)


def test_check_characters_agree_with_real_codes():
    path = SHARED / "cn_reference" / "uscc_real_examples.csv"
    if not path.exists():
        pytest.skip(f"the real credit codes are not at {path}")
    codes = [row["uscc"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    assert len(codes) >= 30
    assert [credit_check(code[:17]) for code in codes] == [code[17] for code in codes]
    assert [organisation_check(code[8:16]) for code in codes] == [code[16] for code in codes]
