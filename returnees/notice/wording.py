"""What a privacy notice must say, part by part, with places for what differs from campaign to campaign.

The parts are those of 个人信息保护法 art. 17, 30 and 网络数据安全管理条例 art. 21. The words are a draft, for the
office's own lawyers to judge.
"""

from typing import NamedTuple

from organization.region import words

# In place of what the office has not entered yet: a campaign is not opened with it.
UNFILLED = "（未填写）"


class NoticePart(NamedTuple):
    heading: str
    pattern: str


PARTS = (
    NoticePart(
        "谁在处理您的信息",
        "{processor}决定收集这些信息并为此负责；{centre}承办。\n联系：{contact}。投诉举报：{complaints}。",
    ),
    NoticePart("为什么收集", "{purposes}\n只用于这些目的。不同意的，可以不填，直接与家乡团委联系，同样得到帮助。"),
    NoticePart(
        "收集哪些",
        "{kinds}\n提交时系统另外记下：提交的时间，从哪个二维码进来，您同意的说明版本，以及后来的更正和与您联系的情况。"
        "草稿和没有提交的内容只在您自己的手机里。\n"
        "不收集身份证号、银行卡号、住址门牌、位置和照片，公开页面不用 Cookie，也不接别人的统计、广告。",
    ),
    NoticePart(
        "敏感信息：为什么需要，对您有什么影响",
        "{sensitive}\n都是选填。填了其中任何一项，会请您单独勾选同意；不同意，去掉这些内容照样可以提交。"
        "请不要在文字里写证件号、银行卡号、健康状况和别人的信息。",
    ),
    NoticePart(
        "怎样处理，谁能看到",
        f"您自愿填写，由系统存储；您家乡所在{words.county}、{words.league_city}和{words.region_committee}的工作人员按权限查看，"
        "用来与您联系、登记和安排服务、汇总统计。\n"
        "手机号平时隐去中间四位，点开、查找、导出都会留下记录；"
        f"未成年人的手机号只有{words.league_city}和{words.region}能看。对外只公布人数，不公开您的姓名和内容。",
    ),
    NoticePart(
        "信息放在哪里",
        "存放在中国境内的服务器上，由{host}存放和维护。受托的单位只按委托处理，不得用作别的，委托结束后返还或删除。",
    ),
    NoticePart(
        "会不会提供给别人",
        "不会整批提供。要为您联系农牧、人社、科技等部门或者银行时，先告诉您接收方的名称和联系方式、提供什么、做什么用，您单独同意了才提供，"
        "每次都有记录。法律规定必须提供的除外。",
    ),
    NoticePart(
        "保存多久",
        "保存到{retention}，到期由系统匿名化：姓名、电话等清除，只留认不出人的统计。您撤回的，马上清除。"
        "回执码丢了，来找回时留下的手机号和家乡，办完就删，最多留 30 天。\n"
        "{backups}恢复以后会再次清除。数据库的归档日志、备机和快照也不超过这个时间。",
    ),
    NoticePart(
        "您的权利",
        "知情和决定，查阅、复制、取走自己的内容，更正、补充，删除，撤回同意，要求解释这份说明；近亲属也可以依法代已故的本人提出。\n"
        "凭回执码和手机号后四位，随时在 {receipt} 自己办；回执码丢了的，在那里留下手机号和家乡。"
        "要别人帮忙的，找上面的联系人；"
        "拒绝您的请求会说明理由，您可以投诉，也可以向人民法院起诉。撤回以前已经做的处理仍然有效。\n信息泄露、丢失，可能伤害到您的，会及时通知您。",
    ),
    NoticePart(
        "未成年人",
        "未满 {youngest} 周岁请不要填写，由监护人联系当地团委。满 {youngest} 不满 18 周岁的，请与监护人商量后再填；"
        "他们的信息查看更严，贷款等只面向成年人的服务不登记。",
    ),
    NoticePart(
        "有没有自动作决定",
        "没有。系统只把您的需求排进家乡团委的待办，由工作人员与您联系；不画像，不打分，不推送广告。",
    ),
    NoticePart("会不会传到境外", "不会。信息不出境；页面上没有境外的服务。"),
    NoticePart(
        "说明改了怎么办",
        "目的、种类、保存期等有变化，就发布新的版本；已经填写的，按您当时同意的版本处理，查看回执时会告诉您有了新版本。"
        "超出原来范围的，要您重新同意。各个版本都在 {versions}。",
    ),
)
HEADINGS = tuple(part.heading for part in PARTS)


def standing_text() -> str:
    return "\n\n".join(f"{part.heading}\n{part.pattern}" for part in PARTS)
