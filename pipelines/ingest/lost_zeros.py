"""Accounts that a spreadsheet took for numbers: 316001935 is the account 0316001935 where that is known, and no second one."""

import logging

import polars as pl

from pipelines.ingest.read_cells import PADDED_FROM
from warehouse import names
from warehouse.store import Store

LOG = logging.getLogger(__name__)
ACCOUNT = ["indicator", "account"]


def complete_accounts(store: Store, staged: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the staged rows of all tables with accounts completed by the zeros they have elsewhere, in what is staged or stored."""
    tables = [table for table in (names.BILLS, names.ACCOUNTS, names.READINGS) if table in staged]
    if not tables:
        return staged
    known = pl.concat([store.zero_accounts(), *(staged[table].select(ACCOUNT) for table in tables)])
    is_padded = pl.col("account").str.starts_with("0") & (pl.col("account").str.len_chars() >= PADDED_FROM)
    padded = known.filter(is_padded & pl.col("account").str.contains("^[0-9]+$")).unique()
    # Two accounts that differ in their zeros alone say nothing about a third.
    whole = padded.with_columns(bare=pl.col("account").str.strip_chars_start("0")).unique(["indicator", "bare"], keep="none")
    return {table: _completed(rows, whole, table) if table in tables else rows for table, rows in staged.items()}


def _completed(rows: pl.DataFrame, whole: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return the rows with the accounts of `whole` in place of those that lack their zeros."""
    found = rows.join(
        whole.rename({"account": "whole"}), left_on=ACCOUNT, right_on=["indicator", "bare"], how="left", maintain_order="left"
    )
    count = found["whole"].count()
    if count:
        LOG.warning("%s: %d rows name accounts without their leading zeros, which they have elsewhere; completed", table, count)
    return found.with_columns(account=pl.coalesce("whole", "account")).drop("whole")
