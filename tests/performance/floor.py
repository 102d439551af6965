"""The floor: the smallest honest write set of one quote-to-cash cycle in bare SQL, and one bare list page.

Quote, confirm (credit check and reservation under row locks), ship, invoice, pay: five transactions, 35 inserted rows,
double-entry postings and an audit row for each change of a document.
"""

from typing import Any

TABLES = """
DROP SCHEMA IF EXISTS floor CASCADE; CREATE SCHEMA floor; SET search_path = floor;
CREATE TABLE customer(id int PRIMARY KEY, credit_limit numeric, open numeric NOT NULL DEFAULT 0);
CREATE TABLE product(id int PRIMARY KEY, price numeric, cost numeric, on_hand numeric, reserved numeric);
CREATE TABLE orders(id bigserial PRIMARY KEY, number text UNIQUE, customer int REFERENCES customer, state text,
    total numeric, margin numeric, at timestamptz DEFAULT now());
CREATE TABLE line(id bigserial PRIMARY KEY, ord bigint REFERENCES orders, product int REFERENCES product, qty numeric,
    price numeric, cost numeric);
CREATE TABLE ship(id bigserial PRIMARY KEY, ord bigint REFERENCES orders, state text, at timestamptz DEFAULT now());
CREATE TABLE move(id bigserial PRIMARY KEY, ship bigint REFERENCES ship, line bigint REFERENCES line, product int,
    qty numeric, state text);
CREATE TABLE inv(id bigserial PRIMARY KEY, ord bigint REFERENCES orders, number text UNIQUE, state text, total numeric,
    tax numeric, due date);
CREATE TABLE invline(id bigserial PRIMARY KEY, inv bigint REFERENCES inv, line bigint REFERENCES line, qty numeric,
    price numeric, tax numeric);
CREATE TABLE je(id bigserial PRIMARY KEY, origin text, at date DEFAULT current_date);
CREATE TABLE jel(id bigserial PRIMARY KEY, je bigint REFERENCES je, account text, party int, debit numeric,
    credit numeric);
CREATE TABLE pay(id bigserial PRIMARY KEY, inv bigint REFERENCES inv, amount numeric, at date DEFAULT current_date);
CREATE TABLE audit(id bigserial PRIMARY KEY, model text, rec bigint, who int, at timestamptz DEFAULT now(),
    change jsonb);
CREATE INDEX ON line(ord); CREATE INDEX ON ship(ord); CREATE INDEX ON move(ship); CREATE INDEX ON inv(ord);
CREATE INDEX ON orders(customer, state); CREATE INDEX ON invline(inv); CREATE INDEX ON jel(je);
CREATE INDEX ON audit(model, rec); CREATE INDEX ON pay(inv);
INSERT INTO customer SELECT g, 1e12 FROM generate_series(1, 8) g;
INSERT INTO product SELECT g, 10 + g, 6 + g, 1e9, 0 FROM generate_series(1, 10) g;
"""
AUDIT = "INSERT INTO audit(model, rec, who, change) VALUES (%s, %s, 1, %s)"
TOTAL = 99


