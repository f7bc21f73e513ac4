"""Every address of the node, with every id put in: what the leak hunt walks through."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from django.urls import URLResolver, get_resolver
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
        elif isinstance(entry.pattern, RoutePattern):
            yield route, converters_of(route)


def converters_of(route: str) -> dict[str, object]:
    """The converters of a whole route, by the name of the part."""
    found: dict[str, object] = dict(RoutePattern(route).converters)
    return found


def addresses(fillings: Fillings) -> Iterator[str]:
    """Every address that the fillings make; a part that nothing fills keeps its door closed.

    Where an address has two ids, the first is the first that is given: the incident's.
    """
    for route, converters in patterns():
        ids = [name for name, c in converters.items() if type(c).__name__.startswith("UUID")]
        choices = [fillings["uuid" if name in ids else name] for name in converters]
        if len(ids) > 1:
            choices[list(converters).index(ids[0])] = fillings["uuid"][:1]
        for values in product(*choices):
            yield "/" + filled(route, values)


def filled(route: str, values: Sequence[str]) -> str:
    """The route with its parts filled, in order."""
    for value in values:
        start, end = route.index("<"), route.index(">")
        route = route[:start] + value + route[end + 1 :]
    return route
