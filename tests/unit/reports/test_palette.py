"""Levels are told by word, numeral and shape besides their colour, in either language."""

from __future__ import annotations

from reports.palette import LEVELS, TONES, css_variables, tone
from warehouse import vocabulary


def test_every_level_of_the_vocabulary_has_its_colours() -> None:
    assert [level.key for level in LEVELS] == list(vocabulary.LEVELS.keys)
    assert len({level.fill for level in LEVELS}) == len({level.shape for level in LEVELS}) == 4


def test_a_level_is_named_in_full_and_in_short() -> None:
    red = LEVELS[0]
    assert (red.word("zh"), red.short_label("zh"), red.label("zh")) == ("红", "红Ⅰ", "红色 Ⅰ级")
    assert (red.word("en"), red.short_label("en"), red.label("en")) == ("Red", "Red Ⅰ", "Red, level Ⅰ")


def test_tones_differ_so_that_each_can_be_exchanged() -> None:
    assert len({pair[0] for pair in TONES.values()}) == len(TONES)
    assert tone("red") == LEVELS[0].fill
    assert f"--blue:{LEVELS[3].dark_fill}" in css_variables()
