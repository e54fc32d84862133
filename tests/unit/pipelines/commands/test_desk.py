"""The command: what it refuses, the links it prints, and a page that answers and ends when told."""

import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from pipelines.commands import desk as command
from pipelines.data_dir import DataDir
from pipelines.desk.sessions import load_key
from pipelines.errors import SettingsError, UsageError
from tests.conftest import ROOT
from tests.desk import PEOPLE, Browser, make_home


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "desk.example.gov.cn", "::"])  # noqa: S104 - what is refused
def test_what_others_can_reach_needs_a_proxy(home, host):
    with pytest.raises(UsageError, match="--i-have-a-proxy"):
        command.desk(home, host, 8040, print)


def test_links_go_to_whoever_has_no_passphrase(home):
    with home.subscribers.open("a", encoding="utf-8") as file:
        file.write("new@example.gov.cn,周某,district,bulletin,zh\n")
    lines = list(command.invite(home, None, "https://desk.example.gov.cn/"))
    assert len(lines) == 2
    email, link = lines[0].split()
    assert email == "new@example.gov.cn"
    assert Browser(home).get(link.removeprefix("https://desk.example.gov.cn")).status == 200
    assert next(command.invite(home, PEOPLE["district"][0].upper(), "http://x")).startswith(PEOPLE["district"][0])


@pytest.mark.parametrize("email", ["stranger@example.gov.cn", PEOPLE["source:供电企业"][0]])
def test_nobody_else_is_invited(home, email):
    with pytest.raises(UsageError, match="is not among those who see cases"):
        list(command.invite(home, email, "http://x"))


def test_two_first_starts_at_once_have_one_key(tmp_path, monkeypatch):
    path, keys = tmp_path / "desk.key", iter([b"a" * 32, b"b" * 32])

    def drawn(_):
        key = next(keys)
        if key.startswith(b"a"):
            # Meanwhile the other one starts, and is done before this one.
            assert load_key(path) == b"b" * 32
        return key

    monkeypatch.setattr("pipelines.desk.sessions.secrets.token_bytes", drawn)
    assert load_key(path) == b"b" * 32
    assert [each.name for each in tmp_path.iterdir()] == ["desk.key"]


def test_the_key_is_its_owners_alone(tmp_path):
    path = tmp_path / "desk.key"
    key = load_key(path)
    assert (len(key), path.stat().st_mode & 0o777, load_key(path)) == (32, 0o600, key)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_key(path)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(SettingsError, match="holds 5 bytes"):
        load_key(path)


def test_the_page_answers_and_ends_when_told(home, tmp_path):
    code = (
        "import sys; from pathlib import Path; from pipelines.commands.desk import desk; from pipelines.data_dir import DataDir\n"
        "desk(DataDir(Path(sys.argv[1])), '127.0.0.1', 0, lambda line: print(line, flush=True))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", code, str(home.root)], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        address = process.stdout.readline().split()[3]
        with urllib.request.urlopen(f"{address}/login", timeout=20) as answer:  # noqa: S310 - our own address
            assert (answer.status, "登录" in answer.read().decode()) == (200, True)
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - started < 10
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def test_a_taken_port_is_said(home):
    with command._listen("127.0.0.1", 0) as taken, pytest.raises(UsageError, match="cannot be listened on"):
        command.desk(DataDir(home.root), "127.0.0.1", taken.getsockname()[1], print)
