"""Who works on a run: a process and not only its number, and nothing said about other machines."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from pipelines.instance.run_owner import Owner


def test_this_process_is_here_and_its_tags_say_so() -> None:
    owner = Owner.this()
    assert owner.process == os.getpid()
    assert Owner.from_tags(owner.tags()) == owner
    assert not owner.is_gone


def test_a_process_that_was_killed_is_gone_whether_anybody_has_asked_for_its_result_or_not() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        owner = Owner.of(process.pid)
        assert not owner.is_gone
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        # It has ended and still has its number.
        assert owner.is_gone
    assert owner.is_gone


@pytest.mark.parametrize("started", ["", "another-start:1"])
def test_another_process_with_the_number_of_one_that_is_gone_is_not_taken_for_it(started: str) -> None:
    assert replace(Owner.this(), started=started).is_gone


def test_of_a_process_of_another_machine_nothing_is_known() -> None:
    assert not Owner("elsewhere", 1, "").is_gone


@pytest.mark.parametrize("tags", [{}, {"earlywarn/host": "here"}, {"earlywarn/host": "here", "earlywarn/process": "many"}])
def test_tags_that_do_not_say_who_works_on_a_run_name_nobody(tags: dict[str, str]) -> None:
    assert Owner.from_tags(tags) is None
