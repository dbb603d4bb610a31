"""Addresses of the desk, below "desk/" of wherever the project includes the plugin."""

from django.urls import path

from catalog_search.desk import home, model, moderation, pictures, policies, quality, sync_board

urlpatterns = [
    path("", home.desk, name="desk"),
    path("<slug:store>/", home.home, name="desk_home"),
    path("<slug:store>/sync/", sync_board.sync_board, name="desk_sync"),
    path("<slug:store>/sync/start/", sync_board.start_sync, name="desk_sync_start"),
    path("<slug:store>/sync/retry/", sync_board.retry_photos, name="desk_sync_retry"),
    path("<slug:store>/model/", model.model, name="desk_model"),
    path("<slug:store>/model/judge/", model.judge, name="desk_model_judge"),
    path("<slug:store>/model/change/", model.request_change, name="desk_model_change"),
    path("<slug:store>/moderation/", moderation.queue, name="desk_moderation"),
    path("<slug:store>/moderation/decide/", moderation.decide, name="desk_moderation_decide"),
    path("<slug:store>/moderation/undo/", moderation.undo, name="desk_moderation_undo"),
    path("<slug:store>/moderation/trail/", moderation.trail, name="desk_moderation_trail"),
    path("<slug:store>/policies/", policies.policies, name="desk_policies"),
    path("<slug:store>/policies/new/", policies.new_policy, name="desk_policy_new"),
    path("<slug:store>/policies/<int:pk>/", policies.policy, name="desk_policy"),
    path("<slug:store>/policies/<int:pk>/teach/", policies.teach_policy, name="desk_policy_teach"),
    path(
        "<slug:store>/policies/<int:pk>/delete/", policies.delete_policy, name="desk_policy_delete"
    ),
    path("<slug:store>/quality/", quality.quality, name="desk_quality"),
    path("<slug:store>/quality/decide/", quality.decide, name="desk_quality_decide"),
    path("<slug:store>/photos/<int:pk>/<int:width>/", pictures.photo, name="desk_photo"),
    path("<slug:store>/looks/<int:pk>/picture/", pictures.look, name="desk_look"),
]
