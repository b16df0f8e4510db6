"""The app of the registers that are public."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "portal.registers"
    label = "registers"
    verbose_name = "Registros"
