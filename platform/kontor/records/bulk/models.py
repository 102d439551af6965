"""What was asked of many records at once, and what became of each."""

from typing import ClassVar

from django.db import models

from kontor.core.ids import new_id
from kontor.core.labels import L


class Doing(models.TextChoices):
    """What is done to each record."""

    CHANGE = "change", L("Change", "修改")
    ACTION = "action", L("Action", "操作")
    TRASH = "trash", L("Move to the trash", "移入回收站")
    RESTORE = "restore", L("Restore", "恢复")
    UNDO = "undo", L("Take back", "撤销")


class BulkStatus(models.TextChoices):
    """Where it stands."""

    RUNNING = "running", L("Running", "进行中")
    STOPPED = "stopped", L("Stopped", "已停止")
    DONE = "done", L("Done", "完成")


class BulkRun(models.Model):
    """One thing asked of many records by one person; the records are those of the moment it was asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    person_id = models.UUIDField()
    roles = models.JSONField(default=list)
    doing = models.CharField(max_length=8, choices=Doing)
    action = models.CharField(max_length=80, blank=True)
    # the values to set, or the inputs of the action, as they were sent
    values = models.JSONField(default=dict)
    ids = models.JSONField(default=list)
    # what is to be taken back, of an UNDO
    undoes = models.ForeignKey("self", models.CASCADE, null=True, related_name="undone_by")
    status = models.CharField(max_length=8, choices=BulkStatus, default=BulkStatus.RUNNING)
    position = models.PositiveIntegerField(default=0)
    job_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person_id", "-created_at"], name="records_bulk_person"),
            models.Index(fields=["created_at"], name="records_bulk_age"),
        ]

    def __str__(self) -> str:
        return f"{self.doing} {self.object}"


class Outcome(models.TextChoices):
    """What became of one record."""

    DONE = "done", L("Done", "已完成")
    SAME = "same", L("Was so already", "无需更改")
    REFUSED = "refused", L("Refused", "被拒绝")


class BulkRow(models.Model):
    """What became of one record."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="rows")
    record_id = models.UUIDField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    # the version it was left with; another one by now means that somebody has changed the record since
    version = models.PositiveIntegerField(null=True)
    message = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["run", "outcome"], name="records_bulk_outcome")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.outcome}"
