"""Areas, their names in nine languages, and where a point lies."""
