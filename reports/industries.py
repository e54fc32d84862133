"""Names of the industry divisions of GB/T 4754-2017, so that a code on file is a word on the page.

The standard has no English edition; the English names follow the wording usual in official statistics.
"""

from __future__ import annotations

import re
from typing import Final

from reports.words.format import plain
from reports.words.text import Text, Words
from warehouse.vocabulary import Term, Terms

DIVISIONS: Final = Terms(
    Term("01", "农业", "Farming"),
    Term("02", "林业", "Forestry"),
    Term("03", "畜牧业", "Animal husbandry"),
    Term("04", "渔业", "Fishery"),
    Term(
        "05",
        "农、林、牧、渔专业及辅助性活动",
        "Professional and auxiliary activities for agriculture, forestry, animal husbandry and fishery",
    ),
    Term("06", "煤炭开采和洗选业", "Mining and washing of coal"),
    Term("07", "石油和天然气开采业", "Extraction of petroleum and natural gas"),
    Term("08", "黑色金属矿采选业", "Mining and processing of ferrous metal ores"),
    Term("09", "有色金属矿采选业", "Mining and processing of non-ferrous metal ores"),
    Term("10", "非金属矿采选业", "Mining and processing of non-metal ores"),
    Term("11", "开采专业及辅助性活动", "Professional and auxiliary activities for mining"),
    Term("12", "其他采矿业", "Mining of other ores"),
    Term("13", "农副食品加工业", "Processing of food from agricultural products"),
    Term("14", "食品制造业", "Manufacture of foods"),
    Term("15", "酒、饮料及精制茶制造业", "Manufacture of liquor, beverages and refined tea"),
    Term("16", "烟草制品业", "Manufacture of tobacco"),
    Term("17", "纺织业", "Manufacture of textiles"),
    Term("18", "纺织服装、服饰业", "Manufacture of textile wearing apparel and accessories"),
    Term("19", "皮革、毛皮、羽毛及其制品和制鞋业", "Manufacture of leather, fur, feather and related products and footwear"),
    Term("20", "木材加工和木、竹、藤、棕、草制品业", "Processing of timber, manufacture of wood, bamboo, rattan, palm and straw products"),
    Term("21", "家具制造业", "Manufacture of furniture"),
    Term("22", "造纸和纸制品业", "Manufacture of paper and paper products"),
    Term("23", "印刷和记录媒介复制业", "Printing and reproduction of recording media"),
    Term(
        "24", "文教、工美、体育和娱乐用品制造业", "Manufacture of articles for culture, education, arts and crafts, sport and entertainment"
    ),
    Term("25", "石油、煤炭及其他燃料加工业", "Processing of petroleum, coal and other fuels"),
    Term("26", "化学原料和化学制品制造业", "Manufacture of raw chemical materials and chemical products"),
    Term("27", "医药制造业", "Manufacture of medicines"),
    Term("28", "化学纤维制造业", "Manufacture of chemical fibres"),
    Term("29", "橡胶和塑料制品业", "Manufacture of rubber and plastics products"),
    Term("30", "非金属矿物制品业", "Manufacture of non-metallic mineral products"),
    Term("31", "黑色金属冶炼和压延加工业", "Smelting and pressing of ferrous metals"),
    Term("32", "有色金属冶炼和压延加工业", "Smelting and pressing of non-ferrous metals"),
    Term("33", "金属制品业", "Manufacture of metal products"),
    Term("34", "通用设备制造业", "Manufacture of general purpose machinery"),
    Term("35", "专用设备制造业", "Manufacture of special purpose machinery"),
    Term("36", "汽车制造业", "Manufacture of automobiles"),
    Term("37", "铁路、船舶、航空航天和其他运输设备制造业", "Manufacture of railway, ship, aerospace and other transport equipment"),
    Term("38", "电气机械和器材制造业", "Manufacture of electrical machinery and apparatus"),
    Term("39", "计算机、通信和其他电子设备制造业", "Manufacture of computers, communication and other electronic equipment"),
    Term("40", "仪器仪表制造业", "Manufacture of measuring instruments and machinery"),
    Term("41", "其他制造业", "Other manufacture"),
    Term("42", "废弃资源综合利用业", "Utilization of waste resources"),
    Term("43", "金属制品、机械和设备修理业", "Repair of metal products, machinery and equipment"),
    Term("44", "电力、热力生产和供应业", "Production and supply of electric power and heat power"),
    Term("45", "燃气生产和供应业", "Production and supply of gas"),
    Term("46", "水的生产和供应业", "Production and supply of water"),
    Term("47", "房屋建筑业", "Construction of buildings"),
    Term("48", "土木工程建筑业", "Civil engineering"),
    Term("49", "建筑安装业", "Construction installation"),
    Term("50", "建筑装饰、装修和其他建筑业", "Building decoration, fitting-out and other construction"),
    Term("51", "批发业", "Wholesale trade"),
    Term("52", "零售业", "Retail trade"),
    Term("53", "铁路运输业", "Railway transport"),
    Term("54", "道路运输业", "Road transport"),
    Term("55", "水上运输业", "Water transport"),
    Term("56", "航空运输业", "Air transport"),
    Term("57", "管道运输业", "Transport via pipelines"),
    Term("58", "多式联运和运输代理业", "Multimodal transport and transport agency"),
    Term("59", "装卸搬运和仓储业", "Loading, unloading, handling and storage"),
    Term("60", "邮政业", "Post"),
    Term("61", "住宿业", "Accommodation"),
    Term("62", "餐饮业", "Catering services"),
    Term("63", "电信、广播电视和卫星传输服务", "Telecommunications, broadcasting, television and satellite transmission services"),
    Term("64", "互联网和相关服务", "Internet and related services"),
    Term("65", "软件和信息技术服务业", "Software and information technology services"),
    Term("66", "货币金融服务", "Monetary and financial services"),
    Term("67", "资本市场服务", "Capital market services"),
    Term("68", "保险业", "Insurance"),
    Term("69", "其他金融业", "Other financial activities"),
    Term("70", "房地产业", "Real estate"),
    Term("71", "租赁业", "Leasing"),
    Term("72", "商务服务业", "Business services"),
    Term("73", "研究和试验发展", "Research and experimental development"),
    Term("74", "专业技术服务业", "Professional technical services"),
    Term("75", "科技推广和应用服务", "Promotion and application of science and technology"),
    Term("76", "水利管理业", "Management of water conservancy"),
    Term("77", "生态保护和环境治理业", "Ecological protection and environmental treatment"),
    Term("78", "公共设施管理业", "Management of public facilities"),
    Term("79", "土地管理业", "Land management"),
    Term("80", "居民服务业", "Services to households"),
    Term("81", "机动车、电子产品和日用产品修理业", "Repair of motor vehicles, electronic products and articles of daily use"),
    Term("82", "其他服务业", "Other services"),
    Term("83", "教育", "Education"),
    Term("84", "卫生", "Health"),
    Term("85", "社会工作", "Social work"),
    Term("86", "新闻和出版业", "Journalism and publishing"),
    Term("87", "广播、电视、电影和影视录音制作业", "Broadcasting, television, films and audiovisual production"),
    Term("88", "文化艺术业", "Culture and art"),
    Term("89", "体育", "Sports"),
    Term("90", "娱乐业", "Entertainment"),
    Term("91", "中国共产党机关", "Organs of the Communist Party of China"),
    Term("92", "国家机构", "State organs"),
    Term("93", "人民政协、民主党派", "People's Political Consultative Conference and democratic parties"),
    Term("94", "社会保障", "Social security"),
    Term("95", "群众团体、社会团体和其他成员组织", "Mass organizations, social organizations and other membership organizations"),
    Term("96", "基层群众自治组织及其他组织", "Grassroots self-governing organizations and other organizations"),
    Term("97", "国际组织", "International organizations"),
)

UNNAMED: Final = Text(zh="未注明", en="not stated")
# A class code with or without its section letter (C3921, 3921); the first two digits are the division.
_CODE = re.compile(r"^[A-T]?(\d{2})\d{0,2}$")


def industry_name(text: str | None, words: Words) -> str:
    """The division's name for a GB/T 4754 code; any other text as it stands; `未注明` for none."""
    cleaned = plain(text, 60)
    if not cleaned:
        return words.say(UNNAMED)
    # Deliveries mix codes and words; a word is already what the page wants.
    found = _CODE.match(cleaned)
    if found is None or found.group(1) not in DIVISIONS:
        return cleaned
    return words.term(DIVISIONS, found.group(1))
