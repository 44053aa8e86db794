"""Every setting, read from the environment; the defaults are the safe ones."""

import secrets
from pathlib import Path
from typing import Any

import django_stubs_ext

from config import environment as env

django_stubs_ext.monkeypatch()  # lets `ModelAdmin[Item]` be written at run time

BASE_DIR, VAR = env.BASE_DIR, env.VAR
DEBUG = env.flag("DEBUG", default=False)
# Without a key each process makes its own: nothing is ever signed with a key that stands in the source.
SECRET_KEY = env.text("SECRET_KEY") or secrets.token_urlsafe(50)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "core.admin_site.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "leaflet",
    "core",
    "accounts",
    "wms",
    "routing",
    "lastmile",
    "returns",
    "pod",
    "demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.security.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.device_sign_in.device_pages",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.pages.refusals.show_refusals",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.navigation.context",
            ]
        },
    }
]

# --- database, cache, files ---------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", "postgres://waybill@127.0.0.1:5432/waybill")
}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.number("CONN_MAX_AGE", 60),
    "CONN_HEALTH_CHECKS": True,
    # A statement that waits longer for a row lock is retried by core.transactions, then refused as busy.
    "OPTIONS": {
        "options": "-c lock_timeout=2000 -c idle_in_transaction_session_timeout=60000 -c TimeZone=UTC"
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
_redis = REDIS_URL.rsplit("/", 1)[0]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"{_redis}/2"}}
MEDIA_ROOT = VAR / "files"
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or VAR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if env.flag("STATIC_MANIFEST", default=False):  # after collectstatic: hashed names, cached for ever
    STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    WHITENOISE_USE_FINDERS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_COOKIE_AGE = 60 * 60 * 14  # one long shift
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = False

# --- transport ----------------------------------------------------------------------------------
# On by default; `make demo` serves plain HTTP on loopback and says so.
SECURE = env.flag("SECURE", default=True)
SECURE_SSL_REDIRECT = SECURE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# The demo on a network turns this off: browsers would then refuse plain pages of the same machine.
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000 if SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# --- language and time --------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH: list[str] = []

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api_keys.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "core.rest.parsing.StrictJSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "core.rest.pagination.Cursor",
    "DEFAULT_SCHEMA_CLASS": "core.rest.schema.Schema",
    "EXCEPTION_HANDLER": "core.rest.errors.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Waybill",
    "VERSION": "1",
    "DESCRIPTION": "Errors are problem+json; unsafe methods take an Idempotency-Key.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AddressStatusEnum": "lastmile.states.AddressStatus",
        "DeliveryStatusEnum": "lastmile.states.DeliveryStatus",
        "DraftStatusEnum": "lastmile.states.DraftStatus",
        "IncidentStatusEnum": "lastmile.states.IncidentStatus",
        "ImportStatusEnum": "core.states.ImportStatus",
        "IncidentKindEnum": "lastmile.states.IncidentKind",
        "RemedyKindEnum": "lastmile.states.RemedyKind",
        "LoadStatusEnum": "lastmile.states.LoadStatus",
        "LotStatusEnum": "wms.states.LotStatus",
        "LocationKindEnum": "wms.states.LocationKind",
        "RouteStatusEnum": "lastmile.states.RouteStatus",
        "SiteKindEnum": "wms.states.SiteKind",
        "RowOutcomeEnum": "lastmile.services.asks.OUTCOMES",
        "StopStatusEnum": "lastmile.states.StopStatus",
        "TransactionKindEnum": "wms.states.TransactionKind",
    },
}

