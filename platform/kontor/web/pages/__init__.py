"""The record page, prepared for its template."""
