from django.apps import AppConfig


class AsyeConfig(AppConfig):
    name = "asye"
    verbose_name = "ASYE year"

    def ready(self) -> None:
        from asye import generate as made_up
        from workforce import generate
        from asye import demo
        from asye.services import years
        from workforce import demo as story
        from workforce.imports import after
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
        after.follow(10, years.follow_import)
        story.add_loader(demo.FRAMEWORKS, demo.load_frameworks)
        story.add_loader(demo.YEARS, demo.load_years)
        generate.add_generator(made_up.FRAMEWORKS, made_up.load_frameworks)
        generate.add_generator(made_up.YEARS, made_up.generate)
