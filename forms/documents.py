"""Documents that hold personal data: only a public version leaves, and only with the resolution that approved it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from forms.findings import Finding, Level, finding
from forms.members import part, text
from forms.pointers import KEY, escape

PERSONAL, REDACTION = "_personal", "_redaction"
REDACTED = "redaction"  # what is published of it: member of the extension qroo_redaction
RESOLUTION = ("number", "date", "ground", "pages")
UNRESOLVED = "document.unresolved"
PICTURE, PDF = "image/", "application/pdf"
# Photographs that can be read here, hence shown and freed of the place where they were taken.
READ_HERE = frozenset(("image/jpeg", "image/pjpeg", "image/png", "image/webp", "image/tiff", "image/bmp", "image/gif"))
DRAWINGS = frozenset(
    (
        *("image/vnd.dwg", "image/x-dwg", "image/vnd.dxf", "image/x-dxf", "image/vnd.dwf", "image/svg+xml"),
        *("image/cgm", "image/vnd.djvu", "image/x-djvu", "image/vnd.microsoft.icon", "image/x-icon"),
    )
)


def is_photograph(media_type: str) -> bool:
    """Whether a file of this type may say where it was taken; a plan or another drawing does not."""
    return media_type.startswith(PICTURE) and media_type not in DRAWINGS


def can_be_shown(media_type: str) -> bool:
    """Whether files of this type have pages that the window can draw."""
    return media_type == PDF or media_type in READ_HERE


def is_personal(document: Mapping[str, Any]) -> bool:
    """Whether the office says that the original holds personal data."""
    return document.get(PERSONAL) is True


def lacking_in_resolution(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The members that the resolution of the public version still lacks."""
    redaction = part(document, REDACTION)
    return tuple(name for name in RESOLUTION if not text(redaction, name).strip())


def unresolved(body: Any, keys: Collection[str], at: str = "") -> Iterator[Finding]:
    """An error for each document with personal data, among those of these row keys, without its resolution."""
    members = body.items() if isinstance(body, Mapping) else enumerate(body) if isinstance(body, list) else ()
    for name, member in members:
        here = f"{at}/{escape(str(name))}"
        if isinstance(member, Mapping) and member.get(KEY) in keys and not may_leave(member):
            yield finding(f"{here}/{REDACTION}", UNRESOLVED, Level.ERROR, "B13")
        yield from unresolved(member, keys, here)


def may_leave(document: Mapping[str, Any]) -> bool:
    """Whether anything of the document may be public: not without its resolution, where it holds personal data."""
    return not is_personal(document) or not lacking_in_resolution(document)


def with_resolution(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with the resolution of its public version where everybody may read it, once that is whole.

    What came in a file of OCDS of another stays as it said.
    """
    if not is_personal(document):
        return document
    bare = {name: member for name, member in document.items() if name != REDACTED}
    if not may_leave(document):
        return bare
    redaction = part(document, REDACTION)
    return {**bare, REDACTED: {name: redaction[name] for name in RESOLUTION}}


def public_content(document: Mapping[str, Any], sha256: str, public_sha256: str, media_type: str = "") -> str:
    """The SHA-256 of the content that may leave the office, "" for none.

    The original of a document with personal data never leaves, nor that of a photograph, which may say where
    it was taken: of both only the public version does.
    """
    if not may_leave(document):
        return ""
    has_to_be_made = is_personal(document) or is_photograph(media_type)
    return public_sha256 if has_to_be_made else public_sha256 or sha256
