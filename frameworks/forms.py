from django import forms


class SearchForm(forms.Form):
    """Words to look for in numbers and texts; sent by GET, so that a search has an address."""

    q = forms.CharField(label="Words or number", max_length=100, required=False)

    @property
    def words(self) -> str:
        return str(self.cleaned_data["q"]) if self.is_valid() else ""
