from django.db import migrations

from organization.respelling import respell_names


def respell(apps, schema_editor):
    """Of the packages as they stand; what was sent up stays as it is."""
    respell_names(apps.get_model("reports", "Package"), "filled_by_name", using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    # Each batch is a transaction of its own.
    atomic = False

    dependencies = [("reports", "0006_day_and_words_of_a_return")]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop, elidable=True)]
