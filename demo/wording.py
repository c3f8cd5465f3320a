"""Texts of the demo's entries and questionnaires.

`{place}` is the committee's place, `{unit}` its 旗, 县, 市, 区 or 盟, `{township}` and `{village}` are invented.
"""

from activities.choices import Channel, SiteKind
from returnees.choices import Difficulty, Education, Industry

SYMPOSIUM_TOPICS = (
    "“不忘家乡、建功北疆”新春座谈分享会",
    "“家乡如何发展”返乡大学生座谈会",
    "“年轻人如何奋斗”返乡青年与致富带头人恳谈会",
    "农村牧区创业致富政策如何承接座谈会",
    "“践行核心价值观、守望美好家乡”恳谈会",
    "返乡务工青年新春座谈会",
    "青年致富带头人奋斗经历分享会",
    "{place}在外学子新春恳谈会",
    "返乡创业青年需求和困难意见收集座谈会",
)

_THEORISTS = ("{unit}委党校讲师", "{unit}委宣讲团成员")
_FARMING_EXPERTS = ("{unit}农牧局技术推广站站长", "{unit}农牧局高级农艺师", "{unit}科技局科技特派员")
_HERDING_EXPERTS = ("{unit}农牧局高级畜牧师", "{unit}农牧局兽医站站长", "{unit}科技局科技特派员")
_BUSINESS_EXPERTS = ("{unit}人社局就业服务中心主任", "{unit}扶贫办产业科负责人", "{unit}金融办工作人员")
# Topics, each with the posts of those who speak on it.
LECTURES = (
    ("政策讲堂：学习贯彻党的十九届四中全会精神", _THEORISTS),
    ("政策讲堂：四中全会精神与基层治理中的青年作为", _THEORISTS),
    ("政策讲堂：坚持生态优先、绿色发展，青年的机遇在哪里", (*_THEORISTS, "{unit}生态环境局工作人员")),
    ("政策讲堂：“三农”“三牧”工作与强农惠牧政策解读", (*_THEORISTS, "{unit}农牧局政策法规科负责人")),
    ("政策讲堂：返乡创业扶持政策和青创易贷办理流程", _BUSINESS_EXPERTS),
    ("政策讲堂：春耕备播实用技术与新品种", _FARMING_EXPERTS),
    ("政策讲堂：肉羊肉牛标准化养殖与草畜平衡", _HERDING_EXPERTS),
    ("政策讲堂：家庭农牧场、合作社怎样规范经营", ("{unit}农牧局经营管理站站长", *_BUSINESS_EXPERTS)),
    ("政策讲堂：农村牧区电商怎样起步", ("{unit}商务局电商办负责人", "{unit}电商公共服务中心培训讲师")),
    ("政策讲堂：{place}产业发展与青年就业", _BUSINESS_EXPERTS),
)

TOUR_TOPICS = ("“看家乡变化、话返乡创业”青年考察", "返乡大学生看家乡", "有返乡创业潜力青年参观考察营商环境")
SITES = {
    SiteKind.CLUSTER: ("{place}现代农牧业产业园区", "{place}工业园区", "{place}农畜产品加工聚集区"),
    SiteKind.COMPANY: ("{place}招商引资农畜产品加工项目", "{place}招商引资清洁能源装备项目"),
    SiteKind.PROJECT: ("{place}高标准农田建设项目", "{place}光伏扶贫电站", "{place}公路建设工程现场"),
    SiteKind.INCUBATOR: ("{place}青年创业孵化器", "{place}大学生创业园", "{place}电商公共服务中心"),
    SiteKind.OTHER: ("{township}{village}乡村振兴示范点", "{place}规划展览馆"),
}

ROOMS = (
    "{place}团委会议室",
    "{place}青年之家",
    "{place}党群服务中心",
    "{place}文化馆多功能厅",
    "{township}党群服务中心",
    "{township}{village}活动室",
    "{place}青年创业孵化器路演厅",
)
HALLS = ("{place}会议中心", "{place}党校报告厅", "{place}职业中学礼堂", "{township}文化站", "{township}{village}活动室")
ONLINE_ROOMS = ("青年微信群", "在外创业务工青年微信群", "在外学生微信群", "视频会议", "线上直播间")
DOORSTEPS = ("{township}", "{township}{village}", "{township}{village}", "{place}青年之家")
LETTER_PLACES = {
    Channel.HOUSEHOLD: "{township}{village}",
    Channel.ON_SITE: "{place}汽车站",
    Channel.NOTICE_BOARD: "{township}{village}公告栏",
    Channel.OTHER: "{township}{village}",
}
OTHER_CHANNELS = ("嘎查村大喇叭", "文化进万家演出现场", "流动团课宣传车")

