"""Units that titles state; whoever reports is no unit, and a unit nobody knows is one all the same."""

import pytest

from pipelines.ingest.raw_table import Title
from pipelines.ingest.title_units import units_of_titles


def stated(*texts: str) -> list[str]:
    return [word for word, _ in units_of_titles(tuple(map(Title, texts)))]


@pytest.mark.parametrize(
    ("texts", "units"),
    [
        (["单位：万千瓦时、万元"], ["万千瓦时", "万元"]),
        (["单 位 ： 万 元"], ["万元"]),
        (["计量单位 万元"], ["万元"]),
        (["计量单位：", "亩"], ["亩"]),
        (["单", "位", "：", "万", "元"], ["万元"]),
        (["某区情况表（单位：万kWh）"], ["万kWh"]),
        (["情况表（千万元(人民币)）"], ["千万元(人民币)"]),
        (["电量：万千瓦时，电费：万元"], ["万千瓦时", "万元"]),
        (["单位：千元2026年10月"], ["千元"]),
        (["以万元为单位"], ["万元"]),
        (["单位：元/吨"], ["元/吨"]),
        (["单位：某某区税务局"], []),
        (["填报单位：万科公司"], []),
        (["单位（公章）"], []),
        (["单位负责人：张三"], []),
        (["2026年产值（第2批）"], []),
    ],
)
def test_units_of_titles(texts, units):
    assert stated(*texts) == units
