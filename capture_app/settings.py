"""settings.toml of a data folder: who the office is and who acts; never a secret."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from string import ascii_uppercase, digits
from typing import TYPE_CHECKING, Any

from capture_app.errors import BadInput, CaptureError, NotFound, OtherOffice, Refused
from capture_app.words import say
from forms.outlets import PUBLIC_OUTLETS, Policies, PolicyError, read_policies
from forms.profiles import FULL, profiles
from forms.workflow import Policy

if TYPE_CHECKING:
    from sync.wire import EnrolReply

FILE_NAME = "settings.toml"
LIVE, PRACTICE = "live", "practice"
CHANGEABLE = (
    "office_name",
    "office_rfc",
    "approval",
    "requirements",
    "sending",
    "idle_minutes",
    "complaint_url",
    "persons_portal",
    "persons_pnt",
    "persons_pdn",
    "portal_pins",
    "portal_fingerprint",
)
ADMINISTERED = ("portal_pins", "portal_fingerprint")
SENDS_ITSELF = "automatic"
SENDING = (SENDS_ITSELF, "manual")
IDLE_MINUTES = ("5", "10", "15", "30", "60", "0")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,15}")
_RFC = re.compile(r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}")
_PIN = re.compile(r"[A-Za-z0-9+/]{43}=")
_FINGERPRINT = re.compile(r"(?:[0-9a-fA-F]{4}[ -]?){8}")
_PREFIX = re.compile(r"ocds-[a-z0-9]{6}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What stays the same while the program runs; `data_id` names this folder's keys in the key store."""

    office_code: str
    office_name: str
    ocid_prefixes: tuple[str, ...]
    user: str
    user_role: str = "administrador"
    portal_url: str = ""
    portal_key: str = ""
    device_id: str = ""
    device_tag: str = ""
    data_id: str = ""
    zone: str = "America/Cancun"
    approval: str = "one_person"
    epoch: str = ""
    enrolled: bool = False
    requirements: str = FULL
    complaint_url: str = ""
    sending: str = SENDS_ITSELF
    idle_minutes: str = "10"
    office_rfc: str = ""
    space: str = LIVE
    persons_portal: str = ""
    persons_pnt: str = ""
    persons_pdn: str = ""
    portal_pins: str = ""
    portal_fingerprint: str = ""

    @property
    def pins(self) -> tuple[str, ...]:
        """The keys of which the certificate of the portal must have one; none where any that is vouched for will do."""
        return tuple(self.portal_pins.replace(",", " ").split())

    @property
    def policies(self) -> Policies:
        """What each outlet may say of natural persons; one without words of its own is cautious."""
        said = {outlet: getattr(self, f"persons_{outlet}") for outlet in PUBLIC_OUTLETS}
        return read_policies({outlet: text for outlet, text in said.items() if text})

    @property
    def is_practice(self) -> bool:
        """Whether everything in the folder is for practising: none of it ever goes where the public looks."""
        return self.space == PRACTICE

    def acting_as(self, user: str | None, role: str = "") -> Settings:
        """The same office with another person acting, in the role given or in the one of the settings."""
        return replace(self, user=user or self.user, user_role=role or self.user_role)

    def enrolled_at(self, portal_url: str, reply: EnrolReply) -> Settings:
        """The same office as its portal knows it; OtherOffice where the code was of another."""
        if reply.office_code != self.office_code:
            raise OtherOffice(reply.office_code, self.office_code)
        if reply.space != self.space:
            words = "enrol.practice_here" if self.is_practice else "enrol.practice_there"
            raise Refused(say(words), (), say("act.safe"), say("enrol.other_space.action"))
        return replace(
            self,
            office_name=reply.office_name,
            ocid_prefixes=tuple(reply.ocid_prefixes) or self.ocid_prefixes,
            portal_url=portal_url,
            portal_key=reply.portal_key,
            device_id=reply.device_id,
            epoch=reply.epoch,
            enrolled=True,
        )


