"""The units of measure that contracts refer to, and the closed lists of keys that many tables share."""

from warehouse.contract import Unit

CNY_10K = Unit("CNY_10k", "万元", "ten thousand yuan", suffix="_cny_10k")
PERSONS = Unit("persons", "人", "persons", suffix="_jobs")
KWH = Unit("kWh", "千瓦时", "kilowatt-hours", suffix="_kwh")
M3 = Unit("m3", "立方米", "cubic metres", suffix="_m3")
SHARE = Unit("share", "比例", "a part of one: 0.25 is 25 %", suffix="_share")
MONTHS = Unit("months", "月", "whole months", suffix="_months")
LOG = Unit("log", "对数差", "difference of natural logarithms: -0.69 is half", suffix="_log")
PROBABILITY = Unit("probability", "概率", "probability between 0 and 1")
LOG_ODDS = Unit("log_odds", "对数几率", "natural logarithm of odds")
COUNT = Unit("count", "个", "number of things counted")
NAIVE_ERROR = Unit("naive_error", "倍", "error as a multiple of the mean error of last year's month (MASE)")
INDICATOR_UNIT = Unit("indicator", "指标单位", "the canonical unit of the row's indicator: CNY_10k, persons, kWh or m3")

INDICATORS = ("output_value", "value_added", "fixed_investment", "tax", "employment", "electricity", "water", "gas")
INDICATOR_LABELS = {
    "output_value": "产值",
    "value_added": "增加值",
    "fixed_investment": "固投",
    "tax": "纳税",
    "employment": "用工",
    "electricity": "用电",
    "water": "用水",
    "gas": "用气",
}
INDICATOR_UNITS = {
    "output_value": CNY_10K,
    "value_added": CNY_10K,
    "fixed_investment": CNY_10K,
    "tax": CNY_10K,
    "employment": PERSONS,
    "electricity": KWH,
    "water": M3,
    "gas": M3,
}
FAMILIES = ("physical", "booked", "investment")
UTILITIES = ("electricity", "water", "gas")
BASES = ("month", "ytd")
CHANNELS = ("statistical", "administrative", "public", "self_reported")
TIERS = ("district_leader", "department", "group")
LEVELS = ("red", "orange", "yellow", "blue")
KINDS = ("operating", "relocation", "both")
STATUSES = ("new", "worse", "same", "better")
RISKS = ("operating", "relocation")
OUTCOMES = ("relocated_out", "relocated_within", "closed", "recovered", "false_alarm", "left_register")
EXPOSURE_CLASSES = ("large", "medium", "small")
