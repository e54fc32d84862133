"""A home with a little of everything, made without a run, for tests of backups."""

from datetime import date, datetime
from pathlib import Path

import polars as pl

from pipelines.data_dir import DataDir
from tests.unit.warehouse.staging import CODE, enterprise, figure, load_figures, load_register
from warehouse.names import OBSERVATIONS, RISK
from warehouse.ops.outbox import FrozenMail, MailKey, open_outbox
from warehouse.snapshot import publish_snapshot
from warehouse.store import Store

MONTH = date(2026, 1, 1)
MADE_AT = datetime.fromisoformat("2026-02-20T03:00:00+08:00")
FILES = {
    "inbox/tax/2026-01.csv": "uscc\n",
    "config/levels.toml": "",
    "config/corrections/a.toml": "",
    "layouts/own.toml": "",
    "subscribers.csv": "email,name\n",
    "briefings/2026-01/bulletin.html": "<p>1</p>",
    "briefings/history/2026-01.r1/bulletin.html": "<p>0</p>",
    "cases/outcomes.csv": "uscc\n",
    "demo/truth_events.parquet": "",
}
# What no backup needs, and what lies about while others are at work.
LEFT = (
    "logs/earlywarn.log",
    "dagster/runs/runs.db",
    "desk.key",
    "outbox/1.eml",
    "briefings/.staging-2026-02/bulletin.html",
    "briefings/.lock",
)


def make_home(root: Path) -> DataDir:
    """Return a home with a month, mails that wait and that were sent, and files of every kind."""
    home = DataDir(root)
    home.prepare()
    with Store(home.warehouse, ops=home.ops) as store:
        load_register(store, [enterprise()])
        load_figures(store, [figure(1.0)])
        store.replace_month(RISK, MONTH, pl.DataFrame({"uscc": [CODE], "operating_risk": [0.5]}))
        publish_snapshot(store, home.snapshot)
    with open_outbox(home.ops, lambda: MADE_AT) as outbox:
        for name in ("waiting", "begun", "arrived"):
            outbox.freeze(MailKey("bulletin", "2026-01", 1, f"{name}@x.cn", "district"), FrozenMail(f"<{name}>", "s", b"x"))
        _, begun, arrived = outbox.rows()
        outbox.start(begun)
        outbox.start(arrived)
        outbox.settle(arrived, "sent", "250 ok")
        outbox.copy_number("arrived@x.cn", "district")
    for name in (*FILES, *LEFT):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES.get(name, "left"), encoding="utf-8")
    return home


def values(home: DataDir) -> list[float]:
    """Return the figures a home holds."""
    with Store(home.warehouse, read_only=True) as store:
        return store.read(OBSERVATIONS)["value"].to_list()


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
