"""What quotes and orders have in common: the customer's terms, the priced line, the totals."""

from typing import ClassVar

from django.db import models

from apps.catalog.models import AT_MOST_A_BILLION, MORE_THAN_ZERO, Currency, PaymentTerm, PriceList, Product, Tax, Unit
from apps.crm.models import Contact, Customer
from kontor.core.fields import (
    MAX_PERCENT,
    NOT_NEGATIVE,
    AddressField,
    MoneyField,
    PercentField,
    QuantityField,
    RateField,
    UnitPriceField,
)
from kontor.core.labels import L
from kontor.core.models import Document, Line

TOTALS = ("untaxed_total", "tax_total", "total", "cost_total", "margin", "margin_percent")
TERMS_IN_FORCE = ("rate", "tax_rounding", "rounding_mode")
LINE_FIGURES = ("line_total", "tax_amount", "margin", "margin_percent")


class SalesDocument(Document):
    """A quote or an order: who buys, on which terms, and what it comes to."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, verbose_name=L("Customer", "客户"), related_name="%(class)ss", db_index=False
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=L("Contact", "联系人"), null=True, blank=True, related_name="+"
    )
    currency = models.ForeignKey(
        Currency, models.PROTECT, verbose_name=L("Currency", "币种"), null=True, blank=True, related_name="+"
    )
    rate = RateField(L("Rate", "汇率"), default=1)
    price_list = models.ForeignKey(
        PriceList, models.PROTECT, verbose_name=L("Price list", "价目表"), null=True, blank=True, related_name="+"
    )
    payment_term = models.ForeignKey(
        PaymentTerm, models.PROTECT, verbose_name=L("Payment term", "付款条件"), null=True, blank=True, related_name="+"
    )
    shipping_address = AddressField(L("Ship to", "收货地址"))
    tax_rounding = models.CharField(L("Tax rounding", "税额舍入"), max_length=20, default="per_document")
    rounding_mode = models.CharField(L("Rounding", "舍入方式"), max_length=20, default="half_up")
    note = models.TextField(L("Note", "备注"), blank=True)
    untaxed_total = MoneyField(L("Untaxed total", "不含税金额"), default=0, editable=False)
    tax_total = MoneyField(L("Tax", "税额"), default=0, editable=False)
    total = MoneyField(L("Total", "总额"), default=0, editable=False)
    cost_total = MoneyField(L("Cost", "成本"), default=0, editable=False)
    margin = MoneyField(L("Margin", "毛利"), default=0, editable=False)
    margin_percent = PercentField(L("Margin %", "毛利率"), null=True, editable=False)

    class Meta(Document.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(total=models.F("untaxed_total") + models.F("tax_total")),
                name="%(app_label)s_%(class)s_sum",
            ),
        ]


class SalesLine(Line):
    """One product at a price; the price is per unit of the line, before the discount."""

    product = models.ForeignKey(Product, models.PROTECT, verbose_name=L("Product", "产品"), related_name="+")
    description = models.CharField(L("Description", "描述"), max_length=250, blank=True)
    quantity = QuantityField(L("Quantity", "数量"), default=1, validators=[MORE_THAN_ZERO, AT_MOST_A_BILLION])
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=L("Unit", "单位"), null=True, blank=True, related_name="+"
    )
    unit_price = UnitPriceField(
        L("Unit price", "单价"), null=True, blank=True, validators=[NOT_NEGATIVE, AT_MOST_A_BILLION]
    )
    discount_percent = PercentField(
        L("Discount", "折扣"), null=True, blank=True, validators=[NOT_NEGATIVE, MAX_PERCENT]
    )
    taxes = models.ForeignKey(Tax, models.PROTECT, verbose_name=L("Tax", "税"), null=True, blank=True, related_name="+")
    unit_cost = UnitPriceField(L("Unit cost", "单位成本"), default=0, editable=False)
    line_total = MoneyField(L("Amount", "金额"), default=0, editable=False)
    tax_amount = MoneyField(L("Tax", "税额"), default=0, editable=False)
    margin = MoneyField(L("Margin", "毛利"), default=0, editable=False)
    margin_percent = PercentField(L("Margin %", "毛利率"), null=True, editable=False)

    class Meta(Line.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="%(app_label)s_%(class)s_quantity"),
        ]
