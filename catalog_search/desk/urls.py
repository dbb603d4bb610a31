"""Addresses of the desk, below "desk/" of wherever the project includes the plugin."""

from django.urls import path

from catalog_search.desk import home, model, pictures, quality, sync_board
from catalog_search.desk.categories import bulk as queue_bulk
from catalog_search.desk.categories import decided, queue
from catalog_search.desk.categories import log as queue_log
from catalog_search.desk.insight import judging
from catalog_search.desk.insight import page as insight
from catalog_search.desk.merchandising import rules, synonyms
from catalog_search.desk.moderation import policies
from catalog_search.desk.moderation import queue as moderation

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
    path("<slug:store>/rules/<int:pk>/picture/", pictures.banner, name="desk_banner"),
    path("<slug:store>/rules/pictures/<str:token>/", pictures.kept_banner, name="desk_kept_banner"),
    path("<slug:store>/rules/", rules.rules, name="desk_rules"),
    path("<slug:store>/rules/new/", rules.new_rule, name="desk_new_rule"),
    path("<slug:store>/rules/<int:pk>/", rules.rule, name="desk_rule"),
    path("<slug:store>/rules/<int:pk>/move/", rules.move_rule, name="desk_move_rule"),
    path("<slug:store>/rules/<int:pk>/delete/", rules.delete_rule, name="desk_delete_rule"),
    path("<slug:store>/synonyms/", synonyms.synonyms, name="desk_synonyms"),
    path("<slug:store>/synonyms/new/", synonyms.new_synonym, name="desk_new_synonym"),
    path("<slug:store>/synonyms/<int:pk>/", synonyms.synonym, name="desk_synonym"),
    path(
        "<slug:store>/synonyms/<int:pk>/delete/",
        synonyms.delete_synonym,
        name="desk_delete_synonym",
    ),
    path("<slug:store>/insight/", insight.insight, name="desk_insight"),
    path("<slug:store>/insight/judge/", judging.judge_search, name="desk_judge"),
    path("<slug:store>/insight.csv", insight.insight_csv, name="desk_insight_csv"),
]
