"""The baseline: Django REST framework with django-filter by hand, without rules, over the very table Kontor reads.

Serve with: granian --interface wsgi tests.performance.baseline:application
"""

import os
from typing import Any, ClassVar

from django.conf import settings

settings.configure(
    SECRET_KEY="baseline-only",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="tests.performance.baseline_urls",
    USE_TZ=True,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework.authtoken",
        "django_filters",
    ],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["BENCH_DATABASE"],
            "USER": os.environ.get("BENCH_USER", "postgres"),
            "HOST": "127.0.0.1",
            "PORT": os.environ.get("BENCH_PORT", "5432"),
            "CONN_MAX_AGE": 600,
            "OPTIONS": {"options": "-c search_path=baseline"},
        }
    },
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "DEFAULT_FILTER_BACKENDS": [
            "django_filters.rest_framework.DjangoFilterBackend",
            "rest_framework.filters.OrderingFilter",
        ],
    },
)

import django  # noqa: E402 (configured before it is set up)

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from rest_framework import pagination, serializers, viewsets  # noqa: E402
from rest_framework.response import Response  # noqa: E402


class Deal(models.Model):
    """The opportunities' own table."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    stage = models.CharField(max_length=20)
    status = models.CharField(max_length=10)
    probability = models.IntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    owner = models.UUIDField(db_column="owner_id")
    close_date = models.DateField()
    trashed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "baseline"
        # the table of the other schema, by the quoting of its name
        db_table = 'public"."crm_opportunity'
        managed = False


class Note(models.Model):
    """A table of the baseline's own, for creating one row."""

    name = models.CharField(max_length=200)
    stage = models.CharField(max_length=20)
    probability = models.IntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    customer = models.UUIDField()
    owner = models.UUIDField()
    close_date = models.DateField()

    class Meta:
        app_label = "baseline"
        db_table = "baseline_note"
        managed = False


class DealSerializer(serializers.ModelSerializer[Deal]):
    """Seven fields."""

    class Meta:
        model = Deal
        fields: ClassVar[list[str]] = ["id", "name", "stage", "probability", "amount", "owner", "close_date"]


class NoteSerializer(serializers.ModelSerializer[Note]):
    """The same for a new row."""

    class Meta:
        model = Note
        fields: ClassVar[list[str]] = [
            "id",
            "name",
            "stage",
            "probability",
            "amount",
            "customer",
            "owner",
            "close_date",
        ]


class FirstPage(pagination.BasePagination):
    """Fifty rows, without a count."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """The first rows."""
        return list(queryset[:50])

    def get_paginated_response(self, data: Any) -> Response:
        """The rows."""
        return Response({"results": data})


class DealView(viewsets.ModelViewSet[Deal]):
    """The list."""

    serializer_class = DealSerializer
    pagination_class = FirstPage
    filterset_fields: ClassVar[dict[str, list[str]]] = {
        "stage": ["exact"],
        "probability": ["exact", "lte"],
        "owner": ["exact"],
    }
    ordering_fields: ClassVar[list[str]] = ["amount", "id"]
    queryset = Deal.objects.all()


class NoteView(viewsets.ModelViewSet[Note]):
    """The create."""

    serializer_class = NoteSerializer
    queryset = Note.objects.all()


application = get_wsgi_application()