# By the key of the kind.
REMARKS = {
    "letter": ("随信附返乡创业政策一览。", "信末附问卷二维码。", "与各基层团组织同步发放。"),
    "visit": (
        "收集创业需求，已逐户登记。",
        "走访返乡大学生和务工青年。",
        "电话和微信联系为主。",
        "走访时指导填写问卷。",
    ),
    "symposium": ("会后登记有创业意愿的青年。", "邀请本地青年致富带头人参加。", "与{unit}人社局联合举办。"),
    "lecture": ("与{unit}农牧局联合举办。", "现场发放政策明白纸。", "课后答疑约半小时。"),
    "tour": ("考察后现场座谈。", "与{unit}工信局联合组织。"),
}
PERIOD_REMARK = "各基层团组织这段时间的合计。"
CANCELLED_REMARKS = ("因降雪道路不便取消。", "与同期活动合并，本次取消。", "主讲人另有公务，取消后另行安排。")

BUSINESS_NAMES = {
    Industry.CROPS: ("马铃薯种植", "设施蔬菜大棚", "玉米种植", "葵花种植", "杂粮种植"),
    Industry.LIVESTOCK: ("肉羊育肥", "肉牛养殖", "奶牛养殖", "生猪养殖", "绒山羊养殖"),
    Industry.PROCESSING: ("奶食品加工坊", "风干牛肉加工", "粮油加工作坊", "羊绒手工坊"),
    Industry.RETAIL: ("土特产网店", "农资门店", "社区生鲜店", "奶食品网上销售"),
    Industry.HOSPITALITY: ("农家乐", "牧家乐", "早餐店", "草原民宿"),
    Industry.TOURISM: ("民族手工艺品", "草原骑马体验", "蒙古袍定制"),
    Industry.LOGISTICS: ("乡村快递代办点", "农畜产品冷链运输"),
    Industry.CONSTRUCTION: ("装修队", "彩钢棚圈施工"),
    Industry.INFORMATION: ("短视频带货", "广告设计工作室"),
    Industry.SERVICES: ("农机维修", "汽车维修店", "理发店"),
    Industry.TRAINING: ("课后托管", "驾驶培训", "舞蹈培训"),
    Industry.OTHER: ("农机作业服务", "家政服务"),
}

SCHOOLS = {
    Education.HIGH_SCHOOL: ("高中在读",),
    Education.VOCATIONAL: ("职业高中 畜牧兽医", "技工学校 汽车维修", "中专 学前教育"),
    Education.COLLEGE: ("职业学院 电子商务", "职业学院 护理", "职业学院 畜牧兽医", "高等专科学校 会计"),
    Education.BACHELOR: (
        "农业院校 动物医学",
        "师范院校 汉语言文学",
        "理工院校 计算机科学与技术",
        "民族院校 新闻学",
        "财经院校 金融学",
    ),
    Education.POSTGRADUATE: ("农业院校 草业科学 硕士", "综合大学 生态学 硕士"),
}

DIFFICULTY_TEXTS = {
    Difficulty.FUNDS: ("想扩大规模，周转资金不够，不清楚贷款条件。", "想贷款，但没有抵押物。"),
    Difficulty.TECHNOLOGY: ("缺技术，希望有技术员上门指导。", "想参加系统的技术培训，附近没有。"),
    Difficulty.MARKET: ("只在本地卖，想知道怎样上网销售。", "价格不稳，没有固定销路。"),
    Difficulty.LAND: ("场地小，希望能进园区。", "租用场地的手续不清楚。"),
    Difficulty.STAFF: ("忙的时候雇不到人。", "想招懂电商的年轻人。"),
    Difficulty.PERMITS: ("经营许可不知道怎样办。",),
    Difficulty.FAMILY: ("家里人希望在外地稳定上班，不太支持返乡。",),
    Difficulty.INFORMATION: ("政策信息知道得少，希望有微信群通知。",),
}

CO_HOSTS = ("{place}农牧局", "{place}人社局", "{place}农牧局、{place}科技局", "{place}妇联", "{place}就业服务中心")
