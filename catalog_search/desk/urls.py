"""Addresses of the desk, below "desk/" of wherever the project includes the plugin."""

from django.urls import path

from catalog_search.desk import decided, home, model, queue, queue_bulk, queue_log, sync_board

urlpatterns = [
    path("", home.desk, name="desk"),
    path("<slug:store>/", home.home, name="desk_home"),
    path("<slug:store>/decided.json", decided.decided, name="desk_decided"),
    path("<slug:store>/categories/", queue.page, name="desk_queue"),
    path("<slug:store>/categories/cards/", queue.fragment, name="desk_queue_cards"),
    path("<slug:store>/categories/decide/", queue.decide, name="desk_queue_decide"),
    path("<slug:store>/categories/undo/", queue.undo, name="desk_queue_undo"),
    path("<slug:store>/categories/complete/", queue.complete, name="desk_queue_complete"),
    path(
        "<slug:store>/categories/photos/<int:pk>/<int:width>/",
        queue.photo,
        name="desk_queue_photo",
    ),
    path("<slug:store>/categories/bulk/", queue_bulk.bulk, name="desk_queue_bulk"),
    path("<slug:store>/categories/decisions/", queue_log.log, name="desk_queue_log"),
    path("<slug:store>/sync/", sync_board.sync_board, name="desk_sync"),
    path("<slug:store>/sync/start/", sync_board.start_sync, name="desk_sync_start"),
    path("<slug:store>/sync/retry/", sync_board.retry_photos, name="desk_sync_retry"),
    path("<slug:store>/model/", model.model, name="desk_model"),
    path("<slug:store>/model/judge/", model.judge, name="desk_model_judge"),
    path("<slug:store>/model/change/", model.request_change, name="desk_model_change"),
]
