"""Whoever reads English finds the enterprise's figures in English on the page, and whoever reads Chinese the published page."""

import json
import re

import pytest

from pipelines.commands.desk import open_desk
from pipelines.data_dir import DataDir
from pipelines.desk.translated_portraits import TranslatedPortraits
from pipelines.settings import load_settings
from reports.enterprise import render_enterprise
from tests.desk import CASES, Browser, make_home
from tests.unit.reports.fixture_frames import briefing_frames, edition

MONTH = "2026-10"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def frames():
    return briefing_frames(hostile=False)


@pytest.fixture
def home(tmp_path, frames, monkeypatch):
    made = make_home(tmp_path / "home")
    lines = made.subscribers.read_text(encoding="utf-8").replace("bulletin,zh", "bulletin,en", 1)
    made.subscribers.write_text(lines, encoding="utf-8")
    folder = made.briefings / MONTH / "enterprises"
    folder.mkdir(parents=True)
    first = frames.listed()["uscc"][0]
    (folder / f"{CASES[0][0]}.html").write_text(render_enterprise(frames, edition(), first), encoding="utf-8")
    shown = TranslatedPortraits.page
    monkeypatch.setattr(TranslatedPortraits, "_edition", lambda *_: (frames, edition()))
    monkeypatch.setattr(TranslatedPortraits, "page", lambda own, month, _, language: shown(own, month, first, language))
    return made


def test_figures_levels_and_headings_are_in_the_readers_language(home):
    page = Browser(home).login("district").get("/cases/1")
    assert "Figures, charts and records as published, in Chinese" not in page.text
    assert not re.search(r'<(section|div)[^>]* lang="zh-CN"', page.text)
    (why,) = re.findall(r'<section aria-labelledby="now">.*?</section>', page.text, re.DOTALL)
    assert "Electricity" in why
    assert not any(unit in why for unit in ("万元", "千瓦时", "同比"))


def test_the_published_page_is_shown_where_that_is_the_readers_language(home):
    page = Browser(home).login("street:坪山街道").get("/cases/1")
    assert "用电" in page.text
    assert "Electricity" not in page.text


def test_the_desks_own_words_hold_no_chinese_for_an_english_reader(home):
    browser = Browser(home).login("district")
    for address in ("/appeals", "/appeals/new", "/cases/1/visit", "/absence"):
        words = browser.get(address).words
        for outside in (*(case[1] for case in CASES), "李某", *(case[2] for case in CASES), *(case[4] for case in CASES if case[4])):
            words = words.replace(outside, "")
        assert not CHINESE.findall(re.sub(r"[\u4e00-\u9fff]+(?:局|中心|部门|街道|小组)", "", words)), address


def test_a_month_that_kept_no_frames_has_no_other_language(tmp_path):
    home = make_home(tmp_path / "other")
    assert open_desk(home).portraits.page(MONTH, CASES[0][0], "en") is None


class Overtaken(TranslatedPortraits):
    """What is kept is of another edition from the third look on, as where another request has come in between."""

    looks = 0

    @property
    def _kept(self):
        type(self).looks += 1
        return ("here", "frames", "edition") if self.looks < 3 else ("other", "other frames", "other edition")

    @_kept.setter
    def _kept(self, _):
        pass


def test_an_edition_that_is_asked_for_meanwhile_does_not_take_the_place_of_this_one(tmp_path):
    home = DataDir(tmp_path)
    folder = home.briefings / MONTH
    folder.mkdir(parents=True)
    manifest = {"content_id": "here", "revision": 1, "files": {}, "made_from": {"as_of": "2026-11-16"}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert Overtaken(home, load_settings())._edition(MONTH) == ("frames", "edition")
