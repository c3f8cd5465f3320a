from collections import Counter

from django.db import migrations, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import F
from django.utils.timezone import localtime

from returnees.receipt_codes import RECEIPT_LENGTH, receipt_digest

ROWS_AT_A_TIME = 2000
TIME_OF_DAY = ("hour", "minute", "second", "microsecond")
ERASED = ("submitted_at", "sensitive_consented_at", "entrance")


def forget_receipts(apps, schema_editor):
    """Of each code its digest stays; of an erased record neither its moment nor its entrance, as of one erased today.

    In batches, each in its own transaction. What is done is known by its length: broken off, it goes on where it was.
    """
    using = schema_editor.connection.alias
    returnees = apps.get_model("returnees", "Returnee")._base_manager.using(using)
    entrances = apps.get_model("returnees", "Entrance")._base_manager.using(using)
    last = 0
    while batch := list(returnees.filter(pk__gt=last).order_by("pk")[:ROWS_AT_A_TIME]):
        last = batch[-1].pk
        undone = [returnee for returnee in batch if len(returnee.receipt_digest) == RECEIPT_LENGTH]
        with transaction.atomic(using=using):
            withdrawn = Counter(one.entrance_id for one in undone if one.state == "withdrawn")
            for entrance, count in withdrawn.items():
                entrances.filter(pk=entrance).update(withdrawn_count=F("withdrawn_count") + count)
            for returnee in undone:
                forget(returnee)
            returnees.bulk_update(undone, ["receipt_digest"], batch_size=500)
            returnees.bulk_update([one for one in undone if one.personal_erased_at], ERASED, batch_size=500)
    give_back_space(schema_editor.connection)


def forget(returnee):
    returnee.receipt_digest = receipt_digest(returnee.receipt_digest)
    if returnee.personal_erased_at:
        returnee.submitted_at = localtime(returnee.submitted_at).replace(**dict.fromkeys(TIME_OF_DAY, 0))
        returnee.sensitive_consented_at = returnee.entrance = None


def give_back_space(connection):
    """The files that hold the rows as they were are written anew."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM FULL returnees_returnee")
        else:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def refuse_where_codes_are_lost(apps, schema_editor):
    if apps.get_model("returnees", "Returnee")._base_manager.using(schema_editor.connection.alias).exists():
        raise IrreversibleError("回执码已不在数据库里，不能退回旧版本；请从升级前的备份恢复。")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("returnees", "0009_receipts_as_digests")]

    operations = [migrations.RunPython(forget_receipts, refuse_where_codes_are_lost)]
