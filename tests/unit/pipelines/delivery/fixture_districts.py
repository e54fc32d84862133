"""Small installations: homes of districts with hand-made editions, registers where they are asked for, nothing computed."""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.publication import publish
from pipelines.districts.outcome import DistrictOutcome
from tests.unit.warehouse.staging import enterprise, load_register
from warehouse.ops.editions import EditionKey
from warehouse.store import Store

MONTH, AS_OF = date(2026, 10, 1), date(2026, 11, 16)
GONE_CODE = "91440300192413773Q"
LEVELS = ("red", "orange", "blue")
OUT = {name: DistrictOutcome(name, name, "published") for name in ("甲区", "乙区")}
HELD = DistrictOutcome("丙区", "丙区", "held", "用电数据到达率不足", 11)


def warnings(*levels: str, prefix: str = "C") -> pl.DataFrame:
    """A list with an enterprise at each of some levels."""
    own = {"month": MONTH, "is_listed": True, "is_kept": False, "street": "东街"}
    return pl.DataFrame([{"uscc": f"{prefix}{place}", "name": f"企业{place}", "level": key, **own} for place, key in enumerate(levels)])


def departures(*codes: str) -> pl.DataFrame:
    """The relocations of an edition: who is gone."""
    own = {"name": "离开的企业", "destination": "外省", "state": "gone", "occurred_on": date(2026, 5, 1)}
    amounts = {"output_cny_10k": 900.0, "tax_cny_10k": 9.0, "jobs": 60.0}
    return pl.DataFrame([{"uscc": code, **own, **amounts} for code in codes])


def put_out(
    installation: DataDir, district: str, *levels: str, content_id: str = "aa", gone: tuple[str, ...] = (), month: date = MONTH
) -> DataDir:
    """Put an edition of a district into its place, with a page, an index, and the frames a summary reads."""
    home = installation.of_district(district)
    home.root.mkdir(parents=True, exist_ok=True)
    listed = warnings(*(levels or LEVELS), prefix=district)
    bases = pl.DataFrame({"standing": ["monitored"], "reason": [None], "enterprises_count": [40]}, schema_overrides={"reason": pl.String})
    frames = {"warnings": listed, "previous": warnings("red", prefix=district), "bases": bases, "relocations": departures(*gone)}
    archive = Archive(home.ops, home.briefings)
    archive.keep(EditionKey(month, content_id), AS_OF, listed, frames)
    facts = {"content_id": content_id, "made_from": {"as_of": AS_OF.isoformat(), "is_demo": "True"}}
    publish(home.briefings, f"{month:%Y-%m}", facts, lambda _: {"bulletin.html": b"bulletin"})
    (home.briefings / "index.html").write_bytes(b"index")
    return home


def register(home: DataDir, **row: object) -> None:
    """Give a district a register of one enterprise."""
    with Store(home.warehouse) as store:
        load_register(store, [enterprise(**row)])  # type: ignore[arg-type]


def installation_of(root: Path) -> DataDir:
    """Two districts that are out, one of which an enterprise left, and one with a home and nothing in it."""
    home = DataDir(root)
    put_out(home, "甲区", gone=(GONE_CODE,))
    put_out(home, "乙区", "orange", "blue")
    home.of_district("丙区").root.mkdir(parents=True)
    return home
