from django.apps import AppConfig


class PlainShopConfig(AppConfig):
    name = "plainshop"

    def ready(self):
        from plainshop.catalog import Catalog

        Catalog.connect()
