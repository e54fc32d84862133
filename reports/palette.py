"""Levels of warning and their colours; the tones of charts in light and dark."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse import vocabulary
from warehouse.vocabulary import Language, LevelTerm


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of warning is drawn; no level is told by its colour alone."""

    term: LevelTerm
    fill: str
    ink: str
    dark_fill: str
    dark_ink: str

    @property
    def key(self) -> str:
        """The key that is stored."""
        return self.term.key

    @property
    def roman(self) -> str:
        """The level's numeral."""
        return self.term.roman

    @property
    def shape(self) -> str:
        """The mark that stands for the level where colours cannot be seen."""
        return self.term.shape

    def word(self, language: Language) -> str:
        """The level's word as it stands alone: 红, Red."""
        return self.term.zh if language == "zh" else self.term.en.capitalize()

    def short_label(self, language: Language) -> str:
        """The level with its numeral, as in a cell: 红Ⅰ, Red Ⅰ."""
        return f"{self.word(language)}{self.roman}" if language == "zh" else f"{self.word(language)} {self.roman}"

    def label(self, language: Language) -> str:
        """The level in full: 红色 Ⅰ级, Red, level Ⅰ."""
        return f"{self.word(language)}色 {self.roman}级" if language == "zh" else f"{self.word(language)}, level {self.roman}"


# Told apart in simulated colour blindness and in grey, and by shape, letter and numeral besides.
_COLOURS: dict[str, tuple[str, str, str, str]] = {
    "red": ("#A50026", "#FFFFFF", "#F0506A", "#160408"),
    "orange": ("#E8751A", "#000000", "#F59445", "#160A02"),
    "yellow": ("#FFD54A", "#000000", "#FFE083", "#171203"),
    "blue": ("#2166AC", "#FFFFFF", "#6FAEE8", "#04101B"),
}
# The most severe first.
LEVELS: tuple[Level, ...] = tuple(Level(term, *_COLOURS[term.key]) for term in vocabulary.LEVELS)
LEVEL_BY_KEY: dict[str, Level] = {level.key: level for level in LEVELS}

# Charts are painted with the light tone; on screen each tone is exchanged for the CSS variable of the same name,
# so one picture serves light, dark and print. Tones must therefore differ from each other, even where they look alike.
TONES: dict[str, tuple[str, str]] = {
    **{level.key: (level.fill, level.dark_fill) for level in LEVELS},
    "ink": ("#1B1F24", "#E8EAED"),
    "muted": ("#57606A", "#A9B1BA"),
    "rule": ("#D0D5DB", "#3A424B"),
    "paper": ("#FFFFFE", "#14181D"),
    "outline": ("#6B5300", "#6B5301"),
    "shade": ("#EEF1F4", "#242B33"),
    "series": ("#1B4E7A", "#8CC2F2"),
    "expected": ("#6B7280", "#9AA4AF"),
    "band": ("#C9D9E8", "#2C4459"),
    "bandwide": ("#E3ECF4", "#20313F"),
    "shortfall": ("#F2D3D8", "#57303A"),
    # Rates on the map from low to high: steps of grey as well, each with the page's own ink on it.
    "ratea": ("#F0F4F9", "#1C2731"),
    "rateb": ("#CDDDED", "#24405B"),
    "ratec": ("#A3C0DD", "#2A5076"),
    "rated": ("#7FA6CF", "#34649A"),
}


def tone(name: str) -> str:
    """The light tone of that name, a hex colour."""
    return TONES[name][0]


def css_variables() -> str:
    """Style rules that declare every tone as a CSS variable: light, dark, and light again on paper."""
    light = ";".join(f"--{name}:{pair[0]}" for name, pair in TONES.items())
    dark = ";".join(f"--{name}:{pair[1]}" for name, pair in TONES.items())
    inks_light = ";".join(f"--on-{level.key}:{level.ink}" for level in LEVELS)
    inks_dark = ";".join(f"--on-{level.key}:{level.dark_ink}" for level in LEVELS)
    return f":root{{{light};{inks_light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark};{inks_dark}}}}}"
