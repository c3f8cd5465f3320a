import django.db.models.deletion
from django.db import migrations, models

ANSWERS, RETURNEES = "returnees_returneeanswer", "returnees_returnee"
# By the names that Django gave them; without their models, for on SQLite it would write both tables anew.
INDEXES = (
    ("returnees_returneeanswer_returnee_id_b7c98010", ANSWERS, "returnee_id"),
    ("returnees_returnee_campaign_id_5ff517c7", RETURNEES, "campaign_id"),
    ("returnees_returnee_home_committee_id_5d9a481b", RETURNEES, "home_committee_id"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("returnees", "0021_words_of_the_region"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f'DROP INDEX IF EXISTS "{name}"', f'CREATE INDEX "{name}" ON "{table}" ("{column}")')
                for name, table, column in INDEXES
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="returneeanswer",
                    name="returnee",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="returnees.returnee",
                        verbose_name="返乡青年",
                    ),
                ),
                migrations.AlterField(
                    model_name="returnee",
                    name="campaign",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returnees",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                migrations.AlterField(
                    model_name="returnee",
                    name="home_committee",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returnees",
                        to="organization.committee",
                        verbose_name="家乡",
                    ),
                ),
            ],
        ),
    ]
