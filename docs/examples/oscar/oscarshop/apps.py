from django.apps import AppConfig


class OscarShopConfig(AppConfig):
    name = "oscarshop"

    def ready(self):
        from catalog_search.backends.adapters.oscar import OscarCatalog

        OscarCatalog.connect()
