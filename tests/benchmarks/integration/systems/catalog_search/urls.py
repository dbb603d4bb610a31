from django.urls import include

urlpatterns += [path("find/", include("catalog_search.urls"))]
