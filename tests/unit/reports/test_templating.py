"""What a page may load: its own style and script by their digests, and nothing else."""

import re
from base64 import b64encode
from hashlib import sha256

from reports.bulletin import render_bulletin
from reports.templating import content_policy
from tests.unit.reports.fixture_frames import briefing_frames, edition


def source(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def test_a_page_without_script_runs_none() -> None:
    policy = content_policy("p{}", None)
    assert "script-src 'none'" in policy
    assert f"style-src-elem '{source('p{}')}';" in policy
    assert policy.startswith("default-src 'none'")


def test_every_style_and_script_of_the_bulletin_is_in_its_policy() -> None:
    page = render_bulletin(briefing_frames(), edition())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy.start() < page.index("<style")
    inside = re.findall(r"<style[^>]*>(.*?)</style>|<script>(.*?)</script>", page, re.DOTALL)
    assert len(inside) >= 2
    for style, script in inside:
        assert source(style or script) in policy[1].replace("&#39;", "'")


def test_paper_has_no_policy() -> None:
    assert "Content-Security-Policy" not in render_bulletin(briefing_frames(), edition(), paper=True)
