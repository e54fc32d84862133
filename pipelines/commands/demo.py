"""`earlywarn demo`: a fictional district in the inbox, and the truth about it apart."""

from datetime import date

from pipelines.clock import last_complete_month, today
from pipelines.data_dir import DataDir
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.errors import UsageError
from warehouse.periods import shift_month

# A delivery after the scheduled day would not be seen by the run of its month, but by the next.
LAST_DELIVERY_DAY = 20


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
