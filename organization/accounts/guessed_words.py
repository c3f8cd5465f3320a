"""The words that somebody who knows the field tries first: places, the League's and the product's, common passwords."""

from collections.abc import Iterator
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator

from organization.accounts.guessing import PieceKind
from organization.models import Committee

SHORTEST_COMMON, SHORTEST_IN_LETTERS, SHORTEST_IN_CHINESE = 4, 3, 2

# With their pinyin, which a test compares: a process that loads the dictionary needs 60 MB.
LEAGUE_WORDS = {
    "共青团": "gongqingtuan",
    "共青团员": "gongqingtuanyuan",
    "团委": "tuanwei",
    "团市委": "tuanshiwei",
    "团县委": "tuanxianwei",
    "团旗委": "tuanqiwei",
    "团区委": "tuanquwei",
    "团盟委": "tuanmengwei",
    "团支部": "tuanzhibu",
    "团干部": "tuanganbu",
    "团员": "tuanyuan",
    "团组织": "tuanzuzhi",
    "书记": "shuji",
    "青年": "qingnian",
    "青春": "qingchun",
    "青创": "qingchuang",
    "联盟": "lianmeng",
    "志愿者": "zhiyuanzhe",
    "大学生": "daxuesheng",
    "返乡": "fanxiang",
    "家乡": "jiaxiang",
    "归巢": "guichao",
    "创业": "chuangye",
    "就业": "jiuye",
    "活动": "huodong",
    "问卷": "wenjuan",
    "报送": "baosong",
    "工作台": "gongzuotai",
    "工作": "gongzuo",
    "系统": "xitong",
    "管理员": "guanliyuan",
    "管理": "guanli",
    "用户": "yonghu",
    "账号": "zhanghao",
    "密码": "mima",
    "登录": "denglu",
    "测试": "ceshi",
    "内蒙古": "neimenggu",
    "内蒙": "neimeng",
    "自治区": "zizhiqu",
    "中国": "zhongguo",
    "北京": "beijing",
    "五四": "wusi",
    "欢迎": "huanying",
    "我爱你": "woaini",
}
OTHER_LEAGUE_WORDS = ("gqt", "admin", "administrator", "guest", "password", "passwd", "youth", "league", "welcome")
# As they are written in other languages; their pinyin is in the table of committees.
OTHER_PLACES = (
    "hohhot", "huhhot", "ordos", "erdos", "hulunbuir", "hailar", "manzhouli", "xilingol", "xilinhot", "alxa", "alashan",
    "hinggan", "ulanqab", "ulanhot", "bayannur", "bayannaoer", "erenhot", "erlian", "horqin", "dongsheng", "linhe",
    "jining", "innermongolia", "mongolia", "nmg",
)  # fmt: skip
# What kind of a place a name says at its end; whoever tries a place leaves it out.
KINDS_OF_PLACE = {"自治旗": "zizhiqi", "联合旗": "lianheqi", "矿区": "kuangqu"} | {
    "市": "shi", "区": "qu", "旗": "qi", "县": "xian", "盟": "meng",
}  # fmt: skip


def find_guessed_words() -> dict[str, PieceKind]:
    """By the word in small letters; a place that is common is called a place."""
    places = dict.fromkeys(place_words(), PieceKind.PLACE)
    league = dict.fromkeys([*LEAGUE_WORDS, *LEAGUE_WORDS.values(), *OTHER_LEAGUE_WORDS], PieceKind.LEAGUE)
    return common_words() | places | league


@cache
def common_words() -> dict[str, PieceKind]:
    """Django's list, of 20,000."""
    return {word: PieceKind.COMMON for word in CommonPasswordValidator().passwords if len(word) >= SHORTEST_COMMON}


def place_words() -> Iterator[str]:
    """Of every committee, in Chinese, in pinyin and by its initials, with the kind of place and without."""
    yield from OTHER_PLACES
    for names in Committee.objects.order_by().values_list("place_name", "short_name", "pinyin", "initials"):
        for word in words_of_committee(*names):
            if len(word) >= (SHORTEST_IN_LETTERS if word.isascii() else SHORTEST_IN_CHINESE):
                yield word


def words_of_committee(place_name: str, short_name: str, pinyin: str, initials: str) -> Iterator[str]:
    yield from (place_name, short_name, *pinyin.split(), *initials.split())
    # The last letter is that of 委.
    of_place = [word[:-1] for word in initials.split()]
    yield from of_place
    for ending, letters in KINDS_OF_PLACE.items():
        if place_name.endswith(ending):
            yield place_name.removesuffix(ending)
            yield from (word.removesuffix(letters) for word in pinyin.split())
            yield from (word[: -len(ending)] for word in of_place)
