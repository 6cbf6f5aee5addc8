"""Supervision as files: figures for an inspector, a record and a log as PDF."""
