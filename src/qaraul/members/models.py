"""Organisations, people, memberships, circles, invitations and tokens."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qaraul.journal.ids import new_id
from qaraul.members.choices import OrganisationKind, Role, SecurityForce


class Organisation(models.Model):
    """A member of the network."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=OrganisationKind.choices)
    country = models.CharField(_("country"), max_length=2, blank=True)
    is_security_force = models.CharField(
        _("security force"),
        max_length=6,
        choices=SecurityForce.choices,
        default=SecurityForce.REVIEW,
    )
    security_force_reason = models.TextField(_("reason for the flag"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        """The name in the reader's language, where there is one."""
        return self.name_ru if get_language() == "ru" and self.name_ru else self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Person":
        """A new account with a hashed password."""
        person = self.model(username=self.model.normalize_username(username), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """An account; it is known to others by its role and organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(
        _("account name"), max_length=80, unique=True, validators=[UnicodeUsernameValidator()]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    display_name = models.CharField(_("shown as"), max_length=120)
    language = models.CharField(_("language"), max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    last_visit_at = models.DateTimeField(null=True, blank=True)
    previous_visit_at = models.DateTimeField(null=True, blank=True)
    sessions_ended = models.PositiveIntegerField(default=0)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        constraints = [
            # Sign-in does not heed the case of an account name, so two may not differ in it alone.
            models.UniqueConstraint(Lower("username"), name="members_account_name_once")
        ]

    def __str__(self) -> str:
        """What others see of the person: a role name."""
        return self.display_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to stay open; a new password or `sessions_ended` ends it."""
        salt = f"qaraul.session.{self.sessions_ended}"
        return salted_hmac(salt, self.password, secret=secret, algorithm="sha256").hexdigest()

    def roles_in(self, organisation_id: UUID) -> frozenset[Role]:
        """The person's roles for one organisation."""
        rows = self.memberships.filter(
            organisation_id=organisation_id, organisation__is_active=True
        )
        return frozenset(Role(role) for role in rows.values_list("role", flat=True))


class Membership(models.Model):
    """One role of one person for one organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"], name="members_role_once"
            )
        ]

    def __str__(self) -> str:
        """Role and organisation."""
        return f"{self.get_role_display()}, {self.organisation}"


class Circle(models.Model):
    """A named sharing group of organisations; only its members may know that it exists."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Not unique: a name that is refused would tell a stranger that such a circle exists.
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), max_length=2_000, blank=True)
    keeper = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    organisations = models.ManyToManyField(Organisation, related_name="circles")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        """The circle's name."""
        return self.name


class Invitation(models.Model):
    """A one-time way in: for a new person with the roles that await, or back in for `restores`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(_("shown as"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.CASCADE)
    roles = models.JSONField(default=list)
    restores = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        """Whom it invites, and for whom."""
        return f"{self.display_name}, {self.organisation}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be used."""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at


class ApiToken(models.Model):
    """A machine's way in: its owner for one organisation, within its scopes, until it expires."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey(Organisation, models.CASCADE)
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    feed_query = models.CharField(max_length=1_000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        """The token's name."""
        return self.name

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be used."""
        return self.revoked_at is None and at < self.expires_at
