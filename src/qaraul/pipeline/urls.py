"""Addresses of the queue and of its signals."""

from django.urls import path

from qaraul.pipeline import views

app_name = "pipeline"
urlpatterns = [
    path("", views.queue_page, name="queue"),
    path("undo/<uuid:act_id>/", views.undo_act, name="undo"),
    path("<uuid:pk>/", views.signal, name="signal"),
    path("<uuid:pk>/claim/", views.claim, name="claim"),
    path("<uuid:pk>/let-go/", views.give_back, name="let_go"),
    path("<uuid:pk>/hand-over/", views.hand, name="hand_over"),
    path("<uuid:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("<uuid:pk>/reopen/", views.reopen, name="reopen"),
    path("<uuid:pk>/snooze/", views.snooze, name="snooze"),
    path("<uuid:pk>/escalate/", views.escalate, name="escalate"),
    path("<uuid:pk>/merge/", views.merge, name="merge"),
    path("<uuid:pk>/split/", views.split, name="split"),
    path("<uuid:pk>/verify/", views.verify, name="verify"),
    path("<uuid:pk>/add-later/", views.add_later, name="add_later"),
    path("<uuid:pk>/change/<slug:field>/", views.change, name="change"),
]
