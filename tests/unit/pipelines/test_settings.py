"""Configuration: complete as shipped, overridden key by key, refused with the name of the file and the key."""

import re
import shutil
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from models.forecast.settings import ExpectedSettings, TournamentSettings
from models.risk.settings import CalibrationSettings, RiskSettings
from models.warnings.settings import LevelSettings
from pipelines.config.layers import SHIPPED
from pipelines.data_dir import DataDir
from pipelines.errors import SettingsError
from pipelines.settings import District, ExplainSettings, load_settings, require_settings
from warehouse.vocabulary import INDICATORS

RELAY = {"EARLYWARN_SMTP_HOST": "mail.example.cn", "EARLYWARN_SMTP_FROM": "warn@example.cn"}


def local(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_shipped_files_say_what_the_classes_default_to() -> None:
    settings = load_settings()
    assert settings.levels == LevelSettings()
    assert settings.risk == RiskSettings()
    assert (settings.expected, settings.tournament, settings.explain) == (ExpectedSettings(), TournamentSettings(), ExplainSettings())


def test_every_indicator_has_a_source_with_a_channel() -> None:
    sources = load_settings().sources
    assert set(sources) == set(INDICATORS.keys)
    assert sources["output_value"].channel == "statistical"


def test_every_threshold_has_a_reason_an_owner_and_a_day_of_review() -> None:
    for name, threshold in load_settings().thresholds.items():
        assert len(threshold.reason.split()) >= 4, name


def test_every_number_that_decides_about_a_level_is_in_the_file() -> None:
    named = {name.removeprefix("levels.") for name in load_settings().thresholds if name.startswith("levels.")}
    numbers = {item.name for item in fields(LevelSettings) if isinstance(item.default, int | float)}
    # How many reasons and measures are printed is layout, not a decision about an enterprise.
    assert numbers - named == {"reasons_most", "measures_most"}


def test_the_shipped_measures_have_keys_of_their_own_and_some_fits_everybody() -> None:
    catalogue = load_settings().measures
    assert len({measure.key for measure in catalogue}) == len(catalogue) >= 10
    assert any(not (m.kinds or m.indicators or m.stages or m.signals or m.topics) for m in catalogue)


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
    text = text.replace("thresholds.capacity_total", "calibration.sharpness").replace("40", "1.0")
    assert load_settings(local(tmp_path, "models.toml", text)).risk.calibration == CalibrationSettings(sharpness=1.0)


THRESHOLD = 'unit = "x"\nreason = "A reason of four words."\nowner = "x"\nreviewed = 2026-07-01\n'
WRONG = [
    ("district.toml", "name = ", "is not valid TOML"),
    ("district.toml", 'nmae = "x"', "nmae is read by nothing; known here are name, "),
    ("district.toml", 'first_issue = "2024-13"', "first_issue is '2024-13', expected a month such as 2024-01"),
    ("distrikt.toml", 'name = "x"', "the files that count are automation.toml, cases.toml"),
    ("sources.toml", '[steam]\ndepartment = "x"\nchannel = "public"\n', "steam is read by nothing; known here are output_value, "),
    ("sources.toml", '[tax]\nchannel = "secret"\n', "tax.channel is 'secret', expected 'statistical', "),
    ("sources.toml", "[tax]\nrelease_day = 31\n", "tax.release_day is 31, expected a number less than or equal to 28"),
    ("sources.toml", '[tax]\nrelease_day = "10"\n', "tax.release_day is '10', expected a whole number"),
    ("levels.toml", "[thresholds.entry_risk]\nvalue = 1.5\n", "thresholds.entry_risk.value is 1.5, expected a number less than 1"),
    ("levels.toml", "[thresholds.entry_risk]\nvalue = 0.05\n", "exit_risk is 0.1 and entry_risk is 0.05"),
    ("levels.toml", f"[thresholds.entry_rsik]\nvalue = 0.2\n{THRESHOLD}", "thresholds.entry_rsik is read by nothing"),
    ("levels.toml", "[thresholds.reasons_most]\nvalue = 3\n", "thresholds.reasons_most.reason is missing"),
    ("levels.toml", "capacity_total = 40\n", "capacity_total is read by nothing; known here are thresholds, "),
    ("levels.toml", '[matrix.low]\nlarge = "green"\n', "matrix.low.large is 'green', expected 'red', "),
    ("levels.toml", '[matrix.lowest]\nlarge = "red"\n', "matrix.lowest is 'lowest', expected 'low', "),
    ("measures.toml", '[[measure]]\nkey = "a"\ntext = "上门走访"\n', r"measure\[1\].department is missing"),
    ("measures.toml", '[[measure]]\nkey = "a"\ntext = "稽查"\ndepartment = "b"\n', r"measure\[1\]: measure a speaks of 稽查"),
    ("thresholds.toml", "[coverage]\nwarn_below_share = 0.8\n", "coverage.warn_below_share is 0.8, expected a table with value, unit, "),
    (
        "thresholds.toml",
        f"[growth.rises_most]\nvalue = 20\n{THRESHOLD}",
        r"growth\.rises_most is no setting any more.*remove",
    ),
    ("thresholds.toml", f"[growth.lasting_months]\nvalue = 3\n{THRESHOLD}", r"growth\.lasting_months is no setting any more"),
    ("models.toml", "[calibration.sharpness]\nvalue = 3\n", "calibration.sharpness.value is 3, expected a number less than or equal to 2"),
    ("models.toml", "[explain]\nfans = 3\n", "explain.fans is read by nothing; known here are fans_most"),
    ("mail.toml", "retry_seconds = [1, true]\n", r"retry_seconds\[2\] is True, expected a number"),
]


@pytest.mark.parametrize(("name", "text", "sentence"), WRONG)
def test_a_wrong_setting_is_refused_with_file_key_and_what_was_needed(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence) as caught:
        load_settings(local(tmp_path, name, text))
    assert str(tmp_path) in str(caught.value)
    assert caught.value.exit_code == 2


def test_what_is_wrong_as_shipped_is_named_with_the_shipped_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(SHIPPED, shipped)
    (shipped / "sources.toml").write_text(
        (SHIPPED / "sources.toml").read_text(encoding="utf-8").replace("[gas]", "[steam]"), encoding="utf-8"
    )
    monkeypatch.setattr("pipelines.config.layers.SHIPPED", shipped)
    with pytest.raises(SettingsError, match=f"{shipped}/sources.toml: gas is missing.*{shipped}/sources.toml: steam is read by nothing"):
        load_settings(local(tmp_path, "sources.toml", "[tax]\nrelease_day = 12\n"))


CORRECTION = """
[[correction]]
enterprise = "91440300192413773Q"
indicator = "electricity"
period = "2026-07"
basis = "month"
action = "replace"
value = 184200.0
expect = 184200000.0
reason = "meter factor applied twice"
reported_by = "group 12"
reported_on = 2026-08-19
"""


def corrected(tmp_path: Path, text: str) -> Path:
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "meter.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_corrections_are_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    folder = corrected(tmp_path, CORRECTION)
    path = folder / "corrections" / "meter.toml"
    path.write_bytes(("# 抄表员的更正\n" + CORRECTION).encode(encoding))
    assert [one.value for one in load_settings(folder).corrections] == [184200.0]
    path.write_bytes(b"# \xff\xff\n")
    with pytest.raises(SettingsError, match=r"meter\.toml cannot be read"):
        load_settings(folder)


def test_local_corrections_are_read_and_change_the_digest(tmp_path: Path) -> None:
    settings = load_settings(corrected(tmp_path, CORRECTION))
    assert [(one.indicator, one.value, one.until) for one in settings.corrections] == [("electricity", 184200.0, None)]
    assert settings.digest() != load_settings().digest()
    # A month made before it was reported is the same month afterwards.
    assert settings.digest(date(2026, 8, 18)) == load_settings().digest(date(2026, 8, 18))
    assert settings.digest(date(2026, 8, 19)) != load_settings().digest(date(2026, 8, 19))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("expect = 184200000.0\n", "", r"correction\[1\].expect is missing"),
        ("value = 184200.0", 'value = "184200"', r"correction\[1\].value is '184200', expected a number"),
        ("expect = 184200000.0", "expect = nan", r"correction\[1\].expect is nan, expected a finite number"),
        ('action = "replace"', 'action = "scale"', r"correction\[1\]: electricity, month, scale: expected an indicator"),
        ('period = "2026-07"', 'period = "2026-13"', r"correction\[1\]: month must be in"),
        ("reported_on", "reportd_on", r"correction\[1\].reportd_on is read by nothing"),
        ("[[correction]]", "[[corrections]]", "corrections is read by nothing; known here are correction"),
        ("[[correction]]", "[[correction", "is not valid TOML"),
    ],
)
def test_a_wrong_correction_is_refused_with_file_and_key(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=f"corrections/meter.toml.*{sentence}"):
        load_settings(corrected(tmp_path, CORRECTION.replace(old, new)))


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


