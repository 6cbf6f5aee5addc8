"""Policy packs: what an authority sets, typed, merged from files that build on one another, and where each is from."""

from workforce.packs.loading import PackError, build, find, layers, load_pack, shipped_packs, values
from workforce.packs.schema import Pack

__all__ = ["Pack", "PackError", "build", "find", "layers", "load_pack", "shipped_packs", "values"]
