"""The company's layer of layouts; what is not stored comes from the modules' declarations."""

from typing import Any, ClassVar

from django.db import models

from kontor.core.ids import new_id
from kontor.core.labels import L, stored_label

STANDARD = "standard"


class Kind(models.TextChoices):
    """What a layout lays out."""

    FORM = "form", L("Form", "表单")
    LIST = "list", L("List", "列表")
    BOARD = "board", L("Board", "看板")
    CALENDAR = "calendar", L("Calendar", "日历")
    GALLERY = "gallery", L("Gallery", "画廊")
    TREE = "tree", L("Tree", "树形")
    TIMELINE = "timeline", L("Timeline", "时间轴")
    PAGE = "page", L("Record page", "记录页")


class Shared(models.TextChoices):
    """Whose a layout is."""

    EVERYONE = "everyone", L("Everyone", "所有人")
    TEAM = "team", L("Team", "团队")
    PERSON = "person", L("Only me", "仅自己")


class Layout(models.Model):
    """One layout of an object that the company keeps.

    The one named `standard` stands before the shipped layout. Others are chosen by the reader's role, by the record's
    status, or by a button that names them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60, default=STANDARD)
    label = models.JSONField(default=dict)
    for_roles = models.JSONField(default=list)
    for_status = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    body = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    shared = models.CharField(max_length=10, choices=Shared, default=Shared.EVERYONE)
    owner_id = models.UUIDField(null=True, blank=True)
    team_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["object", "kind", "name"], name="layouts_layout_once")
        ]
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return stored_label(self.label) or self.name

    def values(self) -> dict[str, Any]:
        """Everything that was decided about it, as `services.save_layout` takes it."""
        names = ("label", "for_roles", "for_status", "position", "body", "shared", "owner_id", "team_id")
        return {name: getattr(self, name) for name in names}


class LayoutVersion(models.Model):
    """What a layout was from one save to the next; stays when the layout is reset."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    body = models.JSONField(null=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["object", "kind", "name", "number"], name="layouts_version_once")
        ]
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"{self.object} {self.kind} {self.name} {self.number}"


class Rule(models.Model):
    """What holds on a form and in every save while a condition is true.

    `when` is a formula by keys, `condition` one put together by hand; both must hold, and neither means always.
    `effects` are as kontor.layouts.rules reads them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    label = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    when = models.TextField(blank=True, default="")
    condition = models.JSONField(default=dict)
    effects = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["object", "position"])]
        ordering: ClassVar[list[str]] = ["object", "position", "id"]

    def __str__(self) -> str:
        return stored_label(self.label) or self.object


class Menu(models.Model):
    """The sidebar and the home page of those with a role; of everybody else when `role` is empty.

    `body` and `home` are as kontor.layouts.menus reads them; an empty one is as shipped.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.CharField(max_length=80, unique=True, blank=True, default="")
    body = models.JSONField(default=dict)
    home = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.role or "everyone"


class PersonLayout(models.Model):
    """What one person has arranged for herself: favourites, and the columns of lists. Read whole, by whom it is of."""

    person_id = models.UUIDField(primary_key=True)
    # [{"object": key, "record": id} or {"object": key, "query": parameters of the list, "label": its name}]
    favourites = models.JSONField(default=list)
    # {"object?view": {"columns": [path…], "widths": {path: pixels}}}
    lists = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.person_id)


class Visited(models.Model):
    """When one person last looked at a record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    object = models.CharField(max_length=60)
    record_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person_id", "record_id"], name="layouts_visited_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person_id", "-at"], name="layouts_visited_last")]

    def __str__(self) -> str:
        return f"{self.object} {self.record_id}"
