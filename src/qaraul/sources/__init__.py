"""Where we read: sources, feeds, documents, and how they are fetched."""
