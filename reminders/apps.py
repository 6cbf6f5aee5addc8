from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = "Reminders"

    def ready(self) -> None:
        from reminders import calendar, calendar_demo, demo, duties, queries, settling
        from reminders import generate as made_up
        from reminders.queries import own_calendar
        from workforce import demo as story
        from workforce import generate, home
        from workforce.imports import after

        calendar.add_events(own_calendar.duties_due)
        home.add_counter(queries.unread_count)
        home.add_todos(duties.todos)
        home.add_places(duties.places)
        after.follow(90, settling.settle_people)
        story.add_loader(demo.ORDER, demo.load)
        story.add_loader(calendar_demo.ORDER, calendar_demo.load)
        generate.add_generator(made_up.ORDER, made_up.generate)
