"""Files of a reflection: add, take away, fetch."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.models import Attachment, Reflection
from asye.services import reflections as services
from asye.uploads import MOST_FILES, FileForm
from workforce.access import Request, permitted
from workforce.verdict import Refused


@permitted("asye.edit_reflection", Reflection)
def files(request: Request, reflection: Reflection) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        try:
            if reflection.attachments.count() >= MOST_FILES:
                raise Refused(f"A reflection holds at most {MOST_FILES} files. Take one away first")
            services.attach(
                reflection=reflection,
                upload=form.cleaned_data["file"],
                media_type=form.media_type,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "The file is attached")
            return redirect("asye:reflection_files", reflection.pk)
    crumbs = [("Home", "/"), (str(reflection), reflection.get_absolute_url()), ("Files", "")]
    context = {"reflection": reflection, "form": form, "files": reflection.attachments.all(), "crumbs": crumbs}
    return render(request, "asye/reflection_files.html", context)


@require_POST
@permitted("asye.remove_attachment", Attachment, select=("reflection",))
def remove(request: Request, attachment: Attachment) -> HttpResponse:
    reflection = attachment.reflection
    try:
        services.detach(attachment=attachment, by=request.user, at=timezone.now())
        messages.success(request, f"{attachment.name} is taken away")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(reflection)
    return redirect("asye:reflection_files", reflection.pk)


@permitted("asye.read_attachment", Attachment, sensitive=True, select=("reflection",))
def download(request: Request, attachment: Attachment) -> HttpResponseBase:
    """Send the bytes to be saved, never shown: whatever is in the file cannot run on our pages."""
    response = FileResponse(attachment.file.open(), as_attachment=True, filename=attachment.name)
    response["Content-Type"] = attachment.media_type
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
