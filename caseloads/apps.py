from django.apps import AppConfig


class CaseloadsConfig(AppConfig):
    name = "caseloads"
    verbose_name = "Caseloads"

    def ready(self) -> None:
        from caseloads import demo
        from workforce import demo as story
        from caseloads import explain

        explain.register()
        story.add_loader(demo.ORDER, demo.load)
