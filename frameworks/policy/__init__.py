"""What a framework file must look like, and what an authority's licensed text may change: no database, no Django."""
