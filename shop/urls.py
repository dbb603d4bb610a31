from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

ICON = f"/{settings.STATIC_URL.strip('/')}/catalog_search/icon.svg"

urlpatterns = [
    # Browsers ask for it on pages that name no icon, as those of the admin.
    path("favicon.ico", RedirectView.as_view(url=ICON)),
    path("admin/", admin.site.urls),
    path("", include("catalog_search.urls")),
]
