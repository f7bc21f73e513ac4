"""The address of the scorecard of forecasts."""

from django.urls import path

from qaraul.forecasts.views import scorecards

app_name = "forecast_scores"
urlpatterns = [path("", scorecards.scorecard_page, name="scorecard")]
