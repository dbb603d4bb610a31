from django.apps import AppConfig


class HostShopConfig(AppConfig):
    name = "hostshop"

    def ready(self):
        from hostshop.catalog import Catalog

        Catalog.connect()