def test_a_job_does_not_begin_with_a_wrong_environment(tmp_path: Path) -> None:
    require_settings(tmp_path, {})
    with pytest.raises(SettingsError, match="EARLYWARN_SMTP_PORT is 'abc'"):
        require_settings(tmp_path, {**RELAY, "EARLYWARN_SMTP_PORT": "abc"})


def configure(home: DataDir, file: str, text: str) -> None:
    home.config.mkdir(parents=True, exist_ok=True)
    (home.config / file).write_text(text, encoding="utf-8")


def test_a_district_of_many_goes_by_the_installations_configuration_and_its_own_over_it(tmp_path: Path) -> None:
    installation = DataDir(tmp_path / "home")
    district = installation.of_district("甲区")
    configure(installation, "district.toml", 'name = "某市"\nissuer = "市局"\ncontact = "市局一处"\n')
    configure(district, "district.toml", 'contact = "甲区企业科"\n')
    found = load_settings(district.config).district
    assert (found.name, found.issuer, found.contact, found.folder) == ("甲区", "市局", "甲区企业科", "甲区")
    other = load_settings(installation.of_district("乙区").config).district
    assert (other.name, other.contact, other.folder) == ("乙区", "市局一处", "乙区")
    assert load_settings(installation.config).district.name == "某市"
    assert load_settings(installation.config).district.folder == ""


