"""The addresses of the pages and of the API; a project includes them where it likes."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path, re_path

from catalog_search.desk import urls as desk
from catalog_search.views import basket, camera, looks, photo, pictures, search
from catalog_search.views.problems import not_found
from catalog_search.views.thumbnails import thumbnail

app_name = "catalog_search"

TOKEN = r"(?P<token>[A-Za-z0-9_-]{22}[.A-Za-z0-9_-]{0,80})"  # noqa: S105  a pattern, not a token


def api_patterns() -> list[URLPattern | URLResolver]:
    """Return the JSON API's addresses; without django-ninja (`[api]`) there are none."""
    if find_spec("ninja") is None:
        return []
    from catalog_search.views.api.api import api

    return [path("api/", api.urls)]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", search.text_search, name="search"),
    path("suggestions/", search.suggestions, name="suggestions"),
    path("photo/", photo.photo, name="photo"),
    re_path(rf"^photo/{TOKEN}/$", photo.photo_results, name="photo_results"),
    re_path(rf"^photo/{TOKEN}/parts/$", photo.photo_parts, name="photo_parts"),
    re_path(rf"^photo/{TOKEN}/photo\.webp$", photo.query_photo, name="query_photo"),
    path("camera/", camera.camera, name="camera"),
    path("look/", search.look, name="look"),
    re_path(rf"^look/{TOKEN}/$", search.look_results, name="look_results"),
    path("basket/", basket.add, name="add_to_basket"),
    path("products/like/", search.more_like, name="more_like"),
    path("products/seen/forget/", search.forget_seen, name="forget_seen"),
    path("looks/", looks.looks, name="looks"),
    path("looks/<slug:slug>/", looks.look, name="curated_look"),
    path("looks/<slug:slug>/picture.webp", pictures.look, name="look_picture"),
    path("banners/<int:pk>.webp", pictures.banner, name="banner_picture"),
    path("products/<int:pk>/", search.product, name="product"),
    path("photos/<int:pk>/similar/", search.similar_photo, name="similar_photo"),
    path("photos/<int:pk>/<int:width>.<str:suffix>", thumbnail, name="thumbnail"),
    path(
        "photos/<int:pk>/square-<int:width>.<str:suffix>",
        thumbnail,
        {"square": True},
        name="square_thumbnail",
    ),
    path("desk/", include(desk.urlpatterns)),
    path("api/", not_found),
    *api_patterns(),
    re_path(r"^api/.*$", not_found),
]
