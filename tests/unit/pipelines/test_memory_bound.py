"""EARLYWARN_MEMORY: what is a size, and how the processes of a run share it."""

import pytest

from pipelines.config import environment
from pipelines.config.environment import memory_bytes, memory_share
from pipelines.data_dir import DataDir
from pipelines.errors import SettingsError, exit_code_of
from pipelines.instance.waiting import patient_store
from warehouse import connection

GIB = 1024**3


@pytest.mark.parametrize(("text", "size"), [("12GiB", 12 * GIB), ("1.5 GiB", 3 * GIB // 2), ("512MiB", GIB // 2), ("2GB", 2 * 10**9)])
def test_a_size_has_a_unit(text, size):
    assert memory_bytes({"EARLYWARN_MEMORY": text}) == size


@pytest.mark.parametrize("text", ["12", "much", "-1GiB", "0GiB", "100MiB", "12 Gib", "nanGiB"])
def test_a_wrong_size_is_a_sentence_and_exit_code_2(text):
    with pytest.raises(SettingsError, match=f"EARLYWARN_MEMORY is {text}, expected") as caught:
        environment.require_environment({"EARLYWARN_MEMORY": text})
    assert exit_code_of(caught.value) == 2


def test_processes_of_a_run_share_it(monkeypatch):
    given = {"EARLYWARN_MEMORY": "4GiB"}
    assert memory_share({**given, "EARLYWARN_PROCESSES": "1"}) == 4 * GIB
    assert memory_share({**given, "EARLYWARN_PROCESSES": "2"}) == 2 * GIB
    # A worker is told that it works alone.
    monkeypatch.setattr(environment, "parent_process", object)
    monkeypatch.setattr(environment.os, "cpu_count", lambda: 2)
    assert memory_share({**given, "EARLYWARN_PROCESSES": "1"}) == 2 * GIB


def test_without_a_word_half_of_the_machine_is_taken():
    assert memory_bytes({}) == memory_bytes({"EARLYWARN_MEMORY": " "}) > GIB // 4


def test_a_run_opens_the_warehouse_within_it(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "_memory", [])
    monkeypatch.setenv("EARLYWARN_MEMORY", "700MiB")
    with patient_store(DataDir(tmp_path)) as store:
        assert store._connection.sql("select current_setting('memory_limit')").fetchall() == [("700.0 MiB",)]
