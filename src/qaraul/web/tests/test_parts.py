"""Parts of pages."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override


def drawn(source: str, **context: object) -> str:
    return Template("{% load parts %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("low", "best", "high", "written"),
    [
        (None, None, None, '<span title="not known">–</span>'),
        (0, 0, 0, "0"),
        (300, 400, 600, "400 (300–600)"),
        (None, 2, None, "2"),
        (1, None, 4, "1–4"),
    ],
)
def test_not_known_is_not_none(
    low: int | None, best: int | None, high: int | None, written: str
) -> None:
    assert drawn("{% counts a b c %}", a=low, b=best, c=high) == written


def test_grades_say_their_words_and_nothing_invented() -> None:
    assert drawn('{% grade "B" 2 %}') == (
        '<span class="grade" title="usually reliable; probably true">B2</span>'
    )
    assert "–6" in drawn('{% grade "?" None %}'), "a grade that is not known is not made up"


def test_a_likelihood_always_comes_with_range_word_and_base_rate() -> None:
    shown = drawn("{% likelihood 0.31 0.18 0.46 0.07 %}")
    for words in ("31\u00a0%", "18\u00a0%", "46\u00a0%", "unlikely", "1 in 3", "1 in 14"):
        assert words in shown


def test_days_carry_their_iso_form_and_dari_readers_see_both_calendars() -> None:
    on = date(2026, 11, 23)
    assert drawn("{% day d %}", d=on) == '<time datetime="2026-11-23">23 Nov 2026</time>'
    with override("fa"):
        shown = drawn("{% day d %}", d=on)
    assert "۲ قوس ۱۴۰۵" in shown
    assert '<span class="cal">(۲۳' in shown


def test_moments_are_universal_time() -> None:
    at = datetime(2026, 11, 23, 5, 40, tzinfo=UTC)
    assert drawn("{% moment t %}", t=at) == (
        '<time datetime="2026-11-23T05:40Z">23 Nov 2026, 05:40</time>'
    )
    assert drawn("{% moment t %}", t=None) == "–"


def test_a_line_says_its_figures_to_those_who_do_not_see_it() -> None:
    assert 'aria-label="A week: 1, 4"' in drawn('{% spark values "A week" %}', values=[1, 4])


class ReasonForm(forms.Form):
    """A form as an app may write one."""

    reason = forms.CharField(label="Reason", help_text="One sentence.")
    note = forms.CharField(label="Note", required=False)
    is_sure = forms.BooleanField(label="Sure", required=False)
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )


def test_a_refused_form_names_its_errors_and_leads_to_the_fields() -> None:
    shown = ReasonForm({}).as_div()
    assert 'role="alert"' in shown
    assert '<a href="#id_reason">' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_reason_error"' in shown
    assert "2 answers need a change" in shown


def test_fields_that_may_stay_empty_say_so_where_others_may_not() -> None:
    shown = ReasonForm().as_div()
    assert shown.count("may stay empty") == 1
    assert '<div class="field one">' in shown
    assert shown.count('<div class="opt">') == 2
