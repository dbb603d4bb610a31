"""Exports of shop systems, read as they are: a table for each, and rows joined to products.

To read one more system, write its table beside the others and add it to EXPORTS.
"""

from collections.abc import Collection

from catalog_search.sync.exports.export import Export as Export
from catalog_search.sync.exports.export import normal_name as normal_name
from catalog_search.sync.exports.systems.akeneo import AKENEO
from catalog_search.sync.exports.systems.bagisto import BAGISTO
from catalog_search.sync.exports.systems.bigcommerce import BIGCOMMERCE, OLD_BIGCOMMERCE
from catalog_search.sync.exports.systems.commercetools import COMMERCETOOLS
from catalog_search.sync.exports.systems.comparing import CENEO, HEUREKA, IDEALO, SKROUTZ
from catalog_search.sync.exports.systems.google import GOOGLE
from catalog_search.sync.exports.systems.jtl import JTL
from catalog_search.sync.exports.systems.lightspeed_c import LIGHTSPEED_C
from catalog_search.sync.exports.systems.magento import MAGENTO
from catalog_search.sync.exports.systems.magento_1 import MAGENTO_1
from catalog_search.sync.exports.systems.marketplaces import (
    AMAZON,
    AMAZON_LISTING,
    AMAZON_REPORT,
    EBAY,
    EBAY_UPLOAD,
    ETSY,
)
from catalog_search.sync.exports.systems.others import ECWID, LIGHTSPEED, OPENCART, SHOPWARE, SQUARE
from catalog_search.sync.exports.systems.platforms import (
    CS_CART,
    MEDUSA,
    NOPCOMMERCE,
    OXID,
    SHOPWARE_5,
    WEBFLOW,
)
from catalog_search.sync.exports.systems.prestashop import PRESTASHOP, PRESTASHOP_LIST
from catalog_search.sync.exports.systems.shopify import NEW_SHOPIFY, SHOPIFY
from catalog_search.sync.exports.systems.spree import SPREE
from catalog_search.sync.exports.systems.squarespace import SQUARESPACE
from catalog_search.sync.exports.systems.stock_keeping import ERPNEXT, ODOO, ZOHO
from catalog_search.sync.exports.systems.sylius import SYLIUS
from catalog_search.sync.exports.systems.tiendanube import TIENDANUBE
from catalog_search.sync.exports.systems.vendure import VENDURE
from catalog_search.sync.exports.systems.weebly import WEEBLY
from catalog_search.sync.exports.systems.wix import NEW_WIX, WIX
from catalog_search.sync.exports.systems.woocommerce import WOOCOMMERCE
from catalog_search.sync.exports.systems.yandex import YANDEX

EXPORTS = (
    *(
        SHOPIFY,
        NEW_SHOPIFY,
        BAGISTO,
        WOOCOMMERCE,
        MAGENTO,
        VENDURE,
        SPREE,
        SQUARESPACE,
        WIX,
        BIGCOMMERCE,
    ),
    *(OLD_BIGCOMMERCE, PRESTASHOP, PRESTASHOP_LIST, ECWID, SQUARE, LIGHTSPEED, SHOPWARE),
    *(OPENCART, AMAZON, AMAZON_REPORT, ETSY, EBAY, EBAY_UPLOAD, NEW_WIX, AKENEO, JTL, YANDEX),
    *(SHOPWARE_5, OXID, WEBFLOW, NOPCOMMERCE, CS_CART, MEDUSA, IDEALO, HEUREKA, SKROUTZ),
    *(TIENDANUBE, WEEBLY, LIGHTSPEED_C, MAGENTO_1, AMAZON_LISTING, SYLIUS),
    *(COMMERCETOOLS, CENEO, GOOGLE),
    *(ZOHO, ERPNEXT, ODOO),
)
"""A file is read by the first that fits."""


def export_of(names: Collection[str]) -> Export | None:
    """Return the system whose export has columns of these names, None if it is a manifest."""
    normal = {normal_name(name) for name in names}
    return next((export for export in EXPORTS if export.fits(normal)), None)
