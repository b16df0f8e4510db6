"""A printed sheet of the office: letter size, one look, pages numbered, the same bytes for the same data."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from capture_app.words import say

FONT = "Helvetica"
MARGIN = 18.0
LINE = 5.2
_GREY = (107, 114, 128)
_INK = (31, 41, 55)
_FILL = (232, 238, 244)
_SPELLED = str.maketrans(
    {"—": "-", "–": "-", "…": "...", "“": '"', "”": '"', "’": "'", "‘": "'", "•": "·", "\u00a0": " "}
)


class Sheet(FPDF):
    """Pages with the office on top and their number below."""

    def __init__(self, office: str, title: str, about: str, made_at: datetime, landscape: bool = False) -> None:
        super().__init__("L" if landscape else "P", "mm", "Letter")
        self._office, self._about = printable(office), printable(about)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.set_creation_date(made_at)
        self.set_title(title)
        self.set_author(office)
        self.set_lang("es-MX")
        self.set_producer("Captura Abierta")
        self.add_page()
        self._heading(title)

    def header(self) -> None:
        self._write(9, self._office, _GREY)

    def footer(self) -> None:
        self.set_y(-MARGIN + 4)
        self.set_font(FONT, "", 8)
        self.set_text_color(*_GREY)
        self.cell(0, LINE, self._about)
        self.set_x(MARGIN)
        self.cell(0, LINE, say("print.page", number=self.page_no(), total="{nb}"), align="R")

    def _heading(self, title: str) -> None:
        self._write(17, title, _INK, "B")
        self.set_draw_color(*_INK)
        self.line(MARGIN, self.get_y() + 1, self.w - MARGIN, self.get_y() + 1)
        self.ln(4)

    def _write(self, size: float, text: str, colour: Sequence[int] = _INK, style: str = "") -> None:
        self.set_font(FONT, style, size)
        self.set_text_color(*colour)
        self.multi_cell(0, size * 0.48, printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def part(self, title: str) -> None:
        """The title of a part."""
        self.ln(3)
        self._write(12, title, _INK, "B")
        self.ln(1)

    def paragraph(self, text: str) -> None:
        """A paragraph of plain text."""
        self._write(10.5, text)
        self.ln(1.5)

    def pairs(self, lines: Sequence[tuple[str, str]]) -> None:
        """Words and what they say, in two columns; those that say nothing have a line to write on."""
        self.rows(None, [(word, said or "______________________________") for word, said in lines], (30, 70))

    def rows(
        self,
        heads: Sequence[str] | None,
        lines: Sequence[Sequence[str]],
        widths: Sequence[float],
        aligns: Sequence[str] = (),
    ) -> None:
        """A table whose heads come again on every page; ``widths`` are shares of the page."""
        self.set_font(FONT, "", 9.5)
        self.set_text_color(*_INK)
        self.set_draw_color(209, 213, 219)
        looks = FontFace(emphasis="BOLD", fill_color=_FILL, color=_INK)
        total = sum(widths)
        with self.table(
            col_widths=tuple(self.epw * width / total for width in widths),
            text_align=tuple(aligns) or "LEFT",
            headings_style=looks,
            first_row_as_headings=heads is not None,
            line_height=LINE,
            padding=1.2,
            borders_layout="HORIZONTAL_LINES",
        ) as table:
            for line in ([heads] if heads is not None else []) + list(lines):
                table.row([printable(text) for text in line])

    def signatures(self, titles: Sequence[str]) -> None:
        """A line for each signature, with what it is for."""
        self.ln(18)
        width = self.epw / len(titles)
        self.set_font(FONT, "", 9.5)
        self.set_text_color(*_INK)
        if self.get_y() > self.h - MARGIN - 20:
            self.add_page()
            self.ln(18)
        top = self.get_y()
        self.set_draw_color(*_INK)
        for place, title in enumerate(titles):
            left = MARGIN + place * width
            self.line(left + 4, top, left + width - 4, top)
            self.set_xy(left, top + 1)
            self.multi_cell(width, LINE, printable(title), align="C")

    def bytes(self) -> bytes:
        """The file."""
        return bytes(self.output())


def printable(text: str) -> str:
    """The text in the letters of the printer's own fonts: accents stay, other alphabets lose what they do not have."""
    plain = text.translate(_SPELLED)
    if plain.isascii():
        return plain
    return "".join(_letter(letter) for letter in unicodedata.normalize("NFC", plain))


def _letter(letter: str) -> str:
    if ord(letter) < 256:
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) < 256)
    return bare or "?"
