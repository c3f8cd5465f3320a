from django.db import migrations

from organization.respelling import respell_names


def respell(apps, schema_editor):
    using = schema_editor.connection.alias
    respell_names(apps.get_model("organization", "Responsible"), "name", using=using)
    respell_names(apps.get_model("organization", "Account"), "full_name", using=using)


class Migration(migrations.Migration):
    # Each batch is a transaction of its own.
    atomic = False

    dependencies = [("organization", "0009_public_words")]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop, elidable=True)]
