"""Rows of one key in one file: parts are added up, one kind is chosen, and what a column nobody declared tells apart is refused."""

from collections import defaultdict

import pytest

from tests.property.sent import CODES, chance, kept, read, refused


@pytest.mark.parametrize("column", ["计量点编号", "电能表编号", "表号"])
@pytest.mark.parametrize("seed", range(3))
def test_meters_of_an_account_are_added_up(column, seed):
    random = chance(seed)
    rows, total = [], defaultdict(int)
    for account in range(1, 120):
        for meter in range(random.choice([1, 1, 2, 3])):
            kwh = random.choice([70, 70, 0, random.randrange(1, 900)])
            rows.append({"序号": len(rows) + 1, "户号": f"{account:08}", column: f"M{meter}", "结算年月": "202610", "当月合计电量": kwh})
            total[f"{account:08}"] += kwh
    random.shuffle(rows)
    # The same row twice is one row.
    rows += [{**row, "序号": 900 + n} for n, row in enumerate(rows[:5])]
    reading = read(rows)
    assert reading.refused.is_empty()
    assert {row["account"]: row["value"] for row in kept(reading).values()} == dict(total)
    assert reading.rows_in == len(rows)
    assert column in reading.note


@pytest.mark.parametrize("column", ["电价类别", "缴费渠道", "备注", "时段"])
@pytest.mark.parametrize("is_equal", [True, False])
def test_what_nobody_declared_tells_rows_apart_and_is_named(column, is_equal):
    random = chance(5)
    rows, doubled = [], set()
    for account in range(1, 100):
        times = random.choice([1, 2])
        for time in range(times):
            rows.append(
                {"户号": f"{account:08}", column: f"种类{time}", "结算年月": "202610", "当月合计电量": 70 if is_equal else 70 + time}
            )
        if times > 1:
            doubled.add(f"{account:08}")
    reading = read(rows)
    assert {row["account"] for row in kept(reading).values()} == {f"{n:08}" for n in range(1, 100)} - doubled
    assert {rule for rule, _ in refused(reading).values()} == {"finer_key"}
    assert len(refused(reading)) == 2 * len(doubled)
    assert all(column in reason for _, reason in refused(reading).values())


def test_amounts_beside_the_figure_of_an_enterprise_are_no_key():
    random = chance(8)
    value, beside = "1-本月;工业总产值(当年价格);千元", "1-本月;工业销售产值(当年价格);千元"
    rows = []
    for code in CODES[:150]:
        first, second = random.randrange(1, 900), random.randrange(1, 900)
        same = random.random() < 0.5
        rows += [
            {"统一社会信用代码": code, "报告期": "2026-10", value: own, beside: random.random()}
            for own in (first, first if same else second)
        ]
    reading = read(rows)
    # Copies are found, and contradictions set aside, when rows are loaded.
    assert reading.refused.is_empty()
    assert len(kept(reading)) == len(rows)


def test_a_total_among_the_meters_is_no_part():
    rows = [
        {"户号": f"{account:08}", "计量点编号": point, "结算年月": "202610", "当月合计电量": kwh}
        for account in range(1, 20)
        for point, kwh in (("A", 100), ("B", 200), (("合计", "小计", "")[account % 3], 300))
    ]
    reading = read(rows)
    # Where the total is told from the meters it is left out; where it is not, nobody knows what the account used.
    assert all(row["value"] == 300 for row in kept(reading).values())
    assert all(rule == "finer_key" and "计量点编号" in reason for rule, reason in refused(reading).values())
    assert len({row["account"] for row in kept(reading).values()} | set(reading.refused["account"])) == 19


@pytest.mark.parametrize("column", ["险种", "险种类型", "参保险种"])
def test_one_kind_of_insurance_is_chosen(column):
    random = chance(6)
    rows, expected = [], {}
    for code in CODES[:150]:
        kinds = random.sample(["基本养老保险", "失业保险", "工伤保险", "基本医疗保险"], random.randrange(1, 5))
        for kind in kinds:
            heads = random.randrange(1, 500)
            rows.append({"统一社会信用代码": code, column: kind, "费款所属期": "202610", "参保人数": heads})
            if kind == "基本养老保险":
                expected[code] = heads
    reading = read(rows)
    assert {row["uscc"]: row["value"] for row in kept(reading).values()} == expected
    assert all(rule == "finer_key" and column in reason for rule, reason in refused(reading).values())
    assert {row["uscc"] for row in reading.refused.to_dicts()} == {row["统一社会信用代码"] for row in rows} - set(expected)


@pytest.mark.parametrize("column", ["数据状态", "审核状态", "上报/核定"])
def test_a_verified_figure_stands_for_the_reported_one(column):
    random = chance(7)
    rows, expected = [], {}
    for code in CODES[:150]:
        for kind in random.choice([["上报"], ["核定"], ["上报", "核定"], ["核定", "上报"]]):
            heads = random.randrange(1, 500)
            rows.append({"统一社会信用代码": code, column: kind, "费款所属期": "202610", "参保人数": heads})
            if kind == "核定" or code not in expected:
                expected[code] = heads
    reading = read(rows)
    assert reading.refused.is_empty()
    assert {row["uscc"]: row["value"] for row in kept(reading).values()} == expected


@pytest.mark.parametrize("seed", range(4))
def test_payments_that_say_the_same_are_payments_unless_the_file_repeats_itself(seed):
    random = chance(seed)
    lines = [
        {
            "纳税人识别号": code,
            "征收项目": random.choice(["印花税", "增值税"]),
            "税款所属期止": "2026-09-30",
            "入库日期": "2026-10-15",
            "实缴金额": 500,
        }
        for code in CODES[:100]
    ]
    equal = [line for line in lines for _ in range(random.choice([1, 1, 2, 3]))]
    once = read(equal)
    assert len(kept(once)) == len(equal)
    assert f"taken as payments of their own: {len(equal) - len(lines)}" in once.note
    times = random.choice([2, 3])
    again = read(equal * times)
    assert len(kept(again)) == len(equal)
    assert again.rows_in == len(equal) * times
    assert f"the file says every line {times} times" in again.note
