"""Several columns that bring one thing: the first that says something, row by row; never a guess, never a figure of something else."""

from datetime import date

import pytest

from tests.property.sent import CODES, chance, kept, read, refused

NOTHING = ("", "  ", "-", "—", "无", "NULL", "nan", "未报", "/", "N/A")
NO_DAY = (*NOTHING, "1900-01-01", "9999-12-31", "0000-00-00", "长期", "0")


def test_the_day_of_a_payment_is_the_first_one_stated():
    random = chance(1)
    columns = ["入库日期", "缴款日期", "上解日期"]
    rows, expected = [], {}
    for number, code in enumerate(CODES, start=1):
        row = {name: random.choice(NO_DAY) if random.random() < 0.5 else f"2026-{random.randrange(1, 11):02}-15" for name in columns}
        stated = next((row[name] for name in columns if row[name] not in NO_DAY), None)
        # Without any day the month after the taxed one counts.
        expected[number] = date.fromisoformat(stated[:8] + "01") if stated else date(2026, 7, 1)
        # The order of the columns in the file does not matter.
        rows.append(
            {
                "纳税人识别号": code,
                "税款所属期止": "2026-06-30",
                "实缴金额": 1,
                **{name: row[name] for name in columns[:: random.choice([1, -1])]},
            }
        )
    reading = read(rows)
    assert {number: row["period"] for number, row in kept(reading).items()} == expected


def test_a_day_that_cannot_be_read_is_not_passed_over():
    rows = [
        {"纳税人识别号": code, "税款所属期止": "2026-06-30", "入库日期": "soon", "缴款日期": "2026-10-15", "实缴金额": 1}
        for code in CODES[:20]
    ]
    reading = read(rows)
    assert {rule for rule, _ in refused(reading).values()} == {"bad_paid_on"}
    assert not kept(reading)


@pytest.mark.parametrize("seed", range(2))
def test_what_was_due_never_fills_what_was_paid(seed):
    random = chance(seed)
    rows, paid = [], {}
    for number, code in enumerate(CODES, start=1):
        first, second, due = (random.choice(NOTHING) if random.random() < 0.5 else str(random.randrange(1, 900)) for _ in range(3))
        rows.append({"纳税人识别号": code, "税款所属期止": "2026-06-30", "应纳税额": due, "入库金额": second, "实缴金额": first})
        stated = next((text for text in (first, second) if text not in NOTHING), None)
        if stated:
            paid[number] = round(float(stated) / 10_000, 6)
    reading = read(rows)
    assert {number: row["value_cny_10k"] for number, row in kept(reading).items()} == paid
    assert all(rule.startswith("value_") for rule, _ in refused(reading).values())


def test_the_organisation_code_stands_in_for_a_credit_code_that_is_blank():
    random = chance(3)
    rows, expected, two = [], {}, set()
    for number, code in enumerate(CODES, start=1):
        kind = random.choice(["whole", "blank", "both", "other"])
        whole = random.choice(NOTHING) if kind == "blank" else code
        short = random.choice(NOTHING) if kind == "whole" else CODES[number % 7][8:17] if kind == "other" else code[8:17]
        expected[number] = short if kind == "blank" else code
        if kind == "other" and CODES[number % 7] != code:
            two.add(number)
        rows.append(
            {
                "企业详细名称": "甲",
                "组织机构代码": short,
                "统一社会信用代码": whole,
                "报告期": "2026-10",
                "1-本月;工业总产值(当年价格);千元": 5,
            }
        )
    reading = read(rows)
    assert {number: row["uscc"] for number, row in kept(reading).items()} == {n: code for n, code in expected.items() if n not in two}
    assert {number: rule for number, (rule, _) in refused(reading).items()} == dict.fromkeys(two, "two_codes")
    assert all("统一社会信用代码 / 组织机构代码" in reason for _, reason in refused(reading).values())


def test_a_project_without_a_number_goes_by_its_name():
    random = chance(4)
    rows, expected = [], {}
    for number, code in enumerate(CODES, start=1):
        named = random.choice([*NOTHING, f"2026-440310-{number:04}"])
        expected[number] = f"新建 厂房{number}" if named in NOTHING else named
        rows.append(
            {"统一社会信用代码": code, "项目代码": named, "项目名称": f"新建 厂房{number}", "报告期": "202610", "自年初累计完成投资": 5}
        )
    assert {number: row["project"] for number, row in kept(read(rows)).items()} == expected
