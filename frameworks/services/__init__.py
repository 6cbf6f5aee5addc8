"""Every write to the frameworks, one deed a function."""

from frameworks.services.licensing import Difference, import_licensed
from frameworks.services.shipping import Loaded, load_shipped
from frameworks.services.subjects import refresh_subjects

__all__ = ["Difference", "Loaded", "import_licensed", "load_shipped", "refresh_subjects"]
