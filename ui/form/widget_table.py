"""Which widget draws which field: one line for each type, hint or group."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from forms.catalog import Field, FieldType
from ui.form.widgets.amount_cell_field import AmountCell
from ui.form.widgets.any_field import AnyField
from ui.form.widgets.base_field import BaseField, Surroundings
from ui.form.widgets.boolean_field import BooleanField
from ui.form.widgets.catalogue_field import CatalogueField, ClassificationField
from ui.form.widgets.code_field import CodeField
from ui.form.widgets.codes_field import CodesField
from ui.form.widgets.composite_field import CompositeField
from ui.form.widgets.date_field import DateField
from ui.form.widgets.derived_field import DerivedField
from ui.form.widgets.line_field import LineField
from ui.form.widgets.long_text_field import LongTextField, TextsField
from ui.form.widgets.money_field import MoneyField
from ui.form.widgets.organization_field import OrganizationField
from ui.form.widgets.period_field import PeriodField

WIDGETS: Mapping[str, type[BaseField]] = {
    FieldType.TEXT: LineField,
    FieldType.LONG_TEXT: LongTextField,
    FieldType.NUMBER: LineField,
    FieldType.INTEGER: LineField,
    FieldType.BOOLEAN: BooleanField,
    FieldType.DATE: DateField,
    FieldType.MOMENT: DateField,
    FieldType.URI: LineField,
    FieldType.EMAIL: LineField,
    FieldType.CODE: CodeField,
    FieldType.CODES: CodesField,
    FieldType.TEXTS: TextsField,
    FieldType.ANY: AnyField,
    FieldType.COMPOSITE: CompositeField,
    FieldType.ROWS: AnyField,
    "widget:multiline": LongTextField,
    "widget:product_codes": CatalogueField,
    "widget:spending_classifier": CatalogueField,
    "widget:places": CatalogueField,
    "widget:public_bodies": CatalogueField,
    "group:classification": ClassificationField,
    "group:value": MoneyField,
    "group:period": PeriodField,
    "group:act_period": PeriodField,
    "group:organization_reference": OrganizationField,
}


def widget_for(field: Field) -> type[BaseField]:
    """The class for a field: by its hint, by its group, by its type."""
    if field.derived and field.type is FieldType.CODE:
        return DerivedField
    if field.widget and f"widget:{field.widget}" in WIDGETS:
        return WIDGETS[f"widget:{field.widget}"]
    if field.type is FieldType.COMPOSITE and f"group:{field.group}" in WIDGETS:
        return WIDGETS[f"group:{field.group}"]
    return WIDGETS[field.type]


def make_field(field: Field, around: Surroundings, parent: QWidget | None = None) -> BaseField:
    return widget_for(field)(field, around, parent)


def make_cell(field: Field, around: Surroundings, parent: QWidget | None = None) -> BaseField:
    """The same in the room of a cell."""
    return AmountCell(field, around, parent) if field.group == "value" else make_field(field, around, parent)
