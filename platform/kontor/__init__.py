"""Kontor: one data model for customers, orders, stock and money."""
