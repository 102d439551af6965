"""What is already there is made findable by pinyin and comparable: by the worker, after the upgrade."""

from typing import Any, ClassVar

from django.db import migrations

from kontor.core.clock import system_clock


def ask(apps: Any, schema_editor: Any) -> None:
    """Leaves word for the worker; a new installation has nothing to be worked through."""
    if not apps.get_model("records", "SearchEntry").objects.exists():
        return
    now = system_clock().now()
    job = apps.get_model("jobs", "Job")
    job.objects.create(kind="records.reindex_all", key="records.reindex_all", run_at=now, created_at=now)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0006_match_keys"), ("jobs", "0001_initial")]
    operations: ClassVar[list[Any]] = [migrations.RunPython(ask, migrations.RunPython.noop)]
