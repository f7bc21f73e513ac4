"""Addresses of indicators."""

from django.urls import path

from qaraul.indicators.views import boards, importing, writing

app_name = "indicators"
urlpatterns = [
    path("", boards.index, name="index"),
    path("board/", boards.board, name="board"),
    path("compare/", boards.compare, name="compare"),
    path("surges/", boards.surges, name="surges"),
    path("spill-over/", boards.spill_over, name="spill_over"),
    path("import/", importing.take_in, name="import"),
    path("rounds/", writing.round_list, name="rounds"),
    path("rounds/<uuid:pk>/", writing.one_round, name="round"),
    path("rounds/<uuid:pk>/close/", writing.close, name="close"),
    path("rounds/<uuid:pk>/second-turn/", writing.second_turn, name="second_turn"),
    path("values/<uuid:pk>/", writing.observation, name="observation"),
    path("values/<uuid:pk>/withdraw/", writing.withdraw, name="withdraw"),
    path("of/<slug:indicator>/", boards.one_indicator, name="indicator"),
    path("of/<slug:indicator>/new/", writing.new_observation, name="new"),
    path("of/<slug:indicator>/ask/", writing.new_round, name="ask"),
]
