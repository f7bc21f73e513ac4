"""Changes of the membership; each is journalled in its own transaction."""
