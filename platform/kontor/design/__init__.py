"""Changing the house at run time: drafts, what a change would touch, publishing all of it at once, and rolling back.

A change is a small JSON object that names its kind: {"op": "add_field", "object": "asset", "label": {"en": "Region"},
"type": "text"}. Kinds are registered by the rooms that carry them out (`kontor.core.registry.design_change`); the order
within a list is the order in which they are carried out. Nothing is applied before its impact was asked for.
"""
