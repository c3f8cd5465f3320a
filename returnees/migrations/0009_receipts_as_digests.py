import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The codes themselves become digests in the next one."""

    dependencies = [("returnees", "0008_names_in_one_spelling")]

    operations = [
        migrations.AddField(
            model_name="entrance",
            name="withdrawn_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="撤回份数"),
        ),
        migrations.RenameField(model_name="returnee", old_name="receipt_code", new_name="receipt_digest"),
        migrations.AlterField(
            model_name="returnee",
            name="receipt_digest",
            field=models.CharField(editable=False, max_length=32, verbose_name="回执码摘要"),
        ),
        migrations.AlterField(
            model_name="returnee",
            name="entrance",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returnees",
                to="returnees.entrance",
                verbose_name="来源入口",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnee",
            constraint=models.UniqueConstraint(fields=("receipt_digest",), name="returnee_receipt_once"),
        ),
        migrations.AddConstraint(
            model_name="returnee",
            constraint=models.CheckConstraint(
                condition=models.Q(("personal_erased_at__isnull", False), ("entrance__isnull", False), _connector="OR"),
                name="returnee_entrance_unless_erased",
            ),
        ),
    ]
