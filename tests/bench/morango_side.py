"""Morango on comparable records: run by a Python that has it, without anything of this project.

`python morango_side.py write FOLDER RECORDS` fills a database with so many savings entries and
puts them into Morango's store, its outgoing buffer, and files as they travel in its requests (500
records of JSON in each, gzipped at Morango's level). `python morango_side.py take FOLDER` puts
the files into another database's buffer, store and tables. Both print seconds, records and bytes.
SQLite is as Django opens it; what the network would add is left out, and so are certificates.
"""

# ruff: noqa: PLC0415 - Django has to be set up before anything of it is imported
import gzip
import json
import sys
import time
from pathlib import Path

import django
from django.conf import settings

A_REQUEST = 500
LEVEL = 9
PROFILE, PARTITION = "bench", "group"


def start(database: Path) -> None:
    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "morango"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)}},
        MORANGO_SERIALIZE_BEFORE_QUEUING=True,
        AUTH_USER_MODEL="auth.User",
    )
    django.setup()


def saving_model() -> type:
    """An entry of savings as a syncable model, with the columns of ours."""
    from django.db import connection, models
    from morango.models.core import SyncableModel
    from morango.registry import syncable_models

    class Saving(SyncableModel):
        morango_profile = PROFILE
        morango_model_name = "saving"
        seq = models.IntegerField()
        day = models.CharField(max_length=10)
        member = models.IntegerField()
        purpose = models.CharField(max_length=32)
        amount = models.BigIntegerField()

        class Meta:
            app_label = "auth"

        def calculate_source_id(self, *_args: object, **_kwargs: object) -> str:
            return str(self.seq)

        def calculate_partition(self, *_args: object, **_kwargs: object) -> str:
            return PARTITION

    syncable_models.ready = False
    syncable_models.profile_models.clear()
    syncable_models.populate()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if Saving._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Saving)
    return Saving


def session() -> object:
    from django.utils import timezone
    from morango.models.core import SyncSession, TransferSession

    now = timezone.now()
    sync = SyncSession.objects.create(
        id="a" * 32, profile=PROFILE, connection_kind="network", last_activity_timestamp=now
    )
    return TransferSession.objects.create(
        id="b" * 32, filter=PARTITION, push=True, sync_session=sync, last_activity_timestamp=now
    )


def write(folder: Path, records: int) -> None:
    start(folder / "from.sqlite3")
    saving = saving_model()
    from django.db import transaction
    from morango.api.serializers import BufferSerializer
    from morango.models.certificates import Filter
    from morango.models.core import Buffer, DatabaseMaxCounter, InstanceIDModel
    from morango.sync.operations import _queue_into_buffer_v1, _serialize_into_store

    InstanceIDModel.get_or_create_current_instance()
    with transaction.atomic():
        for seq in range(1, records + 1):
            saving(
                seq=seq,
                day=f"2025-11-{seq // 250 % 28 + 1:02d}",
                member=seq % 250 + 1,
                purpose="general",
                amount=500 + seq * 7 % 4000,
            ).save()
    transfer = session()
    began = time.perf_counter()
    _serialize_into_store(PROFILE)
    fsic = DatabaseMaxCounter.calculate_filter_specific_instance_counters(
        Filter(PARTITION), is_producer=True, v2_format=False
    )
    transfer.client_fsic, transfer.server_fsic = json.dumps(fsic), "{}"
    transfer.save()
    _queue_into_buffer_v1(transfer)
    size, found = 0, Buffer.objects.filter(transfer_session=transfer).order_by("pk")
    for at in range(0, records, A_REQUEST):
        data = BufferSerializer(found[at : at + A_REQUEST], many=True).data
        packed = gzip.compress(json.dumps(data).encode(), LEVEL)
        (folder / f"{at:06d}.gz").write_bytes(packed)
        size += len(packed)
    spent = time.perf_counter() - began
    (folder / "fsic.json").write_text(json.dumps(fsic))
    print(spent, found.count(), size)


def take(folder: Path) -> None:
    start(folder / "to.sqlite3")
    saving = saving_model()
    from morango.models.core import InstanceIDModel
    from morango.sync.operations import _dequeue_into_store, _deserialize_from_store
    from morango.sync.utils import validate_and_create_buffer_data

    InstanceIDModel.get_or_create_current_instance()
    transfer, size = session(), 0
    began = time.perf_counter()
    for file in sorted(folder.glob("*.gz")):
        packed = file.read_bytes()
        size += len(packed)
        validate_and_create_buffer_data(json.loads(gzip.decompress(packed)), transfer)
    _dequeue_into_store(transfer, (folder / "fsic.json").read_text())
    _deserialize_from_store(PROFILE)
    spent = time.perf_counter() - began
    print(spent, saving.objects.count(), size)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        take(Path(sys.argv[2]))
