"""What a model says of itself beyond its Django fields: the small declaration every object is derived from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kontor.core.clock import Clock


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that is not stored: a database expression of the clock, or loaded in one batch for a page of rows."""

    type: str
    label: Any
    expression: Callable[[Clock], Any] | None = None
    needs: tuple[str, ...] = ()
    load: Callable[[list[dict[str, Any]]], list[Any]] | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Declare:
    """The declaration of an object; everything else is derived from the model's fields.

    `number` is a pattern with {year} and {seq:06}; `derived` names cache columns that only their owning service
    writes (no version, no history); `read_only` names columns no save may write; `sensitive` fields are hidden until
    granted; `made` objects come from designers; `by_services` and `append_only` objects are written by services only,
    whoever asks; `internal` ones are never named among what an action has made. `alike` says by what records are
    taken for the same one: field → how it is compared (kinds in kontor.records.alike); such records can be merged.
    """

    key: str
    label: Any
    plural: Any = None
    icon: str = "box"
    name_field: str | None = None
    searchable: tuple[str, ...] = ()
    search_through: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    read_only: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    number: str | None = None
    gap_free: bool = False
    context: tuple[str, ...] = ()
    parent: str | None = None
    archivable: bool = False
    append_only: bool = False
    by_services: bool = False
    internal: bool = False
    personal: tuple[str, ...] = ()
    relation_filters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    computed: Mapping[str, Computed] = field(default_factory=dict)
    made: bool = False
    alike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether no save from outside may make or change a row."""
        return self.by_services or self.append_only
