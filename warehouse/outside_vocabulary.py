"""The words of tables for readers outside: spans of months, sections of industry, classes of size.

In: keys of the tables. Out: which totals are printed (models.disclosure), sentences (reports.words).
"""

from dataclasses import dataclass
from typing import Final

from warehouse.vocabulary import Term, Terms

MONTH: Final = "month"
YEAR_TO_DATE: Final = "year_to_date"
SPANS: Final = Terms(Term(MONTH, "当月", "the month"), Term(YEAR_TO_DATE, "1月至当月", "since January"))
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class JobsClass(Term):
    """A class of size by jobs alone, which every branch reports; `least`: from so many it begins, None where they are not known."""

    least: int | None


OUTSIDE_SIZES: Final = Terms(
    JobsClass("large", "1000人及以上", "1,000 jobs or more", 1000),
    JobsClass("medium", "300—999人", "300 to 999 jobs", 300),
    JobsClass("small", "20—299人", "20 to 299 jobs", 20),
    JobsClass("micro", "20人以下", "fewer than 20 jobs", 0),
    JobsClass(UNKNOWN, "人数不详", "jobs not known", None),
)
INDUSTRY_SECTIONS: Final = Terms(
    Term("A", "农、林、牧、渔业", "Agriculture, forestry, animal husbandry and fishery"),
    Term("B", "采矿业", "Mining"),
    Term("C", "制造业", "Manufacturing"),
    Term("D", "电力、热力、燃气及水生产和供应业", "Electricity, heat, gas and water supply"),
    Term("E", "建筑业", "Construction"),
    Term("F", "批发和零售业", "Wholesale and retail trade"),
    Term("G", "交通运输、仓储和邮政业", "Transport, storage and post"),
    Term("H", "住宿和餐饮业", "Accommodation and catering"),
    Term("I", "信息传输、软件和信息技术服务业", "Information, software and technology services"),
    Term("J", "金融业", "Finance"),
    Term("K", "房地产业", "Real estate"),
    Term("L", "租赁和商务服务业", "Leasing and business services"),
    Term("M", "科学研究和技术服务业", "Research and technical services"),
    Term("N", "水利、环境和公共设施管理业", "Water, environment and public facilities"),
    Term("O", "居民服务、修理和其他服务业", "Services to households, repair and other services"),
    Term("P", "教育", "Education"),
    Term("Q", "卫生和社会工作", "Health and social work"),
    Term("R", "文化、体育和娱乐业", "Culture, sport and entertainment"),
    Term("S", "公共管理、社会保障和社会组织", "Public administration, social security and organisations"),
    Term("T", "国际组织", "International organisations"),
    Term(UNKNOWN, "行业不详", "industry not stated"),
)
