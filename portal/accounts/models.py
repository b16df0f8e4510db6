"""Users, offices, who works in which, and the devices that may send."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in to the portal's pages or captures on a device."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    @property
    def shown_name(self) -> str:
        return self.get_full_name() or self.username


class Office(models.Model):
    """A public body that captures: the tenant of everything that is received."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField("clave", max_length=32, unique=True)
    name = models.CharField("nombre", max_length=255)
    ocid_prefixes = models.CharField("prefijos de ocid", max_length=255, help_text="separados por espacios")
    zone = models.CharField("zona horaria", max_length=64, default="America/Cancun")
    approval = models.CharField("política de aprobación", max_length=32, default="one_person")
    is_demo = models.BooleanField("demostración (datos inventados)", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def prefixes(self) -> tuple[str, ...]:
        return tuple(self.ocid_prefixes.split())


class Membership(models.Model):
    """The role of a person in an office."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField("función", max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "office"], name="one_role_per_office")]

    def __str__(self) -> str:
        return f"{self.user} · {self.office} · {self.role}"


class Device(models.Model):
    """A computer that may send for an office, known by its Ed25519 key; revoking is one row.

    ``sequence`` and ``head`` are the place and hash of the newest operation of its chain that the portal has;
    ``copy_of`` the device of whose disk or folder this one was found to be a copy.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="devices")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField("nombre", max_length=120, blank=True)
    public_key = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    clock_ahead = models.BigIntegerField(default=0, help_text="segundos, en el último envío")
    sequence = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    copy_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies")

    def __str__(self) -> str:
        return f"{self.name or self.id} · {self.office}"


class FormerKey(models.Model):
    """A key with which a device signed until then; what was written on a stick before still has its signature."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="former_keys")
    public_key = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device} · {self.until}"


class PersonKey(models.Model):
    """The key with which a person signs acts for an office; ``name`` is the person's on the office's computers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="person_keys")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField("nombre", max_length=120)
    public_key = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} · {self.office}"


class EnrolmentCode(models.Model):
    """Words that let one device (or the key of one person) be enrolled once; only their keyed hash is kept."""

    code_hash = models.CharField(max_length=64, unique=True)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="enrolment_codes")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    device = models.OneToOneField(Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    for_person = models.BooleanField(default=False)
    person_key = models.OneToOneField(PersonKey, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.office} · {self.user}"
