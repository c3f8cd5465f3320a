from django.db import migrations

# The groups were named by the labels of the roles, as they were then.
KEYS = {
    "自治区管理员": "region_manager",
    "自治区查看员": "region_viewer",
    "盟市工作人员": "league_city_staff",
    "旗县工作人员": "county_staff",
    "审计员": "auditor",
    "系统管理员": "system_administrator",
}


def rename_groups(apps, names):
    Group = apps.get_model("auth", "Group")
    for old, new in names.items():
        if not Group.objects.filter(name=new).exists():
            Group.objects.filter(name=old).update(name=new)


def name_by_key(apps, schema_editor):
    rename_groups(apps, KEYS)


def name_by_label(apps, schema_editor):
    rename_groups(apps, {key: label for label, key in KEYS.items()})


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("organization", "0005_operation_runs"),
    ]

    operations = [migrations.RunPython(name_by_key, name_by_label)]
