"""The kinds of record a portfolio is made of, one a file."""
