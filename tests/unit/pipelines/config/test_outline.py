"""The outline of streets: read as it is, and refused with what is wrong and what to do."""

import json
from pathlib import Path

import pytest

from pipelines.config.outline import read_outline
from pipelines.data_dir import DataDir
from pipelines.demo.fictional_outline import lay_outline
from pipelines.demo.fictional_words import STREETS
from pipelines.errors import SettingsError
from pipelines.settings import load_settings

RING = [[0, 0], [1, 0], [1, 1], [0, 0]]


def write(folder: Path, *features: object) -> Path:
    path = folder / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


def feature(name: object = "甲街道", kind: str = "Polygon", coordinates: object = None) -> dict[str, object]:
    return {"properties": {"name": name}, "geometry": {"type": kind, "coordinates": [RING] if coordinates is None else coordinates}}


def test_streets_are_read_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, feature("乙街道"), feature("甲街道", "MultiPolygon", [[RING], [RING]]))
    assert {one.street: len(one.rings) for one in read_outline(path, "name")} == {"乙街道": 1, "甲街道": 2}


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([], "holds no features"),
        ([feature(None)], "no text in the property name; its properties are name"),
        ([feature(), feature()], "is 甲街道 again"),
        ([feature(kind="Point")], "is a Point"),
        ([feature(coordinates=[[[0, 0], [1, 1]]])], "no rings of 4 points"),
        ([feature(coordinates=[[["x", 0], [1, 1], [1, 0], [0, 0]]])], "no rings of 4 points"),
        ([feature(coordinates=7)], "no rings of 4 points"),
    ],
)
def test_what_is_no_outline_is_refused(tmp_path: Path, features: list[object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_outline(write(tmp_path, *features), "name")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "district.toml").write_text('outline_file = "gone.geojson"', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"gone\.geojson, which district.toml names as outline_file, cannot be read"):
        load_settings(tmp_path)


def test_another_property_is_asked_for_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="outline_property"):
        read_outline(write(tmp_path, feature()), "NAME_2")


def test_the_demonstration_brings_an_outline_of_its_streets(tmp_path: Path) -> None:
    lay_outline(DataDir(tmp_path).config)
    settings = load_settings(DataDir(tmp_path).config)
    assert {one.street for one in settings.outline} == {name for name, _, _ in STREETS}
    assert settings.district.outline_is_invented


def test_what_people_configured_is_left_alone(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    home.config.mkdir()
    (home.config / "district.toml").write_text('name = "甲区"', encoding="utf-8")
    lay_outline(home.config)
    assert load_settings(home.config).outline == ()
