"""Every address of the node, with every id put in: what the leak hunt walks through."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import UUIDConverter
from django.urls.resolvers import RoutePattern

Fillings = Mapping[str, Sequence[str]]
"""What may stand in an address: `uuid` for ids, and other parts by their name."""


def patterns(
    resolver: URLResolver | None = None, before: str = ""
) -> Iterator[tuple[str, dict[str, object]]]:
    """Every route of the node with its converters, but for those of sign-in."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if route.startswith("account/"):
            continue
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern) and isinstance(entry.pattern, RoutePattern):
            yield route, converters_of(route)


def converters_of(route: str) -> dict[str, object]:
    """The converters of a whole route, by the name of the part."""
    found: dict[str, object] = dict(RoutePattern(route).converters)
    return found


def addresses(fillings: Fillings) -> Iterator[str]:
    """Every address that the fillings make; a part that nothing fills keeps its door closed."""
    for route, converters in patterns():
        names = list(converters)
        choices = [
            fillings["uuid"] if isinstance(converters[name], UUIDConverter) else fillings[name]
            for name in names
        ]
        for values in product(*choices):
            filled = route
            for name, value in zip(names, values, strict=True):
                start = filled.index("<")
                filled = filled[:start] + value + filled[filled.index(">") + 1 :]
                assert name
            yield "/" + filled
