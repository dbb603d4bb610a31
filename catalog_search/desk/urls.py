"""Addresses of the desk, below "desk/" of wherever the project includes the plugin."""

from django.urls import path

from catalog_search.desk import home, insight, model, rules, sync_board, synonyms

urlpatterns = [
    path("", home.desk, name="desk"),
    path("<slug:store>/", home.home, name="desk_home"),
    path("<slug:store>/sync/", sync_board.sync_board, name="desk_sync"),
    path("<slug:store>/sync/start/", sync_board.start_sync, name="desk_sync_start"),
    path("<slug:store>/sync/retry/", sync_board.retry_photos, name="desk_sync_retry"),
    path("<slug:store>/model/", model.model, name="desk_model"),
    path("<slug:store>/model/judge/", model.judge, name="desk_model_judge"),
    path("<slug:store>/model/change/", model.request_change, name="desk_model_change"),
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
    path("<slug:store>/insight.csv", insight.insight_csv, name="desk_insight_csv"),
]
