from django.db import migrations

from organization.respelling import respell_names


def respell(apps, schema_editor):
    respell_names(apps.get_model("returnees", "Returnee"), "name", using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    # Each batch is a transaction of its own.
    atomic = False

    dependencies = [("returnees", "0007_letters_of_any_campaign")]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop, elidable=True)]
