"""The form designer's server side: what it begins with, drafts as documents, and the page with the draft applied."""
