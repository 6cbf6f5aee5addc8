from typing import Any

from django import forms


class SearchForm(forms.Form):
    """Words to look for in numbers and texts; sent by GET, so that a search has an address."""

    asks, hint = "Words or number", "For example 5.3, or poverty"
    q = forms.CharField(max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label, self.fields["q"].help_text = self.asks, self.hint

    @property
    def words(self) -> str:
        return str(self.cleaned_data["q"]) if self.is_valid() else ""


class LibrarySearchForm(SearchForm):
    asks, hint = "What are you looking for?", "A word or two, or a question as you would ask a colleague"
