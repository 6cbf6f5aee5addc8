"""Every write to the frameworks, one deed a function."""

from frameworks.services.licensing import Difference, import_licensed
from frameworks.services.shipping import Loaded, load_shipped

__all__ = ["Difference", "Loaded", "import_licensed", "load_shipped"]
