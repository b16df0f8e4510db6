"""Colours, fonts and the style sheet, light and dark; every text pair keeps a contrast of 4.5:1."""

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

RESOURCES = Path(__file__).resolve().parent / "resources"
FONTS = ["Segoe UI", "DejaVu Sans", "Noto Sans", "sans-serif"]
BASE_PIXELS = 12


@dataclass(frozen=True)
class Colours:
    """One theme. Names say the use, not the colour; *_soft are grounds for the text of the same name."""

    ground: str
    card: str
    line: str
    line_strong: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    accent_text: str
    field: str
    field_locked: str
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    good: str
    good_soft: str
    guide: str
    guide_soft: str
    plain: str
    plain_soft: str
    rail: str
    rail_active: str
    rail_mark: str
    rail_text: str
    rail_strong: str
    rail_muted: str
    bar_ground: str
    bar_low: str


LIGHT = Colours(
    ground="#f4f6f8",
    card="#ffffff",
    line="#dfe4ea",
    line_strong="#c3cbd5",
    text="#1a2433",
    muted="#596577",
    accent="#0f766e",
    accent_hover="#0c635c",
    on_accent="#ffffff",
    accent_soft="#e0f2ee",
    accent_text="#0b5f58",
    field="#ffffff",
    field_locked="#f1f3f6",
    error="#b42318",
    error_soft="#fff4f3",
    warning="#8a5700",
    warning_soft="#fff1cc",
    good="#0b6b4f",
    good_soft="#dcf5ec",
    guide="#5b35a8",
    guide_soft="#f1ecfb",
    plain="#3a485c",
    plain_soft="#e3e9f1",
    rail="#13333b",
    rail_active="#1d4a54",
    rail_mark="#34c3ab",
    rail_text="#dbe7ea",
    rail_strong="#ffffff",
    rail_muted="#9fbcc2",
    bar_ground="#e8edf2",
    bar_low="#c98a04",
)
DARK = Colours(
    ground="#12181f",
    card="#1a222c",
    line="#2c3744",
    line_strong="#465466",
    text="#e8edf3",
    muted="#a3b0c0",
    accent="#2aa698",
    accent_hover="#3bb8aa",
    on_accent="#06201d",
    accent_soft="#16383a",
    accent_text="#7fe0d2",
    field="#121a23",
    field_locked="#212b37",
    error="#ff9c92",
    error_soft="#3a1f1f",
    warning="#f5c451",
    warning_soft="#3a2f14",
    good="#6fdcb5",
    good_soft="#153a30",
    guide="#c3abff",
    guide_soft="#2d2447",
    plain="#c9d4e2",
    plain_soft="#2a3543",
    rail="#0c2026",
    rail_active="#17404a",
    rail_mark="#34c3ab",
    rail_text="#dbe7ea",
    rail_strong="#ffffff",
    rail_muted="#9fbcc2",
    bar_ground="#2a3543",
    bar_low="#d7a22a",
)


def is_dark(application: QGuiApplication | None = None) -> bool:
    """Whether the desktop asks for a dark theme."""
    hints = (application or QGuiApplication).styleHints()
    return hints is not None and hints.colorScheme() is Qt.ColorScheme.Dark


def style_sheet(colours: Colours) -> str:
    """The QSS with the theme's colours in their places."""
    text = (RESOURCES / "style.qss").read_text(encoding="utf-8")
    return Template(text).substitute(asdict(colours), icons=(RESOURCES / "icons").as_posix())


def palette(colours: Colours) -> QPalette:
    result = QPalette()
    pairs = {
        QPalette.ColorRole.Window: colours.ground,
        QPalette.ColorRole.Base: colours.field,
        QPalette.ColorRole.AlternateBase: colours.ground,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Button: colours.card,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Link: colours.accent_text,
        QPalette.ColorRole.ToolTipBase: colours.card,
        QPalette.ColorRole.ToolTipText: colours.text,
    }
    for role, value in pairs.items():
        result.setColor(role, QColor(value))
    return result


def font(pixels: int = BASE_PIXELS, bold: bool = False) -> QFont:
    result = QFont()
    result.setFamilies(FONTS)
    result.setPixelSize(pixels)
    result.setBold(bold)
    return result


def colours_of(application: QApplication) -> Colours:
    """The theme in use, for what is painted by hand."""
    return DARK if application.property("dark") else LIGHT


def current_colours() -> Colours:
    application = QApplication.instance()
    return colours_of(application) if isinstance(application, QApplication) else LIGHT


def apply_theme(application: QApplication, dark: bool | None = None) -> None:
    """Dress the application; None follows the desktop."""
    wanted = is_dark(application) if dark is None else dark
    application.setProperty("dark", wanted)
    colours = DARK if wanted else LIGHT
    application.setStyle("Fusion")
    application.setFont(font())
    application.setPalette(palette(colours))
    application.setStyleSheet(style_sheet(colours))


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours."""
    light, dark = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
