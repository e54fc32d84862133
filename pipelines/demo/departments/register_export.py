"""The register of monitored enterprises as the economic department exports it, and the map of accounts."""

import polars as pl

from pipelines.demo.departments.workbook_bytes import CellValue, workbook_bytes
from pipelines.demo.settings import DemoSettings

TIERS = {"district_leader": "区领导", "department": "区直部门", "group": "工作组"}
HEADERS = {
    "uscc": "统一社会信用代码",
    "name": "企业名称",
    "district": "所属区",
    "street": "街道",
    "park": "园区",
    "industry": "行业代码",
    "tier": "包联层级",
    "owner": "责任人",
    "owner_email": "责任人邮箱",
    "high_tech": "高新技术企业",
    "registered_on": "入库日期",
    "left_register_on": "退库日期",
}
# Only where somebody has moved here since the register was first sent.
CHANGED_ON = {"received_on": "更新日期"}
# How links without an end are also written, and how many of them are.
OPEN_ENDS, OPEN_END_RATE = ("9999-12-31", "长期", "2099-12-31", "至今"), 0.05
REGISTER_FILE, MAP_FILE = "register/重点企业名录.xlsx", "account_map/户号对应表.csv"


def register_bytes(register: pl.DataFrame) -> bytes:
    """Return the workbook: a title over its width, a numbered row for each enterprise, codes as text, days as days."""
    headers = HEADERS | (CHANGED_ON if "received_on" in register.columns else {})
    shown = register.select(*headers).with_columns(
        pl.col("tier").replace_strict(TIERS),
        pl.col("high_tech").replace_strict({"yes": "是", "no": "否"}, default=None, return_dtype=pl.String),
        # Codes of classes go without the section's letter, as text so that none loses a zero.
        pl.col("industry").str.slice(1),
    )
    header: list[CellValue] = ["序号", *headers.values()]
    rows = [[number, *row] for number, row in enumerate(shown.iter_rows(), start=1)]
    return workbook_bytes([["重点服务企业名录"], header, *rows], [(0, 0, 0, len(header) - 1)])


def map_bytes(links: pl.DataFrame, settings: DemoSettings) -> bytes:
    """Return the map as text with a byte-order mark, so that spreadsheets show it rightly; some links say in words that they are open."""
    rng = settings.random("map spellings")
    words = pl.Series(rng.choice(OPEN_ENDS, links.height))
    is_said = pl.col("失效日期").is_null() & pl.Series(rng.random(links.height) < OPEN_END_RATE)
    said = pl.when(is_said).then(words).otherwise(pl.col("失效日期").cast(pl.String)).alias("失效日期")
    return _shares(links.with_columns(said), rng.random() < 0.5).write_csv(line_terminator="\r\n").encode("utf-8-sig")


def _shares(links: pl.DataFrame, in_heading: bool) -> pl.DataFrame:
    """Return the links with the per cent sign in the heading of the shares instead of their cells, where it is to stand there."""
    bare = pl.col("分摊比例").str.strip_suffix("%")
    return links.with_columns(bare).rename({"分摊比例": "分摊比例(%)"}) if in_heading else links
