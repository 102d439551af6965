"""Printed documents: what can be printed, how it looks, its frozen copies, and sending it by mail."""
