"""What Dagster's graph calls what is no table: what is known on a month's day, the intake, and the facts that stand behind an edge.

In: names and one version. Out: how versions are made and compared (data_versions.py).
"""

from typing import Final

from dagster._core.definitions.data_version import DEFAULT_DATA_VERSION

# What is known on a month's as-of day, by month; and that the inbox has been taken in and every fact has passed its checks.
KNOWN_FACTS: Final = "ops_known_facts"
INTAKE: Final = "ops_intake"
# The entry of an asset's metadata with the tables of facts it reads as of the month's day.
FACTS_READ: Final = "facts read"
# Facts are judged or the step fails, so this state has one version: the one Dagster assumes where it knows none.
SOUND: Final = DEFAULT_DATA_VERSION
