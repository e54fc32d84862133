"""Days in every dress: the right day of Shanghai, an open end, or an empty cell that the note names; never another day or a row lost."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.property.sent import CODES, chance, kept, read, refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = (
    "1900-01-01",
    "1899-12-30",
    "1899-12-31",
    "1900-01-00",
    "0000-00-00",
    "0001-01-01",
    "1970-01-01",
    "9999-12-31",
    "2999-12-31",
    "2099-12-31",
)
SHAPES = ("{}", "{} 00:00:00", "{}T00:00:00", "{} 23:59:59.997", "'{}", " {} ", "{}\u200b")
FOR_NONE = [shape.format(day) for day, shape in product(DAYS, SHAPES)] + ["-", "无", "N/A", "NULL"]
DASHED = [text.replace("-", mark) for text, mark in product(DAYS, ("/", "."))] + [text.replace("-", "") for text in DAYS]
WORDS = [
    "长期",
    "至今",
    "永久",
    "长期有效",
    "无固定期限",
    "在营",
    "现在",
    "present",
    "Present",
    "0",
    "1",
    "2958465",
    "1.0",
    "９９９９－１２－３１",
    "永久有效",
    "存续",
]
UNREADABLE = ["soon", "2026-13-45", "26.1.5", "去年", "2026-02-30", "31/12/2026", "2026-10-31 25:00", "??", "2026-10-31T16:00:00+99:99"]


def register(texts: list[str]) -> list[dict[str, object]]:
    return [
        {"统一社会信用代码": code, "企业名称": "甲", "街道": "马峦街道", "入库日期": "2020-01-01", "退库日期": text}
        for code, text in zip(CODES, texts, strict=False)
    ]


def tidy(texts: list[str]) -> list[dict[str, object]]:
    return [
        {"uscc": code, "name": "甲", "registered_on": "2020-01-01", "left_register_on": text}
        for code, text in zip(CODES, texts, strict=False)
    ]


@pytest.mark.parametrize("rows", [register(FOR_NONE + DASHED + WORDS), tidy(FOR_NONE)], ids=["lenient", "tidy"])
def test_a_day_that_stands_for_none_is_no_departure_and_costs_no_row(rows):
    reading = read(rows)
    assert reading.refused.is_empty()
    assert {row["left_register_on"] for row in kept(reading).values()} == {None}
    assert "could not be read" not in reading.note


@pytest.mark.parametrize("rows", [register(UNREADABLE), tidy(UNREADABLE)], ids=["lenient", "tidy"])
def test_an_optional_day_that_cannot_be_read_costs_no_row_and_is_named(rows):
    reading = read(rows)
    assert reading.refused.is_empty()
    assert {row["left_register_on"] for row in kept(reading).values()} == {None}
    assert f"{len(UNREADABLE)} cells could not be read and count as empty" in reading.note


def test_a_day_that_is_needed_is_never_one_that_stands_for_none():
    texts = FOR_NONE + DASHED + WORDS + UNREADABLE
    rows = [
        {"纳税人识别号": code, "税款所属期止": text, "入库日期": "2026-10-15", "实缴金额": 1}
        for code, text in zip(CODES, texts, strict=False)
    ]
    reading = read(rows)
    assert not kept(reading)
    assert {rule for rule, _ in refused(reading).values()} <= {
        "bad_taxed_to_on",
        "taxed_to_on_not_applicable",
        "taxed_to_on_stated_missing",
    }


def spelled(moment: datetime, random: Random) -> str:
    """Write a moment as one program or another does."""
    zone = random.choice([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=30)), None])
    own = moment.astimezone(zone) if zone else moment.astimezone(SHANGHAI)
    fraction = random.choice(["", ".1", ".127", ".127456", ".127456789"])
    offset = own.strftime("%z") if zone else ""
    offset = random.choice([offset, offset[:3] + ":" + offset[3:]]) if offset else ""
    offset = random.choice(["Z", "+00:00", "+0000"]) if zone is UTC else offset
    return own.strftime("%Y-%m-%d") + random.choice("T ") + own.strftime("%H:%M:%S") + fraction + offset


@pytest.mark.parametrize("tidy_layout", [True, False])
def test_a_moment_is_a_day_of_shanghai(tidy_layout):
    random = chance(5)
    moments = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(86400 * 900)) for _ in CODES]
    days = [moment.astimezone(SHANGHAI).date() for moment in moments]
    texts = [spelled(moment, random) for moment in moments]
    if tidy_layout:
        rows = [{"uscc": code, "observed_on": text, "kind": "x"} for code, text in zip(CODES, texts, strict=True)]
    else:
        rows = [
            {"能源类型": "电", "户号": f"{n:08}", "统一社会信用代码": code, "失效日期": text}
            for n, (code, text) in enumerate(zip(CODES, texts, strict=True), start=1)
        ]
    reading = read(rows)
    assert reading.refused.is_empty()
    name = "observed_on" if tidy_layout else "valid_to_on"
    assert {number: row[name] for number, row in kept(reading).items()} == dict(enumerate(days, start=1))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York", None])
@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_typed_moments_are_months_of_shanghai(zone, unit):
    random = chance(7)
    local = [datetime(2024, 1, 1) + timedelta(hours=random.randrange(24 * 900)) for _ in range(60)]
    column = pl.Series("period", local, dtype=pl.Datetime("us"))
    if zone:
        column = column.dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone(zone)
    column = column.cast(pl.Datetime(unit, zone))
    frame = pl.DataFrame({"uscc": CODES[:60], "indicator": "tax", "value": 1.0, "unit": "元", "basis": "month"}).with_columns(column)
    reading = read(frame.to_dicts() if zone is None else frame.rows(named=True), "f.parquet")
    assert reading.refused.is_empty()
    assert [row["period"] for _, row in sorted(kept(reading).items())] == [date(day.year, day.month, 1) for day in local]
