import django.db.models.deletion
from django.db import migrations, models

INDEX, TABLE = "returnees_entranceday_entrance_id_3b80e5a9", "returnees_entranceday"


class Migration(migrations.Migration):
    """Each opening wrote into an index more: that of the pair begins with the entrance."""

    dependencies = [("returnees", "0023_no_index_of_former_codes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            # By the name that Django gave it; without the model, for on SQLite it would write the table anew.
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "{INDEX}"', f'CREATE INDEX "{INDEX}" ON "{TABLE}" ("entrance_id")'
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="entranceday",
                    name="entrance",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="returnees.entrance",
                        verbose_name="入口",
                    ),
                )
            ],
        ),
    ]
