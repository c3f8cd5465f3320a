import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0004_acts_of_sending_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="OperationRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("erase_entries", "清除已删除的记录"),
                            ("erase_records", "清除已删除的问卷"),
                            ("forget_imports", "清除未确认的导入"),
                            ("clear_sessions", "清除已结束的会话"),
                            ("erase_trials", "清除到期的试用内容"),
                        ],
                        max_length=24,
                        verbose_name="操作",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="结束时间")),
                ("result", models.CharField(max_length=300, verbose_name="结果")),
                ("succeeded", models.BooleanField(verbose_name="是否成功")),
            ],
            options={
                "verbose_name": "运行记录",
                "verbose_name_plural": "运行记录",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["name", "-id"], name="operationrun_latest_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("finished_at__gte", models.F("started_at"))),
                        name="operationrun_finished_after_start",
                    )
                ],
            },
        ),
    ]
