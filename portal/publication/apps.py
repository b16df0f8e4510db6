"""The app of what is public."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "portal.publication"
    label = "publication"
    verbose_name = "Publicación"
