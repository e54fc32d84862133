"""`earlywarn demo`: a fictional district in the inbox, and the truth about it apart."""

from datetime import date

import polars as pl
from python_calamine import CalamineWorkbook

from pipelines.clock import last_complete_month, today
from pipelines.data_dir import DataDir, folder_of, month_folders
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.publication import read_manifest
from pipelines.demo.departments.workbook_bytes import workbook_bytes
from pipelines.demo.district import write_district
from pipelines.demo.fictional_offices import lay_country
from pipelines.demo.fictional_outline import lay_outline
from pipelines.demo.returned_lists import fill_in, truth_of
from pipelines.demo.settings import DemoReport, DemoSettings
from pipelines.errors import UsageError
from pipelines.settings import load_settings
from warehouse.periods import month_of_key, shift_month

# A delivery after the scheduled day would not be seen by the run of its month, but by the next.
LAST_DELIVERY_DAY = 20
# Where in the inbox lists that came back lie.
RETURNED = "returned_lists"


def demo(
    home: DataDir,
    enterprises: int,
    months: int,
    last: date | None,
    seed: int,
    *,
    if_absent: bool = False,
    is_tidy: bool = False,
    districts: int = 1,
    is_last_late: bool = False,
    has_readings: bool = False,
) -> str:
    """Write the district, or several, and return what was written, in words; nothing is delivered after today.

    The files are those departments send, or tidy ones with the same figures.
    """
    held = sum(path.is_file() for path in home.inbox.rglob("*")) if home.inbox.exists() else 0
    if if_absent and held:
        return f"the inbox {home.inbox} holds {held} files already; the demonstration district is not written again"
    day, last = today(), last or last_complete_month(today())
    if last > day:
        raise UsageError(f"the last month {last:%Y-%m} lies in the future; name one up to {day:%Y-%m}")
    if is_last_late and districts == 1:
        raise UsageError("--late-district is about the last of several districts, and there is one; name how many with --districts")
    home.prepare()
    through = min(shift_month(last, 1).replace(day=LAST_DELIVERY_DAY), day)
    settings = DemoSettings(
        last=last,
        enterprises=enterprises,
        months=months,
        seed=seed,
        delivered_through=through,
        layouts="tidy" if is_tidy else "departmental",
        has_readings=has_readings,
    )
    report = _write(home, settings, districts, is_last_late=is_last_late)
    figures, files = report.rows["observations"], len(report.files)
    where = f" in {districts} districts" if districts > 1 else ""
    daily = f" and {report.rows['readings']:,} daily readings" if has_readings else ""
    return f"wrote {figures:,} figures{daily} of {enterprises * districts} fictional enterprises{where} to {report.inbox} ({files} files)"


def _write(home: DataDir, settings: DemoSettings, districts: int, *, is_last_late: bool) -> DemoReport:
    if districts == 1:
        lay_outline(home.config)
        return write_district(home.inbox, home.demo, settings)
    # Only a country grows its files piece by piece, and needs what writes them.
    from pipelines.demo.country import write_country

    lay_country(home.config, lambda name: home.of_district(folder_of(name)).config, districts)
    return write_country(home.inbox, home.demo, settings, districts, is_last_late=is_last_late)


def return_demo_lists(home: DataDir) -> str:
    """Lay every published list into the inbox as the district's officials send it back, and return what was written, in words.

    Of several districts each list goes into the inbox of its own. The same lists on the same day give the same bytes.
    """
    path = home.installation.demo / "truth_events.parquet"
    if not path.exists():
        raise UsageError(f"{path} does not exist, so there are no officials to return lists; write a district with `earlywarn demo` first")
    homes = home.districts() or [home]
    count = sum(_return_lists(one, pl.read_parquet(path)) for one in homes)
    if not count:
        raise UsageError(f"no list is published in {home.briefings}, so none can come back; run `earlywarn run` first")
    where = str(home.inbox / RETURNED) if homes == [home] else "the inboxes of the districts"
    return f"wrote {count} returned lists to {where}; `earlywarn run` takes them in"


def _return_lists(home: DataDir, events: pl.DataFrame) -> int:
    """Fill in the lists of one district; returns how many there are."""
    settings, folder = load_settings(home.config), home.inbox / RETURNED
    # An enterprise that moved is gone from one district and nothing happens to it in the other.
    mine = events.filter(pl.col("district") == settings.district.name) if "district" in events.columns else events
    published = [(month, place, manifest) for month, place in month_folders(home.briefings) if (manifest := read_manifest(place))]
    for month, place, manifest in published:
        rows = CalamineWorkbook.from_path(place / "warning_list.xlsx").get_sheet_by_index(0).to_python()
        out = date.fromisoformat(manifest["made_from"]["as_of"])
        filled = fill_in(rows, truth_of(mine), month_of_key(month), out, settings.levels.respond_days, today())
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(folder / f"预警服务企业名单_{month}.xlsx", workbook_bytes(filled))
    return len(published)
