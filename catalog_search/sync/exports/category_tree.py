"""The categories that a feed lists above its items, which name theirs by a number alone."""

from collections.abc import Mapping

MAX_CATEGORIES = 100_000
LONGEST_NAME = 300
"""Characters."""
CATEGORY = "category"
PARENT = ("parentid", "parent_id", "parent")
COLUMNS = frozenset(["categoryid", "category_id"])
"""Elements of an item that hold the number of its category, in lower case."""


class CategoryTree:
    """Gathers `<category id="2" parentId="1">Hats</category>`, or the same as elements."""

    def __init__(self) -> None:
        self.categories: dict[str, tuple[str, str]] = {}
        """Names and numbers of the categories above, by number."""
        self.parts: dict[str, str] | None = None
        """What the category that is open says, by name in lower case; None outside of one."""
        self.part = CATEGORY

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin an element that is no part of an item."""
        self.part = name.lower()
        if self.part == CATEGORY:
            self.parts = {each.lower(): text for each, text in attributes.items()}

    def leave(self) -> None:
        """Forget the category that is open: an item begins in it, so that it has its products."""
        self.parts = None

    def characters(self, content: str) -> None:
        if self.parts is not None:
            text = self.parts.get(self.part, "") + content
            self.parts[self.part] = text[:LONGEST_NAME]

    def end(self, name: str) -> None:
        if name.lower() != CATEGORY or self.parts is None:
            self.part = CATEGORY
            return
        parts = {part: text.strip() for part, text in self.parts.items()}
        title = parts.get(CATEGORY) or parts.get("name") or parts.get("title", "")
        above = next((parts[each] for each in PARENT if parts.get(each)), "")
        if parts.get("id") and title and len(self.categories) < MAX_CATEGORIES:
            self.categories[parts["id"]] = (title, above)
        self.parts = None

    def with_paths(self, row: dict[str, object]) -> dict[str, object]:
        """Return the row with the path of its first category that is known in place of its id."""
        for name, value in row.items() if self.categories else ():
            if name.lower() in COLUMNS:
                ids = value if isinstance(value, list) else [value]
                path = next((path for each in ids if (path := self.path(str(each)))), "")
                row = {**row, name: path or value}
        return row

    def path(self, number: str) -> str:
        """Return the names from the root down to this category, "" if it is not known."""
        names: list[str] = []
        passed: set[str] = set()
        while number in self.categories and number not in passed:
            passed.add(number)
            title, number = self.categories[number]
            names.insert(0, title)
        return " > ".join(names)
