"""Settings of Kontor. Everything that differs between installations comes from the environment (environment.py)."""

import os

from kontor.config import environment
from kontor.config.logs import logging_config
from kontor.config.security import content_security_policy

ROOT = environment.ROOT
MODE = environment.mode()
DATA = environment.data_folder()
PRODUCTION = MODE == "production"
DEBUG = environment.flag("KONTOR_DEBUG") and not PRODUCTION
SECRET_KEY = environment.secret_key(DATA)
SECRET_KEY_FALLBACKS = environment.words("KONTOR_OLD_SECRET_KEYS")
ALLOWED_HOSTS = environment.words("KONTOR_HOSTS", "" if PRODUCTION else "localhost,.localhost,127.0.0.1,[::1]")
PORT = environment.number("KONTOR_PORT", 8000)
# where people reach us; links in mails begin with it
SITE_URL = os.environ.get("KONTOR_URL", f"http://127.0.0.1:{PORT}").rstrip("/")

ROOMS = (
    *("core", "sqlite", "identity", "schema", "access", "audit", "records", "layouts", "design", "jobs", "files"),
    *("collab", "notifications", "documents", "web", "api"),
)
MODULES = ("crm", "catalog", "inventory", "billing", "sales", "purchasing", "company")

INSTALLED_APPS = [
    *[f"kontor.{room}" for room in ROOMS],
    *[f"apps.{name}" for name in MODULES],
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "simple_history",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "kontor.config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kontor.web.bell.BellMiddleware",
    "kontor.schema.sync.SchemaMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kontor.config.urls"
WSGI_APPLICATION = "kontor.config.wsgi.application"
DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_TEMPLATE_SOURCES = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            # cotton and partials together need their loaders spelled out, partials outermost
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _TEMPLATE_SOURCES if DEBUG else [("django.template.loaders.cached.Loader", _TEMPLATE_SOURCES)],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [folder for folder in [ROOT / "static" / "dist"] if folder.exists()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILES_MAX_BYTES = environment.number("KONTOR_FILES_MAX_MB", 25) * 1024 * 1024
FILES_MAX_PIXELS = 40_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "kontor.identity.backends.PersonBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
CSRF_FAILURE_VIEW = "kontor.web.views.errors.forged"
AXES_FAILURE_LIMIT = 5
# the name under which both doors hand the login to `authenticate`; with the field name of Person none would be counted
AXES_USERNAME_FORM_FIELD = "username"
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "kontor.web.views.account.locked_out"
# behind proxies of ours, the address they saw; without any, what a caller claims counts for nothing
AXES_IPWARE_PROXY_COUNT = environment.number("KONTOR_PROXIES", 0) or None
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR"] if AXES_IPWARE_PROXY_COUNT else ["REMOTE_ADDR"]
# an address is unique among people who are not in the trash, by a partial index Django does not look at
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

CONTENT_SECURITY_POLICY = content_security_policy()
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "kontor.identity.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_TRUSTED_ORIGINS = environment.words("KONTOR_ORIGINS")
SECURE_SSL_REDIRECT = PRODUCTION and environment.flag("KONTOR_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("KONTOR_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("KONTOR_SMTP_HOST")
    else ("django.core.mail.backends.filebased.EmailBackend")
)
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST = os.environ.get("KONTOR_SMTP_HOST", "localhost")
EMAIL_PORT = environment.number("KONTOR_SMTP_PORT", 25)
EMAIL_HOST_USER = os.environ.get("KONTOR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KONTOR_SMTP_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("KONTOR_SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("KONTOR_MAIL_FROM", "kontor@localhost")

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}

# the page that shows the API is served from here, not from elsewhere
SPECTACULAR_SETTINGS = {"SWAGGER_UI_DIST": "SIDECAR", "SWAGGER_UI_FAVICON_HREF": ""}

PROCESS = os.environ.get("KONTOR_PROCESS", "command")
# on PostgreSQL, the role that owns the tables where the web process's does not: workers take it to publish
OWNER_ROLE = os.environ.get("KONTOR_OWNER_ROLE", "")
EGRESS_ALLOW = environment.words("KONTOR_EGRESS_ALLOW")
EGRESS_CA_FILE = os.environ.get("KONTOR_EGRESS_CA_FILE", "")
JOBS_WAKE = os.environ.get("KONTOR_WAKE", "poll")
CELERY_BROKER_URL = os.environ.get("KONTOR_BROKER_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("KONTOR_QUEUE", "kontor")
CELERY_BEAT_SCHEDULE = {"tick": {"task": "kontor.jobs.tick", "schedule": 5.0, "options": {"expires": 5}}}

LOGGING_CONFIG = None
LOGGING = logging_config(os.environ.get("KONTOR_LOG", "INFO"), plain=not PRODUCTION)
