"""Parts of an address: a level of practice, and an official number such as 5 or 5.3."""


class LevelConverter:
    regex = "asye|social-worker|experienced"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NumberConverter(LevelConverter):
    regex = r"\d{1,2}(?:\.\d{1,2})?"
