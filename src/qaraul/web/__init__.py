"""Base pages, components, the situation picture and search."""
