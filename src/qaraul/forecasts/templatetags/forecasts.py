"""How chances, months and counts are shown. `{% load forecasts %}`."""

from django import template

from qaraul.forecasts import wording

register = template.Library()
register.filter("chance_words", wording.in_words)
register.filter("month_name", wording.month_name)
register.filter("count_text", wording.count)
