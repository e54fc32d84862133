"""The Chinese fonts that pictures and paper are set in: those that come with the installation and no others, so that bytes do not
depend on what a machine has.

Regular is Noto Sans SC, bold is Noto Sans CJK: one design by one foundry, shipped by two packages, since none ships both cuts for
Chinese. The bold file draws the Japanese form of a letter where the language is not named, so paper always names it.
"""

from __future__ import annotations

import functools
import importlib
from pathlib import Path
from typing import Final

SANS_FAMILY: Final = "Noto Sans SC"
# Readers' own fonts come first on screen: they are hinted for it and cost nothing to load.
SCREEN_SANS = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif'
SCREEN_SERIF = '"Songti SC","STSong","SimSun","Noto Serif CJK SC","Noto Serif SC",serif'
# Paper has no serif: no package ships a bold one, and a title in the regular cut is weaker than the text below it.
PAPER_SANS = f'"{SANS_FAMILY}",sans-serif'
# What matplotlib calls the packaged file, so that no font of the machine can stand in for it under the family's own name.
_PICTURE_FAMILY = "Noto Sans SC as packaged"


def packaged_font(weight: int = 400) -> Path:
    """The packaged font file, regular (400) or bold (700).

    Raises RuntimeError where its package is not installed, with what to do.
    """
    name = "pylopdf_fonts_zh_cn" if weight < 600 else "noto_cjk_sans_jp_bold"
    try:
        package = importlib.import_module(name)
    except ImportError as error:
        raise RuntimeError(
            f"no Chinese font of weight {weight}: package {name} is not installed; install what requirements.lock names"
        ) from error
    return Path(str(package.sans_path() if weight < 600 else package.FONT_PATH))


# Reading an 8 MB font takes a noticeable moment, and every figure of a run needs it.
@functools.cache
def matplotlib_family() -> str:
    """The family name matplotlib draws Chinese with, registered with its font manager on the first call."""
    from matplotlib import font_manager

    # Registering by file works without a font cache and without write access to the home directory.
    entry = font_manager.FontEntry(
        fname=str(packaged_font()), name=_PICTURE_FAMILY, style="normal", variant="normal", weight=400, stretch="normal", size="scalable"
    )
    font_manager.fontManager.ttflist.append(entry)
    return _PICTURE_FAMILY
