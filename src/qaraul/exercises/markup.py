"""Write XML elements of one namespace, with text, children and attributes in one call."""

from lxml import etree


class Tags:
    """`tags("title", "Words")` makes an element; a dict among its parts gives attributes."""

    def __init__(self, namespace: str = "", prefixes: dict[str | None, str] | None = None) -> None:
        self.prefix = f"{{{namespace}}}" if namespace else ""
        self.prefixes = prefixes

    def __call__(self, name: str, *parts: str | dict[str, str] | etree._Element) -> etree._Element:
        """The element; more than one text is joined."""
        element = etree.Element(f"{self.prefix}{name}", nsmap=self.prefixes)  # type: ignore[arg-type]  # the stubs forget None
        for part in parts:
            if isinstance(part, str):
                element.text = (element.text or "") + part
            elif isinstance(part, dict):
                for key, value in part.items():
                    element.set(key, value)
            else:
                element.append(part)
        return element


def as_bytes(root: etree._Element, encoding: str = "utf-8") -> bytes:
    """The document with its declaration; what the encoding lacks becomes character references."""
    written = etree.tostring(root, xml_declaration=True, encoding=encoding)
    return written if isinstance(written, bytes) else written.encode(encoding)
