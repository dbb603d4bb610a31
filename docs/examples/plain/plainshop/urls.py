from django.contrib import admin
from django.urls import include, path

from plainshop import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("p/<slug:slug>/", views.product, name="product"),
    path("find/", include("catalog_search.urls")),
]
