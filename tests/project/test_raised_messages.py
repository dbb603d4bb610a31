"""Whatever the package says to people is a message: raised, stored or printed, it is translated."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog_search import exceptions

PACKAGE = Path(__file__).parents[2] / "catalog_search"
ERRORS = {
    name
    for name, value in vars(exceptions).items()
    if isinstance(value, type) and issubclass(value, exceptions.CatalogSearchError)
}
FIRST = ERRORS | {"CommandError"}
"""Their first argument is what they say."""
SECOND = {"Problem", "line_problem", "problem", "of_record"}
"""Makers of problems of a sync: where, then what."""
IN_ENGLISH = {
    "workshop": "tools of developers, on their console",
    "published": "damaged files are written anew; only the log says so",
    "backends/color_words.py": "a fake",
    "backends/color_classifier.py": "a fake",
    "testing.py": "fakes",
}


def files() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if "migrations" not in path.parts and not place.startswith(tuple(IN_ENGLISH)):
            yield path


def said(tree: ast.AST, place: str) -> Iterator[ast.expr]:
    """Yield what is said by each error, problem and line of output."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in FIRST or (name == "ValueError" and place.startswith("sync/")):
            yield from node.args[:1]
        elif name in SECOND and not place.startswith("views/"):
            yield from node.args[1:2]
        elif name == "Finding" and place.startswith("operations/"):
            yield from node.args[2:4]
        elif ast.unparse(node.func) in ("self.stdout.write", "self.stderr.write"):
            yield from node.args[:1]


def is_plain_text(node: ast.expr) -> bool:
    """Return whether the expression is an English sentence as it stands."""
    if isinstance(node, ast.JoinedStr):
        texts = [each.value for each in node.values if isinstance(each, ast.Constant)]
        return any(letters(str(text)) for text in texts)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and letters(node.value)
    if isinstance(node, ast.BinOp):
        return is_plain_text(node.left) or is_plain_text(node.right)
    if isinstance(node, ast.IfExp):
        return is_plain_text(node.body) or is_plain_text(node.orelse)
    return False


def letters(text: str) -> bool:
    return sum(map(str.isalpha, text)) > 3


@pytest.mark.parametrize(
    ("code", "plain"),
    [
        ('raise SourceUnavailable("It is away.")', True),
        ('raise SourceUnavailable(f"{place} is away.")', True),
        ('raise SourceUnavailable("It is away: %s" % error)', True),
        ('raise SourceUnavailable("gone" if gone else reason)', True),
        ('raise SourceUnavailable(_("It is away."))', False),
        ("raise SourceUnavailable(message_of(error))", False),
        ('self.stdout.write(f"{count} products.")', True),
        ('self.stdout.write(f"  {share:.1%}  {category}")', False),
    ],
)
def test_the_test_tells_them_apart(code: str, plain: bool) -> None:
    [expression] = said(ast.parse(code), "backends/some.py")
    assert is_plain_text(expression) == plain


def test_what_is_said_to_people_is_marked_for_translation() -> None:
    found = []
    for path in files():
        place = path.relative_to(PACKAGE).as_posix()
        for expression in said(ast.parse(path.read_text("utf-8")), place):
            if is_plain_text(expression):
                found.append(f"{place}:{expression.lineno}: {ast.unparse(expression)[:80]}")
    assert found == []


def test_what_stays_english_exists() -> None:
    assert all((PACKAGE / place).exists() for place in IN_ENGLISH)


def test_a_message_is_only_drawn_from_text_that_makemessages_sees() -> None:
    """The first argument of `_` is a literal, or a name of one that gettext_noop marks."""
    for path in files():
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "message"):
                assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), (path, node.lineno)


def test_no_function_gives_the_name_of_the_translation_to_something_else() -> None:
    """`a, _, b = text.partition(":")` would make each `_(...)` of the function an error."""
    for path in files():
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.Lambda):
                nodes = [each for each in ast.walk(function) if isinstance(each, ast.Name)]
                named = [each.ctx for each in nodes if each.id == "_"]
                assert len({type(each) for each in named}) < 2, (path, function.lineno)
