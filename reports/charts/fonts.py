"""The Chinese font that pictures and PDF are set in: packaged with the installation, else a system font, never boxes."""

from __future__ import annotations

import functools
import importlib
from pathlib import Path

SANS_FAMILY = "Noto Sans SC"
SERIF_FAMILY = "Noto Serif SC"
# Readers' own fonts come first on screen: they are hinted for it and cost nothing to load.
SCREEN_SANS = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif'
SCREEN_SERIF = '"Songti SC","STSong","SimSun","Noto Serif CJK SC","Noto Serif SC",serif'
PAPER_SANS = '"Noto Sans SC","Noto Sans CJK SC",sans-serif'
PAPER_SERIF = '"Noto Serif SC","Noto Serif CJK SC",serif'
# In the order of how likely they are complete; the first hit is taken.
_SYSTEM_FAMILIES = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "SimHei",
)


def packaged_font(kind: str) -> Path | None:
    """The packaged font file, `kind` is `sans` or `serif`; None when the font package is not installed."""
    try:
        package = importlib.import_module("pylopdf_fonts_zh_cn")
    except ImportError:
        return None
    path = Path(package.sans_path() if kind == "sans" else package.serif_path())
    return path if path.is_file() else None


# Reading an 8 MB font takes a noticeable moment, and every figure of a run needs it.
@functools.cache
def matplotlib_family() -> str:
    """The family name matplotlib draws Chinese with, registered with its font manager on the first call.

    Raises RuntimeError when there is neither the packaged font nor a known system font.
    """
    from matplotlib import font_manager

    path = packaged_font("sans")
    # Registering by file works without a font cache and without write access to the home directory.
    if path is not None:
        font_manager.fontManager.addfont(str(path))
        return font_manager.FontProperties(fname=str(path)).get_name()
    installed = set(font_manager.get_font_names())
    for family in _SYSTEM_FAMILIES:
        if family in installed:
            return family
    raise RuntimeError(
        "no Chinese font found: neither the package pylopdf-fonts-zh-cn nor one of "
        f"{', '.join(_SYSTEM_FAMILIES)}; install the package or Debian's fonts-noto-cjk"
    )
