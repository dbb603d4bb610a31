"""Colors in exports whose columns or attributes are called otherwise than "Color"."""

import pytest

from tests.support.manifests import records

SHOPIFY = "Handle,Title,Variant Price,{field},Option1 Name,Option1 Value,Variant SKU\n"
WOOCOMMERCE = (
    "ID,Type,SKU,Name,Published,Regular price,Attribute 1 name,Attribute 1 value(s)\n"
    '1,simple,a,Mug,1,9,{name},"Red, Blue"\n'
)
FIELDS = (
    "Color (product.metafields.shopify.color-pattern)",
    "Farbe (product.metafields.custom.farbe)",
    "Colour (variant.metafields.custom.colour)",
)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_shopify_tells_the_colors_where_no_option_does(field: str) -> None:
    rows = "hat,Hat,20,black; white,Size,S,H1\nhat,,20,,Size,M,H2\n"
    [hat] = records(SHOPIFY.format(field=field) + rows)
    assert hat.colors == ("black", "white")
    assert not any("metafields" in name for name in hat.attributes)
    assert [each["size"] for each in hat.variants] == ["S", "M"]
    assert not any(each.get("color") for each in hat.variants)


@pytest.mark.parametrize("field", FIELDS)
def test_an_option_counts_more_than_the_field(field: str) -> None:
    rows = "hat,Hat,20,black; white,Color,Coal,H1\nhat,,20,,Color,Snow,H2\n"
    [hat] = records(SHOPIFY.format(field=field) + rows)
    assert hat.colors == ("Coal", "Snow")
    assert any("metafields" in name for name in hat.attributes)


@pytest.mark.parametrize("name", ["pa_color", "pa_colour", "PA_Farbe", "pa_couleur"])
def test_an_attribute_of_the_whole_shop_is_called_as_the_color(name: str) -> None:
    [mug] = records(WOOCOMMERCE.format(name=name))
    assert mug.colors == ("Red", "Blue")


def test_other_attributes_keep_their_names() -> None:
    [mug] = records(WOOCOMMERCE.format(name="pa_glaze"))
    assert mug.colors == () and mug.attributes["pa_glaze"] == ["Red", "Blue"]
