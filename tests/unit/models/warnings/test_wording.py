"""Words and numbers: nothing forbidden anywhere in the room, and numbers as officials write them."""

from pathlib import Path

import polars as pl
import pytest

from models.warnings import wording
from models.warnings.wording import forbidden_words, percent, thousands

ROOM = Path(wording.__file__).parent
CONFIG = ROOM.parents[1] / "pipelines" / "config"


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_no_module_of_the_response_speaks_of_hindering(path):
    text = path.read_text(encoding="utf-8")
    if path.name == "wording.py":
        before, rest = text.split("FORBIDDEN: Final = (")
        text = before + rest.split(")", 1)[1]
    assert forbidden_words(text) == []


def test_the_shipped_measures_speak_of_service_only():
    assert forbidden_words((CONFIG / "measures.toml").read_text(encoding="utf-8")) == []


def test_the_linter_finds_what_it_is_for():
    assert forbidden_words("该问题企业将外迁，应予劝阻") == ["将外迁", "问题企业", "劝阻"]


@pytest.mark.parametrize(
    ("number", "text"),
    [(3.14159, "3.1"), (8.0, "8"), (9.96, "10"), (42.4, "42"), (999.6, "1,000"), (123456.0, "123,000"), (9876543.0, "9,880,000")],
)
def test_numbers_have_three_digits_and_separators(number, text):
    assert pl.DataFrame({"x": [number]}).select(thousands(pl.col("x"))).item() == text


def test_per_cent_is_whole_and_unsigned():
    frame = pl.DataFrame({"x": [0.432, -0.3, 1.0, 0.0]})
    assert frame.select(percent(pl.col("x"))).to_series().to_list() == ["43%", "30%", "100%", "0%"]
