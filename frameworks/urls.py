from django.urls import path, register_converter

from frameworks import views
from frameworks.converters import LevelConverter, NumberConverter

register_converter(LevelConverter, "level")
register_converter(NumberConverter, "number")

app_name = "frameworks"
urlpatterns = [
    path("", views.framework_list, name="frameworks"),
    path("library/", views.library, name="library"),
    path("library/topics/<slug:slug>/", views.topic, name="topic"),
    path("library/resources/<slug:slug>/", views.resource, name="resource"),
    path("library/resources/<slug:slug>/file/", views.resource_file, name="resource_file"),
    path("<slug:code>/", views.framework, name="framework"),
    path("<slug:code>/<level:level>/", views.framework, name="framework_level"),
    path("<slug:code>/<number:number>/", views.statement, name="statement"),
    path("<slug:code>/<level:level>/<number:number>/", views.statement, name="statement_level"),
    path("<slug:code>/domains/<number:number>/", views.domain, name="domain"),
]
