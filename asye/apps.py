from django.apps import AppConfig


class AsyeConfig(AppConfig):
    name = "asye"
    verbose_name = "ASYE year"

    def ready(self) -> None:
        from asye import doors

        doors.register()
