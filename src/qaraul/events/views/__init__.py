"""Pages of incidents; each starts from what the viewer may see, the rest is not there."""
