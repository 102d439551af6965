"""Packs coming in and going out: looked at first, all or nothing, safe to bring in again."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kontor.core.actor import SYSTEM, Actor
from kontor.core.clock import system_clock
from kontor.core.errors import BadInput
from kontor.design.changes.rights import roles_by_key
from kontor.design.impact import Impact, check_impact, impact_of
from kontor.design.models import InstalledPack, Publication
from kontor.design.packs.archive import pack_from, read_archive, write_archive
from kontor.design.packs.compare import Before, Comparison, compare
from kontor.design.packs.content import Element, Pack, elements_here, split
from kontor.design.packs.plan import changes_of
from kontor.design.publishing import ATTEMPTS, INSTALL, in_the_name_of, leave_to_worker, left_to_worker
from kontor.design.rights import check_designer, roles_of_designer
from kontor.design.services import publish
from kontor.identity.models import Person
from kontor.identity.services import actor_of
from kontor.jobs.kinds import job
from kontor.jobs.queue import enqueue
from kontor.jobs.run import Run
from kontor.records.services import save_record
from kontor.schema.models import ObjectDef
from kontor.schema.registry import object_of

SAMPLES = "design.samples"
FOLDER = Path(settings.ROOT) / "fixtures" / "packs"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What bringing a pack in would do."""

    pack: Pack
    comparison: Comparison
    changes: list[dict[str, Any]]
    impact: Impact
    before: Before
    installed: str = ""


