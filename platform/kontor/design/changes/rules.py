"""Rules of forms as a kind of design change: published and rolled back with the fields they speak of."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.core.actor import Actor
from kontor.core.errors import BadInput, FieldProblem
from kontor.core.labels import stored_label
from kontor.core.registry import design_change
from kontor.design.changes.base import ChangeKind, Planned, Values
from kontor.layouts.rules import check_rules, rules_of, save_rules
from kontor.schema.registry import current


@design_change("set_rules")
class SetRules(ChangeKind):
    """The rules of an object, all of them, in the place of the present ones."""

    structural = False

    def read(self, values: Mapping[str, Any], planned: Planned) -> Values:
        """Rules that can be understood; those that name fields of the same publication are checked when it is made."""
        extra = set(values) - {"op", "object", "rules"}
        if extra:
            name = sorted(map(str, extra))[0][:80]
            raise BadInput(_("%(name)s is not known here.") % {"name": name}, field=name)
        one = planned.object(values.get("object"))
        rules = values.get("rules")
        if not isinstance(rules, list):
            raise BadInput(_("A list of rules is expected here."), field="rules")
        if one.found is not None and not _is_ahead(one):
            problems = check_rules(one.found, rules)
            if problems:
                listed = [FieldProblem(f"rules.{each['rule']}.{each['part']}", each["message"]) for each in problems]
                raise BadInput(problems[0]["message"], errors=listed)
        return {"op": "set_rules", "object": one.key, "rules": rules}

    def describe(self, values: Values, planned: Planned) -> list[str]:
        """Which rules come, go and change, by their names."""
        plural = planned.object(values["object"]).plural
        before = {one["id"]: one for one in rules_of(values["object"])}
        said = []
        for one in values["rules"]:
            old = before.pop(str(one.get("id", "")), None)
            name = stored_label(dict(one.get("label") or {})) or _("a rule without a name")
            if old is None:
                said.append(_("%(object)s: the rule “%(rule)s” is added.") % {"object": plural, "rule": name})
            elif _meaning(old) != _meaning(one):
                said.append(_("%(object)s: the rule “%(rule)s” is changed.") % {"object": plural, "rule": name})
        for old in before.values():
            name = stored_label(dict(old["label"])) or _("a rule without a name")
            said.append(_("%(object)s: the rule “%(rule)s” is removed.") % {"object": plural, "rule": name})
        return said

    def apply(self, values: Values, actor: Actor) -> list[Values]:
        """Replaces them; the change back has the present ones."""
        found = current().get(values["object"])
        ahead = found is None or bool(check_rules(found, values["rules"]))
        before = save_rules(values["object"], values["rules"], ahead=ahead)
        return [{"op": "set_rules", "object": values["object"], "rules": before}]


def _is_ahead(one: Any) -> bool:
    """Whether fields are planned that are not there yet."""
    return one.found is None or bool(set(one.fields) - set(one.found.fields))


def _meaning(one: Mapping[str, Any]) -> tuple[Any, ...]:
    parts = [one.get(name) or None for name in ("label", "when", "condition", "effects")]
    return (*parts, one.get("active", True))
