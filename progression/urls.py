from django.urls import path

from progression.views import papers

app_name = "progression"
urlpatterns = [
    path("", papers.waiting, name="waiting"),
    path("export.csv", papers.export_csv, name="export_csv"),
    path("export.xlsx", papers.export_xlsx, name="export_xlsx"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/process/", papers.process, name="process"),
    path("papers/<int:pk>/paper.pdf", papers.paper_pdf, name="paper_pdf"),
]
