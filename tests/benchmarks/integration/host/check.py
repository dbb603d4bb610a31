"""Tries the ten tasks in the host and prints what came of each as JSON.

python check.py PHOTO REFRESH PAGES: a shopper's photo of the blue chair, the shell command that
brings changes into the index, and as JSON the tasks that pages of the package do.
"""

import json
import subprocess
import sys
import time

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from hostshop import search  # noqa: E402
from hostshop.models import Product  # noqa: E402

PHOTO, REFRESH, PAGES = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])


def kinds(skus):
    return [sku.rpartition("-")[0] for sku in skus]


def words():
    answer = search.words("red mug")
    return answer, answer[:1] == ["mug-red"]


def page():
    body = Client().get("/find/", {"q": "red mug"}).content.decode()
    return [], 'href="/p/mug-red/"' in body


def typo():
    answer = search.typo("yelow vaes")
    return answer, answer[:1] == ["vase-yellow"]


def meaning():
    answer = search.meaning("something to drink coffee from")
    return answer, kinds(answer[:4]) == ["mug"] * 4


def facets():
    """One mug of each of the eight colors is for sale."""
    counts = dict(search.facets("mug"))
    return counts, sorted(counts.values()) == [1] * 8


def price():
    """Every lamp up to the price is there, nothing above it, and the cheapest comes first."""
    answer = search.price("lamp", 62)
    prices = [Product.objects.get(sku=sku).price for sku in answer]
    wanted = Product.objects.filter(name__endswith=" lamp", price__lte=62)
    found = {sku for sku in answer if kinds([sku])[0].endswith("lamp")}
    right = found == {each.sku for each in wanted} and max(prices, default=99) <= 62
    return answer, bool(found) and right and prices == sorted(prices)


def photo():
    with open(PHOTO, "rb") as file:
        answer = search.photo(file.read())
    return answer, answer[:1] == ["chair-blue"]


def similar():
    lamp = Product.objects.get(name="Green table lamp")
    answer = search.similar(lamp)
    return answer, kinds(answer[:4]) == kinds([lamp.sku]) * 4 and lamp.sku not in answer


def complete():
    if "complete" in PAGES:
        body = Client().get(PAGES["complete"], {"q": "gree"}).content.decode()
        return [], "green" in body.lower()
    answer = search.complete("gree")
    return answer, bool(answer) and all("green" in str(each).lower() for each in answer)


def changes():
    with transaction.atomic():
        product = Product.objects.get(sku="vase-black")
        product.name = "Obsidian urn"
        product.save()
        Product.objects.get(sku="vase-white").delete()
    if REFRESH:
        subprocess.run(REFRESH, shell=True, check=True, capture_output=True)
    for _ in range(20):
        answer, gone = search.words("obsidian urn"), search.words("white vase")
        if answer[:1] == ["vase-black"] and "vase-white" not in gone:
            return answer, True
        time.sleep(0.25)
    return answer, False


TASKS = (words, page, typo, meaning, facets, price, photo, similar, complete, changes)
answers = {}
for task in TASKS:
    name = task.__name__
    if name not in ("page", "changes") and name not in PAGES and not hasattr(search, name):
        answers[name] = {"state": "none"}
        continue
    try:
        answer, right = task()
    except Exception as error:
        answer, right = repr(error), False
    shown = answer if isinstance(answer, (str, dict)) else list(answer)[:5]
    answers[name] = {"state": "right" if right else "wrong", "answer": shown}
print("ANSWERS " + json.dumps(answers))
