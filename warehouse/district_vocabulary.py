"""Words of an installation with several districts: what became of each in a month, why nothing came out, where those went who left one."""

from typing import Final

from warehouse.vocabulary import Term, Terms

DISTRICT_STATES: Final = Terms(
    Term("published", "已发布", "published"), Term("held", "暂未发布", "held"), Term("failed", "未能完成", "not finished")
)
DISTRICT_CAUSES: Final = Terms(
    Term("no_input", "数据未到或无法使用", "figures have not arrived or cannot be used"),
    Term("check_failed", "数据核验未通过", "a check of the figures did not pass"),
    Term("unavailable", "数据库正被占用或需要修复", "the store is busy or has to be repaired"),
    Term("wrong_setting", "配置有误", "a setting is wrong"),
    Term("not_run", "本月尚未运行", "the month has not been run"),
    Term("fault", "运行中断", "the run broke off"),
)
DISTRICT_MOVES: Final = Terms(
    Term("arrived", "辖区内迁移", "moved between districts"),
    Term("announced", "去向在辖区内，迁入地名录未见", "announced for another district, not in its register"),
    Term("outside", "迁出辖区", "left for elsewhere"),
    Term("unknown", "去向不明", "destination not known"),
)
