"""Which districts an installation has, and in which folder each lives.

A home becomes an installation of many districts when its register names more than one with enterprises enough and nothing was published
for all of them together; from then on it stays one.
"""

from typing import TYPE_CHECKING

from pipelines.config.early_settings import load_run_settings
from pipelines.data_dir import DISTRICTS, DataDir, folder_of, month_folders

if TYPE_CHECKING:
    import polars as pl


def has_many(home: DataDir) -> bool:
    """Whether a home is an installation of many districts."""
    return (home.root / DISTRICTS).is_dir() and bool(home.districts())


def may_become_many(home: DataDir) -> bool:
    """Whether what a home takes in next may make it an installation of many: nothing came out for all together, and it is no district."""
    return not home.district and not has_many(home) and not month_folders(home.briefings)


def holds_many(home: DataDir) -> bool:
    """Whether a home is an installation of many districts, or becomes one by what its register names."""
    if has_many(home):
        return True
    if not may_become_many(home) or not home.snapshot.exists():
        return False
    # Whoever asks every minute of a home that has many already needs no database.
    from warehouse.district_parts import DistrictParts

    with DistrictParts(home.snapshot) as parts:
        return bool(districts_in(parts.sizes(), home, load_run_settings(home.config).least_district_enterprises))


def districts_in(sizes: "pl.DataFrame", home: DataDir, least: int) -> list[str]:
    """Return the names of the districts of an installation, in order; none where the home is one district.

    `sizes`: `district, count` of the register. `least`: fewer enterprises make no district, so that a misspelt name founds none.
    """
    import polars as pl

    is_known = pl.col("district").map_elements(lambda name: home.of_district(folder_of(name)).warehouse.exists(), return_dtype=pl.Boolean)
    large = sizes.drop_nulls("district").filter((pl.col("count") >= least) | is_known)["district"].to_list()
    if not has_many(home) and (len(large) < 2 or month_folders(home.briefings)):
        return []
    return sorted(large)
