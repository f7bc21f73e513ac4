"""Areas that an operator brings: files, their columns, their outlines, their place in the order."""
