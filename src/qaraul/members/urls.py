"""Addresses of administration, tokens, sessions and invitations."""

from django.urls import include, path

from qaraul.members.views import circles, invitations, organisations, own, people

app_name = "members"
administration = [
    path("", organisations.administration, name="administration"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("organisations/suggested/", organisations.organisation_suggestions, name="suggestions"),
    path("organisations/<uuid:pk>/", organisations.organisation, name="organisation"),
    path(
        "organisations/<uuid:pk>/state/",
        organisations.organisation_state,
        name="organisation_state",
    ),
    path("people/", people.person_list, name="people"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/name/", people.person_name, name="person_name"),
    path("people/<uuid:pk>/account/", people.person_account, name="person_account"),
    path("people/<uuid:pk>/roles/<uuid:organisation>/", people.person_roles, name="person_roles"),
    path("circles/", circles.circle_list, name="circles"),
    path("circles/new/", circles.circle_new, name="circle_new"),
    path("circles/<uuid:pk>/", circles.circle, name="circle"),
    path("circles/<uuid:pk>/leave/", circles.circle_leave, name="circle_leave"),
    path("invitations/", invitations.invitation_list, name="invitations"),
    path("invitations/new/", invitations.invitation_new, name="invitation_new"),
    path(
        "invitations/<uuid:pk>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("tokens/", own.token_list, name="tokens"),
    path("tokens/new/", own.token_new, name="token_new"),
    path("tokens/<uuid:pk>/revoke/", own.token_revoke, name="token_revoke"),
    path("sessions/", own.session_list, name="sessions"),
    path("sessions/end-others/", own.session_end_others, name="session_end_others"),
    path("acting-for/", own.act_for, name="act_for"),
    path("second-factor/", own.second_factor, name="second_factor"),
]
urlpatterns = [
    path("admin/", include(administration)),
    path("join/<str:secret>/", invitations.join, name="join"),
]
