"""No template writes a row's key with separators, as numbers for people have them."""

import re
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

import catalog_search

TEMPLATES = Path(catalog_search.__file__).parent / "templates"

KEY = re.compile(r"\b\w[\w.]*\.(?:pk|id|\w+_pk)\b(?!\|plain_number)(?![\w.(])")
NOT_SHOWN = ("url", "if", "elif", "ifchanged", "regroup")
"""Tags that take a key as it is: Django's `url` writes plain numbers."""


def keys_for_people(source: str) -> list[str]:
    """Return what the template shows of keys that is not written as a plain number."""
    tokens = Lexer(source).tokenize()
    shown = [
        token.contents
        for token in tokens
        if token.token_type == TokenType.VAR
        or (token.token_type == TokenType.BLOCK and token.split_contents()[0] not in NOT_SHOWN)
    ]
    return [key[0] for contents in shown for key in KEY.finditer(contents)]


def test_every_key_is_a_plain_number() -> None:
    found = {
        str(path.relative_to(TEMPLATES)): keys
        for path in TEMPLATES.rglob("*.html")
        if (keys := keys_for_people(path.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("{{ rule.pk }}", ["rule.pk"]),
        ("{% blocktranslate with number=row.rule.pk %}{% endblocktranslate %}", ["row.rule.pk"]),
        ("{{ rule.pk|plain_number }}{% url 'desk_rule' rule.pk %}{% if rule.pk %}", []),
        ("{{ product.title }}", []),
    ],
)
def test_what_is_found(source: str, keys: list[str]) -> None:
    assert keys_for_people(source) == keys
