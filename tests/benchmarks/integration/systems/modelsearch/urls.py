urlpatterns += [path("find/", views.search)]
