"""What every company starts with, in both languages: accounts, units, payment terms, locations."""

from dataclasses import dataclass
from typing import Any

from apps.billing.models import Account
from apps.inventory.models import Location

Role = Account.AccountRole


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a code and a name in English and 中文."""

    key: str
    code: str
    en: str
    zh: str

    def name(self, language: str) -> str:
        """The name in the company's language."""
        return self.zh if language.startswith("zh") else self.en


ACCOUNTS = (
    Named(Role.BANK, "1000", "Bank and cash", "银行存款"),
    Named(Role.RECEIVABLE, "1100", "Receivables", "应收账款"),
    Named(Role.STOCK, "1200", "Stock", "库存商品"),
    Named(Role.CUSTOMER_DEPOSITS, "2000", "Customer deposits", "预收账款"),
    Named(Role.RECEIVED_NOT_BILLED, "2100", "Goods received, not billed", "暂估应付账款"),
    Named(Role.TAX_PAYABLE, "2200", "Tax payable", "应交税费"),
    Named(Role.REVENUE, "4000", "Revenue", "主营业务收入"),
    Named(Role.COST_OF_GOODS, "5000", "Cost of goods sold", "主营业务成本"),
    Named(Role.EARLY_DISCOUNT, "5100", "Early payment discounts", "现金折扣"),
    Named(Role.WRITE_OFF, "5200", "Write-offs", "坏账核销"),
    Named(Role.EXCHANGE, "5300", "Exchange differences", "汇兑损益"),
    Named(Role.ROUNDING, "5400", "Rounding", "舍入差额"),
)

UNITS = (
    Named("piece", "pc", "Piece", "件"),
    Named("service", "job", "Job", "次"),
)

PLACES = (
    Named(Location.Kind.STORAGE, "", "Main storage", "主库位"),
    Named(Location.Kind.CUSTOMER, "", "Customers", "客户"),
    Named(Location.Kind.SUPPLIER, "", "Suppliers", "供应商"),
    Named(Location.Kind.LOSS, "", "Losses", "损耗"),
)

CURRENCIES = {
    "EUR": ("Euro", "€"),
    "USD": ("US dollar", "$"),
    "GBP": ("Pound sterling", "£"),
    "CNY": ("Chinese yuan", "¥"),
    "JPY": ("Japanese yen", "¥"),
    "CHF": ("Swiss franc", "CHF"),
}


def net_days(days: int) -> dict[str, Any]:
    """The values of a payment term that is due after so many days."""
    return {"lines": [{"kind": "rest", "days": days}]}
