"""Items have short names that stay, and say whether somebody still has to look at them."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipelines.month.item_ids import item_ids
from pipelines.month.quarantine_items import quarantine_items
from pipelines.settings import load_settings
from tests.unit.pipelines.ingest.deliveries import TODAY, Inbox, figure


def states(inbox: Inbox, day: date = TODAY) -> dict[str, str]:
    return dict(quarantine_items(inbox.store, load_settings(), day).select("rule", "state").iter_rows())


def test_names_depend_on_the_row_alone() -> None:
    rows = pl.DataFrame({"delivery_id": ["d", "d"], "row_number": [1, 2], "indicator": [None, "tax"], "rule": ["x", "x"]})
    ids = item_ids(rows)
    assert ids.to_list() == item_ids(rows.reverse()).reverse().to_list()
    assert ids.n_unique() == 2
    assert set(ids.str.len_chars()) == {8}
    # A figure that breaks another rule next month is the same item.
    assert item_ids(rows, "suspected").to_list() == item_ids(rows.with_columns(rule=pl.lit("y")), "suspected").to_list()


def test_a_row_of_the_future_is_open_until_its_day(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put("a.csv", [figure(), figure(period="2026-09")])
    inbox.ingest()
    assert states(inbox) == {"future_period": "open"}
    assert states(inbox, date(2026, 12, 1)) == {"future_period": "gone"}


def test_a_file_that_was_read_later_is_no_item_any_more(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put("a.csv", "a,b\n1,2\n")
    inbox.put("b.csv", [figure(value="much")])
    inbox.ingest()
    assert set(states(inbox).values()) == {"open"}
    found = quarantine_items(inbox.store, load_settings(), TODAY + timedelta(days=1))
    assert found.filter(pl.col("row_number").is_null())["file_name"].to_list() == ["a.csv"]


def test_values_of_locked_channels_are_not_shown(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "data")
    inbox.put("a.csv", [figure(value="much", indicator="output_value", unit="CNY_10k")])
    inbox.ingest()
    config = tmp_path / "config"
    config.mkdir()
    (config / "channels.toml").write_text('locked = ["statistical"]\n', encoding="utf-8")
    (row,) = quarantine_items(inbox.store, load_settings(config), TODAY).to_dicts()
    assert row["value_text"] is None
    assert "much" not in row["reason"]


def test_a_row_that_was_delivered_anew_is_answered(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put("a.csv", [figure(value="much")])
    inbox.ingest()
    assert states(inbox) == {"bad_value": "open"}
    inbox.put("b.csv", [figure()])
    inbox.ingest()
    assert states(inbox) == {"bad_value": "gone"}
