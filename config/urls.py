from django.urls import include, path

from workforce.views import home, pages

urlpatterns = [
    path("", home.home, name="home"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("cookies/", pages.cookies, name="cookies"),
    path("accounts/", include("allauth.urls")),
    path("", include("workforce.urls")),
    path("frameworks/", include("frameworks.urls")),
    path("reminders/", include("reminders.urls")),
    path("supervision/", include("supervision.urls")),
    path("caseloads/", include("caseloads.urls")),
    path("asye/", include("asye.urls")),
    path("progression/", include("progression.urls")),
]
