"""Drafts: saved as they are made, never over one another."""

import pytest

from kontor.core.actor import Actor
from kontor.core.errors import Conflict, NotPermitted
from kontor.design.drafts import StaleDraft, discard_draft, draft_of, here, save_draft
from kontor.identity.models import Role
from tests import builders

CHANGE = {"op": "add_field", "object": "asset", "label": {"en": "Region"}, "type": "text"}


def test_a_draft_counts_its_revisions(designer: Actor) -> None:
    first = save_draft(designer, "object:asset", [CHANGE], revision=0)
    second = save_draft(designer, "object:asset", [CHANGE, CHANGE], revision=first.revision)
    assert (first.revision, second.revision, len(second.changes)) == (1, 2, 2)


def test_who_saved_over_an_old_revision_is_told_whose_is_newer(designer: Actor) -> None:
    other = builders.actor(designer_role_again(), name="Andrew")
    save_draft(designer, "object:asset", [], revision=0)
    save_draft(other, "object:asset", [CHANGE], revision=1)
    with pytest.raises(StaleDraft) as refusal:
        save_draft(designer, "object:asset", [], revision=1)
    assert refusal.value.draft.changes == [CHANGE]
    assert "Andrew" in refusal.value.message
    with pytest.raises(StaleDraft):
        save_draft(designer, "object:asset", [], revision=0)


def designer_role_again() -> Role:
    """The role the fixture has made."""
    found: Role = Role.objects.get(key="designer")
    return found


def test_a_discarded_draft_cannot_be_saved_over(designer: Actor) -> None:
    save_draft(designer, "object:asset", [], revision=0)
    discard_draft(designer, "object:asset")
    with pytest.raises(Conflict):
        save_draft(designer, "object:asset", [], revision=1)
    assert draft_of(designer, "object:asset") is None


def test_two_designers_see_each_other(designer: Actor) -> None:
    other = builders.actor(designer_role_again(), name="Andrew")
    assert here(designer, "object:asset") == []
    (seen,) = here(other, "object:asset")
    assert seen.name == designer.name
    assert [one.name for one in here(designer, "object:asset")] == ["Andrew"]
    assert here(designer, "object:maker") == []


def test_only_designers_see_drafts(designer: Actor) -> None:
    clerk = builders.actor(builders.role("clerk"))
    for ask in (
        lambda: save_draft(clerk, "object:asset", [], revision=0),
        lambda: draft_of(clerk, "object:asset"),
        lambda: here(clerk, "object:asset"),
    ):
        with pytest.raises(NotPermitted):
            ask()
