"""`manage.py check` refuses wrong declarations."""

from typing import Any

import pytest
from django.db import models

from kontor.core.declare import Computed, Declare
from kontor.core.fields import MoneyField
from kontor.core.models import Line, Record
from kontor.schema import checks
from kontor.schema.merge import build_schema
from kontor.schema.registry import current, object_models
from kontor.schema.specs import Definitions
from tests.sample.models import Asset, AssetPart, Maker


def told(model: Any, declare: Declare) -> list[str]:
    """The ids of what the checks say of a model under another declaration."""
    before = model.declare
    model.declare = declare
    try:
        return sorted(str(one.id) for one in checks._check(model, declare))
    finally:
        model.declare = before


@pytest.mark.parametrize(
    ("model", "options", "expected"),
    [
        (Maker, {"key": "maker", "label": "Maker"}, []),
        (Maker, {"key": "My Maker", "label": "Maker"}, ["schema.E002"]),
        (Maker, {"key": "maker", "label": "Maker", "searchable": ("nothing",)}, ["schema.E003"]),
        (Maker, {"key": "maker", "label": "Maker", "name_field": "nothing"}, ["schema.E003"]),
        (Maker, {"key": "maker", "label": "M", "computed": {"x": Computed("hue", "X", load=len)}}, ["schema.E004"]),
        (Maker, {"key": "maker", "label": "Maker", "computed": {"x": Computed("text", "X")}}, ["schema.E005"]),
        (Maker, {"key": "maker", "label": "Maker", "parent": "owner"}, ["schema.E007"]),
        (AssetPart, {"key": "asset_part", "label": "Part"}, ["schema.E008"]),
        (AssetPart, {"key": "asset_part", "label": "Part", "parent": "maker"}, ["schema.E009"]),
    ],
)
def test_a_wrong_declaration_is_told(model: Any, options: dict[str, Any], expected: list[str]) -> None:
    assert told(model, Declare(**options)) == expected


def test_a_column_of_no_known_type_is_told() -> None:
    class Odd(models.Model):
        odd = models.BinaryField()

        class Meta:
            app_label = "odd"
            abstract = False
            managed = False

    assert [one.id for one in checks._check_columns(Odd)] == ["schema.E006"]


def test_two_objects_of_one_key_are_told() -> None:
    before = Maker.declare
    Maker.declare = Declare(key="asset", label="Maker")
    try:
        assert "schema.E001" in {one.id for one in checks.declarations()}
    finally:
        Maker.declare = before
    assert checks.declarations() == []


def test_descriptors_are_derived_from_the_model() -> None:
    asset = current().objects["asset"]
    price = asset.fields["price"]
    assert (price.type.key, price.digits, price.places, price.nullable) == ("money", 18, 4, True)
    assert asset.fields["maker"].target == "maker"
    assert asset.fields["keeper"].type.key == "user"
    assert [one.key for one in asset.states] == ["draft", "in_use", "retired"]
    assert asset.lines["lines"].key == "asset_part"
    assert "password" not in current().objects["person"].fields
    assert not asset.fields["status"].writable
    assert asset.fields["double_rank"].computed is not None


def test_a_schema_is_immutable_and_has_a_token_of_its_own() -> None:
    one, other = (build_schema(object_models(), Definitions()) for _at in range(2))
    assert one.token != other.token
    with pytest.raises(TypeError):
        one.objects["asset"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        one.objects["asset"].key = "x"


def test_records_and_lines_are_not_written_around_the_write_path() -> None:
    for write in (Asset().save, Asset().delete, lambda: Asset.objects.update(name="x"), Maker.objects.create):
        with pytest.raises(Exception, match="written by kontor"):
            write()
    assert issubclass(AssetPart, Line)
    assert issubclass(Maker, Record)
    assert isinstance(Asset._meta.get_field("price"), MoneyField)
