"""An address that others can reach is asked about; those of this machine are not."""

import pytest
from click.testing import CliRunner

from pipelines.cli import cli
from pipelines.commands.listening import is_loopback, require_proxy
from pipelines.errors import UsageError


@pytest.mark.parametrize(
    ("host", "own"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.8.8.8", True), ("192.168.1.1", False)]
)
def test_loopback(host: str, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.parametrize("verb", ["ui", "desk"])
@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "warn.example.gov.cn", "::"])  # noqa: S104 - what is refused
def test_pages_ask_for_a_proxy_before_others_can_reach_them(verb: str, host: str) -> None:
    error = CliRunner().invoke(cli, [verb, "--host", host]).exception
    assert isinstance(error, UsageError)
    assert error.exit_code == 2
    assert f"{host} can be reached from other machines" in str(error)
    assert "--i-have-a-proxy" in str(error)


def test_whoever_has_one_is_believed() -> None:
    require_proxy("0.0.0.0", is_proxied=True)  # noqa: S104 - what is allowed
    require_proxy("127.0.0.1", is_proxied=False)
