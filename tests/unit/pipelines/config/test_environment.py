"""The environment: every variable has a name and a meaning, a wrong value is refused by name, and secrets never show."""

import pytest

from pipelines.config.environment import smtp_settings, strange_variables, variables
from pipelines.config.layers import SHIPPED
from pipelines.errors import SettingsError

RELAY = {"EARLYWARN_SMTP_HOST": "mail.example.cn", "EARLYWARN_SMTP_FROM": "warn@example.cn"}


def test_no_relay_is_named_by_default() -> None:
    assert smtp_settings({}) is None


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_from_the_security(security: str, port: int) -> None:
    relay = smtp_settings({**RELAY, "EARLYWARN_SMTP_SECURITY": security})
    assert relay is not None
    assert relay.port == port


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SECURITY": "ssl"}, "EARLYWARN_SMTP_SECURITY is 'ssl', expected 'starttls', 'tls' or 'none'"),
        ({"FROM": "nobody"}, "EARLYWARN_SMTP_FROM is 'nobody', expected an address"),
        ({"FROM": ""}, "EARLYWARN_SMTP_FROM is missing"),
        *(({"PORT": port}, f"EARLYWARN_SMTP_PORT is '{port}', expected a number from 1 to 65535") for port in ("0", "abc", "65536", "1e2")),
        ({"PROT": "25"}, "EARLYWARN_SMTP_PROT is read by nothing; known here are EARLYWARN_SMTP_HOST, "),
    ],
)
def test_a_wrong_variable_is_refused_by_name(wrong: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        smtp_settings({**RELAY, **{f"EARLYWARN_SMTP_{name}": text for name, text in wrong.items()}})


def test_the_password_never_shows() -> None:
    relay = smtp_settings({**RELAY, "EARLYWARN_SMTP_USER": "u", "EARLYWARN_SMTP_PASSWORD": "hunter2"})
    assert relay is not None
    assert relay.password == "hunter2"
    assert "hunter2" not in repr(relay)
    with pytest.raises(SettingsError) as caught:
        smtp_settings({**RELAY, "EARLYWARN_SMTP_PASSWROD": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_a_variable_that_looks_like_ours_is_named_with_the_one_that_was_meant() -> None:
    given = {"EARLYWARN_HOME": "/x", "EARLYWARN_HOM": "/x", "EARLYWARN_SMTP_PROT": "25", "EARLYWARN_COLOUR": "red", "PATH": "/bin"}
    assert strange_variables(given) == [
        "EARLYWARN_COLOUR is read by nothing",
        "EARLYWARN_HOM is read by nothing; probably EARLYWARN_HOME is meant",
        "EARLYWARN_SMTP_PROT is read by nothing; probably EARLYWARN_SMTP_PORT is meant",
    ]


def test_every_variable_stands_in_the_operators_part() -> None:
    text = (SHIPPED.parent / "deploy" / "REFERENCE.md").read_text(encoding="utf-8")
    assert [name for name in variables() if f"`{name}`" not in text] == []
