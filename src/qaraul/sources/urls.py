"""Addresses of the catalogue and of documents."""

from django.urls import path

from qaraul.sources import views

app_name = "sources"
urlpatterns = [
    path("sources/", views.source_list, name="list"),
    path("sources/new/", views.source_new, name="new"),
    path("sources/feeds/<uuid:feed_id>/switch/", views.feed_switch, name="feed_switch"),
    path("sources/feeds/<uuid:feed_id>/test/", views.feed_test, name="feed_test"),
    path("sources/<slug:code>/", views.source_detail, name="detail"),
    path("sources/<slug:code>/grade/", views.source_grade, name="grade"),
    path("sources/<slug:code>/coverage/", views.source_coverage, name="coverage"),
    path("sources/<slug:code>/switch/", views.source_switch, name="switch"),
    path("sources/<slug:code>/feeds/", views.feed_add, name="feed_add"),
    path("documents/<uuid:pk>/", views.document_detail, name="document"),
]
