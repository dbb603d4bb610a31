"""Addresses for load balancers and Prometheus; a project includes them at its root."""

from django.urls import path

from catalog_search.operations import views

app_name = "catalog_search_operations"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
