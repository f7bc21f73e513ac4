"""The address of the reader's scorecard."""

from django.urls import path

from qaraul.pipeline import scorecard_views

app_name = "reading"
urlpatterns = [path("", scorecard_views.scorecard, name="scorecard")]
