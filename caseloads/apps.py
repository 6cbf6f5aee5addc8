from django.apps import AppConfig


class CaseloadsConfig(AppConfig):
    name = "caseloads"
    verbose_name = "Caseloads"

    def ready(self) -> None:
        from caseloads import doors

        doors.register()
