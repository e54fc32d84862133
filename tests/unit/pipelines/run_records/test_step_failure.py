"""What Dagster keeps of an error says what is wrong and not whom it is about; the error itself goes on whole."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.data_dir import DataDir
from pipelines.errors import CheckFailedError, MailNotDeliveredError, NoUsableInputError
from pipelines.instance.dagster_home import open_instance
from pipelines.run_records.step_failure import ERROR_CLASSES, StepFailedError, recordable, recorded_failures, steps_fail_recorded, withhold
from warehouse.errors import WarehouseBusyError

CODE, NAME, ADDRESS, FIGURE = "91310000775785552L", "甲乙丙精密机械有限公司", "li@example.gov.cn", "48213.75"
SENTENCE = (
    f"3 of 12 rows of {NAME} ({CODE}), account 0012345678, say {FIGURE} and 1,234,567 in 2026-06; ask {ADDRESS} or '张三' by 2026-07-16"
)


def test_names_codes_figures_and_addresses_are_withheld_and_counts_months_and_days_stay() -> None:
    told = withhold(SENTENCE)
    for secret in (CODE, NAME, "0012345678", FIGURE, "1,234,567", ADDRESS, "张三"):
        assert secret not in told
    for kept in ("3 of 12 rows", "2026-06", "2026-07-16"):
        assert kept in told


def test_an_error_that_words_what_may_be_kept_is_kept_in_its_words() -> None:
    assert recordable(CheckFailedError(SENTENCE, "3 of 12 rows are wrong")) == "3 of 12 rows are wrong"
    assert recordable(NoUsableInputError(f"no figure of {NAME}; deliver some")) == "no figure of …; deliver some"
    assert recordable(KeyError(NAME)).startswith("a mistake of the program, KeyError: …")


def test_only_what_mends_itself_is_worth_another_try() -> None:
    assert StepFailedError(WarehouseBusyError("busy")).allow_retries
    assert StepFailedError(MailNotDeliveredError("away")).allow_retries
    assert not StepFailedError(CheckFailedError("wrong")).allow_retries


def test_a_mistake_is_kept_with_its_place_and_a_reason_without() -> None:
    with pytest.raises(StepFailedError) as caught, recorded_failures():
        raise ValueError(SENTENCE)
    assert isinstance(caught.value.error, ValueError)
    assert "tests/unit/pipelines/run_records/test_step_failure.py" in str(caught.value.metadata["where"].value)
    with pytest.raises(StepFailedError) as caught, recorded_failures():
        raise CheckFailedError(SENTENCE)
    assert set(caught.value.metadata) == {ERROR_CLASSES}
    assert caught.value.metadata[ERROR_CLASSES].value == "CheckFailedError"


@pytest.mark.parametrize("error", [CheckFailedError, NoUsableInputError, ValueError])
def test_nothing_of_the_sentence_reaches_dagsters_home(tmp_path: Path, error: type[Exception]) -> None:
    def step() -> Iterator[dg.Output[None]]:
        yield dg.Output(None)
        try:
            raise KeyError(SENTENCE)
        except KeyError as first:
            raise error(SENTENCE) from first

    thing = dg.asset(name="thing")(steps_fail_recorded(step))
    home = DataDir(tmp_path)
    with open_instance(home) as instance, pytest.raises(StepFailedError) as caught:
        dg.materialize([thing], instance=instance)
    assert str(caught.value.error) == SENTENCE
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    assert b"StepFailedError" in kept
    for secret in (CODE, NAME, FIGURE, ADDRESS, "张三", "1,234,567"):
        assert secret.encode() not in kept
        assert secret.encode("unicode_escape") not in kept
