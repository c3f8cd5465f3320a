from django.db import migrations


class Migration(migrations.Migration):
    """Where the codes were stored once, PostgreSQL kept the index for searches by their beginning."""

    dependencies = [("returnees", "0022_indexes_that_others_begin_with")]

    operations = [
        migrations.RunSQL(
            'DROP INDEX IF EXISTS "returnees_returnee_receipt_code_02901e61_like"', migrations.RunSQL.noop
        )
    ]
