"""Data in: files as other systems export them, read by a mapping, checked whole, written all or not at all."""
