"""The durable tables of work: the queue of record whatever wakes the workers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kontor.core.ids import new_id
from kontor.core.labels import L


class JobStatus(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", L("Waiting", "等待")
    RUNNING = "running", L("Running", "运行中")
    DONE = "done", L("Done", "完成")
    FAILED = "failed", L("Failed", "失败")
    CANCELLED = "cancelled", L("Cancelled", "已取消")


class Job(models.Model):
    """One piece of work, written in the transaction that wants it done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=JobStatus, default=JobStatus.WAITING)
    key = models.CharField(max_length=200, null=True)  # noqa: DJ001 (NULL: not unique among waiting jobs)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    person_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run_at", "id"], condition=Q(status="waiting"), name="jobs_job_due"),
            models.Index(fields=["lease_until"], condition=Q(status="running"), name="jobs_job_leased"),
            models.Index(fields=["person_id", "id"], name="jobs_job_person"),
            models.Index(fields=["status", "finished_at"], name="jobs_job_finished"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key"], condition=Q(status="waiting"), name="jobs_job_key_waiting"),
            models.CheckConstraint(
                condition=Q(status="running", lease__isnull=False) | ~Q(status="running"),
                name="jobs_job_running_leased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.status})"

    @property
    def is_over(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.status in {JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED}


class Schedule(models.Model):
    """When a periodic kind of job is next due."""

    kind = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
