"""The addresses of the pages and of the API; a project includes them where it likes."""

from django.urls import URLPattern, URLResolver, path, re_path

from catalog_search import camera_views, look_views, photo_views, views
from catalog_search.api import api, not_found
from catalog_search.thumbnail_views import thumbnail

app_name = "catalog_search"

TOKEN = r"(?P<token>[A-Za-z0-9_-]{22}[.A-Za-z0-9_-]{0,80})"  # noqa: S105  a pattern, not a token

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.text_search, name="search"),
    path("suggestions/", views.suggestions, name="suggestions"),
    path("photo/", photo_views.photo, name="photo"),
    re_path(rf"^photo/{TOKEN}/$", photo_views.photo_results, name="photo_results"),
    re_path(rf"^photo/{TOKEN}/parts/$", photo_views.photo_parts, name="photo_parts"),
    re_path(rf"^photo/{TOKEN}/photo\.webp$", photo_views.query_photo, name="query_photo"),
    path("camera/", camera_views.camera, name="camera"),
    path("look/", views.look, name="look"),
    re_path(rf"^look/{TOKEN}/$", views.look_results, name="look_results"),
    path("products/like/", views.more_like, name="more_like"),
    path("products/seen/forget/", views.forget_seen, name="forget_seen"),
    path("looks/", look_views.looks, name="looks"),
    path("looks/<slug:slug>/", look_views.look, name="curated_look"),
    path("looks/<slug:slug>/picture.webp", look_views.picture, name="look_picture"),
    path("products/<int:pk>/", views.product, name="product"),
    path("photos/<int:pk>/similar/", views.similar_photo, name="similar_photo"),
    path("photos/<int:pk>/<int:width>.<str:suffix>", thumbnail, name="thumbnail"),
    path(
        "photos/<int:pk>/square-<int:width>.<str:suffix>",
        thumbnail,
        {"square": True},
        name="square_thumbnail",
    ),
    path("api/", not_found),
    path("api/", api.urls),
    re_path(r"^api/.*$", not_found),
]
