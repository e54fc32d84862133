"""The program's definitions on a day of their own, for a code server of a test: what is late depends on the day."""

from pipelines.data_dir import find_home
from pipelines.definitions import build_defs
from tests.unit.pipelines.dated_context import DatedContext

DAY = "2026-08-20"
defs = build_defs(run_context=DatedContext(home=str(find_home().root), day=DAY))