# --- workers ------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "io"
CELERY_TASK_ROUTES = {"routing.tasks.*": {"queue": "solver"}}
CELERY_BEAT_SCHEDULE = {
    "sweep-plan-runs": {
        "task": "routing.tasks.sweep_plan_runs",
        "schedule": 5.0,
        "options": {"expires": 10, "queue": "io"},
    },
    "detect-trouble": {"task": "lastmile.tasks.detect_trouble", "schedule": 15.0, "options": {"expires": 14}},
    "forget-positions": {
        "task": "lastmile.tasks.forget_positions",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "estimate-arrivals": {
        "task": "lastmile.tasks.estimate_arrivals",
        "schedule": 15.0,
        "options": {"expires": 14},
    },
    "sweep-parcels": {"task": "lastmile.tasks.sweep_parcels", "schedule": 5.0, "options": {"expires": 10}},
    "sweep-labels": {"task": "wms.tasks.sweep_labels", "schedule": 5.0, "options": {"expires": 4}},
    "expire-promises": {"task": "wms.tasks.expire_promises", "schedule": 60.0, "options": {"expires": 50}},
    "expire-stock": {"task": "wms.tasks.expire_stock", "schedule": 600.0, "options": {"expires": 500}},
    "sweep-imports": {"task": "core.tasks.sweep_imports", "schedule": 5.0, "options": {"expires": 4}},
    "sweep-messages": {"task": "pod.tasks.sweep_messages", "schedule": 5.0, "options": {"expires": 10}},
    "owe-news": {"task": "pod.tasks.owe_news", "schedule": 15.0, "options": {"expires": 15}},
    "compare-books": {"task": "wms.tasks.compare_books", "schedule": 3600.0, "options": {"expires": 3000}},
}
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = False  # True makes an idle worker wait the whole timeout
# The row's lease makes a second run harmless; True would kill a solve because the broker blinked.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,  # longer than the longest time limit, or a long solve would be run twice
    "socket_timeout": 30,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 15,
}

# --- warehouse ----------------------------------------------------------------------------------
# The company's GS1 prefix in the numbers of handling units; 952 is GS1's own prefix for demonstrations.
SSCC_COMPANY_PREFIX = env.text("SSCC_COMPANY_PREFIX", "9520000")

# --- phones and scanners ------------------------------------------------------------------------
# Off: phones let their service worker go at the next contact; what they hold unsent stays and is sent.
OFFLINE_PAGES = env.flag("OFFLINE_PAGES", default=True)
# `make demo HTTPS=1`: where phones load the certificate of the demo, and what it must look like.
TRUST_URL = env.text("TRUST_URL")
TRUST_FINGERPRINT = env.text("TRUST_FINGERPRINT")

# --- roads and maps -----------------------------------------------------------------------------
ROADS_DIR = VAR / "roads"
OSRM_URL = env.text("OSRM_URL")  # empty: our own road server, found by ROADS_DIR/server.json
ROADS_BIND = env.text("ROADS_BIND", "127.0.0.1")
ROADS_PORT = env.number("ROADS_PORT", 0)  # 0: any free port
# Without roads: great-circle distance times this, at this speed; marked "estimated" wherever it shows.
ESTIMATED_DETOUR_PERCENT = env.number("ESTIMATED_DETOUR_PERCENT", 135)
ESTIMATED_KMH = env.number("ESTIMATED_KMH", 27)
GEOCODER = env.text("GEOCODER", "local")  # or nominatim, photon: sends addresses to another server
GEOCODER_URL = env.text("GEOCODER_URL")
GEOCODER_PAUSE_MS = env.number("GEOCODER_PAUSE_MS", 1000)  # public servers take one question a second
GEOCODER_TIMEOUT_SECONDS = env.number("GEOCODER_TIMEOUT_SECONDS", 10)
FARTHEST_FROM_ROAD_M = env.number("FARTHEST_FROM_ROAD_M", 300)
SOLVER_MEMORY_BYTES = env.number("SOLVER_MEMORY_MB", 8192) * 1024 * 1024
LEAFLET_CONFIG = {"TILES": [], "DEFAULT_CENTER": (0, 0), "DEFAULT_ZOOM": 2, "NO_GLOBALS": False}

# --- messages -----------------------------------------------------------------------------------
# Where recipients' links lead, and who the messages come from. Without a mail server they become files.
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000")
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Waybill <deliveries@localhost>")
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "core.mail_files.FilePerMessage"
)

# --- logs ---------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logging.JsonLine"}
        if env.flag("LOG_JSON", default=not DEBUG)
        else {"format": "%(levelname)s %(name)s: %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "pmtiles": {"level": "WARNING"}},
}
