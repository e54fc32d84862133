"""Credit codes as people type and paste them."""

import pytest

from pipelines.commands.snapshot import code_of
from tests.unit.pipelines.ingest.deliveries import CODE


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), f" {CODE}\n", f"{CODE[:8]} {CODE[8:]}", "\u200b".join(CODE), "".join(chr(ord(each) + 0xFEE0) for each in CODE)],
)
def test_a_code_is_found_however_it_is_typed(typed):
    assert code_of(typed) == CODE


def test_what_is_no_code_is_asked_for_as_it_is():
    assert code_of("华星光电") == "华星光电"
