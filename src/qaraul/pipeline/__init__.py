"""From documents to stories, signals and the triage queue."""
