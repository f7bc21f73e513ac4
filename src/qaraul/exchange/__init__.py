"""Machine doors: the API and the feeds out."""
