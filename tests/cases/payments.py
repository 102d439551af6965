"""Cases played in the database."""
