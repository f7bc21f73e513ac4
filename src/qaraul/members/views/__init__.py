"""Pages of administrators, newcomers and owners of tokens."""
