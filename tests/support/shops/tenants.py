"""Two shops in one project whose goods have nothing in common, and every face they show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from catalog_search.models import Hotspot, Look, Product, Rule
from catalog_search.models.stores import open_store
from tests.support.shops.factories import (
    color_bytes,
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

WORDS = {
    "north": ("borealis", "glacier", "skerry", "tundra", "icicle"),
    "south": ("mangrove", "cactus", "papaya", "lagoon", "cicada"),
}
"""What the goods of each store are called; no word of one is near a word of the other."""

HEADER = "X-Shop"


def of_header(request: HttpRequest) -> str:
    return str(request.headers[HEADER])


@dataclass
class Tenant:
    """One store, and what only its own pages may say."""

    slug: str
    words: tuple[str, ...]
    products: list[int] = field(default_factory=list)
    photos: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)

    @property
    def secrets(self) -> tuple[str, ...]:
        return (*self.words, f"{self.slug}brand", f"{self.slug}sku", f"{self.slug}key")


def stock(slug: str) -> Tenant:
    """Fill the store of this name with goods, categories, a look and a shopper's photo."""
    tenant, store = Tenant(slug, WORDS[slug]), open_store(slug)
    for number, word in enumerate(tenant.words):
        color = ("red", "green", "blue")[number % 3]
        make_category(f"{word} shelf > {word} things", store)
        product = make_product(
            store=make_store(slug),
            sku=f"{slug}sku-{number}",
            title=f"{color} {word} thing",
            brand=f"{slug}brand",
            category=f"{word} shelf > {word} things",
            colors=[color],
            price=10 * number + (5 if slug == "north" else 1000),
            currency="EUR",
        )
        photo = make_indexed_photo(product, color, key=f"{slug}key/{number}.png")
        tenant.products.append(product.pk)
        tenant.photos.append(photo.pk)
    look = Look.objects.create(
        store=store, title=f"{tenant.words[0]} look", slug=f"{slug}look", published=True,
        picture="none.webp",
    )  # fmt: skip
    Hotspot.objects.create(look=look, product=Product.objects.get(pk=tenant.products[0]), x=1, y=1)
    tenant.looks.append(look.slug)
    rule = Rule.objects.create(
        store=store, name="offer", banner_text=f"{tenant.words[0]} offer", picture="none.webp",
        when=Rule.When.WORDS, words=tenant.words[0],
    )  # fmt: skip
    tenant.rules.append(rule.pk)
    answer = client_of(slug).post(reverse("catalog_search:photo"), {"photo": upload("green")})
    tenant.tokens.append(answer["Location"].strip("/").rpartition("/")[2])
    return tenant


def client_of(slug: str) -> Client:
    return Client(headers={HEADER: slug})


def upload(color: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.png", color_bytes(color), content_type="image/png")


GETS = {
    "search": "", "suggestions": "", "more_like": "", "looks": "", "photo": "", "look": "",
    "camera": "", "photo_results": "token", "photo_parts": "token", "look_results": "token",
    "query_photo": "token", "product": "product", "similar_photo": "photo", "thumbnail": "picture",
    "square_thumbnail": "picture", "curated_look": "look", "look_picture": "look",
    "banner_picture": "banner",
    "api:text_search": "", "api:similar": "api product", "api:openapi-json": "",
}  # fmt: skip
"""Every address that is read, and what stands in its path."""
POSTS = ("photo", "look", "camera", "api:photo_search", "api:shop_the_look", "forget_seen")


def path_of(face: str, tenant: Tenant, number: int) -> str:
    """Return the address of a face, with what this tenant has in its path."""
    name, needs = f"catalog_search:{face}", GETS.get(face, "")
    photo = tenant.photos[number % len(tenant.photos)]
    product = tenant.products[number % len(tenant.products)]
    arguments: Mapping[str, dict[str, Any]] = {
        "token": {"token": tenant.tokens[0]},
        "product": {"pk": product},
        "api product": {"product": product},
        "photo": {"pk": photo},
        "picture": {"pk": photo, "width": 96, "suffix": "webp"},
        "look": {"slug": tenant.looks[0]},
        "banner": {"pk": tenant.rules[0]},
    }
    return reverse(name, kwargs=arguments.get(needs, {}))


def leaks(answer: HttpResponse, asked: str, other: Tenant) -> list[str]:
    """Return what of the other store's an answer shows, except for words that were asked with."""
    if answer.get("Content-Type", "").startswith("image/webp"):
        theirs = any(f"/photos/{key}/" in asked for key in other.photos)
        return ["a picture"] if theirs and answer.status_code == 200 else []
    text = answer.content.decode().lower()
    leaked = [secret for secret in other.secrets if secret in text and secret not in asked.lower()]
    for kind, keys in (("products", other.products), ("photos", other.photos)):
        shown = {int(names) for names in re.findall(rf"/{kind}/(\d+)", text)}
        leaked += [f"{kind} {key}" for key in sorted(shown & set(keys)) if f"/{key}" not in asked]
    return leaked
