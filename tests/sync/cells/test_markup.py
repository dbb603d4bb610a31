"""HTML in cells becomes the text that a shopper reads."""

import pytest

from catalog_search.sync.cells.markup import plain_text
from tests.support.manifests import records


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Salt &amp; Pepper set &#8211; 2&quot;", 'Salt & Pepper set \u2013 2"'),
        ("Caf&eacute; &#x26; cream", "Caf\u00e9 & cream"),
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("&lt;p&gt;Soft&lt;/p&gt;", "Soft"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<ul><li>Red</li><li>Blue</li></ul>", "Red\nBlue"),
        ("One<br/>Two<BR>Three", "One\nTwo\nThree"),
        ("<style>.x{color:red}</style>Hat", "Hat"),
        ("Hat<script>alert('<p>')</script>", "Hat"),
        ("Hat <!-- a <b>note</b> --> black", "Hat black"),
        ("<![CDATA[<b>Hat</b>]]>", "Hat"),
        ("<a href=\"x>y\" title='z'>Hat</a> s", "Hat s"),
        ("<strong>Ro</strong>bust", "Robust"),
        ("<tr><td>Width</td><td>3 cm</td></tr>", "Width 3 cm"),
        ("Hat<style>.x{}", "Hat"),
        ("AT&T", "AT&T"),
        ("Fish&chips; and peas", "Fish&chips; and peas"),
        ("R&D &copy 2020", "R&D \u00a9 2020"),
        ("Brand&reg Shirt", "Brand\u00ae Shirt"),
        ("Caf&#233", "Caf\u00e9"),
        ("Caf&#233 &#xE9 bar&#39s", "Caf\u00e9 \u00e9 bar's"),
        ("gr&uumln ma&ntildeana", "gr\u00fcn ma\u00f1ana"),
        ("Pen &#1 &not &#12", "Pen &#1 &not &#12"),
        ("<p>One</p", "One"),
        ("<p>One<br", "One"),
        ("One<div class=", "One"),
        ("One</strong", "One"),
        ("<p>One <a href='/tw", "One"),
        ("a <b", "a <b"),
        ("<w:WordDocument>Normal</w:WordDocument><o:p></o:p>Hat", "Hat"),
        ("<g:title>Hat</g:title>", "Hat"),
        ("<mailto:a@x.example> <https://x.example>", "<mailto:a@x.example> <https://x.example>"),
        ('<p data-x=\'{"a":"<b>"}\'>Hat</p>', "Hat"),
        ('<p title="<b>Red</b> > x" class="y">Hat</p>', "Hat"),
        ('<i>a</i> size="<b>5</b>"', 'a size="5"'),
        ("One\\nTwo\\n\\n- three", "One\nTwo\n\n- three"),
        ("C:\\new a\\new", "C:\\new a\\new"),
        ("I <3 you", "I <3 you"),
        ("size < 5 > 3", "size < 5 > 3"),
        ("Cable <M> to <F>", "Cable <M> to <F>"),
        ("<!-- never closed", "<!-- never closed"),
        ("plain", "plain"),
        ("<!DOCTYPE html><body>Hat</body>", "Hat"),
        ("<![if !supportLists]>Hat<![endif]>", "Hat"),
        ("<xml><w:View>Normal</w:View></xml>Hat", "Hat"),
        ("<video src=x>Your browser is old</video>Hat", "Hat"),
        ('<p title="a &lt; b">Hat</p>', "Hat"),
        ("One<\\/p>Two", "One\nTwo"),
        ("\\u003cb\\u003eCaf\\u00e9 \\ud83d\\ude00", "Caf\u00e9 \U0001f600"),
        ("Salt &amp Pepper&nbsp", "Salt & Pepper "),
        ("&amp;amp;amp;amp; x", "& x"),
        ("Hat<p>&nbsp;</p><p>Red</p>", "Hat\nRed"),
        ("Hat&#8203;less&shy;ness", "Hatlessness"),
        ("[b]Soft[/b] [url=https://x.example]here[/url]", "Soft here"),
        ("[img]https://x.example/a.jpg[/img]Hat", "Hat"),
        ("[list][*]One[*]Two[/list]", "One\nTwo"),
        ("[one_half]Hat[/one_half]", "Hat"),
        ('[product id="3"]Hat', " Hat"),
        ("Shirt [S] [M]", "Shirt [S] [M]"),
        ("**Soft** [wool](https://x.example/wool)![x](/a.jpg)", "Soft wool"),
        ("# Hat\n\nRed", "Hat\n\nRed"),
        ("# 1 hat", "# 1 hat"),
        ("5 ** 2 ** 3", "5 ** 2 ** 3"),
        ('{{media url="a.jpg"}}Hat{% if x %}', " Hat "),
        ("{{ size }}", "{{ size }}"),
    ],
)
def test_markup_becomes_text(written: str, read: str) -> None:
    assert plain_text(written) == read


