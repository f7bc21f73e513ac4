"""Addresses of the journal."""

from django.urls import path

from qaraul.exchange import journal_views

app_name = "journal"
urlpatterns = [
    path("", journal_views.entry_list, name="list"),
    path("verify/", journal_views.verify, name="verify"),
    path("export.jsonl", journal_views.entry_export, name="export"),
]
