"""The translations: complete, with all placeholders, compiled, and of the messages in the code."""

import ast
import gettext
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[2] / "catalog_search"
LANGUAGES = ("de", "es", "fr")
NAMES = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
FIELD = re.compile(r'^(msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$')
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?(?:\.\d+)?[sdfr%]|\{\w*\}|<[^>]+>")
CALL = re.compile(r"""\b(?:gettext|ngettext|_)\(\s*u?((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))""")

Message = Mapping[str, str]


def messages(language: str) -> list[Message]:
    """Return the fields of each message of the language's .po file, without its head."""
    text = (PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po").read_text("utf-8")
    return [each for block in text.split("\n\n") if (each := message(block))["msgid"]]


def message(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if match := FIELD.match(line):
            name = match[1]
            fields[name] = ast.literal_eval(match[2])
        elif line.startswith('"'):
            fields[name] += ast.literal_eval(line)
    return fields


def forms(each: Message) -> Iterator[tuple[str, str]]:
    """Yield each translation with the English form that it is of."""
    for name, text in each.items():
        if name.startswith("msgstr"):
            singular = name in ("msgstr", "msgstr[0]")
            yield each["msgid"] if singular else each["msgid_plural"], text


@cache
def in_code() -> set[str]:
    """Return the messages that Python files and templates mark for translation."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if "workshop" not in path.parts:
            found.update(marked(ast.parse(path.read_text("utf-8"))))
    for path in PACKAGE.rglob("*.html"):
        source = templatize(path.read_text("utf-8"))
        found.update(ast.literal_eval(text) for text in CALL.findall(source))
    return found


def marked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
            first = node.args[0]
            if node.func.id in NAMES and isinstance(first, ast.Constant):
                yield str(first.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_a_guess(language: str) -> None:
    path = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    assert "#, fuzzy" not in path.read_text("utf-8")
    untranslated = [
        each["msgid"] for each in messages(language) if not all(dict(forms(each)).values())
    ]
    assert not untranslated


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_are_those_of_the_message(language: str) -> None:
    for each in messages(language):
        for original, translation in forms(each):
            expected, actual = (
                sorted(set(PLACEHOLDER.findall(text))) for text in (original, translation)
            )
            assert expected == actual, original


@pytest.mark.parametrize("language", LANGUAGES)
def test_space_around_a_message_stays(language: str) -> None:
    for each in messages(language):
        for original, translation in forms(each):
            lead, tail = (len(original) - len(original.lstrip()), original.endswith((" ", "\n")))
            assert len(translation) - len(translation.lstrip()) == lead, original
            assert translation.endswith((" ", "\n")) == tail, original


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_ends_as_its_message_does(language: str) -> None:
    """Otherwise it is probably that of another, similar message."""
    ends = ".:!?"
    for each in messages(language):
        for original, translation in forms(each):
            last, told = original.rstrip()[-1:], translation.rstrip()[-1:]
            assert last == told or not {last, told} & set(ends), original


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_has_these_translations(language: str) -> None:
    path = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for each in messages(language):
        if "msgid_plural" in each:
            assert compiled.ngettext(each["msgid"], each["msgid_plural"], 1) == each["msgstr[0]"]
            assert compiled.ngettext(each["msgid"], each["msgid_plural"], 7) in each.values()
        else:
            assert compiled.gettext(each["msgid"]) == each["msgstr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_messages_are_those_of_the_code(language: str) -> None:
    """`make messages` brings them up to date."""
    assert {each["msgid"] for each in messages(language)} == in_code()
