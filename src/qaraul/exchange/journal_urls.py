"""Addresses of the journal."""

from django.urls import path

from qaraul.exchange import journal_views

app_name = "journal"
urlpatterns = [
    path("", journal_views.entry_list, name="list"),
    path("export.jsonl", journal_views.entry_export, name="export"),
]
