from django.apps import AppConfig


class ReturneesConfig(AppConfig):
    name = "returnees"
    verbose_name = "返乡青年"
