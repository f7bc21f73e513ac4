"""One CAP alert as an item (OASIS CAP 1.2 §3.2; 1.0 and 1.1 differ in names of values only)."""

from typing import Any

from lxml import etree

from qaraul.sources.choices import ItemFault
from qaraul.sources.cleaning import LONGEST_TITLE, one_line, plain, web_address
from qaraul.sources.connectors.base import Context, Item, Refused
from qaraul.sources.moments import moment_of

NAMESPACES = frozenset(
    {
        "urn:oasis:names:tc:emergency:cap:1.2",
        "urn:oasis:names:tc:emergency:cap:1.1",
        "http://www.incident.com/cap/1.0",
    }
)
KEPT = (
    *("category", "event", "urgency", "severity", "certainty", "responseType"),
    *("effective", "onset", "expires", "senderName"),
)
MOST_AREAS, MOST_SHAPES, LONGEST_SHAPE = 50, 5, 4_000
_PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def element(text: str) -> etree._Element | None:
    """The root element of a piece of XML, or None when it is not well-formed."""
    try:
        return etree.fromstring(text.encode(), etree.XMLParser(**_PARSER_OPTIONS))
    except etree.XMLSyntaxError:
        return None


def alerts_in(root: etree._Element) -> list[etree._Element]:
    """The alert elements at or below an element."""
    return [
        e for e in root.iter(etree.Element) if _name(e) == "alert" and _namespace(e) in NAMESPACES
    ]


def item_of(
    alert: etree._Element, row: int, context: Context, external_id: str = ""
) -> Item | Refused:
    """One alert as an item; an exercise or a test never passes for real."""
    identifier, sender, sent = (_text(alert, n) for n in ("identifier", "sender", "sent"))
    status = _text(alert, "status")
    if status != "Actual" and not context.in_exercise:
        return Refused(row, ItemFault.EXERCISE, f"{identifier}: {status or '?'}")
    info = _info(alert, context.language)
    if not identifier or info is None:
        return Refused(row, ItemFault.BROKEN, identifier or "no identifier")
    areas = [_area(area) for area in _children(info, "area")[:MOST_AREAS]]
    said = [_text(info, "description"), _text(info, "instruction")]
    said.append("; ".join(a["name"] for a in areas if a.get("name")))
    return Item(
        external_id=external_id or f"{sender},{identifier},{sent}",
        title=one_line(_text(info, "headline") or _text(info, "event"), LONGEST_TITLE),
        text="\n".join(plain(part) for part in said if part),
        url=web_address(_text(info, "web"), context.url) or context.url,
        published_at=moment_of(sent),
        language=_text(info, "language") or "en-US",  # CAP 1.2 §3.2.2: the default
        author_dropped=bool(_text(info, "contact")),
        raw={
            "cap": {
                **{name: one_line(v, 200) for name in KEPT if (v := _text(info, name))},
                "identifier": identifier,
                "sender": sender,
                "sent": sent,
                "status": status,
                "msgType": _text(alert, "msgType"),
                "references": one_line(_text(alert, "references"), 2_000),
                "areas": areas,
            }
        },
        row=row,
    )


def _info(alert: etree._Element, language: str) -> etree._Element | None:
    """The block in the wanted language, else the first."""
    infos = _children(alert, "info")
    wanted = [i for i in infos if language and _text(i, "language").lower().startswith(language)]
    return next(iter(wanted or infos), None)


def _area(area: etree._Element) -> dict[str, Any]:
    shapes = {
        name: [_said(e) for e in _children(area, name)[:MOST_SHAPES]]
        for name in ("polygon", "circle")
    }
    codes = [
        f"{_text(c, 'valueName')}={_text(c, 'value')}" for c in _children(area, "geocode")[:50]
    ]
    found: dict[str, Any] = {"name": one_line(_text(area, "areaDesc"), 500), "geocode": codes}
    found |= {k: [s for s in v if len(s) <= LONGEST_SHAPE] for k, v in shapes.items()}
    return {name: value for name, value in found.items() if value}


def _name(e: etree._Element) -> str:
    return etree.QName(e).localname


def _namespace(e: etree._Element) -> str:
    return etree.QName(e).namespace or ""


def _children(parent: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in parent if _name(child) == name]


def _said(e: etree._Element) -> str:
    return (e.text or "").strip()


def _text(parent: etree._Element, name: str) -> str:
    return next((_said(child) for child in _children(parent, name)), "")
