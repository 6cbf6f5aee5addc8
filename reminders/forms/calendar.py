"""The form of the calendar feed."""

from __future__ import annotations

from django import forms

from workforce.sent_once import SentOnceForm


class CalendarAddressForm(SentOnceForm):
    name = forms.CharField(
        label="Which calendar is it for?",
        help_text="For example, Outlook or My phone. It helps you to know it again",
        max_length=60,
        error_messages={
            "required": "Enter a name for the calendar, for example Outlook",
            "max_length": "Use at most 60 characters",
        },
    )
