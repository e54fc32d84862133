"""The configuration written with a fictional country is read by the program as each district's own."""

from pathlib import Path

import pytest

from pipelines.data_dir import DataDir, folder_of
from pipelines.demo.fictional_offices import lay_country
from pipelines.settings import load_settings


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path)
    lay_country(home.config, lambda name: home.of_district(folder_of(name)).config, 3)
    return home


def test_every_district_publishes_in_its_own_name(home):
    settings = {name: load_settings(home.of_district(name).config).district for name in ("坪山区", "澈川区", "砚湖县")}
    assert [one.name for one in settings.values()] == list(settings)
    assert settings["澈川区"].issuer == "澈川区企业服务专班"
    assert settings["砚湖县"].audience.startswith("县领导")
    assert settings["砚湖县"].name_en == "Yanhu County"
    assert load_settings(home.config).district.name == "示范市"


def test_one_district_can_visit_fewer(home):
    shipped = load_settings().levels.capacity_total
    capacities = [load_settings(home.of_district(name).config).levels.capacity_total for name in ("坪山区", "澈川区", "砚湖县")]
    assert capacities == [shipped, 40, shipped]


def test_the_first_alone_has_an_outline(home):
    outlines = [load_settings(home.of_district(name).config).outline for name in ("坪山区", "澈川区", "砚湖县")]
    assert [bool(outline) for outline in outlines] == [True, False, False]


def test_what_people_wrote_stays(home):
    own = home.of_district("澈川区").config / "district.toml"
    own.write_text('issuer = "别的专班"\n', encoding="utf-8")
    lay_country(home.config, lambda name: home.of_district(folder_of(name)).config, 3)
    assert load_settings(home.of_district("澈川区").config).district.issuer == "别的专班"
