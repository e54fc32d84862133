"""What tests of a month that was mailed share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pipelines.data_dir import DataDir
    from tests.district import District


@pytest.fixture(scope="session")
def mailed(district: District, tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """A copy of the small district with the mails of its last month written as files; nobody changes it."""
    from tests.district import LAST
    from tests.pipeline.printed.homes import write_mails

    home = district.copied(tmp_path_factory.mktemp("mailed") / "home")
    write_mails(home, LAST)
    return home
