from django.apps import AppConfig


class CaseloadsConfig(AppConfig):
    name = "caseloads"
    verbose_name = "Caseloads"

    def ready(self) -> None:
        from caseloads import generate as made_up
        from workforce import generate
        from caseloads import demo
        from workforce import demo as story
        from caseloads import explain

        explain.register()
        story.add_loader(demo.ORDER, demo.load)
        generate.add_generator(made_up.ORDER, made_up.generate)
