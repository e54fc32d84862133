"""What tests of a month that was mailed share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pipelines.data_dir import DataDir
    from tests.desk import Browser
    from tests.district import District
    from tests.pipeline.served import Served


@pytest.fixture(scope="session")
def mailed(district: District, tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """A copy of the small district with the mails of its last month written as files; nobody changes it."""
    from tests.district import LAST
    from tests.pipeline.printed.homes import write_mails

    home = district.copied(tmp_path_factory.mktemp("mailed") / "home")
    write_mails(home, LAST)
    return home


@pytest.fixture(scope="session")
def offices(district: District, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A copy of the small district with its cases, briefs, agenda, push lists and every letter but the month's; nobody changes it."""
    from tests.pipeline.served import serve, write_everything

    served = serve(district.copied(tmp_path_factory.mktemp("offices") / "home"))
    write_everything(served)
    return served


@pytest.fixture(scope="session")
def at_the_desk(offices: Served, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """Somebody of the whole district who has come in to the pages for cases, in a copy of that home; nobody sends a form."""
    from tests.desk import PEOPLE, Browser

    home = offices.copied(tmp_path_factory.mktemp("desk") / "home")
    home.subscribers.write_text(
        f"email,name,scope,editions,language\n{PEOPLE['district'][0]},李某,district,bulletin,zh\n", encoding="utf-8"
    )
    return Browser(home).login()
