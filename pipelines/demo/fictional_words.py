"""Words and weights of the fictional district: industries, streets, parks, name parts, destinations.

Industry codes are GB/T 4754-2017 classes. Names are assembled from parts; any likeness to a real company is chance.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry division: weight in the district, its classes with a name word each, and how it uses energy and people."""

    division: str
    weight: float
    kwh_per_cny_10k: float
    cny_10k_per_person: float
    gas_share: float
    classes: tuple[tuple[str, str], ...]
    is_factory: bool = True


# Division, weight, kWh per CNY 10k of output, output per person and month in CNY 10k, share that uses gas; then classes with a name word.
INDUSTRIES = (
    Industry(
        "C39",
        0.25,
        260,
        7.0,
        0.1,
        (("C3921", "通信"), ("C3973", "微电子"), ("C3982", "电路"), ("C3989", "电子"), ("C3961", "智能"), ("C3974", "光显")),
    ),
    Industry(
        "C38", 0.14, 320, 7.5, 0.15, (("C3841", "锂电"), ("C3821", "变压器"), ("C3872", "照明"), ("C3857", "电器"), ("C3831", "线缆"))
    ),
    Industry("C36", 0.07, 280, 10.0, 0.25, (("C3670", "汽车零部件"), ("C3670", "汽车电子"), ("C3612", "新能源汽车"))),
    Industry("C35", 0.09, 210, 6.5, 0.05, (("C3525", "模具"), ("C3562", "半导体设备"), ("C3584", "医疗器械"), ("C3563", "智能装备"))),
    Industry("C34", 0.06, 240, 6.5, 0.1, (("C3484", "精密机械"), ("C3482", "紧固件"), ("C3491", "机器人"), ("C3464", "制冷设备"))),
    Industry("C33", 0.08, 520, 6.0, 0.5, (("C3360", "表面处理"), ("C3311", "金属结构"), ("C3351", "五金"), ("C3392", "压铸"))),
    Industry("C29", 0.08, 560, 6.0, 0.15, (("C2929", "塑胶"), ("C2921", "薄膜"), ("C2913", "橡胶制品"))),
    Industry("C27", 0.05, 230, 9.0, 0.45, (("C2720", "药业"), ("C2761", "生物制药"), ("C2770", "卫材"))),
    Industry("C26", 0.03, 420, 11.0, 0.5, (("C2641", "涂料"), ("C2662", "新材料"), ("C2682", "日化"))),
    Industry("C23", 0.03, 300, 5.5, 0.2, (("C2319", "包装印刷"), ("C2319", "印务"))),
    Industry("C22", 0.02, 480, 6.0, 0.3, (("C2231", "纸品"), ("C2239", "纸制品"))),
    Industry("C40", 0.03, 150, 6.5, 0.03, (("C4011", "自动化"), ("C4028", "测控仪器"), ("C4040", "光学"))),
    Industry("C24", 0.02, 220, 4.0, 0.05, (("C2452", "玩具"), ("C2438", "珠宝首饰"))),
    Industry("C14", 0.01, 330, 6.0, 0.7, (("C1411", "食品"), ("C1491", "营养食品"))),
    Industry("F51", 0.02, 12, 40.0, 0.0, (("F5179", "供应链"), ("F5177", "电子商贸")), is_factory=False),
    Industry("G59", 0.01, 60, 12.0, 0.0, (("G5920", "仓储物流"),), is_factory=False),
    Industry("I65", 0.02, 25, 5.0, 0.0, (("I6513", "软件"), ("I6531", "信息技术")), is_factory=False),
)

# Street, its weight, its parks.
STREETS = (
    ("坑梓街道", 0.27, ("坑梓科技园", "金沙产业园", "国家生物产业基地")),
    ("龙田街道", 0.25, ("龙田智造园", "大工业区北园", "创兆产业园")),
    ("坪山街道", 0.17, ("坪山云谷", "聚龙科技园", "六联产业园")),
    ("石井街道", 0.12, ("石井创新园", "金龟产业园", "绿梓工业区")),
    ("马峦街道", 0.12, ("马峦科创园", "江岭工业区", "沙壆产业园")),
    ("碧岭街道", 0.07, ("碧岭科技园", "沙湖产业园")),
)

BRAND_FIRST = "岚澈禾榕砚珩璟钧铄烁霁沐皓翊昱骏麒瀚泓淼润鼎铭谦韬弘峻崧郦晟"
BRAND_SECOND = "禾川原岳衡曜朗煦昀澜屿汀渊湛洲樾桐柏槿茗芮苒若远达启维拓跃驰"
BRAND_THIRD = "德诚信泰和安兴盛隆昌源本元真格思创新联合汇聚"
PREFIXES = (("深圳市", 0.62), ("深圳", 0.23), ("", 0.15))
SUFFIXES = (("有限公司", 0.62), ("科技有限公司", 0.23), ("股份有限公司", 0.09), ("（深圳）有限公司", 0.06))

# (destination, weight, inside the city)
DESTINATIONS = (
    ("惠州市惠阳区", 0.22, False),
    ("东莞市塘厦镇", 0.18, False),
    ("惠州市大亚湾区", 0.12, False),
    ("江西省赣州市", 0.08, False),
    ("中山市火炬区", 0.07, False),
    ("广西南宁市", 0.04, False),
    ("越南北宁省", 0.07, False),
    ("深圳市龙岗区", 0.13, True),
    ("深圳市光明区", 0.09, True),
)

APPEAL_TOPICS = (
    ("space", "扩产空间不足，希望协调厂房"),
    ("cost", "租金、用工成本上升较快"),
    ("permits", "环评、消防手续办理周期长"),
    ("labour", "一线普工招聘困难"),
    ("finance", "融资难，希望对接银行"),
    ("market", "订单波动，希望对接上下游"),
)
