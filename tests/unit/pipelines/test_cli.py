"""The command line: usage, exit codes, one sentence for what a person can mend and a traceback for what only we can."""

import sys
from importlib.metadata import version

import pytest

from pipelines import cli, cli_options
from pipelines.errors import CheckFailedError, NoUsableInputError, WarehouseUnavailableError
from warehouse.vocabulary import LANGUAGES


def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["earlywarn", *words])
    code = 0
    try:
        cli.main()
    except SystemExit as end:
        code = int(end.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("run", "--month", "2026-13"),
        ("run", "--month", "October"),
        ("run", "--as-of", "yesterday"),
        ("run", "--from", "2026-01", "--latest", "2"),
        ("demo", "--enterprises", "3"),
        ("report",),
        ("send",),
        ("backtest", "--from", "2026-01"),
        ("forecast", "in.parquet", "out.parquet"),
        ("tournament", "--quarter", "2026-09"),
        ("tournament", "--quarter", "2026Q5"),
        ("explain", "91440300192413773Q", "--language", "fr"),
        ("quarantine", "release"),
        ("quarantine", "release", "abcdefgh", "--by", "x"),
        ("quarantine", "reject", "abcdefgh", "--why", "x"),
        ("quarantine", "release", "abcdefgh", "--by", "x", "--why", "y", "--file", "a.csv"),
        ("quarantine", "reject", "abcdefgh", "--by", "x", "--why", "y", "--rule", "bad_code"),
        ("quarantine", "list", "--month", "June"),
        ("layout", "check"),
        ("case", "visit", "1"),
        ("case", "suspend", "1", "why"),
        ("case", "judge", "1", "perhaps"),
        ("case", "list", "--state", "done"),
        ("case", "list", "--mine", "--lead", "x"),
        ("case", "list", "--scope", "street:"),
        ("layout", "new", "nothing_there.csv"),
    ],
)
def test_wrong_usage_ends_with_two(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    code, out, err = call(capsys, monkeypatch, *words)
    assert code == 2
    assert "Traceback" not in out + err


@pytest.mark.parametrize(
    "verb",
    [
        "demo",
        "run",
        "ingest",
        "report",
        "send",
        "impact",
        "explain",
        "backtest",
        "forecast",
        "tournament",
        "ui",
        "doctor",
        "quarantine",
        "layout",
        "case",
    ],
)
def test_every_verb_of_the_contract_explains_itself(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    code, out, _ = call(capsys, monkeypatch, verb, "--help")
    assert code == 0
    assert "Usage" in out


@pytest.mark.parametrize(("error", "code"), [(NoUsableInputError, 10), (CheckFailedError, 11), (WarehouseUnavailableError, 20)])
def test_what_a_person_can_mend_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: type[Exception], code: int
) -> None:
    def fail() -> None:
        try:
            raise error("the inbox is empty;\nput something in")
        except Exception as cause:
            # Orchestrators wrap what a step raises.
            raise RuntimeError("step failed") from cause

    monkeypatch.setattr(cli, "_home", fail)
    got, _, err = call(capsys, monkeypatch, "doctor")
    assert (got, err) == (code, "earlywarn: the inbox is empty; put something in\n")


def test_the_version_is_the_installed_one(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(capsys, monkeypatch, "--version") == (0, f"earlywarn {version('earlywarn')}\n", "")


def test_the_languages_are_those_of_the_vocabulary() -> None:
    assert cli_options.LANGUAGES == LANGUAGES


def test_a_bug_shows_its_traceback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(cli, "_home", fail)
    code, _, err = call(capsys, monkeypatch, "doctor")
    assert code == 1
    assert "Traceback" in err
    assert "bug" in err
