"""Serves the example of plain models with some goods, for a browser: its settings, and a start.

python -m tests.integration.plain_site FOLDER PORT
"""

import os
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "docs/examples/plain"
COLORS = ("red", "blue", "green", "yellow")


def main(folder: Path, port: str) -> None:
    sys.path.insert(0, str(EXAMPLE))
    os.environ["DJANGO_SETTINGS_MODULE"] = "plainshop.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = folder / "db.sqlite3"
    settings.MEDIA_ROOT = folder / "media"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill()
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, verbosity=0)


def fill() -> None:
    from django.core.files.base import ContentFile
    from plainshop.models import Category, Photo, Product

    from catalog_search import testing

    for kind in ("Cup", "Bowl"):
        category = Category.objects.create(name=f"{kind}s")
        for price, color in enumerate(COLORS, 9):
            product = Product.objects.create(
                number=f"{kind}-{color}",
                name=f"{color.title()} {kind.lower()}",
                slug=f"{color}-{kind.lower()}",
                category=category,
                price=price,
            )
            photo = ContentFile(testing.photo(color, (640, 640)), name=f"{kind}-{color}.png")
            Photo.objects.create(product=product, file=photo)
    testing.fill()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
