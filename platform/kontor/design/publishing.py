"""Publishing by the worker, where the web process may not change the database's structure; and what became of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kontor.core.actor import SYSTEM, Actor
from kontor.core.errors import Busy, FieldProblem, NotFound, Refusal
from kontor.design.changes.base import Values, kind_of
from kontor.design.models import Publication
from kontor.identity.models import Person
from kontor.identity.services import actor_of
from kontor.jobs.errors import PassingError
from kontor.jobs.models import Job, JobStatus
from kontor.jobs.queue import enqueue
from kontor.jobs.run import Run
from kontor.schema.changing import busy, is_lock

PUBLISH = "design.publish"
INSTALL = "design.install"
ATTEMPTS = 4
PAUSE = 2.0


class Publishing(Exception):
    """What was asked for is checked and left to the worker; `job_id` tells later what became of it."""

    def __init__(self, job_id: UUID) -> None:
        super().__init__(str(job_id))
        self.job_id = job_id


class Refused(Refusal):
    """A refusal that the worker met, as it was told there."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        super().__init__(
            str(told["message"]), code=str(told["code"]), errors=[FieldProblem(**one) for one in told["errors"]]
        )
        self.status = int(told["status"])  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a publication is that was left to the worker."""

    job_id: UUID
    changes: list[Values]
    subject: str
    pack: str
    import_run: str
    publication: Publication | None = None
    refusal: Refusal | None = None

    @property
    def over(self) -> bool:
        """Whether it has come to its end, one way or the other."""
        return self.publication is not None or self.refusal is not None


def left_to_worker(changes: Iterable[Values]) -> bool:
    """Whether these changes are not this process's to make: they need the owner of the tables."""
    if not settings.OWNER_ROLE or settings.PROCESS != "web":
        return False
    return any(kind_of(values, place).structural for place, values in enumerate(changes))


def leave_to_worker(actor: Actor, kind: str, **args: Any) -> Publishing:
    """Asks the worker for it in the actor's name, with no more rights than he has here, and in his language."""
    said = {"roles": sorted(actor.roles), "language": translation.get_language() or actor.language, **args}
    return Publishing(enqueue(kind, said, person_id=actor.person_id).pk)


def in_the_name_of(
    run: Run, roles: list[str], language: str, function: Callable[[Actor], Publication | None]
) -> dict[str, Any]:
    """The result of such a job: the publication's number, or the refusal in the words of whoever asked."""
    with translation.override(language):
        person = Person.objects.filter(pk=run.person_id).first() if run.person_id else None
        try:
            with transaction.atomic():
                made = function(actor_of(person, roles=roles) if person else SYSTEM)
        except OperationalError as error:
            if not is_lock(error):
                raise
            if run.attempt < ATTEMPTS:
                raise PassingError(str(error), retry_after=PAUSE) from error
            return {"refused": _told(busy())}
        except Refusal as refusal:
            return {"refused": _told(refusal)}
    return {"number": made.number if made else None}


def _told(refusal: Refusal) -> dict[str, Any]:
    names = FieldProblem.__dataclass_fields__
    errors = [{name: getattr(one, name) for name in names} for one in refusal.errors]
    return {"message": refusal.message, "code": refusal.reason, "status": refusal.status, "errors": errors}


def outcome_of(actor: Actor, job_id: UUID) -> Outcome:
    """What became of a publication the actor has asked for; NotFound for everybody else."""
    job = Job.objects.filter(pk=job_id, kind__in=(PUBLISH, INSTALL), person_id=actor.person_id).first()
    if job is None or actor.person_id is None:
        raise NotFound(_("There is no such publication."))
    about = {
        "job_id": job.pk,
        "changes": job.args.get("changes", []),
        "subject": job.args.get("subject", ""),
        "pack": job.args.get("pack_key", ""),
        "import_run": job.args.get("import_run", ""),
    }
    result = job.result if isinstance(job.result, dict) else {}
    if result.get("number") is not None:
        return Outcome(**about, publication=Publication.objects.get(number=result["number"]))
    return Outcome(**about, refusal=_refusal_of(job, result) if job.is_over else None)


def _refusal_of(job: Job, result: Mapping[str, Any]) -> Refusal:
    if "refused" in result:
        return Refused(result["refused"])
    if job.status == JobStatus.DONE:
        return Refusal(_("There is nothing to publish."))
    return Busy(_("It could not be published; nothing has changed. Try again in a moment."))
