"""What the API gives, one module a kind of record."""
