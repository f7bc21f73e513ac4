"""What kinds of members there are and what a person may be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """Kinds of members."""

    STATE_BODY = "state_body", _("State body")
    UN_ENTITY = "un_entity", _("UN entity")
    REGIONAL_ORGANISATION = "regional_organisation", _("Regional organisation")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    ACADEMIA = "academia", _("Academia")
    EXPERT = "expert", _("Independent expert")


class SecurityForce(TextChoices):
    """Whether human-rights due diligence applies; `review` counts as yes until someone decides."""

    YES = "yes", _("security force")
    REVIEW = "review", _("to be reviewed")
    NO = "no", _("not a security force")


class Role(TextChoices):
    """What a person may do for an organisation; many per person."""

    FOCAL_POINT = "focal_point", _("Focal point")
    ANALYST = "analyst", _("Analyst")
    REVIEWER = "reviewer", _("Reviewer")
    RELEASER = "releaser", _("Releaser")
    MODERATOR = "moderator", _("Community moderator")
    PROGRAMME_OFFICER = "programme_officer", _("Programme officer")
    OBSERVER = "observer", _("Observer")
    ADMINISTRATOR = "administrator", _("Administrator")


WORKING_ROLES = frozenset(set(Role) - {Role.OBSERVER})
TRIAGE_ROLES = frozenset({Role.ANALYST, Role.REVIEWER})
SECOND_FACTOR_ROLES = frozenset({Role.RELEASER, Role.ADMINISTRATOR})


class Scope(TextChoices):
    """What an API token may do."""

    READ = "read", _("read what its owner may see")
    WRITE = "write", _("write as its owner")
    FEED = "feed", _("follow one list as a feed")


API_SCOPES = frozenset({Scope.READ, Scope.WRITE})
