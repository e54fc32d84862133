"""The scan finds what it is there for, and finds nothing in what is kept."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conventions.security_scan import (
    DISTRIBUTED_BY_NAME,
    LICENCES_ALLOWED,
    bandit_findings,
    is_free,
    licence_findings,
    licence_of,
    secret_findings,
    secrets_in,
)
from tests.conventions.source import ROOT


def test_bandit_finds_nothing_that_is_not_explained() -> None:
    pytest.importorskip("bandit", reason="bandit comes with the development lock; `make check` installs it")
    assert list(bandit_findings()) == []


def test_what_is_not_explained_is_found(tmp_path: Path) -> None:
    pytest.importorskip("bandit", reason="bandit comes with the development lock; `make check` installs it")
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.py").write_text("import marshal\nx = marshal.loads(b'')\ny = eval('1')  # noqa: S307 - of a test\n")
    found = list(bandit_findings(tmp_path, ("room",)))
    assert [line.split(" ")[:2] for line in found] == [["room/a.py:2:", "B302"]]


def test_no_rule_of_bandit_is_switched_off_without_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for skipped in tomllib.loads(text)["tool"]["bandit"]["skips"]:
        assert re.search(rf'"{skipped}", # .{{20,}}', text), skipped


def test_no_secret_is_kept() -> None:
    assert list(secret_findings()) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN RSA PRIVATE KEY-----", "private key"),
        ("id = AKIAIOSFODNN7EXAMPLE", "key of a cloud"),
        ("postgresql://warn:geheim42@db/warn", "password in an address"),
        ('password = "hunter2hunter2"', "password or token as text"),
        ("api_key: 'abc123def456'", "password or token as text"),
        ("ghp_" + "a1" * 18, "token of a code host"),
    ],
)
def test_a_secret_is_found_and_not_repeated(text: str, kind: str) -> None:
    found = list(secrets_in("a.py", f"first\n{text}\n"))
    assert found == [f"a.py:2: {kind}"]


@pytest.mark.parametrize(
    "text", ['password = environ["X"]', "smtp://relay.example.cn:25", 'help="the password that goes with it"', "password: str"]
)
def test_words_about_secrets_are_none(text: str) -> None:
    assert list(secrets_in("a.py", text)) == []


def test_everything_the_program_comes_with_may_be_used_and_handed_on() -> None:
    assert list(licence_findings()) == []
    assert [name for name in LICENCES_ALLOWED if is_free(licence_of(name))] == []


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True), ("Apache-2.0 OR GPL-2.0-only", True), ("BSD-3-Clause AND MIT", True), ("GNU Lesser General Public License v2", True),
        ("GPL-3.0-or-later", False), ("MIT AND AGPL-3.0", False), ("", False), ("Proprietary", False),
    ],
)  # fmt: skip
def test_licences(licence: str, expected: bool) -> None:
    assert is_free(licence) is expected


def test_the_bill_of_materials_names_every_pin_with_its_hashes(tmp_path: Path) -> None:
    pytest.importorskip("cyclonedx_py", reason="cyclonedx-bom comes with the development lock; `make sbom` installs it")
    lock, path = ROOT / "requirements.lock", tmp_path / "sbom.json"
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "cyclonedx_py",
        "requirements",
        str(lock),
        "--output-reproducible",
        "--of",
        "JSON",
        "-o",
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    parts = json.loads(path.read_text(encoding="utf-8"))["components"]
    assert {part["name"] for part in parts} == set(DISTRIBUTED_BY_NAME.findall(lock.read_text(encoding="utf-8")))
    assert [part["name"] for part in parts if not any(each.get("hashes") for each in part["externalReferences"])] == []
