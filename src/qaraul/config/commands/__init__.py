"""One module a command, each exposing `command`."""
