"""The list of acts in words."""

from forms.acts.matrix import Kind, Need, Way
from forms.acts.required import Act, RequiredActs, Standing
from forms.acts.setting import LAWS, Setting
from forms.formats import quantity
from forms.threshold_table import title_of
from forms.thresholds import Threshold
from forms.words import text

PUBLICATIONS = ("public", "redacted", "internal", "until_award")


def need_word(need: Need) -> str:
    return text(f"act_need.{need}")


def standing_word(standing: Standing) -> str:
    return text(f"act_standing.{standing}")


def publication_words(act: Act) -> str:
    """Whether the public sees the document, with what is left out of it."""
    said, note = text(f"act_publication.{act.row.publication}"), act.row.publication_note
    return f"{said} ({note})" if note else said


def figure_words(row: Threshold) -> str:
    """A dated row in words: what it fixes, what it says and who approved it."""
    said = row.text or f"{quantity(row.value)} {row.unit}"
    return text("act_figure", title=title_of(row.code), said=said, approved=row.approved_by)


def law_word(law: str) -> str:
    return text(f"act_law.{law or 'unknown'}")


def setting_words(setting: Setting) -> tuple[str, ...]:
    """Law, method and kind, those that are known."""
    way = text(f"act_way.{setting.way}") if setting.way else ""
    kind = text(f"act_kind.{setting.kind}") if setting.kind else ""
    return tuple(word for word in (law_word(setting.law), way, kind) if word)


def remark(acts: RequiredActs) -> str:
    """What a reader must know of the list: that it is not there yet, or that nobody has verified it."""
    if not acts.stages:
        return text("acts.unknown")
    return "" if all(act.is_approved for act in acts.all()) else text("acts.unverified")


def keys() -> frozenset[str]:
    """The keys of the messages that these words take."""
    values = {"need": Need, "standing": Standing, "publication": PUBLICATIONS, "way": Way, "kind": Kind}
    found = {f"act_{name}.{value}" for name, known in values.items() for value in known}
    return frozenset(found | {"act_figure", *(f"act_law.{law}" for law in (*LAWS, "unknown"))})
