"""`earlywarn demo`: a fictional district in the inbox, and the truth about it apart."""

from datetime import date

import polars as pl
from python_calamine import CalamineWorkbook

from pipelines.clock import last_complete_month, today
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.publication import read_manifest
from pipelines.demo.departments.workbook_bytes import workbook_bytes
from pipelines.demo.district import write_district
from pipelines.demo.fictional_outline import lay_outline
from pipelines.demo.returned_lists import fill_in, truth_of
from pipelines.demo.settings import DemoSettings
from pipelines.errors import UsageError
from pipelines.settings import load_settings
from warehouse.periods import month_of_key, shift_month

# A delivery after the scheduled day would not be seen by the run of its month, but by the next.
LAST_DELIVERY_DAY = 20
# Where in the inbox lists that came back lie.
RETURNED = "returned_lists"


def demo(
    home: DataDir, enterprises: int, months: int, last: date | None, seed: int, *, if_absent: bool = False, is_tidy: bool = False
) -> str:
    """Write the district and return what was written, in words; nothing is delivered after today.

    The files are those departments send, or tidy ones with the same figures.
    """
    held = sum(path.is_file() for path in home.inbox.rglob("*")) if home.inbox.exists() else 0
    if if_absent and held:
        return f"the inbox {home.inbox} holds {held} files already; the demonstration district is not written again"
    day, last = today(), last or last_complete_month(today())
    if last > day:
        raise UsageError(f"the last month {last:%Y-%m} lies in the future; name one up to {day:%Y-%m}")
    home.prepare()
    lay_outline(home.config)
    through = min(shift_month(last, 1).replace(day=LAST_DELIVERY_DAY), day)
    settings = DemoSettings(
        last=last,
        enterprises=enterprises,
        months=months,
        seed=seed,
        delivered_through=through,
        layouts="tidy" if is_tidy else "departmental",
    )
    report = write_district(home.inbox, home.demo, settings)
    figures, files = report.rows["observations"], len(report.files)
    return f"wrote {figures:,} figures of {enterprises} fictional enterprises to {report.inbox} ({files} files)"


def return_demo_lists(home: DataDir) -> str:
    """Lay every published list into the inbox as the district's officials send it back, and return what was written, in words.

    The same lists on the same day give the same bytes.
    """
    path, day = home.demo / "truth_events.parquet", today()
    if not path.exists():
        raise UsageError(f"{path} does not exist, so there are no officials to return lists; write a district with `earlywarn demo` first")
    truth, folder = truth_of(pl.read_parquet(path)), home.inbox / RETURNED
    published = {month: read_manifest(month) for month in sorted(home.briefings.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]"))}
    out = {month: date.fromisoformat(manifest["made_from"]["as_of"]) for month, manifest in published.items() if manifest is not None}
    if not out:
        raise UsageError(f"no list is published in {home.briefings}, so none can come back; run `earlywarn run` first")
    respond_days = load_settings(home.config).levels.respond_days
    folder.mkdir(parents=True, exist_ok=True)
    for month, published_on in out.items():
        rows = CalamineWorkbook.from_path(month / "warning_list.xlsx").get_sheet_by_index(0).to_python()
        filled = fill_in(rows, truth, month_of_key(month.name), published_on, respond_days, day)
        replace_file(folder / f"预警服务企业名单_{month.name}.xlsx", workbook_bytes(filled))
    return f"wrote {len(out)} returned lists to {folder}; `earlywarn run` takes them in"
