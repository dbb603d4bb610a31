from django.contrib import admin
from django.urls import path

from hostshop import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("p/<slug:sku>/", views.product, name="product"),
]
