"""Warehouses, locations, stock moves, stock levels, reservations."""
