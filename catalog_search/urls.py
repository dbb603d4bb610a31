from django.urls import URLPattern, URLResolver

app_name = "catalog_search"
urlpatterns: list[URLPattern | URLResolver] = []
