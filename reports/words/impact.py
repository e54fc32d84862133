"""The texts of `earlywarn impact`: what the departure of one enterprise would cost, for a terminal."""

from typing import Final

from reports.words.text import Text

PROVISIONAL: Final = Text(
    zh="快速研判（非正式），按{day}已知数据；各项金额截至{month}", en="PROVISIONAL, as known on {day}; amounts up to {month}"
)
PUBLISHED: Final = Text(zh="{month}通报为{amount}，此后数据有变", en="{amount} in the bulletin of {month}, figures have changed since")
RISKS: Final = Text(
    zh="经营风险 {operating}，外迁风险 {relocation}，外迁阶段：{stage}",
    en="operating risk {operating}, relocation risk {relocation}, stage of a move: {stage}",
)
NOT_SCORED: Final = Text(zh="未评分", en="not scored")
AMOUNT: Final = Text(zh="{amount}{unit}", en="{amount} {unit}")
OF_DISTRICT: Final = Text(zh="占全区{share}，第{rank}位", en="{share} of the district, place {rank}")
NO_TRADE: Final = Text(zh="区内关联企业：未知（没有供应链资料）", en="dependents in the district: not known (no supply-chain file)")
DEPENDENTS: Final = Text(
    zh="区内关联企业：供应商{suppliers}家，客户{customers}家",
    en="dependents in the district: {suppliers} suppliers, {customers} customers",
)
RELATIONS: Final = {"supplier": Text(zh="供应商", en="supplier"), "customer": Text(zh="客户", en="customer")}
# What a dependent's share is a share of.
SHARES: Final = {
    "supplier": Text(zh="占其销售额{share}", en="{share} of its sales"),
    "customer": Text(zh="占其所获供货{share}", en="{share} of its delivered purchases"),
}
NO_SHARE: Final = Text(zh="占比未知", en="share not known")
DEPENDENT: Final = Text(zh="{name}  {uscc}  {relation}：{share}{amount}", en="{name}  {uscc}  {relation}: {share}{amount}")
WITH_AMOUNT: Final = Text(zh="，{amount}", en=", {amount}")
REASONS: Final = Text(zh="信号：{phrases}", en="signals: {phrases}")
MEASURES: Final = Text(zh="服务建议：{phrases}", en="service: {phrases}")
CLEARINGS: Final = Text(zh="解除条件：{phrases}", en="clears when: {phrases}")
