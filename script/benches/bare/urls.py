from django.urls import include, path

from bare import boards, monitoring, views

urlpatterns = [
    path("bare/home/", views.home),
    path("bare/portfolio/<int:pk>/", views.portfolio),
    path("bare/reflections/", views.reflections),
    path("bare/reflection/<int:pk>/", views.reflection),
    path("bare/edit/<int:pk>/", views.edit),
    path("bare/queue/", views.queue),
    path("bare/respond/<int:pk>/", views.respond),
    path("bare/team/", views.team),
    path("bare/supervision/<int:pk>/", views.supervision),
    path("bare/board/", boards.board),
    path("bare/monitoring/", monitoring.monitoring),
    path("bare/monitoring/<str:of>/<int:pk>/", monitoring.monitoring),
    path("bare/caseload/<int:pk>/", views.caseload),
    path("bare/panel/<int:pk>/", views.panel),
    path("bare/item/<int:pk>/", views.item),
    path("bare/progression/", views.progression),
    path("bare/progression.csv", views.export_csv),
    path("bare/progression.xlsx", views.export_xlsx),
    path("bare/paper/<int:pk>.pdf", views.paper),
    path("", include("config.urls")),
]
