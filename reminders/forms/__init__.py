"""Forms of this app, one subject a module."""
