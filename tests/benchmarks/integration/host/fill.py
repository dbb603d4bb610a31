"""Fills the host's tables with the drawn goods: FOLDER has a photo of each, and goods.json."""

import json
import sys
from pathlib import Path

import django
from django.core.files.base import ContentFile

django.setup()

from hostshop.models import Category, Product  # noqa: E402

folder = Path(sys.argv[1])
for good in json.loads((folder / "goods.json").read_text()):
    category, _ = Category.objects.get_or_create(name=good["category"])
    Product.objects.create(
        sku=good["sku"],
        name=good["title"],
        category=category,
        color=good["color"],
        price=good["price"],
        photo=ContentFile((folder / f"{good['sku']}.png").read_bytes(), name=f"{good['sku']}.png"),
    )
