"""What is written where a key of somebody should stand, and names nobody: generic keys, and words that say none."""

import re

from forms.codes import fold

GENERIC_KEYS = frozenset({"XAXX010101000", "XEXX010101000"})
_LETTERS = re.compile(r"[^a-z0-9]")
_KEY = r"(?:el|su)?(?:rfc|registro|clave|dato|datos|informacion|identificacion|numero)?"
_NONE = re.compile(
    rf"(?:s|n|sin|no|sn|sd|sr|nd|na|nt)|(?:s|sin|no|notiene|nocuenta|nocuentacon|falta|pendiente(?:de)?){_KEY}"
    r"|(?:dato)?no(?:se)?(?:aplica|disponible|proporciona(?:do)?|proporciono|registrado|inscrito|identificado|existe)"
    rf"|{_KEY}|porasignar|inexistente|desconocid[oa]|ningun[oa]?|null|none|nan|extranjer[oa]"
    r"|x*0*x*"
)


def says_none(text: str) -> bool:
    """Whether a text in the place of a key says that there is none: `S/RFC`, `sin R.F.C.`, `N/A`, `XXX`, `---`."""
    return _NONE.fullmatch(_LETTERS.sub("", fold(text))) is not None