def test_what_is_wrong_in_either_of_two_folders_is_named_with_its_file(tmp_path: Path) -> None:
    installation = DataDir(tmp_path / "home")
    district = installation.of_district("甲区")
    configure(installation, "district.toml", 'first_issue = "soon"\n')
    with pytest.raises(SettingsError, match=re.escape(str(installation.config / "district.toml"))):
        load_settings(district.config)
    configure(district, "district.toml", 'first_issue = "2025-01"\n')
    assert load_settings(district.config).district.first_issue == "2025-01"
    configure(district, "mail.toml", "reply_to = 3\n")
    with pytest.raises(SettingsError, match=re.escape(str(district.config / "mail.toml"))):
        load_settings(district.config)


def test_a_district_cannot_say_where_its_folder_is(tmp_path: Path) -> None:
    configure(DataDir(tmp_path), "district.toml", 'folder = "elsewhere"\n')
    with pytest.raises(SettingsError, match="folder"):
        load_settings(tmp_path / "config")


def test_two_corrections_of_one_figure_are_not_in_force_together(tmp_path: Path) -> None:
    (tmp_path / "corrections").mkdir()
    later = CORRECTION.replace("reported_on = 2026-08-19", "reported_on = 2026-09-20")
    (tmp_path / "corrections" / "a.toml").write_text(CORRECTION, encoding="utf-8")
    (tmp_path / "corrections" / "b.toml").write_text(later, encoding="utf-8")
    with pytest.raises(SettingsError, match="are in force on 2026-09-20; set `until` of the one reported on 2026-08-19"):
        load_settings(tmp_path)
    (tmp_path / "corrections" / "a.toml").write_text(f"{CORRECTION}until = 2026-09-20\n", encoding="utf-8")
    assert len(load_settings(tmp_path).corrections) == 2
