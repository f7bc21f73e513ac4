"""Addresses of incidents."""

from django.urls import path

from qaraul.events.views import acts, lists, records

app_name = "events"
urlpatterns = [
    path("", lists.incident_list, name="list"),
    path("map/", lists.incident_map_page, name="map"),
    path("points.geojson", lists.incident_points, name="points"),
    path("export/<slug:kind>/", lists.incident_export, name="export"),
    path("types/", lists.event_types, name="types"),
    path("new/", records.new, name="new"),
    path("changes/<uuid:batch>/undo/", acts.undo_change, name="undo"),
    path("<uuid:incident_id>/", records.detail, name="detail"),
    path("<uuid:incident_id>/edit/", records.edit, name="edit"),
    path("<uuid:incident_id>/evidence/", acts.evidence, name="evidence"),
    path(
        "<uuid:incident_id>/evidence/<uuid:evidence_id>/file/", records.evidence_file, name="file"
    ),
    path(
        "<uuid:incident_id>/evidence/<uuid:evidence_id>/remove/",
        acts.remove,
        name="remove_evidence",
    ),
    path("<uuid:incident_id>/merge/", acts.merge, name="merge"),
    path("<uuid:incident_id>/merge/<uuid:merged_id>/take-out/", acts.take_out, name="take_out"),
    path("<uuid:incident_id>/split/", acts.split, name="split"),
]
