"""No chart prints boxes, and bold is bold: every letter a chart may draw is in the packaged font, and every cut comes with a package."""

from __future__ import annotations

import io

from reports.charts.fonts import matplotlib_family, packaged_font
from reports.palette import LEVELS
from warehouse.vocabulary import INDICATORS


def _letters(weight: int) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(packaged_font(weight), lazy=True) as font:
        return set(font.getBestCmap())


def test_every_letter_of_the_charts_is_in_the_font() -> None:
    letters = _letters(400)
    levels = [f"{level.shape}{level.label('zh')}{level.label('en')}" for level in LEVELS]
    names = [f"{one.zh}{one.en.capitalize()}" for one in INDICATORS]
    needed = "".join(levels + names) + "同比共All growth□\u2212+%,—0123456789"
    assert [letter for letter in needed if ord(letter) not in letters] == []


def test_bold_is_a_cut_of_its_own_that_has_the_letters_of_the_regular_one() -> None:
    from fontTools.ttLib import TTFont

    with TTFont(packaged_font(700), lazy=True) as font:
        assert font["OS/2"].usWeightClass == 700
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    # The forms that a language asks for: without them its Chinese letters would be drawn as Japanese ones.
    assert "locl" in features
    common = {ord(letter) for byte in range(0xB0, 0xF8) for letter in _row(byte)}
    assert common <= _letters(700)
    assert common <= _letters(400)


def _row(byte: int) -> str:
    """Return one row of the national character set of everyday letters."""
    return bytes(cell for low in range(0xA1, 0xFF) for cell in (byte, low)).decode("gb2312", errors="ignore")


def test_pictures_take_the_packaged_file_whatever_fonts_the_machine_has() -> None:
    from matplotlib import font_manager

    family = matplotlib_family()
    named = [entry.fname for entry in font_manager.fontManager.ttflist if entry.name == family]
    assert named == [str(packaged_font())]
    assert font_manager.findfont(family, fallback_to_default=False) == str(packaged_font())


def test_a_picture_is_drawn_with_it() -> None:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    from reports.charts.svg import figure_settings

    with rc_context(figure_settings()):
        figure = Figure(figsize=(1, 1))
        figure.text(0, 0.5, "企业")
        stream = io.BytesIO()
        figure.savefig(stream, format="pdf", metadata={"CreationDate": None})
    assert b"NotoSansSC" in stream.getvalue()
