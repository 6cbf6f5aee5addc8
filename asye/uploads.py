"""Which files may be attached: by their first bytes, not by what they say they are."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

LARGEST = 10 * 1024 * 1024
MOST_FILES = 20
OFFICE = "application/vnd.openxmlformats-officedocument."
SIGNS: dict[str, tuple[bytes, str]] = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".docx": (b"PK\x03\x04", f"{OFFICE}wordprocessingml.document"),
    ".xlsx": (b"PK\x03\x04", f"{OFFICE}spreadsheetml.sheet"),
    ".pptx": (b"PK\x03\x04", f"{OFFICE}presentationml.presentation"),
    ".odt": (b"PK\x03\x04", "application/vnd.oasis.opendocument.text"),
}
KINDS = "PDF, Word, Excel, PowerPoint, OpenDocument text, PNG or JPEG"


def media_type_of(upload: UploadedFile) -> str:
    """Return the media type of a file we take.

    Raises:
        ValidationError: the file is empty, too large, or not what its name says.
    """
    name = (upload.name or "").lower()
    ending = next((known for known in SIGNS if name.endswith(known)), None)
    if ending is None:
        raise ValidationError(f"Choose a file of one of these kinds: {KINDS}")
    if not upload.size:
        raise ValidationError("This file is empty. Choose another")
    if upload.size > LARGEST:
        raise ValidationError("This file is larger than 10 MB. Make it smaller or choose another")
    sign, media_type = SIGNS[ending]
    upload.seek(0)
    if not upload.read(len(sign)).startswith(sign):
        raise ValidationError(f"This is not a {ending[1:].upper()} file, although its name says so. Choose another")
    upload.seek(0)
    return media_type


class FileForm(forms.Form):
    file = forms.FileField(
        label="Choose a file",
        help_text=f"{KINDS}, up to 10 MB. No child's or family's name in it or in its file name",
        error_messages={"required": "Choose a file", "empty": "This file is empty. Choose another"},
        max_length=200,
    )

    media_type = ""

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        self.media_type = media_type_of(upload)
        return upload
