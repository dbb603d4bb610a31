"""What a browser posts of a page's forms: every field as the page shows it."""

from html.parser import HTMLParser
from typing import Any


class Fields(HTMLParser):
    """The fields of all forms of a page, by name; buttons and files are left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.options: list[tuple[bool, str]] = []
        self.select = self.area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, value = has.get("name") or "", has.get("value")
        if tag == "select":
            self.select, self.options = name, []
        elif tag == "textarea":
            self.area = name
            self.values.setdefault(name, [""])
        elif tag == "option":
            self.options.append(("selected" in has, value or ""))
        elif tag == "input" and name and has.get("type") not in ("submit", "file"):
            is_box = has.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in has:
                self.values.setdefault(name, []).append(value or ("on" if is_box else ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            # HTML drops a line break at the beginning.
            self.values[self.area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            # Of a list without a chosen value browsers post the first.
            chosen = [value for is_chosen, value in self.options if is_chosen] or [""]
            self.values.setdefault(self.select, []).extend(chosen)


def posted(response: Any, **changes: Any) -> dict[str, Any]:
    """Return what a person posts who changes these fields of the page; None unticks one."""
    fields: dict[str, Any] = {**Fields(response.content.decode()).values, **changes}
    return {name: value for name, value in fields.items() if value is not None}
