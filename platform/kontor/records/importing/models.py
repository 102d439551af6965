"""Imports: what was sent, what was decided about it, and what became of each row."""

from typing import Any, ClassVar

from django.db import models

from kontor.core.ids import new_id
from kontor.core.labels import L


class ImportStatus(models.TextChoices):
    """Where an import stands."""

    READING = "reading", L("Being read", "读取中")
    ENCODING = "encoding", L("Encoding not sure", "编码待确认")
    REFUSED = "refused", L("Not readable", "无法读取")
    MAPPING = "mapping", L("To be mapped", "待对应")
    MAPPED = "mapped", L("Mapped", "已对应")
    REHEARSING = "rehearsing", L("Being checked", "检查中")
    REHEARSED = "rehearsed", L("Checked", "已检查")
    RUNNING = "running", L("Running", "导入中")
    STOPPED = "stopped", L("Stopped", "已停止")
    DONE = "done", L("Done", "完成")
    UNDOING = "undoing", L("Being taken back", "撤销中")
    UNDONE = "undone", L("Taken back", "已撤销")


class ImportRun(models.Model):
    """One file brought into one object by one person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    person_id = models.UUIDField()
    roles = models.JSONField(default=list)
    file_name = models.CharField(max_length=255)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # where the bytes and the rows read from them are kept, under random names
    path = models.CharField(max_length=100)
    sheets = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=ImportStatus, default=ImportStatus.READING)
    # the rows of the file that are dealt with
    position = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    job_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person_id", "object", "-created_at"], name="records_import_person")
        ]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.object}"


class ImportedRow(models.Model):
    """What became of a row, in the rehearsal or in the run; a record with lines counts as its first row."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    phase = models.CharField(max_length=8)
    line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    # every line of the record, where lines of others lie between
    lines_apart: Any = models.JSONField(default=list)
    outcome = models.CharField(max_length=10)
    record_id = models.UUIDField(null=True)
    # the version the import left; another one by now means that somebody has changed the record since
    version = models.PositiveIntegerField(null=True)
    before = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    undone = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "phase", "line"], name="records_imported_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "phase", "outcome", "line"], name="records_imported_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.outcome}"


class ImportMapping(models.Model):
    """How files with these headings were mapped to an object last time, and which values meant what."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    headings = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["object", "headings"], name="records_import_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.object}: {self.headings[:12]}"
