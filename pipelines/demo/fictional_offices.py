"""The configuration of a fictional country: what the offices of each district are called, one that can visit fewer, and who is above them.

A folder that holds configuration already is left alone: what people wrote is theirs.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from pipelines.demo.fictional_outline import lay_outline
from pipelines.demo.fictional_places import Place, place_of

CONFIG: Final = "district.toml"
ABOVE: Final = """# Written with the demonstration: the office above the districts, each of which names itself in its own folder.
name = "示范市"
name_en = "Demonstration City"
issuer = "示范市企业服务专班"
audience = "市领导，各区县、市直有关部门"
copied_to = "各区县企业服务专班"
contact = "市企业服务专班"
"""
# The second district can visit fewer than the others.
WITH_FEWER_PLACES: Final = 2
LEVELS: Final = """# Written with the demonstration: what one district decides otherwise; all else is as in the installation.
[thresholds.capacity_total]
value = 40
reason = "Fewer working groups than elsewhere: a longer list would not be read."
owner = "{office}"
"""


def lay_country(config: Path, config_of: Callable[[str], Path], districts: int) -> None:
    """Write the configuration of the installation into `config`, and that of each district into the folder `config_of` names for it."""
    _lay(config / CONFIG, ABOVE)
    for place in map(place_of, range(1, districts + 1)):
        folder = config_of(place.name)
        if place.is_first:
            lay_outline(folder, _words(place))
        _lay(folder / CONFIG, _words(place))
        if place.number == WITH_FEWER_PLACES:
            _lay(folder / "levels.toml", LEVELS.format(office=_issuer(place)))


def _lay(path: Path, text: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _issuer(place: Place) -> str:
    return f"{place.name}企业服务专班"


def _words(place: Place) -> str:
    """Return what a district is called, and who publishes for whom."""
    kind = place.name[-1]
    below = "各街道办事处" if kind == "区" else "各镇人民政府、街道办事处"
    return f"""# Written with the demonstration.
name = "{place.name}"
name_en = "{place.name_en}"
city = "{place.city}"
issuer = "{_issuer(place)}"
audience = "{kind}领导，{below}、{kind}直有关部门"
copied_to = "各企业服务工作组"
contact = "{_issuer(place)}"
"""
