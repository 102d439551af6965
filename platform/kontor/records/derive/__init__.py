"""Fields that follow from others: formulas, roll-ups, snapshots and look-ups.

Stored ones are worked out in the unit of work that changes what they read (previews too), in the order they read each
other; for more than 500 rows the job `records.recompute` does it. They never bump versions nor write history.
"""

from kontor.records.derive.check import check_derived
from kontor.records.derive.follow import derive_in_save
from kontor.records.derive.job import recompute
from kontor.records.derive.plan import plan

__all__ = ["check_derived", "derive_in_save", "plan", "recompute"]
