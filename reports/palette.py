"""Levels of warning and their colour, shape, letter and roman numeral; the tones of charts in light and dark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of warning is named and drawn; no level is told by its colour alone."""

    key: str
    word: str
    roman: str
    shape: str
    fill: str
    ink: str
    dark_fill: str
    dark_ink: str

    @property
    def label(self) -> str:
        """The level in full, as `红色 Ⅰ级`."""
        return f"{self.word}色 {self.roman}级"


# Told apart in simulated colour blindness and in grey, and by shape, letter and numeral besides.
LEVELS: tuple[Level, ...] = (
    Level("red", "红", "Ⅰ", "▲", "#A50026", "#FFFFFF", "#F0506A", "#160408"),
    Level("orange", "橙", "Ⅱ", "◆", "#E8751A", "#000000", "#F59445", "#160A02"),
    Level("yellow", "黄", "Ⅲ", "■", "#FFD54A", "#000000", "#FFE083", "#171203"),
    Level("blue", "蓝", "Ⅳ", "●", "#2166AC", "#FFFFFF", "#6FAEE8", "#04101B"),
)

LEVEL_KEYS: tuple[str, ...] = tuple(level.key for level in LEVELS)
LEVEL_BY_KEY: dict[str, Level] = {level.key: level for level in LEVELS}

# Charts are painted with the light tone; on screen each tone is exchanged for the CSS variable of the same name,
# so one picture serves light, dark and print. Tones must therefore differ from each other, even where they look alike.
TONES: dict[str, tuple[str, str]] = {
    "red": ("#A50026", "#F0506A"),
    "orange": ("#E8751A", "#F59445"),
    "yellow": ("#FFD54A", "#FFE083"),
    "blue": ("#2166AC", "#6FAEE8"),
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
