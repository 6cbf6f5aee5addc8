"""The least that shows the same rows: Django as `startproject` leaves it, one query a relation, plain templates."""
