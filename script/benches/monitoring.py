"""The boards of monitoring beside three statements of SQL and a bare template: `script/bench pages` for them alone.

The authority's board is about everybody, so it grows with the people; a team's stays as it is.
"""

from __future__ import annotations

import sys

import pages

if __name__ == "__main__":
    if "--sizes" not in sys.argv:
        sys.argv += ["--sizes", "50,500,2000"]
    sys.argv += ["--only", "monitoring"]
    pages.main()
