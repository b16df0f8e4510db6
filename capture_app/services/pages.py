"""A document as pictures of its pages, for whoever looks at it without another program."""

from __future__ import annotations

import warnings
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from capture_app.changes import PagePicture
from capture_app.errors import BadInput
from capture_app.words import say
from forms.documents import PDF

MOST_PIXELS = 16_000_000
LARGEST_PICTURE = 200_000_000


def page_picture(file: BinaryIO, name: str, media_type: str, page: int, width: int) -> PagePicture:
    """A page about `width` points wide (a photograph no wider than it is); BadInput for a file that cannot be read."""
    try:
        return _of_pdf(file, page, width) if media_type == PDF else _of_picture(file, page, width)
    except (pypdfium2.PdfiumError, UnidentifiedImageError, Image.DecompressionBombError, OSError, EOFError) as error:
        raise BadInput(say("pages.unreadable"), name, action_es=say("pages.unreadable.action")) from error


def _of_pdf(file: BinaryIO, page: int, width: int) -> PagePicture:
    document = pypdfium2.PdfDocument(file)
    try:
        at = max(0, min(page, len(document) - 1))
        sheet = document[at]
        across, down = sheet.get_size()
        scale = min(width / max(across, 1), (MOST_PIXELS / max(across * down, 1)) ** 0.5)
        drawn = sheet.render(scale=scale).to_pil().convert("RGB")
        return PagePicture(drawn.tobytes(), drawn.width, drawn.height, at, len(document))
    finally:
        document.close()


def _of_picture(file: BinaryIO, page: int, width: int) -> PagePicture:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(file) as picture:
            pages = getattr(picture, "n_frames", 1)
            at = max(0, min(page, pages - 1))
            picture.seek(at)
            if picture.width * picture.height > LARGEST_PICTURE:
                raise Image.DecompressionBombError
            picture.draft("RGB", (width, width))
            drawn = ImageOps.exif_transpose(picture.convert("RGB"))
            drawn.thumbnail((width, round(MOST_PIXELS / max(width, 1))))
            return PagePicture(drawn.tobytes(), drawn.width, drawn.height, at, pages)
