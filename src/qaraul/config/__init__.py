"""Settings, addresses, doors and the command line: the only room that knows everyone."""
