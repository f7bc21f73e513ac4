"""Organisations, people, roles and circles: who is in the network."""
