"""A month is made again after another district's weights have come in: another edition, and the page says from where."""

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from models.risk.priors import PRIORS
from models.risk.shared_weights import Learned, LearnedWeight, Source, with_others
from pipelines.commands.learn import export, import_files
from pipelines.commands.run import RunOptions, run
from pipelines.delivery.publication import read_manifest
from pipelines.month.learned_document import LearnedDocument, decode, encode
from tests.district import LAST, District
from warehouse import names
from warehouse.ops.learned_log import learned_imports, note_imports
from warehouse.store import Store

WEIGHTS = (LearnedWeight("leaving_evidence", 2, None, 0.9, 0.05, 30), LearnedWeight("leaving_evidence", 2, 2.0, 0.5, 0.1, 12))
ELSEWHERE = Learned("relocation", Source("龙江区", date(2026, 5, 1), "0.2.0"), 20_000, 33, WEIGHTS, ())


def test_what_another_district_learned_moves_the_month_that_knows_it(district: District, tmp_path: Path) -> None:
    home = district.copied(tmp_path / "home")
    before = read_manifest(home.briefing(LAST))
    document = LearnedDocument((ELSEWHERE,), is_fictional=True)
    note_imports(home.ops, "2026-07-01T09:00:00", "li@a", {document.id: encode(document).decode()})
    run(home, RunOptions(LAST))
    after = read_manifest(home.briefing(LAST))
    assert before is not None
    assert after is not None
    assert int(after["revision"]) == 2
    assert {name for name in after["made_from"] if after["made_from"][name] != before["made_from"][name]} >= {"other_districts"}
    with Store(home.warehouse, read_only=True) as store:
        card = store.read(names.MODEL_CARD, month=LAST).filter(risk="relocation")
        parts = store.read(names.CONTRIBUTIONS, month=LAST)
        risk = store.read(names.RISK, month=LAST).drop_nulls("relocation_risk")
    # What the card says of the weight the past is fitted towards, worked out from the record itself.
    moved = with_others(PRIORS["relocation"], [ELSEWHERE], "").features
    line, step = (card.filter(pl.col("from_value").eq_missing(edge), feature="leaving_evidence").row(0, named=True) for edge in (None, 2.0))
    assert (line["prior_mean"], line["other_districts_count"], line["other_events_count"]) == (pytest.approx(moved[0].weight), 1, 30)
    assert (step["prior_mean"], step["other_events_count"]) == (pytest.approx(moved[-1].weight), 12)
    assert card.filter(pl.col("other_districts_count") > 0).height == 2
    # Steps are part of what their feature contributes, and the contributions still add up.
    for key, column in (("relocation", "relocation_risk"), ("relocation_share", "relocation_share")):
        sums = parts.filter(risk=key).group_by("uscc").agg(pl.col("contribution_log_odds").sum()).join(risk, on="uscc")
        assert sums.height == risk.height
        stated = sums.select((pl.col(column) / (1 - pl.col(column))).log() - pl.col("contribution_log_odds"))
        assert stated.to_series().abs().max() < 1e-9
    assert parts.filter(risk="relocation").select("uscc", "feature").is_duplicated().sum() == 0
    page = re.sub(r"<[^>]+>", "", (home.briefing(LAST) / "model.html").read_text(encoding="utf-8"))
    assert "其他1个区的经验" in page
    assert "外迁风险来自30家次的外迁" in page


def test_what_this_district_learned_is_written_without_an_enterprise(district: District, tmp_path: Path) -> None:
    file, again = tmp_path / "own.json", tmp_path / "again.json"
    export(district.home, file)
    export(district.home, again)
    assert file.read_bytes() == again.read_bytes()
    found = decode(file.read_bytes(), "own.json")
    assert (found.source.month, found.is_fictional) == (LAST, True)
    with Store(district.home.warehouse, read_only=True) as store:
        register = store.read(names.REGISTER)
    text = file.read_text(encoding="utf-8")
    assert not any(code in text or name in text for code, name in register.select("uscc", "name").rows())
    # Another home takes it in only under another name.
    assert learned_imports(district.home.ops) == []
    with pytest.raises(Exception, match="own past teaches already"):
        import_files(district.home, [file])
