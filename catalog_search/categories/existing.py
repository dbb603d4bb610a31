"""Which categories a store has: nothing is decided for one that is gone."""

from catalog_search.categories.deciding import Change
from catalog_search.models import Category, CategorySuggestion


def has_category(store: int, path: str) -> bool:
    """Return whether the store with this key has the category; a store without any has all."""
    rows = Category.objects.filter(store=store)
    return rows.filter(path=path).exists() or not rows.exists()


def if_it_exists(change: Change, category: str = "") -> Change:
    """Return the change, for suggestions whose category, or `category`, their store has still."""
    known: dict[tuple[int, str], bool] = {}

    def checked(suggestion: CategorySuggestion) -> bool:
        if suggestion.attribute:
            return change(suggestion)
        key = suggestion.product.store_id, category or suggestion.category
        if key not in known:
            known[key] = has_category(*key)
        return known[key] and change(suggestion)

    return checked
