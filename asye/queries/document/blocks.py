"""The pieces a document is made of, as its sections name them."""

from asye.queries.blocks import Block, Section, bullets, facts, files, heading, said, table, words

__all__ = ["Block", "Section", "bullets", "facts", "files", "heading", "said", "table", "words"]
