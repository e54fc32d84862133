"""Account, project, receipt and credit codes in the dress of spreadsheets and pages: the account they are, or refused; never another."""

from random import Random

import pytest

from tests.property.sent import CODES, chance, kept, read, refused

DRESSES = (
    "{}", '="{}"', "= \"{}\"", "'{}", "‘{}", '"{}"', "\ufeff{}", "{}\u200b", "\u200e{}", "{}\u00a0", "\u3000{}\u3000", "\t{}", " {} ",
    "{}\u2060",
)  # fmt: skip
NOTHING = ("nan", "NaN", "NULL", "null", "None", "N/A", "#N/A", "—", "-", "--", "无", "", "  ", "/", "nil", "暂无", "<NA>", "0", "未知")
NO_NAME = ("合计", "全区合计", "总计", "小计", "合 计", "坪山街道小计", "Total", "#REF!", "#VALUE!", "3.5", "全区汇总")
LOST = ("3.00E+15", "3.16001935E+09", "3E+15", "1.23457e+11", "9.1440300E+17", "3.00e15", "３．００Ｅ＋１５")


def spaced(code: str, random: Random) -> str:
    """Put a space, a zero-width one or none between groups of four, or make every character full-width."""
    groups = [code[start : start + 4] for start in range(0, len(code), 4)]
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalnum() else letter for letter in code)
    return random.choice([code, " ".join(groups), "\u200b".join(groups), "\u00a0".join(groups), wide])


def dressed(code: str, random: Random) -> str:
    return random.choice(DRESSES).format(spaced(code, random))


def bills(accounts: list[str]) -> list[dict[str, object]]:
    return [{"户号": account, "结算年月": "202610", "当月合计电量": number} for number, account in enumerate(accounts, start=1)]


@pytest.mark.parametrize("seed", range(3))
def test_an_account_is_the_same_in_every_dress(seed):
    random = chance(seed)
    accounts = [f"{random.randrange(10**9):010}" for _ in range(150)] + [f"A{random.randrange(10**6):07}" for _ in range(50)]
    reading = read(bills([dressed(account, random) for account in accounts]))
    assert reading.refused.is_empty()
    assert [row["account"] for _, row in sorted(kept(reading).items())] == accounts


def test_what_names_no_account_is_refused_or_left_out():
    reading = read(bills(["0316001935", *NOTHING, *NO_NAME, *LOST, "0316001936"]))
    assert {row["account"] for row in kept(reading).values()} == {"0316001935", "0316001936"}
    rules = {rule for rule, _ in refused(reading).values()}
    assert rules == {"account_missing", "bad_account", "account_not_text"}


def test_map_and_bills_speak_of_one_account():
    random = chance(9)
    accounts = [f"0{random.randrange(10**9):09}" for _ in range(100)]
    rows = [
        {"能源类型": "电", "户号": dressed(account, random), "统一社会信用代码": dressed(code, random)}
        for account, code in zip(accounts, CODES, strict=False)
    ]
    reading = read(rows)
    assert reading.refused.is_empty()
    assert [(row["account"], row["uscc"]) for _, row in sorted(kept(reading).items())] == list(zip(accounts, CODES, strict=False))


@pytest.mark.parametrize("field", ["电子税票号码", "项目代码"])
def test_optional_numbers_are_cleaned_empty_or_refused(field):
    random = chance(4)
    numbers = [f"4403{random.randrange(10**9):09}" for _ in range(60)]
    texts = [dressed(number, random) for number in numbers] + list(NOTHING[:8]) + list(LOST)
    tax = {"税款所属期止": "2026-09-30", "入库日期": "2026-10-15", "实缴金额": 1, "征收项目": "增值税"}
    investment = {"报告期": "202610", "自年初累计完成投资": 5}
    owner, other, target = ("纳税人识别号", tax, "voucher") if field == "电子税票号码" else ("统一社会信用代码", investment, "project")
    reading = read([{owner: code, field: text, **other} for code, text in zip(CODES, texts, strict=False)])
    found = kept(reading)
    assert [found[row][target] for row in range(1, 61)] == numbers
    assert not {found[row][target] for row in range(61, 69)} - {None}
    assert {row: rule for row, (rule, _) in refused(reading).items()} == {68 + n: f"{target}_not_text" for n in range(1, len(LOST) + 1)}


@pytest.mark.parametrize("kind", [int, float])
def test_typed_accounts_lose_no_zero_and_no_digit_unseen(kind):
    random = chance(8)
    whole = [random.randrange(10**9, 10**10) for _ in range(100)]
    short = [random.randrange(10**8, 10**9) for _ in range(100)]
    far = [random.randrange(10**16, 10**17) for _ in range(100)]
    for numbers, kept_ones in ((whole, whole), (whole + short, whole), (far, [])):
        reading = read(bills([kind(number) for number in numbers]), "f.parquet")
        assert [row["account"] for _, row in sorted(kept(reading).items())] == [str(number) for number in kept_ones]
        assert {rule for rule, _ in refused(reading).values()} <= {"account_not_text"}
        assert all("deliver it as text" in reason for _, reason in refused(reading).values())
