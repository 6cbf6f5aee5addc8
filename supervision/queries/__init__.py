"""How supervision stands, and what the pages of a record show."""

from supervision.queries.standing import RULED_AS, Standing, standing_of

__all__ = ["RULED_AS", "Standing", "standing_of"]
