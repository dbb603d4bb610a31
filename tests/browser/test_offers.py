"""A product on sale with ratings, many colors and sizes: its card and page, checked by axe."""

from decimal import Decimal
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.support.browsing import IN_A_BROWSER, each_look, settle
from tests.support.shops.factories import make_indexed_photo, make_product

pytestmark = IN_A_BROWSER

COLORS = ("black", "sand", "red", "navy", "olive", "white", "teal", "Northern lights")
SIZES = [str(size) for size in range(36, 45)]


@each_look
def test_axe_finds_nothing_serious(visit: Any, size: tuple[int, int], scheme: str) -> None:
    variants = [
        {"color": color, "size": each, "in_stock": each != "38"}
        for color in COLORS
        for each in SIZES
    ]
    product = make_product(
        title="Lined winter boots with a warm red sole",
        price=Decimal(60),
        compare_at_price=Decimal(80),
        currency="EUR",
        rating=Decimal("4.6"),
        rating_count=1234,
        variants=variants,
    )
    make_indexed_photo(product, "red")
    page = visit(size=size, color_scheme=scheme).page
    for address in ("/?q=winter+boots", f"/products/{product.pk}/"):
        page.goto(address)
        settle(page)
        assert page.get_by_text("4.6 out of 5 stars").count() == 1
        violations = Axe().run(page).response["violations"]
        grave = [each["id"] for each in violations if each["impact"] in ("serious", "critical")]
        assert grave == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
