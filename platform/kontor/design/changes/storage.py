"""How values are kept: unique, indexed, of another type."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.registry import design_change
from kontor.design.changes import reading
from kontor.design.changes.base import ChangeKind, Misfits, Planned, Touch, Values
from kontor.design.changes.fields import PLACE, made_field
from kontor.design.changes.kinds import known_type, type_label
from kontor.schema import services
from kontor.schema.models import FieldDef


@design_change("set_unique")
class SetUnique(ChangeKind):
    """No two records may have the same value, or may again."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """For fields made here."""
        found = reading.read_values(values, {**PLACE, "unique": reading.flag}, needed=("object", "field", "unique"))
        made_field(found, planned)
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """Which values may be used once."""
        one = planned.field(values["object"], values["field"])
        place = {"object": planned.object(values["object"]).label, "field": one.label}
        once = _("%(object)s: each value of “%(field)s” may be used once")
        often = _("%(object)s: values of “%(field)s” may be used more than once")
        return [(once if values["unique"] else often) % place]

    def touches(self, values: Values) -> Iterable[Touch]:
        """The field; nothing breaks."""
        return [Touch(values["object"], values["field"])]

    def misfits(self, values: Values, planned: Planned) -> Misfits | None:
        """Values that several records have: they must be mended first."""
        if not values["unique"] or planned.object(values["object"]).found is None:
            return None
        found = services.duplicates(values["object"], values["field"])
        if not found:
            return None
        examples = tuple(
            (str(ids[0]), str(value), _("%(count)s records") % {"count": len(ids)}) for value, ids in found
        )
        total = services.row_count(values["object"])
        label = _("Values used more than once")
        return Misfits(label, total, len(found), examples[:50], object=values["object"], blocks=True)

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Makes or drops the unique index."""
        services.set_unique(values["object"], values["field"], values["unique"])
        return [{**values, "unique": not values["unique"]}]


@design_change("set_indexed")
class SetIndexed(ChangeKind):
    """Filtering and sorting by the field is quick, at the price of slower writing."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """For fields made here."""
        found = reading.read_values(values, {**PLACE, "indexed": reading.flag}, needed=("object", "field", "indexed"))
        made_field(found, planned)
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """Which field has an index."""
        one = planned.field(values["object"], values["field"])
        place = {"object": planned.object(values["object"]).label, "field": one.label}
        with_index = _("%(object)s: “%(field)s” is indexed for filtering")
        without = _("%(object)s: “%(field)s” is no longer indexed")
        return [(with_index if values["indexed"] else without) % place]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Makes or drops the index."""
        services.set_indexed(values["object"], values["field"], values["indexed"])
        return [{**values, "indexed": not values["indexed"]}]


@design_change("convert_field")
class ConvertField(ChangeKind):
    """Another type; values that do not convert are listed first, and stay in the old field in the trash."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """For fields made here, to a type their values can become."""
        readers = {
            **PLACE,
            "type": reading.text(40),
            "target": reading.text(60),
            "choices": reading.anything,
            "settings": reading.mapping,
        }
        found = reading.read_values(values, readers, needed=("object", "field", "type"))
        made_field(found, planned)
        known_type(found["type"])
        return found

    def plan(self, values: Values, planned: Planned) -> None:
        """The field is of the new type."""
        planned.field(values["object"], values["field"]).type = values["type"]

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """The new type."""
        one = planned.field(values["object"], values["field"])
        place = {"object": planned.object(values["object"]).label, "field": one.label}
        return [_("%(object)s: “%(field)s” becomes %(type)s") % {**place, "type": type_label(values["type"])}]

    def touches(self, values: Values) -> Iterable[Touch]:
        """What reads the field by its old type may break."""
        return [Touch(values["object"], values["field"], breaks=True)]

    def misfits(self, values: Values, planned: Planned) -> Misfits | None:
        """How many values convert, and some that do not."""
        fit = services.check_convert(values["object"], values["field"], values["type"], **_more(values))
        label = _("Values that do not convert and will be empty")
        examples = tuple((str(record), str(value), sentence) for record, value, sentence in fit.misfits)
        return Misfits(label, fit.total, fit.total - fit.fit, examples, object=values["object"])

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Makes the new column and lets the worker fill it; the old one goes to the trash when that is done."""
        before = FieldDef.objects.get(object=values["object"], key=values["field"])
        services.convert_field(values["object"], values["field"], values["type"], **_more(values))
        return [{"op": "unconvert_field", "object": values["object"], "field": values["field"], "kept": str(before.pk)}]


@design_change("unconvert_field")
class UnconvertField(ChangeKind):
    """Back to the column a field had before it was converted."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """For a field whose former column still lies in the trash."""
        found = reading.read_values(values, {**PLACE, "kept": reading.text(40)}, needed=("object", "field", "kept"))
        made_field(found, planned)
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """The former type."""
        one = planned.field(values["object"], values["field"])
        place = {"object": planned.object(values["object"]).label, "field": one.label}
        return [_("%(object)s: “%(field)s” has its former type and values again") % place]

    def touches(self, values: Values) -> Iterable[Touch]:
        """What reads the field by its present type may break."""
        return [Touch(values["object"], values["field"], breaks=True)]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Switches the columns."""
        gone = services.unconvert_field(values["object"], values["field"], values["kept"])
        return [{**values, "kept": str(gone.pk)}]


@design_change("reset")
class Reset(ChangeKind):
    """What a module ships, instead of what the company said."""

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """For an object or a field that is there."""
        readers = {**PLACE, "property": reading.text(20)}
        found = reading.read_values(values, readers, needed=("object", "property"))
        found.setdefault("field", "")
        planned.object(found["object"])
        if found["field"]:
            planned.field(found["object"], found["field"])
        return found

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """What is as shipped again."""
        holder = planned.object(values["object"])
        label = planned.field(holder.key, values["field"]).label if values["field"] else holder.label
        return [_("“%(label)s”: %(property)s as shipped") % {"label": label, "property": values["property"]}]

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Drops the override."""
        return services.reset(values["object"], values["field"], values["property"])


def _more(values: Values) -> dict[str, Any]:
    return {name: values[name] for name in ("target", "choices", "settings") if name in values}
