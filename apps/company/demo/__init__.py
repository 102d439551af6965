"""The demo company: the Northwind sample's customers, goods, staff and orders, brought up to date and replayed."""
