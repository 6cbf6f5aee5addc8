"""Files of other systems: read, checked whole, written all or not at all."""
