from django.apps import AppConfig


class HostShopConfig(AppConfig):
    name = "hostshop"
