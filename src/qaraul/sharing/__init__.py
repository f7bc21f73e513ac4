"""Who sees what: TLP markings, audiences, `visible_to`, release, recall and `explain`."""
