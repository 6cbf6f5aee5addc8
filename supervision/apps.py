from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = "Supervision"

    def ready(self) -> None:
        from supervision import generate as made_up
        from workforce import generate
        from supervision import demo
        from workforce import demo as story
        from supervision import explain
        from reminders import owed
        from supervision import duties
        from workforce import home

        owed.add_kind(owed.Kind(duties.KIND, "Hold supervision", duties.owed_for))
        home.add_places(duties.places)
        explain.register()
        story.add_loader(demo.ORDER, demo.load)
        generate.add_generator(made_up.ORDER, made_up.generate)
