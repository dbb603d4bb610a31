"""Addresses of the desk, below "desk/" of wherever the project includes the plugin."""

from django.urls import path

from catalog_search.desk import home

urlpatterns = [
    path("", home.desk, name="desk"),
    path("<slug:store>/", home.home, name="desk_home"),
]