def shipped_packs() -> list[Pack]:
    """The packs that come with the house, by name."""
    return [shipped_pack(folder.name) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def shipped_pack(key: str) -> Pack:
    """One of them; BadInput when there is none of that key."""
    folder = FOLDER / key
    if not key.isidentifier() or not folder.is_dir():
        raise BadInput(_("There is no such pack."), field="pack")
    return pack_from({file.name: file.read_bytes() for file in folder.glob("*.json")})


def look_at(actor: Actor, pack: Pack, decisions: Mapping[str, str] | None = None) -> Arrival:
    """What bringing the pack in would do, element by element; nothing is changed.

    BadInput when an element cannot be made here, for example because the key belongs to something else.
    """
    check_designer(actor)
    known = InstalledPack.objects.filter(key=pack.key).first()
    before = Before(known.content["said"], known.content["made"]) if known else Before()
    now = _for_this_house(actor, pack)
    _check_foreign(pack, before)
    comparison = compare(before, now, _here(now, before.said), decisions or {})
    changes = changes_of(comparison)
    return Arrival(pack, comparison, changes, impact_of(actor, changes), before, known.version if known else "")


def _here(*sides: Mapping[str, Element]) -> dict[str, Element]:
    """What the house has of the elements either side names."""
    names = {name for side in sides for name in side}
    split_names = [split(name) for name in names]
    objects = sorted({parts[0] for kind, parts in split_names if kind == "object"})
    others = {parts[0] for kind, parts in split_names if kind == "field"} - set(objects)
    return {name: body for name, body in elements_here(objects, fields_of=others).items() if name in names}


def _for_this_house(actor: Actor, pack: Pack) -> dict[str, Element]:
    """The elements, with grants for the roles there are; whoever brings the pack in works with all of it."""
    roles = roles_by_key()
    mine = roles_of_designer(actor)
    return {
        name: body
        for name, body in pack.elements.items()
        if not name.startswith("grant:") or (split(name)[1][0] in roles and split(name)[1][0] not in mine)
    }


def _check_foreign(pack: Pack, before: Before) -> None:
    """Refuses to take over an object that was made here, or came with another pack."""
    for key in pack.objects:
        row = ObjectDef.objects.filter(key=key).first()
        if row is not None and f"object:{key}" not in before.said:
            raise BadInput(
                _("There is or was an object %(key)s here that did not come with this pack.") % {"key": key},
                field=f"object:{key}",
            )


def install(
    actor: Actor, pack: Pack, *, seen: str, decisions: Mapping[str, str] | None = None, samples: bool = False
) -> Publication | None:
    """Brings the pack in, all or nothing; None when everything is as the pack has it.

    `seen` is the digest of the impact that was looked at. Sample records come the first time only. Publishing where
    the worker brings it in.
    """
    found = look_at(actor, pack, decisions)
    if left_to_worker(found.changes):
        check_impact(found.impact, seen)
        archive = b64encode(write_archive(pack)).decode()
        more = {"seen": seen, "decisions": dict(decisions or {}), "samples": samples}
        raise leave_to_worker(actor, INSTALL, archive=archive, pack_key=pack.key, **more)
    made = None
    if found.changes:
        made = publish(actor, found.changes, label=_label(pack), subject=f"pack:{pack.key}", seen=seen)
    InstalledPack.objects.update_or_create(
        key=pack.key,
        defaults={
            "name": dict(pack.name),
            "version": pack.version,
            "content": {"said": _for_this_house(actor, pack), "made": _made(found)},
            "installed_at": system_clock().now(),
        },
    )
    if samples and pack.records and not found.installed:
        # this process works with the new objects from its next request on: a job brings the records
        enqueue(
            SAMPLES, {"records": {key: list(rows) for key, rows in pack.records.items()}}, person_id=actor.person_id
        )
    return made


@job(INSTALL, attempts=ATTEMPTS, atomic=True)
def install_job(
    run: Run, *, roles: list[str], language: str, archive: str, pack_key: str, **more: Any
) -> dict[str, Any]:
    """Brings a pack in, in the name of whoever asked for it; what is refused is told and changes nothing."""
    pack = read_archive(b64decode(archive))
    return in_the_name_of(run, roles, language, lambda actor: install(actor, pack, **more))


def _made(found: Arrival) -> dict[str, Element]:
    """What the house has made of the pack; where something else was kept, what it was before that."""
    made = _here(found.pack.elements)
    for clash in found.comparison.clashes:
        if clash.part not in found.comparison.changed.get(clash.element, {}):
            made[clash.element] = {
                **made[clash.element],
                clash.part: found.before.made.get(clash.element, {}).get(clash.part),
            }
    return {name: made[name] for name in made if name not in found.comparison.kept} | {
        name: body for name, body in found.before.made.items() if name in found.comparison.kept
    }


def _label(pack: Pack) -> str:
    return f"{pack.name.get('en', pack.key)} {pack.version}"


def bring_samples(actor: Actor, records: Mapping[str, Sequence[Mapping[str, Any]]]) -> int:
    """Saves the sample records in their order; a value {"$": "name"} means the record that was named so."""
    named: dict[str, str] = {}
    count = 0
    for key, rows in records.items():
        object_of(key)
        for row in rows:
            values = {name: _meant(value, named) for name, value in row.items() if name != "$"}
            saved = save_record(actor=actor, object=key, values=values, cause="pack")
            if "$" in row:
                named[str(row["$"])] = str(saved.record.pk)
            count += 1
    return count


@job(SAMPLES, atomic=True)
def samples_job(run: Run, *, records: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    """Brings the sample records in the name of whoever brought the pack in."""
    person = Person.objects.filter(pk=run.person_id).first() if run.person_id else None
    return {"saved": bring_samples(actor_of(person) if person else SYSTEM, records)}


def _meant(value: Any, named: Mapping[str, str]) -> Any:
    if isinstance(value, dict) and set(value) == {"$"}:
        return named.get(str(value["$"]))
    if isinstance(value, list):
        return [_meant(one, named) for one in value]
    if isinstance(value, dict):
        return {name: _meant(one, named) for name, one in value.items()}
    return value


def pack_of(
    actor: Actor, *, key: str, name: Mapping[str, str], version: str, objects: Sequence[str], **more: Any
) -> Pack:
    """A pack of objects that were made here, with the lines that belong to them; NotPermitted, BadInput."""
    check_designer(actor)
    lines = ObjectDef.objects.filter(parent__in=objects, state="live").values_list("key", flat=True)
    keys = list(dict.fromkeys([*objects, *lines]))
    live = set(ObjectDef.objects.filter(key__in=keys, state="live").values_list("key", flat=True))
    for one in keys:
        if one not in live:
            raise BadInput(_("%(key)s was not made here.") % {"key": one}, field="objects")
    return Pack(key=key, name=name, version=version, elements=elements_here(keys), **more)
