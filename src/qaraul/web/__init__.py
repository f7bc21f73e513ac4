"""Pages: base templates and parts, the situation picture, search, sign-in, errors."""
