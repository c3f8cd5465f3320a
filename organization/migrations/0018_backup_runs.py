from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0017_second_factor"),
    ]

    operations = [
        migrations.AlterField(
            model_name="operationrun",
            name="name",
            field=models.CharField(
                choices=[
                    ("erase_entries", "清除已删除的记录"),
                    ("erase_records", "清除已删除的问卷"),
                    ("forget_imports", "清除未确认的导入"),
                    ("clear_sessions", "清除已结束的会话"),
                    ("erase_trials", "清除到期的试用内容"),
                    ("seal_audit", "封存审计记录"),
                    ("verify_audit", "核对审计记录"),
                    ("backup", "备份"),
                    ("backup_check", "核对备份"),
                    ("restore", "恢复备份"),
                ],
                max_length=24,
                verbose_name="操作",
            ),
        ),
    ]
