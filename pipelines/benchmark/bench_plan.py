"""What a district of the benchmark is made from, and how that is kept beside it."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from models.evaluation.labels import LabelSettings
from pipelines.clock import scheduled_day
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.errors import UsageError
from pipelines.month.training import LEAST_MONTHS
from pipelines.second_world.world_district import write_second_world
from pipelines.second_world.world_settings import WorldSettings
from warehouse.periods import month_key, month_of_key, shift_month

World = Literal["first", "second"]
PLAN_FILE: Final = "district.json"
# Sixty places for the 1,040 enterprises of a whole district, and as many for each enterprise of a smaller one.
FULL_DISTRICT, FULL_CAPACITY = 1040, 60
DEFINITIONS: Final = {
    "any_truth": "in a lasting decline or leaving; null (counts neither way) just before an onset, in declines of 13 to 25 %, and where a "
    "common event explains the month",
    "relocation_label": "leaving, wholly or for the most part; null where any_truth is null and for small partial moves",
    "operating_truth": "activity is at most 0.75 of normal for at least 3 months, under way or beginning within 3 months; null where the "
    "horizon is not over",
    "relocation_truth": "leaves within 12 months; null where the horizon is not over",
    "activity": "mean of the medians of the physical and of the booked indicators, each divided by what it would have been without the dip",
    "known": "a month sees what was received by its as-of day",
}


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """A district of the benchmark: which world, which seed, how large and long, and the months that are scored."""

    seed: int
    world: World = "first"
    with_shock: bool = False
    enterprises: int = FULL_DISTRICT
    months: int = 60
    scored: int = 24
    last: date = date(2026, 10, 1)

    @property
    def name(self) -> str:
        """Folder name; two plans that differ in anything never share one."""
        kind = "shock" if self.with_shock else "calm"
        return f"{self.world}-{self.seed}-{kind}-{self.enterprises}x{self.months}-{self.scored}-{month_key(self.last)}"

    @property
    def capacity(self) -> int:
        """Places of the list."""
        return max(1, round(FULL_CAPACITY * self.enterprises / FULL_DISTRICT))

    @property
    def scored_months(self) -> list[date]:
        """The last months, as many as are scored and have a year of figures before them."""
        wanted = min(self.scored, self.months - LEAST_MONTHS)
        return [shift_month(self.last, -back) for back in range(wanted - 1, -1, -1)]

    def write_files(self, inbox: Path, truth: Path) -> None:
        """Write the district's deliveries and its truth."""
        if self.world == "second":
            world = WorldSettings(
                last=self.last, enterprises=self.enterprises, months=self.months, seed=self.seed, with_shock=self.with_shock
            )
            write_second_world(inbox, truth, world)
            return
        demo = DemoSettings(
            last=self.last, enterprises=self.enterprises, months=self.months, seed=self.seed, with_shock=self.with_shock, layouts="tidy"
        )
        write_district(inbox, truth, demo)

    def document(self) -> dict[str, Any]:
        """Return what is kept beside the files, with the as-of day of every scored month and the definitions of the truth."""
        days = {month_key(month): scheduled_day(month).isoformat() for month in self.scored_months}
        stated = {**asdict(self), "last": month_key(self.last), "capacity": self.capacity, "as_of": days}
        return {**stated, "definitions": {**DEFINITIONS, "label_settings": asdict(LabelSettings())}}


def keep_plan(plan: BenchPlan, folder: Path) -> None:
    """Write the plan beside its files; a folder with a plan is finished."""
    (folder / PLAN_FILE).write_text(json.dumps(plan.document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def kept_plan(folder: Path) -> BenchPlan:
    """Read the plan of a finished district."""
    stated = json.loads((folder / PLAN_FILE).read_text(encoding="utf-8"))
    own = {name: stated[name] for name in ("seed", "world", "with_shock", "enterprises", "months", "scored")}
    return BenchPlan(**own, last=month_of_key(stated["last"]))


def kept_folders(out: Path) -> list[Path]:
    """Return the folders of the finished districts in a folder of the benchmark; raises UsageError where there is none."""
    found = [out] if (out / PLAN_FILE).exists() else sorted(path.parent for path in out.glob(f"*/{PLAN_FILE}"))
    if not found:
        raise UsageError(f"there is no district of the benchmark in {out}; write some with `earlywarn bench districts {out}`")
    return found
