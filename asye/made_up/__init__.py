"""The assessed years of a generated authority."""
