from django.apps import AppConfig


class ProgressionConfig(AppConfig):
    name = "progression"
    verbose_name = "Progression"

    def ready(self) -> None:
        from progression import desk, explain, queries
        from progression import generate as made_up
        from workforce import desk as policy_desk
        from workforce import generate, home

        home.add_todos(queries.todos)
        home.add_places(queries.places)
        explain.register()
        generate.add_generator(made_up.ORDER, made_up.generate)
        policy_desk.add_source("increments", desk.increment_facts)
        policy_desk.add_source("progression", desk.applicant_facts)
