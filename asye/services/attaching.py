"""Files of a reflection or of written work: added once, taken away while it can still be edited."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from asye.models import Attachment, Reflection, WrittenWork
from workforce import audit
from workforce.models import Person
from workforce.verdict import Refused

TOO_LATE = "This is with your assessor or before a panel, so its files cannot be changed"


@transaction.atomic
def attach(
    *, to: Reflection | WrittenWork, upload: UploadedFile, media_type: str, by: Person, at: dt.datetime
) -> Attachment:
    """Add a file; the same file twice is there once.

    Raises:
        Refused: it can no longer be edited.
    """
    _require_editable(to)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    there = to.attachments.filter(sha256=digest.hexdigest()).first()
    if there is not None:
        return there
    upload.seek(0)
    attachment = Attachment(
        reflection=to if isinstance(to, Reflection) else None,
        work=to if isinstance(to, WrittenWork) else None,
        file=upload,
        name=(upload.name or "file")[-200:],
        media_type=media_type,
        size=upload.size or 0,
        sha256=digest.hexdigest(),
        added_at=at,
    )
    try:
        with transaction.atomic():
            attachment.save()
    except IntegrityError:
        return to.attachments.get(sha256=digest.hexdigest())
    audit.record(by=by, deed="asye.attach", subject=attachment, at=at)
    return attachment


@transaction.atomic
def detach(*, attachment: Attachment, by: Person, at: dt.datetime) -> None:
    """Take a file away again; its bytes go once the deed is kept.

    Raises:
        Refused: what it belongs to can no longer be edited.
    """
    _require_editable(attachment.holder)
    audit.record(by=by, deed="asye.detach", subject=attachment, at=at)
    storage, name = attachment.file.storage, attachment.file.name
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _require_editable(holder: Reflection | WrittenWork) -> None:
    if not holder.is_editable:
        raise Refused(TOO_LATE)
