"""Configuration: complete as shipped, overridden key by key, refused with the name of the file and the key."""

from datetime import date
from pathlib import Path

import pytest

from models.warnings.settings import LevelSettings
from pipelines.errors import SettingsError
from pipelines.settings import District, find_home, load_settings, smtp_settings
from warehouse.vocabulary import INDICATORS

RELAY = {"EARLYWARN_SMTP_HOST": "mail.example.cn", "EARLYWARN_SMTP_FROM": "warn@example.cn"}


def local(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_shipped_files_say_what_the_classes_default_to() -> None:
    assert load_settings().levels == LevelSettings()


def test_every_indicator_has_a_source_with_a_channel() -> None:
    sources = load_settings().sources
    assert set(sources) == set(INDICATORS.keys)
    assert sources["output_value"].channel == "statistical"


def test_every_threshold_has_a_reason_an_owner_and_a_day_of_review() -> None:
    for threshold in load_settings().thresholds:
        assert len(threshold.reason.split()) >= 4, threshold.name
        assert threshold.owner, threshold.name
        assert isinstance(threshold.reviewed, date), threshold.name


def test_a_local_file_overrides_one_key_and_leaves_the_rest(tmp_path: Path) -> None:
    settings = load_settings(local(tmp_path, "district.toml", 'name = "扬中市"'))
    assert settings.district.name == "扬中市"
    assert settings.district.issuer == load_settings().district.issuer


def test_a_local_threshold_reaches_the_class_that_uses_it(tmp_path: Path) -> None:
    text = (
        '[thresholds.capacity_total]\nvalue = 40\nunit = "enterprises"\nreason = "Fewer visitors in summer."\n'
        'owner = "x"\nreviewed = 2026-07-01\n'
    )
    assert load_settings(local(tmp_path, "levels.toml", text)).levels.capacity_total == 40


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("district.toml", "name = ", "not valid TOML"),
        ("district.toml", 'nmae = "x"', "nmae"),
        ("district.toml", 'first_issue = "2024-13"', "month"),
        ("distrikt.toml", 'name = "x"', "distrikt.toml"),
        ("sources.toml", '[steam]\ndepartment = "x"\nchannel = "public"\n', "steam"),
        ("sources.toml", '[tax]\nchannel = "secret"\n', "secret"),
        ("sources.toml", "[tax]\nrelease_day = 31\n", "31"),
        ("levels.toml", "[thresholds.entry_risk]\nvalue = 1.5\n", "entry_risk"),
        ("levels.toml", "[thresholds.entry_rsik]\nvalue = 0.2\n", "entry_rsik"),
        ("thresholds.toml", "[coverage]\nwarn_below_share = 0.8\n", "coverage.warn_below_share"),
        ("models.toml", "[explain]\nfans = 3\n", "fans"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(local(tmp_path, name, text))


def test_the_digest_moves_with_what_is_published_and_not_with_how_it_is_mailed(tmp_path: Path) -> None:
    mailed, named = tmp_path / "mailed", tmp_path / "named"
    mailed.mkdir()
    named.mkdir()
    assert load_settings(local(mailed, "mail.toml", 'from_name = "other"')).digest() == load_settings().digest()
    assert load_settings(local(named, "district.toml", 'issuer = "other"')).digest() != load_settings().digest()


def test_issues_are_counted_within_the_year_and_from_the_first() -> None:
    district = District(first_issue="2024-03")
    assert (district.issue_of_year(date(2024, 3, 1)), district.issue_total(date(2024, 3, 1))) == (1, 1)
    assert (district.issue_of_year(date(2026, 10, 1)), district.issue_total(date(2026, 10, 1))) == (10, 32)
    assert district.issue_total(date(2020, 1, 1)) == 1


def test_home_is_what_the_environment_says_or_var(tmp_path: Path) -> None:
    assert find_home({"EARLYWARN_HOME": str(tmp_path)}).root == tmp_path
    assert find_home({}).root.name == "var"


def test_no_relay_is_named_by_default() -> None:
    assert smtp_settings({}) is None


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_from_the_security(security: str, port: int) -> None:
    relay = smtp_settings({**RELAY, "EARLYWARN_SMTP_SECURITY": security})
    assert relay is not None
    assert relay.port == port


@pytest.mark.parametrize(
    "wrong",
    [{"EARLYWARN_SMTP_SECURITY": "ssl"}, {"EARLYWARN_SMTP_FROM": "nobody"}, {"EARLYWARN_SMTP_PORT": "0"}, {"EARLYWARN_SMTP_PORT": "x"}],
)
def test_a_half_named_relay_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="EARLYWARN_SMTP"):
        smtp_settings({**RELAY, **wrong})


def test_the_password_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    relay = smtp_settings({**RELAY, "EARLYWARN_SMTP_USER": "u", "EARLYWARN_SMTP_PASSWORD": "hunter2"})
    assert "hunter2" not in repr(relay)
