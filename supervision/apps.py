from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = "Supervision"

    def ready(self) -> None:
        from reminders import calendar, owed
        from supervision import bookings_demo, concern_demo, demo, desk, duties, explain
        from supervision import generate as made_up
        from supervision.queries import asides, own_calendar, risk
        from supervision.services import replan
        from workforce import asides as set_aside
        from workforce import demo as story
        from workforce import desk as policy_desk
        from workforce import generate, home
        from workforce.imports import after

        after.follow(replan.ORDER, replan.replan_people)
        owed.add_kind(owed.Kind(duties.KIND, "Hold supervision", duties.owed_for))
        owed.add_kind(owed.Kind(duties.AGREEMENT, "Review the supervision agreement", duties.reviews_owed))
        owed.add_kind(owed.Kind(duties.PROFESSIONAL, "Arrange a professional supervisor", duties.professionals_owed))
        owed.add_kind(owed.Kind(duties.CONCERN, "Answer a concern", duties.concerns_owed, is_private=True))
        calendar.add_events(own_calendar.sessions_of)
        set_aside.add_source(asides.own_asides)
        home.add_places(duties.places)
        home.add_todos(risk.todos)
        explain.register()
        policy_desk.add_source("supervision-due", desk.due_facts)
        policy_desk.add_trial(policy_desk.Trial("supervision", "Supervision overdue", desk.overdue))
        story.add_loader(demo.ORDER, demo.load)
        story.add_loader(concern_demo.ORDER, concern_demo.load)
        story.add_loader(bookings_demo.ORDER, bookings_demo.load)
        generate.add_generator(made_up.ORDER, made_up.generate)
