"""Whom the company deals with, and what may come of it."""

from apps.crm.models.customers import Address, Contact, Customer, Source
from apps.crm.models.pipeline import Activity, Lead, Opportunity, OpportunityLine

__all__ = ["Activity", "Address", "Contact", "Customer", "Lead", "Opportunity", "OpportunityLine", "Source"]
