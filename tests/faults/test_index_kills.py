"""A process killed anywhere between publishing a month and the index of all issues leaves a whole index, and the next run mends it."""

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.delivery.publication import publish, publish_beside, read_manifest
from reports import index
from tests.unit.reports.fixture_frames import edition
from tests.unit.reports.test_index import index_frames

# So little room that the enterprises stand on pages by street.
SMALL = 30_000
OLD, NEW = "2026-09", "2026-10"
LINK = re.compile(r'href="?([^"#?\s>]+)')
WATCHED = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink"}
Pages = dict[str, bytes]


@pytest.fixture(params=[index.PAGE_MOST, SMALL], ids=["one page", "pages by street"])
def pages(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, Pages]:
    """The index as it is with the old month alone and with the new one, by the newest month."""
    monkeypatch.setattr(index, "PAGE_MOST", request.param)
    frames = index_frames(count=12, months=2)
    made: dict[str, Pages] = {}
    for newest in (OLD, NEW):
        issues = frames.issues.filter(frames.issues["month"].dt.strftime("%Y-%m") <= newest)
        made[newest] = index.index_pages(index.IndexFrames(issues, *_up_to(frames, newest), frames.register), edition())
    assert (len(made[NEW]) > 1) == (request.param == SMALL)
    return made


def _up_to(frames: index.IndexFrames, newest: str) -> list[object]:
    return [part.filter(part["month"].dt.strftime("%Y-%m") <= newest) for part in (frames.candidates, frames.scored)]


def issue(briefings: Path, month: str, pages: dict[str, Pages]) -> None:
    """Publish a month and then the index of what is out, as a run does."""
    files = {"bulletin.html": month.encode(), "bulletin.pdf": b"pdf", "warning_list.csv": b"csv", "warning_list.xlsx": b"xlsx"}
    linked = {link for page in pages[month].values() for link in LINK.findall(page.decode()) if link.startswith(f"{month}/")}
    files |= {link.partition("/")[2]: b"page" for link in sorted(linked)}
    publish(briefings, month, {"content_id": month}, lambda revision: files)
    publish_beside(briefings, index.STREET_PAGES, lambda: pages[max(month for month in (OLD, NEW) if (briefings / month).exists())])


def killed(work: Callable[[], None], at: int) -> bool:
    """Do some work in a process that kills itself at its n-th file operation; tells whether it was killed."""
    child = os.fork()
    if child == 0:
        left = at

        def watch(event: str, _: object) -> None:
            nonlocal left
            if event in WATCHED:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            work()
        except BaseException:  # noqa: BLE001 - a child must not go on with its parent's tests
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def assert_whole(briefings: Path, pages: dict[str, Pages]) -> None:
    """Every page of the index is the old or the new one to the last byte, and leads to nothing that is not there."""
    shown = sorted(briefings.glob("index*.html"))
    assert briefings / index.INDEX in shown
    for path in shown:
        content = path.read_bytes()
        assert content in (pages[OLD].get(path.name), pages[NEW].get(path.name)), path.name
        dead = [link for link in LINK.findall(content.decode()) if not link.startswith("data:") and not (briefings / link).exists()]
        assert dead == [], (path.name, dead[:3])


def test_a_kill_at_any_step_leaves_a_whole_index_and_the_next_run_mends_it(tmp_path: Path, pages: dict[str, Pages]) -> None:
    before = tmp_path / "before"
    issue(before, OLD, pages)
    kills = between = 0
    for at in range(400):
        briefings = tmp_path / f"at{at}"
        shutil.copytree(before, briefings, symlinks=True)
        was_killed = killed(lambda briefings=briefings: issue(briefings, NEW, pages), at)
        assert_whole(briefings, pages)
        is_out, index_is_old = read_manifest(briefings / NEW) is not None, (briefings / index.INDEX).read_bytes() == pages[OLD][index.INDEX]
        between += is_out and index_is_old
        issue(briefings, NEW, pages)
        assert {path.name: path.read_bytes() for path in briefings.glob("index*.html")} == pages[NEW]
        if not was_killed:
            break
        kills += 1
    else:
        pytest.fail("the publication never came to an end")
    # Among the kills are those this is about: the month is out and its index not yet written.
    assert kills > 20
    assert between > 0
