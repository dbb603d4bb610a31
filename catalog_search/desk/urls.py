"""Addresses of the desk, below "desk/" of wherever the project includes the plugin."""

from django.urls import path

from catalog_search.desk import home, model, sync_board

urlpatterns = [
    path("", home.desk, name="desk"),
    path("<slug:store>/", home.home, name="desk_home"),
    path("<slug:store>/sync/", sync_board.sync_board, name="desk_sync"),
    path("<slug:store>/sync/start/", sync_board.start_sync, name="desk_sync_start"),
    path("<slug:store>/sync/retry/", sync_board.retry_photos, name="desk_sync_retry"),
    path("<slug:store>/model/", model.model, name="desk_model"),
    path("<slug:store>/model/judge/", model.judge, name="desk_model_judge"),
    path("<slug:store>/model/change/", model.request_change, name="desk_model_change"),
]
