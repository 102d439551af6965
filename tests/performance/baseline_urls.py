"""The addresses of the baseline."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from tests.performance.baseline import DealView, NoteView

router = SimpleRouter()
router.register("deals", DealView, basename="deal")
router.register("notes", NoteView, basename="note")
urlpatterns = [path("api/", include(router.urls))]
