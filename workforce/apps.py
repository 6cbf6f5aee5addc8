from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "workforce"
    verbose_name = "Workforce"

    def ready(self) -> None:
        from workforce import absence_demo, absence_places, demo, desk, desk_sources, home, policy_places

        demo.add_loader(absence_demo.ORDER, absence_demo.load)
        home.add_places(absence_places.places)
        home.add_places(policy_places.places)
        desk.add_source("probation", desk_sources.probation)
        desk.add_source("absence-triggers", desk_sources.absence_triggers)
