"""The long lists of national standards: ethnicities (GB/T 3304) and provinces (GB/T 2260)."""

from organization.region import REGION, words
from returnees.choices import UNDISCLOSED

# GB/T 3304, numeric codes.
ETHNICITY_NAMES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
).split()

_ETHNICITY_CODES = {name: f"{code:02d}" for code, name in enumerate(ETHNICITY_NAMES, start=1)}
# Those who live in the region first, then in the order of the standard.
ETHNICITIES = [
    *((_ETHNICITY_CODES[name], f"{name}族") for name in REGION.ethnicities),
    *((code, f"{name}族") for name, code in _ETHNICITY_CODES.items() if name not in REGION.ethnicities),
    (UNDISCLOSED, "不愿填写"),
]

# GB/T 2260, province level.
_PROVINCE_NAMES = {
    "110000": "北京市",
    "120000": "天津市",
    "130000": "河北省",
    "140000": "山西省",
    "150000": "内蒙古自治区",
    "210000": "辽宁省",
    "220000": "吉林省",
    "230000": "黑龙江省",
    "310000": "上海市",
    "320000": "江苏省",
    "330000": "浙江省",
    "340000": "安徽省",
    "350000": "福建省",
    "360000": "江西省",
    "370000": "山东省",
    "410000": "河南省",
    "420000": "湖北省",
    "430000": "湖南省",
    "440000": "广东省",
    "450000": "广西壮族自治区",
    "460000": "海南省",
    "500000": "重庆市",
    "510000": "四川省",
    "520000": "贵州省",
    "530000": "云南省",
    "540000": "西藏自治区",
    "610000": "陕西省",
    "620000": "甘肃省",
    "630000": "青海省",
    "640000": "宁夏回族自治区",
    "650000": "新疆维吾尔自治区",
    "710000": "台湾省",
    "810000": "香港特别行政区",
    "820000": "澳门特别行政区",
}
# Without the region itself: within it, "another league-city" is meant.
PROVINCES = [
    (REGION.code, f"本{words.region}其他{words.league_city}"),
    *((code, name) for code, name in _PROVINCE_NAMES.items() if code != REGION.code),
    ("abroad", "国外"),
]
