"""What in a name tells that it is no natural person's: the form of a company in letters, or the word for a body."""

import re
from functools import lru_cache

from forms.codes import fold

_SIGNS = re.compile(r"\([^()]*\)|[^\w,&]+")
_SPELT = re.compile(r"(?<![^ ])(?:\w ){1,5}\w(?![^ ,])")  # letters that dots or spaces keep apart: `s a de c v`
_AT_THE_END = r"(?: |^)(?:s(?:a|ab|as|c|cl|ca)|ac)(?: de c)?,?$"
_VARIABLE = r" de (?:cv|rl)(?:[ ,]|$)"
_ANYWHERE = (
    *("sapi", "sapib", "sofom", "sofol", "spr", "sprl", "srl", "sadecv", "iap", "abp"),
    *("inc", "llc", "ltd", "ltda", "corp", "corporation", "gmbh", "limited", "cia", "compania"),
    *("sociedad", "asociacion", "cooperativa", "fundacion", "sindicato", "ejido", "fideicomiso"),
    *("universidad", "instituto", "municipio", "ayuntamiento", "gobierno", "comision", "secretaria"),
)
_FORM = re.compile(rf"{_AT_THE_END}|{_VARIABLE}|(?: |^)(?:{'|'.join(_ANYWHERE)})(?:[ ,]|$)")
_LONGEST_NAME = 1000


@lru_cache(maxsize=4096)
def has_legal_form(name: str) -> bool:
    """Whether a name says that it is a company's or a body's: `Papelería X, S.A. de C.V.`, `Universidad Y`.

    A trade name alone says nothing: natural persons trade under one too.
    """
    words = " ".join(_SIGNS.sub(" ", fold(name[-_LONGEST_NAME:])).replace(",", " , ").split())
    return _FORM.search(_SPELT.sub(lambda letters: letters[0].replace(" ", ""), words)) is not None
