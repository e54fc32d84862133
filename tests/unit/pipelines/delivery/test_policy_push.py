"""Push lists: each office its own policies alone, nothing of the level, and the mail once while nothing has changed."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.clock import now
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.policy_frames import policy_frames
from pipelines.delivery.policy_push import read_push, send_policies, write_policy_files, write_push
from pipelines.errors import UsageError
from pipelines.month.policies import month_policies
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import load_settings
from tests.unit.pipelines.delivery.relay_server import Relay
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE, Inbox
from warehouse import names

MONTH, AS_OF = date(2026, 1, 1), date(2026, 2, 16)
REGISTER = (
    "uscc,name,street,tier,industry\n"
    f"{CODE},甲公司,坑梓街道,group,C3921\n{OTHER_CODE},=乙公司,龙田街道,department,C2611\n{THIRD_CODE},丙公司,龙田街道,group,H6110\n"
)
POLICIES = (
    "policy,title,department,amount_cny_10k,industry\nP1,租金补贴,空间部门,50,\nP2,用工补贴,人社部门,,\nP3,稳企服务,工信部门,,\n"
    "P4,无主政策,,,610\n"
)
CLAUSES = (
    "policy,clause,words_zh,fact,operator,value,mode\n"
    "P1,1,电子化工,industry,prefix,\"C39,C26\",machine\nP1,2,租用区内厂房,,,,manual\n"
    "P2,1,不少于30人,jobs,>=,30,machine\nP3,1,预警企业,level,in,\"red,orange\",machine\n"
)  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> MonthRun:
    inbox, home = Inbox(tmp_path), DataDir(tmp_path / "home")
    home.root.mkdir()
    inbox.put("enterprises.csv", REGISTER)
    inbox.put("policies.csv", POLICIES)
    inbox.put("policy_clauses.csv", CLAUSES)
    inbox.put("claims.csv", f"uscc,policy,claimed_on,result,refused_clause\n{THIRD_CODE},P1,2026-01-05,refused,1\n")
    inbox.ingest(date(2026, 2, 1))
    run = MonthRun(MONTH, AS_OF, load_settings(), home, StageTables(inbox.store))
    warnings = pl.DataFrame({"uscc": [CODE], "level": ["red"]})
    inbox.store.replace_month(names.POLICY_MATCHES, MONTH, month_policies(run).matches(warnings))
    assert set(month_policies(run).named) == {"P1", "P2", "P3", "P4"}
    return run


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    server = Relay(tmp_path, is_secure=False)
    server.start()
    yield server
    server.stop()


def listed(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_each_office_has_its_own_policies_alone(run: MonthRun) -> None:
    push = write_push(run)
    assert sorted(push.departments) == ["人社部门", "空间部门"]
    own = listed((push.folder / "空间部门.csv").read_bytes())
    assert [(row["统一社会信用代码"], row["匹配结果"], row["待人工确认条款"], row["最高金额（万元）"]) for row in own] == [
        (CODE, "快申快享候选", "租用区内厂房", "50.0"),
        (OTHER_CODE, "快申快享候选", "租用区内厂房", "50.0"),
    ]
    people = listed((push.folder / "人社部门.csv").read_bytes())
    assert {row["待补信息（掌握单位）"] for row in people} == {"“用工人数”（社会保险部门掌握）"}
    # A promise nowhere, a name that begins like a formula harmless.
    assert all(row["说明"] == "可能符合，以主管部门认定为准" for row in (*own, *people))
    assert own[1]["企业名称"] == "'=乙公司"


def test_what_would_give_the_level_away_is_pushed_to_nobody(run: MonthRun) -> None:
    matches = run.read(names.POLICY_MATCHES)
    assert matches.filter(policy="P3", uscc=CODE)["status"].to_list() == ["automatic"]
    push = write_push(run)
    assert dict(push.left_out) == {"P3": "internal", "P4": "no_department"}
    told = b"".join(path.read_bytes() for path in push.folder.glob("*.csv")).decode()
    assert "稳企服务" not in told
    assert "预警" not in told


def test_the_workbook_holds_the_same_rows_and_cells_to_fill_in(run: MonthRun) -> None:
    folder = write_push(run).folder
    page = openpyxl.load_workbook(folder / "空间部门.xlsx").active
    assert page is not None
    head = [cell.value for cell in page[3]]
    rows = [dict(zip(head, (cell.value for cell in row), strict=True)) for row in page.iter_rows(min_row=4)]
    assert [row["统一社会信用代码"] for row in rows] == [row["统一社会信用代码"] for row in listed((folder / "空间部门.csv").read_bytes())]
    assert {row["申领日期"] for row in rows} == {None}
    assert next(iter(page.data_validations.dataValidation)).formula1 == '"已兑现,未通过"'


def test_writing_again_gives_the_same_bytes(run: MonthRun) -> None:
    first = {path.name: path.read_bytes() for path in write_push(run).folder.iterdir()}
    assert {path.name: path.read_bytes() for path in write_push(run).folder.iterdir()} == first
    assert json.loads(first["manifest.json"])["departments"]["空间部门"]["by_policy"] == {"租金补贴": 2}


def test_mail_goes_to_the_office_alone_and_once(run: MonthRun, relay: Relay) -> None:
    head = "email,name,scope,editions,language\n"
    readers = 'space@x.cn,甲,source:空间部门,policies,zh\nnobody@x.cn,乙,source:没有的部门,"feedback,policies",en\n'
    run.home.subscribers.write_text(head + readers, encoding="utf-8")
    with pytest.raises(UsageError, match="earlywarn policy push --month 2026-01"):
        read_push(run.home, MONTH)
    write_push(run)
    smtp = SmtpSettings("127.0.0.1", relay.bound_port, "warn@example.cn", security="none")
    report = send_policies(run.home, run.settings, smtp, MONTH, now)
    assert [row.state for row in report.rows] == ["sent"]
    assert "nothing is written to nobody@x.cn: 没有的部门" in report.remarks[0]
    send_policies(run.home, run.settings, smtp, MONTH, now)
    assert dict(relay.accepted) == {"space@x.cn": 1}
    mail = message_from_bytes(relay.mails[0], policy=policy.default)
    assert "2家企业可能符合" in str(mail["Subject"])
    assert sorted(part.get_filename() or "" for part in mail.iter_attachments()) == ["空间部门.csv", "空间部门.xlsx"]
    text = mail.get_body(("plain",)).get_content()
    assert "《租金补贴》：2家" in text
    assert "用工补贴" not in text
    done = write_policy_files(run.home, run.settings, MONTH)
    assert [line.rpartition("/")[2] for line in done[1:]] == ["001-policies-space@x.cn.eml"]


def test_frames_of_the_pages_are_those_of_the_matches(run: MonthRun) -> None:
    frames = policy_frames(run, [CODE])
    assert frames["policies"].select("policy", "status", "manual_words", "missing_facts").rows() == [
        ("租金补贴", "fast_track", "租用区内厂房", None),
        ("稳企服务", "automatic", None, None),
        # A column of an older catalogue is worded too, and in Chinese.
        ("无主政策", "fast_track", "行业属于610", None),
        ("用工补贴", "fact_missing", None, "jobs"),
    ]
    counts = frames["policy_take_up"].select("policy", "fast_track_count", "claims_count", "refused_count").row(0)
    assert counts == ("P1", 2, 1, 1)
    assert frames["policy_refusals"].select("policy", "words_zh", "refused_count").rows() == [("P1", "电子化工", 1)]
