"""The abstract records every object is built from. No tables here."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q

from kontor.core.declare import Declare
from kontor.core.errors import DeclarationError
from kontor.core.fields import NumberField
from kontor.core.history import History
from kontor.core.ids import new_id
from kontor.core.labels import L

PERSON = "identity.Person"


class DirectWrite(DeclarationError):
    """Code tried to write a record around the one write path."""


def _refuse(model: type[models.Model], what: str) -> NoReturn:
    msg = f"{model.__name__}.{what}: records are written by kontor.records only."
    raise DirectWrite(msg)


class RecordQuerySet(models.QuerySet[Any]):
    """Reads; every write is refused."""

    def update(self, **kwargs: Any) -> int:
        """Refused."""
        _refuse(self.model, "update")

    def delete(self) -> Any:
        """Refused."""
        _refuse(self.model, "delete")

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        _refuse(self.model, "bulk_create")

    def bulk_update(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        _refuse(self.model, "bulk_update")

    def create(self, **kwargs: Any) -> Any:
        """Refused."""
        _refuse(self.model, "create")


class WrittenByWork(models.Model):
    """A row that only a unit of work writes."""

    declare: ClassVar[Declare]
    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refused: see kontor.records."""
        _refuse(type(self), "save")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: see kontor.records."""
        _refuse(type(self), "delete")


def _person(label: Any, **kwargs: Any) -> Any:
    kwargs.setdefault("db_index", False)
    return models.ForeignKey(
        PERSON, models.PROTECT, verbose_name=label, null=True, blank=True, related_name="+", **kwargs
    )


class Record(WrittenByWork):
    """Something the company keeps: it has an owner, a team, a version and a history."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = _person(L("Owner", "负责人"))
    team = models.ForeignKey(
        "identity.Team",
        models.PROTECT,
        verbose_name=L("Team", "团队"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField(L("Created", "创建时间"), editable=False)
    created_by = _person(L("Created by", "创建人"), editable=False)
    updated_at = models.DateTimeField(L("Changed", "修改时间"), editable=False)
    updated_by = _person(L("Changed by", "修改人"), editable=False)
    version = models.PositiveIntegerField(L("Version", "版本"), default=1, editable=False)
    trashed_at = models.DateTimeField(L("Trashed", "删除时间"), null=True, blank=True, editable=False)
    history = History()

    class Meta:
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["team", "id"]),
            models.Index(fields=["owner", "id"]),
        ]

    def __str__(self) -> str:
        name = self.declare.name_field
        return str(getattr(self, name) if name else self.pk)


class Document(Record):
    """A record with a number and a status that moves by actions; the subclass declares its `status`."""

    legal_entity = models.ForeignKey(
        "identity.LegalEntity",
        models.PROTECT,
        verbose_name=L("Legal entity", "法人"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    number = NumberField(L("Number", "编号"))

    class Meta(Record.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["number", "legal_entity"],
                name="%(app_label)s_%(class)s_number",
                condition=Q(number__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.number or super().__str__()


class Line(WrittenByWork):
    """A row that lives with its parent; the subclass declares `parent` with its related_name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    position = models.PositiveIntegerField(L("Position", "位置"), default=0)
    history = History()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return str(self.pk)


def unique_live(*fields: str, name: str | None = None) -> models.UniqueConstraint:
    """A uniqueness that trashed records do not take part in."""
    return models.UniqueConstraint(
        fields=list(fields),
        name=name or f"%(app_label)s_%(class)s_{'_'.join(fields)}"[:60],
        condition=Q(trashed_at__isnull=True),
    )
