"""What every page, mail and workbook prints of itself: what a warning is, how the paper is to be kept, what is invented."""

from typing import Final

from reports.words.text import Text

DISCLAIMER: Final = Text(
    zh="预警仅为服务线索，不作为行政处理依据。", en="A warning is a lead for service and no ground for any administrative measure."
)
CUSTODY: Final = Text(zh="内部资料 注意保管", en="Internal, please keep safe")
NO_NAME: Final = Text(zh="（名称未提供）", en="(name not given)")
DEMO: Final = Text(zh="演示数据：企业与数字均为虚构", en="Demonstration: enterprises and figures are invented")
