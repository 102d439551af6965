"""The fields the tests of the language name, and the moment they live in."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from kontor.formulas import Context, Name, Type, Workdays
from kontor.formulas.types import BOOLEAN, DATE, DATETIME, NUMBER, TEXT

STATUS = Type("choice", {"open": {"en": "Open", "zh-hans": "进行中"}, "won": {"en": "Won", "zh-hans": "赢单"}})
TAGS = Type("choices", {"vip": {"en": "VIP", "zh-hans": "重要"}, "new": {"en": "New", "zh-hans": "新"}})
ROOT = (
    Name("quantity", {"en": "Quantity", "zh-hans": "数量"}, NUMBER),
    Name("unit_price", {"en": "Unit price", "zh-hans": "单价"}, NUMBER),
    Name("discount", {"en": "Discount %", "zh-hans": "折扣"}, NUMBER),
    Name("net", {"en": "Amount", "zh-hans": "未税金额"}, NUMBER),
    Name("gross", {"en": "Amount", "zh-hans": "含税金额"}, NUMBER),
    Name("title", {"en": "Title", "zh-hans": "标题"}, TEXT),
    Name("status", {"en": "Status", "zh-hans": "状态"}, STATUS),
    Name("tags", {"en": "Tags", "zh-hans": "标签"}, TAGS),
    Name("urgent", {"en": "Urgent", "zh-hans": "紧急"}, BOOLEAN),
    Name("due", {"en": "Due", "zh-hans": "到期日"}, DATE),
    Name("seen", {"en": "Seen", "zh-hans": "查看时间"}, DATETIME),
    Name("customer", {"en": "Customer", "zh-hans": "客户"}, Type("record", target="customer")),
    Name("owner", {"en": "Owner", "zh-hans": "负责人"}, Type("record", target="person")),
    Name("address", {"en": "Address", "zh-hans": "地址"}, None),
)
CUSTOMER = (
    Name("name", {"en": "Name", "zh-hans": "名称"}, TEXT),
    Name("credit_limit", {"en": "Credit limit", "zh-hans": "信用额度"}, NUMBER),
    Name("parent", {"en": "Belongs to", "zh-hans": "上级客户"}, Type("record", target="customer")),
)


class World:
    """Names of the tests."""

    def fields(self, object: str | None) -> Sequence[Name]:
        """The fields of the root, of customers, and nothing else."""
        return {None: ROOT, "customer": CUSTOMER}.get(object, ())


HOLIDAYS = frozenset({date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)})
CONTEXT = Context(
    today=date(2026, 11, 24),
    now=datetime(2026, 11, 24, 1, 30, tzinfo=UTC),
    zone=ZoneInfo("Asia/Shanghai"),
    workdays=Workdays(holidays=HOLIDAYS, extra=frozenset({date(2026, 10, 10)})),
)
PLAIN = Context(today=CONTEXT.today, now=CONTEXT.now, zone=CONTEXT.zone)
