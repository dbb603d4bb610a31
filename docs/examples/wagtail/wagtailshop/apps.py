from django.apps import AppConfig


class WagtailShopConfig(AppConfig):
    name = "wagtailshop"

    def ready(self):
        from wagtailshop.catalog import Catalog

        Catalog.connect()
