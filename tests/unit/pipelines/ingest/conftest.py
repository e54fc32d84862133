"""One inbox and one warehouse for each test."""

import pytest

from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, Inbox


@pytest.fixture
def inbox(tmp_path):
    inbox = Inbox(tmp_path)
    yield inbox
    inbox.store.close()


@pytest.fixture
def registered(inbox):
    inbox.put("register.csv", f"uscc,name\n{CODE},甲公司\n{OTHER_CODE},乙公司\n")
    inbox.ingest()
    return inbox
