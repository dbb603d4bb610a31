from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

ICON = f"/{settings.STATIC_URL.strip('/')}/catalog_search/icon.svg"

urlpatterns = [
    # Browsers request it on pages without an icon of their own, such as the admin's.
    path("favicon.ico", RedirectView.as_view(url=ICON)),
    path("admin/", admin.site.urls),
    path("", include("catalog_search.operations.urls")),
    path("", include("catalog_search.urls")),
]