def test_every_text_of_a_row_is_read_so() -> None:
    head = "sku,title,description,brand,colors,category,material\n"
    row = (
        'h1,"Salt &amp; Pepper","<p>One</p><p>Two</p>",A&amp;B,'
        '"Caf&eacute; &amp; cream; black",Home &gt; Spice,"<b>Wood</b>"\n'
    )
    [record] = records(head + row)
    assert record.title == "Salt & Pepper"
    assert record.description == "One\nTwo"
    assert record.brand == "A&B"
    assert record.colors == ("Caf\u00e9 & cream", "black")
    assert record.category == ("Home", "Spice")
    assert record.attributes == {"material": "Wood"}


@pytest.mark.parametrize(
    "opening",
    [
        *("<b", "<!--", "<a '", "&amp", "<style>", '<p "', "&" * 9, "[b", "[/b]", "**a "),
        *("[a](/", "![a](", "{{media ", "\\u00e9", "[a b='", "# a\n", "<p a='<", 'a="', "a='\"<p "),
        *("\\n", "&uml", "&reg", "</b", "<p a=\"'<p b='\"", "<b a:", 'a="<"'),
    ],
)
def test_cells_made_to_be_slow_are_not(opening: str) -> None:
    """A cell of 200,000 characters; the work is counted in the profile of the attack tests."""
    assert len(plain_text(opening * (200_000 // len(opening)))) <= 200_000


def test_colors_in_one_cell_are_several() -> None:
    cells = {
        "Black/White": ("Black", "White"),
        "Black & White": ("Black", "White"),
        "Black, White": ("Black", "White"),
        "Navy blue and red": ("Navy blue", "red"),
        "Black + Gold": ("Black", "Gold"),
        "Red with white": ("Red", "white"),
        "Salt & Pepper": ("Salt & Pepper",),
        "Off-White": ("Off-White",),
        "Black / Grey / Red": ("Black", "Grey", "Red"),
        "Color: Black": ("Black",),
        "Colour: Black, White": ("Black", "White"),
        "Farbe: Schwarz": ("Schwarz",),
        "Red and/or Blue": ("Red", "Blue"),
        "Black\u2014White": ("Black", "White"),
        "black~white": ("black", "white"),
        "Black:White": ("Black", "White"),
        "Blk-Wht": ("Blk", "Wht"),
        "\u9ed2\u3068\u767d": ("\u9ed2", "\u767d"),
        "Black:5": ("Black:5",),
        "Corduroy": ("Corduroy",),
        "Color block": ("Color block",),
        "Blue-Green": ("Blue-Green",),
    }
    head, rows = "sku,colors\n", "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))
    assert [record.colors for record in records(head + rows)] == list(cells.values())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://x.example/p?a=1&amp;b=2", "https://x.example/p?a=1&b=2"),
        ("https://x.example/p?a=1&amp;amp;b=2", "https://x.example/p?a=1&b=2"),
        ("https://x.example/p?a=1&copy=2&amp=3", "https://x.example/p?a=1&copy=2&amp=3"),
    ],
)
def test_entities_of_an_address_are_read(written: str, read: str) -> None:
    [record] = records(f'sku,url\na,"{written}"\n')
    assert record.url == read


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("if a<b then c>d", "if a<b then c>d"),
        ("<i class=x>Soft</i>", "Soft"),
        ("[woocommerce_product id=12] Soft", "Soft"),
        ("{{ product.title }} shoe {# to do #}", "shoe"),
        ("__Soft__ and ~~old~~ `new`", "Soft and old new"),
        ("snake__case__x, rock`n`roll", "snake__case__x, rock`n`roll"),
        ("## Details", "Details"),
        ("| Size | M |\n|:---|---|\n| Fit | slim |", "Size | M\nFit | slim"),
    ],
)
def test_templates_and_more_markdown(cell: str, text: str) -> None:
    assert plain_text(cell).strip() == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Fun &#55357;&#56832; mug", "Fun \U0001f600 mug"),
        ("Fun &#xD83D;&#xde00; mug", "Fun \U0001f600 mug"),
        ("Fun &amp;#55357;&amp;#56832;&#55357;&#56833;", "Fun \U0001f600\U0001f601"),
        ("Half &#55357; mug", "Half  mug"),
        ("&#55000;&#57000;", "\ud6d8"),
    ],
)
def test_a_character_in_two_halves_is_one(cell: str, text: str) -> None:
    assert plain_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Router <TP-Link>", "Router <TP-Link>"),
        ("Cable <USB-C> to <USB-A>", "Cable <USB-C> to <USB-A>"),
        ("<Coca-Cola> glass", "<Coca-Cola> glass"),
        ("<product-card a='1'>Soft</product-card> <o:p>hat</o:p>", "Soft hat"),
        ("Levi\\'s 501", "Levi's 501"),
        ('24\\" screen', '24" screen'),
        ("C:\\temp", "C:\\temp"),
        ("{% comment %}Secret{% endcomment %}Soft", "Soft"),
        ("{%- style -%}p{color:red}{%- endstyle -%}Soft", "Soft"),
        ("{% if x %}Soft{% endif %} {% comment %} hat", "Soft    hat"),
    ],
)
def test_names_in_angles_escapes_and_templates(cell: str, text: str) -> None:
    assert plain_text(cell).strip() == text
