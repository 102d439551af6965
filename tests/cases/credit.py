"""Credit limits, played in the company."""

from tests.apps.house import House, again, line
from tests.cases.book import runs

STATUS = {"on_hold": "blocked", "confirmed": "confirmed"}


@runs("CRD-01", company=True)
def exposure_counts_every_unit_once(case, company: House):
    customer = company.customer(credit_limit=str(case.given["limit"]))
    company.invoice(case.given["receivable"], customer)
    order = company.order(line(company.stocked(2), 2, unit_price="25"), customer=customer, invoice_policy="order")
    results, exposure = [], []

    def look(result: str) -> None:
        results.append(result)
        exposure.append(again(customer).exposure)

    company.run(order, "confirm")
    look(STATUS[again(order).status])
    company.change(customer, credit_limit="200")
    company.run(order, "confirm")
    look(STATUS[again(order).status])
    company.change(customer, credit_limit="100")
    company.run(order.shipments.get(), "ship")
    look("ok because already confirmed")
    draft = company.made(company.run(order, "create_invoice"), "invoice")
    company.change(draft, lines=[{"id": draft.lines.get().pk, "quantity": "1"}])
    company.run(draft, "post")
    look(again(draft).status)
    assert results == case.expect["results"]
    assert exposure == case.expect["exposure"]
