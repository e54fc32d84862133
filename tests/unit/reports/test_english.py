"""English letters give the reasons of the Chinese list, number by number."""

import pytest

from models.warnings.wording import SIGNALS
from reports.letters.english import _SIGNS, _phrase

SAID = {
    "产值比预期低52%，已持续10个月，比同行低41%": "output 52% below expectation for 10 months",
    "用工比预期低15%": "employment 15% below expectation",
    "用水已2个月无数据": "no figures of water for 2 months",
    "用水、用气已1个月无数据": "no figures of water, gas for 1 month",
    "能耗、用工比预期低37%而产值、税收基本未降": "energy and people 37% below expectation, output and tax hold",
    "出现外迁风险信号（产能外移）": "signs of relocation",
    "在外地购地（2026-05，去向惠州市大亚湾区）": "land bought elsewhere (2026-05)",
    "前期下降，本月已见回升（产值为预期的121%、用工为预期的119%），待巩固": "an earlier fall, recovering this month",
    "单项偏离均不显著，综合评估风险53%，主要依据：用电下降的单项证据": "no single indicator stands out, all taken together do",
    "新的说法": "",
}


@pytest.mark.parametrize("chinese", SAID)
def test_a_reason_is_said_in_english(chinese: str) -> None:
    assert _phrase(chinese) == SAID[chinese]


def test_every_sign_of_the_list_has_english_words() -> None:
    assert set(_SIGNS) == set(SIGNALS.values())
