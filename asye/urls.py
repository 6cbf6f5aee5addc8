from django.urls import path

from asye.views import decisions, files, panels, recommend, reflections, responses, team, year

app_name = "asye"
urlpatterns = [
    path("", year.year, name="year"),
    path("team/", team.team, name="team"),
    path("queue/", responses.queue, name="queue"),
    path("portfolios/<int:pk>/", year.portfolio, name="portfolio"),
    path("portfolios/<int:pk>/reflections/start/", reflections.start, name="reflection_start"),
    path("portfolios/<int:pk>/recommend/", recommend.recommend, name="recommend"),
    path("reflections/", reflections.reflections, name="reflections"),
    path("reflections/<int:pk>/", reflections.reflection, name="reflection"),
    path("reflections/<int:pk>/edit/", reflections.edit, name="reflection_edit"),
    path("reflections/<int:pk>/autosave/", reflections.autosave_reflection, name="reflection_autosave"),
    path("reflections/<int:pk>/compare/<int:version>/", reflections.compare, name="reflection_compare"),
    path("reflections/<int:pk>/statements/", reflections.statements, name="reflection_statements"),
    path("reflections/<int:pk>/files/", files.files, name="reflection_files"),
    path("reflections/<int:pk>/share/", reflections.share, name="reflection_share"),
    path("reflections/<int:pk>/take-back/", reflections.take_back, name="reflection_take_back"),
    path("reflections/<int:pk>/respond/", responses.respond, name="respond"),
    path("responses/<int:pk>/autosave/", responses.autosave_response, name="respond_autosave"),
    path("responses/<int:pk>/release/", responses.release, name="release"),
    path("files/<int:pk>/", files.download, name="attachment"),
    path("files/<int:pk>/remove/", files.remove, name="attachment_remove"),
    path("panels/", panels.panels, name="panels"),
    path("panels/arrange/", panels.arrange, name="panel_arrange"),
    path("panels/<int:pk>/", panels.panel, name="panel"),
    path("panels/<int:pk>/seats/", panels.seat, name="panel_seat"),
    path("panels/<int:pk>/portfolios/", panels.add_item, name="panel_add_item"),
    path("panels/items/<int:pk>/", panels.item, name="panel_item"),
]
for outcome in ("pass", "fail"):
    at, said = f"panels/items/<int:pk>/{outcome}/", {"outcome": outcome}
    urlpatterns += [
        path(at, decisions.write, said, name=f"decide_{outcome}"),
        path(f"{at}autosave/", decisions.autosave_reasons, said, name=f"decide_{outcome}_autosave"),
        path(f"{at}check/", decisions.check, said, name=f"decide_{outcome}_check"),
        path(f"{at}sign/", decisions.sign, said, name=f"decide_{outcome}_sign"),
    ]
