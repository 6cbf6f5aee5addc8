"""Tell PostgreSQL what a large load has put into its tables, so that it plans the next query by what is there now."""

from django.apps import apps
from django.db import connection


def refresh_statistics() -> None:
    """Gather the planner's statistics of this app's tables; SQLite needs none. Runs inside the load's transaction."""
    if connection.vendor != "postgresql":
        return
    tables = [model._meta.db_table for model in apps.get_app_config("frameworks").get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(map(connection.ops.quote_name, tables)))
