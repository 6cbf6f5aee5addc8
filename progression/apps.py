from django.apps import AppConfig


class ProgressionConfig(AppConfig):
    name = "progression"
    verbose_name = "Progression"

    def ready(self) -> None:
        from progression import generate as made_up
        from workforce import generate
        from progression import explain
        from progression import queries
        from workforce import home

        home.add_todos(queries.todos)
        home.add_places(queries.places)
        explain.register()
        generate.add_generator(made_up.ORDER, made_up.generate)