class Floor:
    """Runs cycles on one connection, each transaction in one pipelined round trip."""

    def __init__(self, connection: Any) -> None:
        self.db = connection
        connection.execute(TABLES, prepare=False)

    def cycle(self, at: int) -> None:
        """One cycle."""
        products = [1 + (at + offset) % 10 for offset in range(3)]
        order, lines = self._quote(products)
        shipment = self._confirm(order, lines, products)
        self._ship(order, shipment, products)
        invoice = self._invoice(order, lines)
        self._pay(order, invoice)

    def _one(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        return self.db.execute(sql, values).fetchone()[0]

    def _quote(self, products: list[int]) -> tuple[int, list[int]]:
        with self.db.pipeline(), self.db.transaction():
            order = self._one(
                "INSERT INTO orders(number, customer, state, total, margin) "
                "VALUES ('S' || nextval('orders_id_seq'), 1, 'quote', %s, 30) RETURNING id",
                (TOTAL,),
            )
            sql = (
                "INSERT INTO line(ord, product, qty, price, cost) "
                "SELECT %s, id, %s, price, cost FROM product WHERE id = %s RETURNING id"
            )
            made = [self.db.execute(sql, (order, 2 + offset, one)) for offset, one in enumerate(products)]
            self.db.execute(AUDIT, ("order", order, '{"state":"quote"}'))
            return order, [one.fetchone()[0] for one in made]

    def _confirm(self, order: int, lines: list[int], products: list[int]) -> int:
        with self.db.pipeline(), self.db.transaction():
            allowed = self.db.execute(
                "UPDATE customer SET open = open + %s WHERE id = 1 AND open + %s <= credit_limit RETURNING id",
                (TOTAL, TOTAL),
            )
            self.db.execute("UPDATE orders SET state = 'confirmed' WHERE id = %s", (order,))
            for offset, one in sorted(enumerate(products), key=lambda pair: pair[1]):
                self.db.execute(
                    "UPDATE product SET reserved = reserved + %s WHERE id = %s AND on_hand - reserved >= %s",
                    (2 + offset, one, 2 + offset),
                )
            shipment: int = self._one("INSERT INTO ship(ord, state) VALUES (%s, 'assigned') RETURNING id", (order,))
            for offset, one in enumerate(products):
                self.db.execute(
                    "INSERT INTO move(ship, line, product, qty, state) VALUES (%s, %s, %s, %s, 'assigned')",
                    (shipment, lines[offset], one, 2 + offset),
                )
            self.db.execute(AUDIT, ("order", order, '{"state":"confirmed"}'))
            self.db.execute(AUDIT, ("ship", shipment, '{"state":"assigned"}'))
            assert allowed.fetchone()
        return shipment

    def _ship(self, order: int, shipment: int, products: list[int]) -> None:
        with self.db.pipeline(), self.db.transaction():
            self.db.execute("UPDATE move SET state = 'done' WHERE ship = %s", (shipment,))
            for offset, one in sorted(enumerate(products), key=lambda pair: pair[1]):
                self.db.execute(
                    "UPDATE product SET reserved = reserved - %s, on_hand = on_hand - %s WHERE id = %s",
                    (2 + offset, 2 + offset, one),
                )
            self.db.execute("UPDATE ship SET state = 'done' WHERE id = %s", (shipment,))
            self.db.execute("UPDATE orders SET state = 'shipped' WHERE id = %s", (order,))
            entry = self._one("INSERT INTO je(origin) VALUES ('ship') RETURNING id")
            self.db.execute(
                "INSERT INTO jel(je, account, debit, credit) VALUES (%s, 'cogs', 60, 0), (%s, 'stock', 0, 60)",
                (entry, entry),
            )
            self.db.execute(AUDIT, ("ship", shipment, '{"state":"done"}'))
            self.db.execute(AUDIT, ("order", order, '{"state":"shipped"}'))

    def _invoice(self, order: int, lines: list[int]) -> int:
        with self.db.pipeline(), self.db.transaction():
            invoice: int = self._one(
                "INSERT INTO inv(ord, number, state, total, tax, due) "
                "VALUES (%s, 'I' || nextval('inv_id_seq'), 'posted', %s, 9, current_date + 30) RETURNING id",
                (order, TOTAL),
            )
            for offset, line in enumerate(lines):
                self.db.execute(
                    "INSERT INTO invline(inv, line, qty, price, tax) VALUES (%s, %s, %s, 11, 3)",
                    (invoice, line, 2 + offset),
                )
            entry = self._one("INSERT INTO je(origin) VALUES ('invoice') RETURNING id")
            self.db.execute(
                "INSERT INTO jel(je, account, party, debit, credit) VALUES (%s, 'receivable', 1, 99, 0), "
                "(%s, 'revenue', 1, 0, 30), (%s, 'revenue', 1, 0, 30), (%s, 'revenue', 1, 0, 30), (%s, 'tax', 1, 0, 9)",
                (entry,) * 5,
            )
            self.db.execute("UPDATE orders SET state = 'invoiced' WHERE id = %s", (order,))
            self.db.execute(AUDIT, ("inv", invoice, '{"state":"posted"}'))
            self.db.execute(AUDIT, ("order", order, '{"state":"invoiced"}'))
        return invoice

    def _pay(self, order: int, invoice: int) -> None:
        with self.db.pipeline(), self.db.transaction():
            payment = self._one("INSERT INTO pay(inv, amount) VALUES (%s, %s) RETURNING id", (invoice, TOTAL))
            entry = self._one("INSERT INTO je(origin) VALUES ('pay') RETURNING id")
            self.db.execute(
                "INSERT INTO jel(je, account, party, debit, credit) "
                "VALUES (%s, 'cash', 1, 99, 0), (%s, 'receivable', 1, 0, 99)",
                (entry, entry),
            )
            self.db.execute("UPDATE inv SET state = 'paid' WHERE id = %s", (invoice,))
            self.db.execute("UPDATE orders SET state = 'done' WHERE id = %s", (order,))
            self.db.execute("UPDATE customer SET open = open - %s WHERE id = 1", (TOTAL,))
            self.db.execute(AUDIT, ("pay", payment, '{"amount":99}'))
            self.db.execute(AUDIT, ("inv", invoice, '{"state":"paid"}'))
            self.db.execute(AUDIT, ("order", order, '{"state":"done"}'))
