from typing import Any

from django.db import migrations


def take_along(apps: Any, editor: Any) -> None:
    before, now = apps.get_model("asye", "SetAside"), apps.get_model("workforce", "SetAside")
    kept = ("author_id", "address", "rows", "at")
    now.objects.bulk_create(now(**row) for row in before.objects.order_by("pk").values(*kept))


class Migration(migrations.Migration):
    """Words set aside move to where every app keeps them."""

    dependencies = [("asye", "0031_assessor_attendance"), ("workforce", "0010_words_set_aside")]
    operations = [migrations.RunPython(take_along, migrations.RunPython.noop)]
