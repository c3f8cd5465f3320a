"""Every campaign so far has the lists that were the same for all of them."""

from django.db import migrations

LISTS = {
    "channels": {
        "wechat_account": "微信公众号",
        "wechat_group": "微信群",
        "weibo": "微博",
        "sms": "短信",
        "household": "入户发放",
        "on_site": "车站集市等现场发放",
        "notice_board": "公告栏",
        "broadcast_press": "广播电视报纸",
        "other": "其他",
    },
    "site_kind": {
        "cluster": "产业聚集区",
        "company": "重大招商企业",
        "project": "重点建设工程",
        "incubator": "青年创业孵化器",
        "other": "其他",
    },
}


def make_lists(apps, schema_editor):
    campaigns = apps.get_model("organization", "Campaign").objects
    lists, choices = (apps.get_model("activities", name).objects for name in ("LogList", "LogChoice"))
    for campaign in campaigns.order_by("pk"):
        for key, labels in LISTS.items():
            log_list = lists.create(campaign=campaign, key=key)
            choices.bulk_create(
                choices.model(log_list=log_list, code=code, label=label, position=position)
                for position, (code, label) in enumerate(labels.items(), start=1)
            )


class Migration(migrations.Migration):
    dependencies = [("activities", "0016_lists_of_the_log")]

    operations = [migrations.RunPython(make_lists, migrations.RunPython.noop)]
