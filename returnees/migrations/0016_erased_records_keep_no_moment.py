from django.db import migrations, transaction
from django.db.models import Q
from django.utils import timezone

ROWS_AT_A_TIME = 2000
TIME_OF_DAY = ("hour", "minute", "second", "microsecond")
ERASED_NAME = "（已清除）"
# Of each table, the way to its record and its moment.
MOMENTS = (
    ("Correction", ("returnee",), "corrected_at"),
    ("FollowUpCase", ("returnee",), "opened_at"),
    ("FollowUpNote", ("case__returnee",), "written_at"),
    ("HandOver", ("case__returnee",), "handed_over_at"),
    ("AllianceMembership", ("returnee",), "confirmed_at"),
    ("DistinctPair", ("first", "second"), "said_at"),
)


def forget_moments(apps, schema_editor):
    """Of records erased before, what an erasure takes now: of all that hangs on them the time of day, to whom their data
    was provided, and of the withdrawn and deleted ones the numbers that they typed.

    In batches, each in its own transaction; broken off, it does again what is done already, which changes nothing.
    """
    using = schema_editor.connection.alias
    models = {name: apps.get_model("returnees", name)._base_manager.using(using) for name, *_ in MOMENTS}
    answers = apps.get_model("returnees", "ReturneeAnswer")._base_manager.using(using)
    erased = apps.get_model("returnees", "Returnee")._base_manager.using(using).exclude(personal_erased_at=None)
    last = 0
    while batch := list(erased.filter(pk__gt=last).order_by("pk").values_list("pk", "state")[:ROWS_AT_A_TIME]):
        last = batch[-1][0]
        pks = [pk for pk, _ in batch]
        with transaction.atomic(using=using):
            for name, ways, column in MOMENTS:
                reduce_to_day(models[name], ways, column, pks)
            notes = models["FollowUpNote"].filter(case__returnee__in=pks)
            notes.exclude(recipient__in=("", ERASED_NAME)).update(recipient=ERASED_NAME)
            alone = [pk for pk, state in batch if state in ("withdrawn", "deleted")]
            answers.filter(returnee__in=alone, number__isnull=False).delete()


def reduce_to_day(rows, ways, column, pks):
    of_records = Q()
    for way in ways:
        of_records |= Q(**{f"{way}__in": pks})
    found = list(rows.filter(of_records).only("pk", column))
    for row in found:
        moment = timezone.localtime(getattr(row, column))
        setattr(row, column, moment.replace(**dict.fromkeys(TIME_OF_DAY, 0)))
    rows.bulk_update(found, [column], batch_size=500)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("returnees", "0012_at_home_and_starting")]

    operations = [migrations.RunPython(forget_moments, migrations.RunPython.noop)]
