"""Invented people: names combined from common parts, numbers that no operator assigns, villages on no map."""

from dataclasses import dataclass, field
from random import Random

from returnees.choices import Gender

HAN_SURNAMES = "王李张刘陈杨赵郭孙高马白贾韩田郝任苗梁武敖孟鄂康吕樊谭邢温蔚"
HAN_FIRST = {
    Gender.MALE: "志海建永晓宏俊立春广瑞国占根",
    Gender.FEMALE: "晓海春雅雪玉美慧彩秀静红佳欣",
}
HAN_SECOND = {
    Gender.MALE: "峰岭龙林飞亮阳辉成斌柱旺山河原",
    Gender.FEMALE: "霞梅燕莲芳娟萍艳云丽颖彤芬荣",
}
MONGOLIAN_FIRST = {
    Gender.MALE: (
        "阿木古楞",
        "哈斯",
        "孟根",
        "宝力",
        "朝格",
        "那木",
        "额尔敦",
        "牧仁",
        "苏德",
        "毕力",
        "乌力",
        "图门",
        "阿拉",
        "达楞",
        "巴音",
        "格日",
    ),
    Gender.FEMALE: (
        "乌云",
        "萨仁",
        "敖登",
        "阿茹",
        "哈斯",
        "塔林",
        "苏布",
        "娜布",
        "乌仁",
        "米吉",
        "阿拉坦",
        "娜日",
        "图门",
        "金桂",
        "海棠",
    ),
}
MONGOLIAN_SECOND = {
    Gender.MALE: ("巴特尔", "达来", "巴雅尔", "吉雅", "青格勒", "朝鲁", "宝力格", "桑布", "毕斯", "柱拉", "特古斯"),
    Gender.FEMALE: ("其其格", "塔娜", "珠拉", "高娃", "图娅", "苏日娜", "琪琪", "乌达", "娜", "格日勒"),
}
MONGOLIAN_CLAN_SURNAMES = ("包", "白", "吴", "韩", "何")
TEACHERS = ("王", "李", "高", "包", "白", "郭", "敖", "孟", "苏", "云", "乌仁", "萨仁", "那木", "哈斯")

_STEMS_FARMING = ("新民", "永丰", "向阳", "长胜", "兴隆", "双井", "柳条沟", "大榆树", "东河湾", "西梁")
_STEMS_PASTORAL = ("巴彦", "查干", "呼和", "达来", "乌兰", "宝力根", "阿日", "哈日", "沙日", "那仁")


def _known_gender(rng: Random, gender: str) -> str:
    return gender if gender in HAN_FIRST else rng.choice((Gender.MALE, Gender.FEMALE))


def han_name(rng: Random, gender: str) -> str:
    gender = _known_gender(rng, gender)
    return rng.choice(HAN_SURNAMES) + rng.choice(HAN_FIRST[gender]) + rng.choice(HAN_SECOND[gender])


def mongolian_name(rng: Random, gender: str) -> str:
    gender = _known_gender(rng, gender)
    given = rng.choice(MONGOLIAN_SECOND[gender])
    is_short = rng.random() < 0.15 and len(given) > 1
    return rng.choice(MONGOLIAN_CLAN_SURNAMES if is_short else MONGOLIAN_FIRST[gender]) + given


def teacher(rng: Random) -> str:
    return f"{rng.choice(TEACHERS)}老师"


def township(rng: Random, place_name: str) -> str:
    if place_name.endswith("区"):
        return f"{rng.choice(_STEMS_FARMING)}街道"
    if place_name.endswith("旗") and rng.random() < 0.6:
        return f"{rng.choice(_STEMS_PASTORAL)}苏木"
    return rng.choice(_STEMS_FARMING) + rng.choice("镇镇乡")


def village(rng: Random, township_name: str) -> str:
    if township_name.endswith("街道"):
        return f"{rng.choice(_STEMS_FARMING)}社区"
    if township_name.endswith("苏木"):
        return f"{rng.choice(_STEMS_PASTORAL)}嘎查"
    return f"{rng.choice(_STEMS_FARMING)}村"


@dataclass
class Phones:
    """Mobile numbers with 0000 in the middle; now and then one that a neighbour has entered already."""

    rng: Random
    entered: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    shared_share: float = 0.012

    def next(self) -> str:
        if self.entered and self.rng.random() < self.shared_share:
            return self.rng.choice(self.entered[-3:])
        phone = self._new()
        while phone in self.known:
            phone = self._new()
        self.known.add(phone)
        self.entered.append(phone)
        return phone

    def _new(self) -> str:
        return f"1{self.rng.randint(3, 9)}{self.rng.randrange(10)}0000{self.rng.randrange(10_000):04d}"
