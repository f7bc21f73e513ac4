"""Addresses of release and recall."""

from django.urls import path

from qaraul.sharing import views

app_name = "sharing"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("releases/<uuid:release_id>/", views.sign, name="sign"),
    path("notices/<uuid:notice_id>/", views.acknowledge, name="acknowledge"),
    path("<slug:kind>/<uuid:record_id>/release/", views.release_record, name="release"),
    path("<slug:kind>/<uuid:record_id>/recall/", views.recall_record, name="recall"),
    path("<slug:kind>/<uuid:record_id>/why/", views.why, name="why"),
]
