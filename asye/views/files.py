"""Files of a reflection or of written work: add, take away, fetch."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.models import Attachment, Reflection, WrittenWork
from asye.services import attaching as services
from asye.uploads import MOST_FILES, FileForm
from workforce.access import Request, permitted
from workforce.verdict import Refused


@permitted("asye.edit_reflection", Reflection)
def files(request: Request, reflection: Reflection) -> HttpResponse:
    return files_of(request, reflection, reverse("asye:reflection_files", args=[reflection.pk]))


def files_of(request: Request, holder: Reflection | WrittenWork, here: str) -> HttpResponse:
    """The files of something with the form that adds one."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        try:
            if holder.attachments.count() >= MOST_FILES:
                raise Refused(f"There may be at most {MOST_FILES} files. Take one away first")
            upload, kind = form.cleaned_data["file"], form.media_type
            services.attach(to=holder, upload=upload, media_type=kind, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "The file is attached")
            return redirect(here)
    crumbs = [("Home", "/"), (str(holder), holder.get_absolute_url()), ("Files", "")]
    context = {"holder": holder, "form": form, "files": holder.attachments.all(), "crumbs": crumbs}
    return render(request, "asye/files.html", context)


@require_POST
@permitted("asye.remove_attachment", Attachment, select=("reflection__portfolio", "work__portfolio"))
def remove(request: Request, attachment: Attachment) -> HttpResponse:
    holder = attachment.holder
    try:
        services.detach(attachment=attachment, by=request.user, at=timezone.now())
        messages.success(request, f"{attachment.name} is taken away")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(holder)
    kind = "reflection" if isinstance(holder, Reflection) else "written_work"
    return redirect(f"asye:{kind}_files", holder.pk)


@permitted("asye.read_attachment", Attachment, sensitive=True, select=("reflection", "work"))
def download(request: Request, attachment: Attachment) -> HttpResponseBase:
    """Send the bytes to be saved, never shown: whatever is in the file cannot run on our pages."""
    response = FileResponse(attachment.file.open(), as_attachment=True, filename=attachment.name)
    response["Content-Type"] = attachment.media_type
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
