"""Inline icons of 24 units, drawn in the colour of the text."""

ICONS = {
    "menu": '<path d="M3 6h18M3 12h18M3 18h18"/>',
    "warning": '<path d="M12 3 22 20H2z"/><path d="M12 9v5M12 16.5v1"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "tick": '<path d="m4 12.5 5 5L20 6.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4"/>',
    "eye": (
        '<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7z"/><circle cx="12" cy="12" r="3"/>'
    ),
    "offline": (
        '<path d="M3 3l18 18M5 12a10 10 0 0 1 4-2.6M15 9.5a10 10 0 0 1 4 2.5'
        'M8.5 15.5a5 5 0 0 1 7 0M12 19v.5"/>'
    ),
    "next": '<path d="m9 5 7 7-7 7"/>',
}
MIRRORED = frozenset({"next"})


def svg(name: str) -> str:
    """The icon as SVG; KeyError for a name that is not drawn."""
    classes = "ic flip" if name in MIRRORED else "ic"
    return f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>'