def check_settings(settings: Settings) -> Settings:
    """The settings given, or BadInput naming the member that cannot be."""
    if not _CODE.fullmatch(settings.office_code):
        raise BadInput(
            f"La clave de la oficina «{settings.office_code}» debe tener de 1 a 16 letras, números o guiones.",
            place="office_code",
        )
    wrong = [prefix for prefix in settings.ocid_prefixes if not _PREFIX.fullmatch(prefix)]
    if wrong or not settings.ocid_prefixes:
        raise BadInput(
            f"El prefijo «{', '.join(wrong)}» no tiene la forma ocds-xxxxxx (seis letras o números).",
            place="ocid_prefix",
        )
    if settings.requirements not in profiles():
        known = ", ".join(profiles())
        raise BadInput(say("profile.unknown", name=settings.requirements, names=known), place="requirements")
    if not settings.user.strip():
        raise BadInput("Falta el nombre de quien captura.", place="user")
    if settings.approval not in set(Policy):
        raise BadInput(say("settings.approval", said=settings.approval), place="approval")
    if settings.space not in (LIVE, PRACTICE):
        raise BadInput(say("settings.space", said=settings.space), place="space")
    if settings.sending not in SENDING:
        raise BadInput(say("settings.sending", said=settings.sending), place="sending")
    if settings.idle_minutes not in IDLE_MINUTES:
        raise BadInput(say("settings.idle_minutes", said=settings.idle_minutes), place="idle_minutes")
    if settings.office_rfc and not _RFC.fullmatch(settings.office_rfc):
        raise BadInput(say("settings.office_rfc", said=settings.office_rfc), place="office_rfc")
    if settings.complaint_url and not settings.complaint_url.startswith(("https://", "http://")):
        raise BadInput(say("settings.complaint_url", said=settings.complaint_url), place="complaint_url")
    if settings.pins and (len(set(settings.pins)) < 2 or not all(map(_PIN.fullmatch, settings.pins))):
        raise BadInput(say("settings.portal_pins", said=settings.portal_pins), place="portal_pins")
    if settings.portal_fingerprint and not _FINGERPRINT.fullmatch(settings.portal_fingerprint):
        said = settings.portal_fingerprint
        raise BadInput(say("settings.portal_fingerprint", said=said), place="portal_fingerprint")
    try:
        _ = settings.policies
    except PolicyError as error:
        raise BadInput(say("settings.persons", said=error.said), place="persons") from error
    return settings


def new_settings(
    office_code: str, office_name: str, ocid_prefix: str, user: str, office_rfc: str = "", space: str = LIVE
) -> Settings:
    """The settings of a new folder, with a tag and an identity that no other folder has."""
    return check_settings(
        Settings(
            office_code=office_code.strip(),
            office_name=office_name.strip(),
            ocid_prefixes=tuple(part.strip() for part in ocid_prefix.split(",")),
            user=user.strip(),
            device_tag=secrets.choice(ascii_uppercase) + secrets.choice(digits),
            device_id=secrets.token_hex(16),
            data_id=secrets.token_hex(8),
            office_rfc=office_rfc.strip().upper(),
            space=space,
        )
    )


def change_settings(data_dir: Path, name: str, value: str) -> Settings:
    """Write one of the settings that an administrator may change; BadInput where it cannot be."""
    if name not in CHANGEABLE:
        raise BadInput(say("settings.unknown", name=name, names=", ".join(CHANGEABLE)), place=name)
    change: dict[str, Any] = {name: value.strip()}
    settings = check_settings(replace(read_settings(data_dir), **change))
    write_settings(data_dir, settings)
    return settings


def refuse_begun(data_dir: Path) -> None:
    """Refused where the folder has an office already."""
    if (data_dir / FILE_NAME).exists():
        office = read_settings(data_dir).office_name
        message = say("folder.begun", folder=data_dir, office=office)
        raise Refused(message, (), say("act.safe"), say("folder.begun.action"))


def read_settings(data_dir: Path) -> Settings:
    """The settings of a folder; NotFound where none was begun."""
    path = data_dir / FILE_NAME
    try:
        members = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(
            f"La carpeta {data_dir} todavía no tiene una oficina.", action_es="Iníciela con «captura init»."
        ) from error
    except OSError as error:
        raise CaptureError(
            say("folder.unreadable", folder=data_dir), say("act.safe"), say("folder.unreadable.action")
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"No se entiende {FILE_NAME}: {error}", str(path)) from error
    return _settings_of(members, path)


def _settings_of(members: dict[str, Any], path: Path) -> Settings:
    known = {item.name for item in fields(Settings)}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in members.items()
    }
    try:
        return check_settings(Settings(**{name: value for name, value in given.items() if name in known}))
    except TypeError as error:
        raise BadInput(f"A {FILE_NAME} le falta un dato: {error}", str(path)) from error


def write_settings(data_dir: Path, settings: Settings) -> None:
    """Write the file whole or not at all."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lines = [f"{name} = {_toml(value)}" for name, value in asdict(settings).items()]
    write_whole(data_dir / FILE_NAME, ("\n".join(lines) + "\n").encode())


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write beside, flush to the disk, then rename over."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(member) for member in value) + "]"
    return '"' + "".join(_escaped(character) for character in str(value)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return f"\\u{ord(character):04x}" if ord(character) < 32 or ord(character) == 127 else character
