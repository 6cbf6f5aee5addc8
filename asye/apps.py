from django.apps import AppConfig


class AsyeConfig(AppConfig):
    name = "asye"
    verbose_name = "ASYE year"

    def ready(self) -> None:
        from asye import explain
        from asye import duties
        from asye.queries import home as own
        from reminders import owed
        from workforce import home

        owed.add_kind(owed.Kind(duties.SUBMISSION, "Submit the portfolio", duties.submissions_owed))
        owed.add_kind(owed.Kind(duties.READING, "Read the portfolio before the panel", duties.readings_owed))
        home.add_todos(own.todos)
        home.add_places(own.places)
        explain.register()
